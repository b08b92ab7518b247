package plugin

import (
	"errors"

	"github.com/plugwright/plugwright/sdk/go/imports/plugwright/plugin/types"
)

// Error is an error that the host understands: whose fault it is, a code for programs, a sentence for people.
type Error = types.Error

// Fault says whose fault an error is, and so who has to act.
type Fault = types.FaultClass

// Whose fault an error is.
const (
	Caller     = types.FaultClassCaller
	Plugin     = types.FaultClassPlugin
	Config     = types.FaultClassConfig
	Dependency = types.FaultClassDependency
	Policy     = types.FaultClassPolicy
)

// Fail makes an error. The code is in kebab case; the message has no secrets.
func Fail(fault Fault, code, message string) error {
	return Error{Fault: fault, Code: code, Message: message}
}

// AsError is err as the host gets it: an [Error] that is wrapped in it, or else the plugin's own fault with err's text.
func AsError(err error) error {
	if err == nil {
		return nil
	}
	var found Error
	if errors.As(err, &found) {
		return found
	}
	return Error{Fault: Plugin, Code: "failed", Message: err.Error()}
}
