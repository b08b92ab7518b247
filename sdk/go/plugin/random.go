package plugin

import "github.com/plugwright/plugwright/sdk/go/imports/wasi/random/random"

// RandomBytes are as many bytes from the host's cryptographic generator.
func RandomBytes(count int) []byte {
	return random.GetRandomBytes(uint64(count))
}
