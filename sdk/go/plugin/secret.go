package plugin

import (
	"errors"

	"github.com/plugwright/plugwright/sdk/go/imports/plugwright/plugin/secrets"
)

// Secret is a placeholder for a secret. In a header of an outbound request the host replaces it by the value; a plugin never
// sees the value itself.
func Secret(name string) (string, error) {
	placeholder, err := secrets.Placeholder(name)
	if errors.Is(err, secrets.SecretErrorDenied) {
		return "", Fail(Policy, "secret-denied", "the secret "+name+" is not granted to this plugin")
	}
	if err != nil {
		return "", Fail(Config, "secret-unavailable", "the host has no value for the secret "+name)
	}
	return placeholder, nil
}
