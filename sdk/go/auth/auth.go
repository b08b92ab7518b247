// Package auth makes plugins that say who sent a request.
package auth

import (
	"github.com/plugwright/plugwright/sdk/go/exports/plugwright/auth/auth"
	"github.com/plugwright/plugwright/sdk/go/plugin"
)

// PluginContext is the request that a plugin is called for.
type PluginContext = auth.PluginContext

// PluginCapabilities is what a plugin says that it needs.
type PluginCapabilities = auth.PluginCapabilities

// AuthCredentials is what a client showed to prove who it is.
type AuthCredentials = auth.AuthCredentials

// AuthResult is what the plugin found out.
type AuthResult = auth.AuthResult

// AuthPlugin judges the credentials of requests.
type AuthPlugin interface {
	// Authenticate judges the credentials of one request. A refused proof is an answer, not an error.
	Authenticate(ctx *PluginContext, credentials *AuthCredentials) (*AuthResult, error)
	// GetCapabilities says what the plugin needs.
	GetCapabilities() *PluginCapabilities
}

// ExportAuthPlugin makes a plugin the one that the host calls. Call it in an init function.
func ExportAuthPlugin(plugin AuthPlugin) {
	auth.Export(exported{plugin})
}

// Refused is the answer to credentials that do not hold, with the reason for the host's log.
func Refused(reason string) *AuthResult {
	return &AuthResult{Claims: plugin.Pairs("reason", reason)}
}

type exported struct {
	plugin AuthPlugin
}

func (e exported) Authenticate(ctx PluginContext, credentials AuthCredentials) (AuthResult, error) {
	result, err := e.plugin.Authenticate(&ctx, &credentials)
	if err != nil {
		return AuthResult{}, plugin.AsError(err)
	}
	if result == nil {
		return AuthResult{}, nil
	}
	return *result, nil
}

func (e exported) GetCapabilities() PluginCapabilities {
	return plugin.CapabilitiesOf(e.plugin.GetCapabilities())
}
