package plugin

import "github.com/plugwright/plugwright/sdk/go/imports/wasi/keyvalue/store"

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
