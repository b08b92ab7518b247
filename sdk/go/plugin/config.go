package plugin

import (
	"strconv"

	"github.com/plugwright/plugwright/sdk/go/imports/wasi/config/store"
)

// ConfigValue returns what the operator wrote for key, and whether there is anything.
func ConfigValue(key string) (string, bool, error) {
	value, err := store.Get(key)
	if err != nil {
		return "", false, Fail(Dependency, "config-unavailable", "the configuration cannot be read: "+err.Error())
	}
	text, ok := value.Get()
	return text, ok, nil
}

// ConfigOr returns what the operator wrote for key, or what to use instead.
func ConfigOr(key, otherwise string) (string, error) {
	value, ok, err := ConfigValue(key)
	if err != nil || ok {
		return value, err
	}
	return otherwise, nil
}

// ConfigInt returns a whole number of the configuration, or what to use instead.
func ConfigInt(key string, otherwise int) (int, error) {
	value, ok, err := ConfigValue(key)
	if err != nil || !ok {
		return otherwise, err
	}
	number, err := strconv.Atoi(value)
	if err != nil {
		return 0, Fail(Config, "config-invalid", key+" is not a whole number")
	}
	return number, nil
}
