// Package plugintest runs plugins as ordinary programs, with a host that a test describes.
package plugintest

import (
	"errors"
	"strconv"
	"time"

	"github.com/plugwright/plugwright/sdk/go/http"
	"github.com/plugwright/plugwright/sdk/go/imports/plugwright/plugin/secrets"
	wallclock "github.com/plugwright/plugwright/sdk/go/imports/wasi/clocks/wall-clock"
	config "github.com/plugwright/plugwright/sdk/go/imports/wasi/config/store"
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/keyvalue/atomics"
	keyvalue "github.com/plugwright/plugwright/sdk/go/imports/wasi/keyvalue/store"
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/logging/logging"
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/random/random"
	"github.com/plugwright/plugwright/sdk/go/wit"
)

// Host is what a plugin finds around it in a test.
type Host struct {
	// Config is what the operator wrote.
	Config map[string]string
	// Buckets are the key-value stores, by name. What a plugin writes is found here.
	Buckets map[string]map[string][]byte
	// Secrets are the names of the secrets that are granted.
	Secrets []string
	// HTTP answers outbound requests. Without it, each of them fails.
	HTTP func(request *http.Request) (*http.Response, error)
	// Time is what the clock shows.
	Time time.Time
	// Log is what the plugin has logged, each with its level in front.
	Log []string

	random  byte
	buckets map[*keyvalue.Bucket]string
}

// Install makes the host the one that plugins find. Tests that install hosts cannot run in parallel.
func (h *Host) Install() {
	h.buckets = map[*keyvalue.Bucket]string{}
	config.SetHost(config.Host{Get: h.configValue, GetAll: h.configAll})
	logging.SetHost(logging.Host{Log: h.log})
	wallclock.SetHost(wallclock.Host{Now: h.now, Resolution: resolution})
	random.SetHost(random.Host{GetRandomBytes: h.randomBytes, GetRandomU64: h.randomNumber})
	secrets.SetHost(secrets.Host{Placeholder: h.placeholder})
	http.SetHost(http.Host{Send: h.HTTP})
	atomics.SetHost(atomics.Host{Increment: h.increment})
	keyvalue.SetHost(keyvalue.Host{
		Open:           h.open,
		BucketGet:      h.get,
		BucketSet:      h.set,
		BucketDelete:   h.remove,
		BucketExists:   h.exists,
		BucketListKeys: h.keys,
	})
}

func (h *Host) configValue(key string) (wit.Option[string], error) {
	if value, ok := h.Config[key]; ok {
		return wit.Some(value), nil
	}
	return wit.None[string](), nil
}

func (h *Host) configAll() ([]wit.Tuple2[string, string], error) {
	var all []wit.Tuple2[string, string]
	for key, value := range h.Config {
		all = append(all, wit.Tuple2[string, string]{F0: key, F1: value})
	}
	return all, nil
}

func (h *Host) log(level logging.Level, context string, message string) {
	h.Log = append(h.Log, level.String()+": "+message)
}

func (h *Host) now() wallclock.Datetime {
	return wallclock.Datetime{Seconds: uint64(h.Time.Unix()), Nanoseconds: uint32(h.Time.Nanosecond())}
}

func resolution() wallclock.Datetime {
	return wallclock.Datetime{Nanoseconds: 1}
}

// randomBytes counts: a test wants the same bytes each time.
func (h *Host) randomBytes(count uint64) []byte {
	bytes := make([]byte, count)
	for i := range bytes {
		h.random++
		bytes[i] = h.random
	}
	return bytes
}

func (h *Host) randomNumber() uint64 {
	h.random++
	return uint64(h.random)
}

func (h *Host) placeholder(name string) (string, error) {
	for _, granted := range h.Secrets {
		if granted == name {
			return "{{secret:" + name + "}}", nil
		}
	}
	return "", secrets.SecretErrorDenied
}

func (h *Host) open(name string) (*keyvalue.Bucket, error) {
	if _, ok := h.Buckets[name]; !ok {
		return nil, keyvalue.ErrorNoSuchStore{}
	}
	bucket := &keyvalue.Bucket{}
	h.buckets[bucket] = name
	return bucket, nil
}

func (h *Host) content(bucket *keyvalue.Bucket) (map[string][]byte, error) {
	content, ok := h.Buckets[h.buckets[bucket]]
	if !ok {
		return nil, errors.New("the bucket was not opened in this test")
	}
	return content, nil
}

func (h *Host) get(bucket *keyvalue.Bucket, key string) (wit.Option[[]byte], error) {
	content, err := h.content(bucket)
	if value, ok := content[key]; ok {
		return wit.Some(value), nil
	}
	return wit.None[[]byte](), err
}

func (h *Host) set(bucket *keyvalue.Bucket, key string, value []byte) error {
	content, err := h.content(bucket)
	if err == nil {
		content[key] = value
	}
	return err
}

func (h *Host) remove(bucket *keyvalue.Bucket, key string) error {
	content, err := h.content(bucket)
	delete(content, key)
	return err
}

func (h *Host) exists(bucket *keyvalue.Bucket, key string) (bool, error) {
	content, err := h.content(bucket)
	_, ok := content[key]
	return ok, err
}

func (h *Host) keys(bucket *keyvalue.Bucket, cursor wit.Option[uint64]) (keyvalue.KeyResponse, error) {
	content, err := h.content(bucket)
	var response keyvalue.KeyResponse
	for key := range content {
		response.Keys = append(response.Keys, key)
	}
	return response, err
}

func (h *Host) increment(bucket *keyvalue.Bucket, key string, delta uint64) (uint64, error) {
	content, err := h.content(bucket)
	if err != nil {
		return 0, err
	}
	var sum uint64
	if value, ok := content[key]; ok {
		if sum, err = strconv.ParseUint(string(value), 10, 64); err != nil {
			return 0, keyvalue.ErrorOther{Value: "the value is no number"}
		}
	}
	sum += delta
	content[key] = []byte(strconv.FormatUint(sum, 10))
	return sum, nil
}
