// Package template makes plugins that add functions to the template language of a host.
package template

import (
	"github.com/plugwright/plugwright/sdk/go/exports/plugwright/template/template"
	"github.com/plugwright/plugwright/sdk/go/plugin"
)

// PluginContext is the request that a template is rendered for.
type PluginContext = template.PluginContext

// PluginCapabilities is what a plugin says that it needs.
type PluginCapabilities = template.PluginCapabilities

// Function is a function that templates can call.
type Function = template.Function

// Parameter is one parameter of a function.
type Parameter = template.Parameter

// Value is a value in a template: Null, Boolean, Integer, Number, Text or JSON.
type Value = template.Value

// The values of a template.
type (
	// Null is nothing.
	Null = template.ValueNull
	// Boolean is a truth value.
	Boolean = template.ValueBoolean
	// Integer is a whole number.
	Integer = template.ValueInteger
	// Number is a number.
	Number = template.ValueNumber
	// Text is text.
	Text = template.ValueText
	// JSON is a list or an object, as JSON text.
	JSON = template.ValueJSON
)

// TemplatePlugin adds functions to the template language of a host.
type TemplatePlugin interface {
	// Functions are what the plugin adds. The host asks once.
	Functions() []Function
	// Call calls a function with its arguments in order. The answer nil is Null.
	Call(ctx *PluginContext, name string, arguments []Value) (Value, error)
	// GetCapabilities says what the plugin needs.
	GetCapabilities() *PluginCapabilities
}

// ExportTemplatePlugin makes a plugin the one that the host calls. Call it in an init function.
func ExportTemplatePlugin(plugin TemplatePlugin) {
	template.Export(exported{plugin})
}

type exported struct {
	plugin TemplatePlugin
}

func (e exported) Functions() []Function {
	return e.plugin.Functions()
}

func (e exported) Call(ctx PluginContext, name string, arguments []Value) (Value, error) {
	value, err := e.plugin.Call(&ctx, name, arguments)
	if value == nil {
		value = Null{}
	}
	return value, plugin.AsError(err)
}

func (e exported) GetCapabilities() PluginCapabilities {
	return plugin.CapabilitiesOf(e.plugin.GetCapabilities())
}
