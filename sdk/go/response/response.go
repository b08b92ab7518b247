// Package response makes plugins that generate the answers of a host.
package response

import (
	"github.com/plugwright/plugwright/sdk/go/exports/plugwright/response/response"
	"github.com/plugwright/plugwright/sdk/go/plugin"
)

// PluginContext is the request that wants an answer.
type PluginContext = response.PluginContext

// PluginCapabilities is what a plugin says that it needs.
type PluginCapabilities = response.PluginCapabilities

// Route is the route that the request matched.
type Route = response.Route

// HTTPResponse is the answer.
type HTTPResponse = response.HTTPResponse

// ResponsePlugin generates answers.
type ResponsePlugin interface {
	// CanHandle tells whether the plugin wants to answer the request.
	CanHandle(ctx *PluginContext, route *Route) (bool, error)
	// Generate answers the request.
	Generate(ctx *PluginContext, route *Route) (*HTTPResponse, error)
	// GetCapabilities says what the plugin needs.
	GetCapabilities() *PluginCapabilities
}

// ExportResponsePlugin makes a plugin the one that the host calls. Call it in an init function.
func ExportResponsePlugin(plugin ResponsePlugin) {
	response.Export(exported{plugin})
}

type exported struct {
	plugin ResponsePlugin
}

func (e exported) CanHandle(ctx PluginContext, route Route) (bool, error) {
	handles, err := e.plugin.CanHandle(&ctx, &route)
	return handles, plugin.AsError(err)
}

func (e exported) Generate(ctx PluginContext, route Route) (HTTPResponse, error) {
	answer, err := e.plugin.Generate(&ctx, &route)
	if err != nil {
		return HTTPResponse{}, plugin.AsError(err)
	}
	if answer == nil {
		return HTTPResponse{}, plugin.Fail(plugin.Plugin, "no-answer", "the plugin generated no answer")
	}
	return *answer, nil
}

func (e exported) GetCapabilities() PluginCapabilities {
	return plugin.CapabilitiesOf(e.plugin.GetCapabilities())
}
