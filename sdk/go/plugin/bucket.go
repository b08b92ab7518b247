package plugin

import (
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/keyvalue/atomics"
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/keyvalue/store"
	"github.com/plugwright/plugwright/sdk/go/wit"
)

// Bucket is a key-value store of the host.
type Bucket struct {
	bucket *store.Bucket
}

// OpenBucket opens the store that goes by a name. Close it when it is no longer needed.
func OpenBucket(name string) (*Bucket, error) {
	bucket, err := store.Open(name)
	if err != nil {
		return nil, bucketError(err)
	}
	return &Bucket{bucket: bucket}, nil
}

// Get returns the value of a key, and whether there is one.
func (b *Bucket) Get(key string) ([]byte, bool, error) {
	value, err := b.bucket.Get(key)
	if err != nil {
		return nil, false, bucketError(err)
	}
	bytes, ok := value.Get()
	return bytes, ok, nil
}

// Set writes the value of a key.
func (b *Bucket) Set(key string, value []byte) error {
	return bucketError(b.bucket.Set(key, value))
}

// Delete removes a key. A key that is not there is no error.
func (b *Bucket) Delete(key string) error {
	return bucketError(b.bucket.Delete(key))
}

// Exists tells whether a key has a value.
func (b *Bucket) Exists(key string) (bool, error) {
	exists, err := b.bucket.Exists(key)
	return exists, bucketError(err)
}

// Keys returns all keys, in no order. Many keys take as many calls of the host as it makes pages of them.
func (b *Bucket) Keys() ([]string, error) {
	var keys []string
	cursor := wit.None[uint64]()
	for {
		page, err := b.bucket.ListKeys(cursor)
		if err != nil {
			return nil, bucketError(err)
		}
		keys = append(keys, page.Keys...)
		if !page.Cursor.IsSome() {
			return keys, nil
		}
		cursor = page.Cursor
	}
}

// Increment adds to the number that a key stands for, in one step, and returns the sum. A key without a value counts as 0.
// This is the only change that is safe against other instances of the plugin at the same time.
func (b *Bucket) Increment(key string, delta uint64) (uint64, error) {
	sum, err := atomics.Increment(b.bucket, key, delta)
	return sum, bucketError(err)
}

// Close gives the bucket back to the host.
func (b *Bucket) Close() {
	b.bucket.Drop()
}

func bucketError(err error) error {
	switch err := err.(type) {
	case nil:
		return nil
	case store.ErrorNoSuchStore:
		return Fail(Config, "no-such-bucket", "the bucket does not exist")
	case store.ErrorAccessDenied:
		return Fail(Policy, "bucket-denied", "the bucket is not granted to this plugin")
	default:
		return Fail(Dependency, "bucket-failed", err.Error())
	}
}
