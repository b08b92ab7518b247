// A plugin that adds functions for dates and times to templates.
package main

import "github.com/plugwright/plugwright/sdk/go/template"

func init() {
	template.ExportTemplatePlugin(timePlugin{})
}

// main is never called: the host calls the exports.
func main() {}
