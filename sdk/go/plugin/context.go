package plugin

import (
	"strings"

	"github.com/plugwright/plugwright/sdk/go/imports/plugwright/plugin/types"
	"github.com/plugwright/plugwright/sdk/go/wit"
)

// Context is the request that a plugin is called for.
type Context = types.PluginContext

// Capabilities is what a plugin says that it needs.
type Capabilities = types.PluginCapabilities

// Header returns the first header field of a name, whatever its case, and whether there is one.
func Header(ctx *Context, name string) (string, bool) {
	for _, field := range ctx.Headers {
		if strings.EqualFold(field.F0, name) {
			return field.F1, true
		}
	}
	return "", false
}

// CapabilitiesOf is what a plugin says that it needs; nil is nothing.
func CapabilitiesOf(needed *Capabilities) Capabilities {
	if needed == nil {
		return Capabilities{}
	}
	return *needed
}

// Pairs is a list of names and values, for example header fields or claims.
func Pairs(namesAndValues ...string) []wit.Tuple2[string, string] {
	var pairs []wit.Tuple2[string, string]
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		pairs = append(pairs, wit.Tuple2[string, string]{F0: namesAndValues[i], F1: namesAndValues[i+1]})
	}
	return pairs
}
