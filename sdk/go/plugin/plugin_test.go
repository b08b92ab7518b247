package plugin_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/plugintest"
)

func TestAnErrorKeepsItsFaultThroughWrapping(t *testing.T) {
	cause := plugin.Fail(plugin.Caller, "bad-token", "the token is malformed")
	err := plugin.AsError(fmt.Errorf("while reading: %w", cause))
	if err != cause {
		t.Fatalf("got %v", err)
	}
	var found plugin.Error
	if !errors.As(plugin.AsError(errors.New("boom")), &found) || found.Fault != plugin.Plugin {
		t.Fatalf("an error without a fault is the plugin's own, got %v", found)
	}
}

func TestAPluginFindsTheHostOfATest(t *testing.T) {
	host := &plugintest.Host{
		Config:  map[string]string{"limit": "3", "broken": "x"},
		Buckets: map[string]map[string][]byte{"cache": {}},
		Secrets: []string{"key"},
		Time:    time.Unix(1_000_000_000, 5),
	}
	host.Install()
	if limit, err := plugin.ConfigInt("limit", 1); limit != 3 || err != nil {
		t.Errorf("limit is %d, %v", limit, err)
	}
	if _, err := plugin.ConfigInt("broken", 1); err == nil {
		t.Error("a number that is none must be the operator's fault")
	}
	if !plugin.Now().Equal(host.Time) {
		t.Errorf("the clock shows %v", plugin.Now())
	}
	plugin.Info("hello")
	if len(host.Log) != 1 || host.Log[0] != "info: hello" {
		t.Errorf("the log is %v", host.Log)
	}
	if _, err := plugin.Secret("other"); err == nil {
		t.Error("a secret that is not granted must not be had")
	}
}

func TestWhatIsWrittenToABucketIsFoundThere(t *testing.T) {
	host := &plugintest.Host{Buckets: map[string]map[string][]byte{"cache": {}}}
	host.Install()
	bucket, err := plugin.OpenBucket("cache")
	if err != nil {
		t.Fatal(err)
	}
	defer bucket.Close()
	if err := bucket.Set("a", []byte("b")); err != nil {
		t.Fatal(err)
	}
	if value, ok, _ := bucket.Get("a"); !ok || string(value) != "b" {
		t.Errorf("got %q, %t", value, ok)
	}
	if sum, err := bucket.Increment("n", 2); sum != 2 || err != nil {
		t.Errorf("the sum is %d, %v", sum, err)
	}
	if _, err := bucket.Increment("a", 1); err == nil {
		t.Error("a value that is no number cannot be counted on")
	}
	if exists, err := bucket.Exists("n"); !exists || err != nil {
		t.Errorf("got %t, %v", exists, err)
	}
	if keys, err := bucket.Keys(); len(keys) != 2 || err != nil {
		t.Errorf("the keys are %v, %v", keys, err)
	}
	if _, err := plugin.OpenBucket("none"); err == nil {
		t.Error("a bucket that does not exist must not open")
	}
}
