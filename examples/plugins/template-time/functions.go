package main

import (
	"time"

	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/template"
)

// timePlugin implements the template functions.
type timePlugin struct{}

var format = template.Parameter{Name: "format", Description: "rfc3339, date, time, http, unix, or a layout of Go", Optional: true}

// Functions are what templates can call.
func (timePlugin) Functions() []template.Function {
	moment := template.Parameter{Name: "time", Description: "an RFC 3339 text, or seconds since 1970"}
	optional := moment
	optional.Optional = true
	return []template.Function{
		{Name: "time.now", Description: "The time of the host.", Parameters: []template.Parameter{format}},
		{Name: "time.add", Description: "A time later or earlier.", Parameters: []template.Parameter{
			moment,
			{Name: "duration", Description: "for example 90m or -36h"},
			format,
		}},
		{Name: "time.format", Description: "A time in another form.", Parameters: []template.Parameter{moment, format}},
		{Name: "time.unix", Description: "Seconds since 1970.", Parameters: []template.Parameter{optional}},
		{Name: "time.diff", Description: "Seconds from one time to another.", Parameters: []template.Parameter{
			{Name: "from", Description: "a time"},
			{Name: "to", Description: "a time"},
		}},
	}
}

// GetCapabilities asks for nothing.
func (timePlugin) GetCapabilities() *template.PluginCapabilities {
	return nil
}

// Call calls a function.
func (timePlugin) Call(_ *template.PluginContext, name string, values []template.Value) (template.Value, error) {
	arguments := arguments{function: name, values: values}
	switch name {
	case "time.now":
		return formatted(plugin.Now(), arguments.text(0, "rfc3339"))
	case "time.add":
		return add(arguments)
	case "time.format":
		moment, err := arguments.time(0)
		if err != nil {
			return nil, err
		}
		return formatted(moment, arguments.text(1, "rfc3339"))
	case "time.unix":
		moment, err := arguments.timeOrNow(0)
		return template.Integer{Value: moment.Unix()}, err
	case "time.diff":
		return difference(arguments)
	default:
		return nil, plugin.Fail(plugin.Caller, "unknown-function", "this plugin has no function "+name)
	}
}

func add(arguments arguments) (template.Value, error) {
	moment, err := arguments.time(0)
	if err != nil {
		return nil, err
	}
	duration, err := time.ParseDuration(arguments.text(1, ""))
	if err != nil {
		return nil, plugin.Fail(plugin.Caller, "bad-duration", "a duration looks like 90m or -36h")
	}
	return formatted(moment.Add(duration), arguments.text(2, "rfc3339"))
}

func difference(arguments arguments) (template.Value, error) {
	from, err := arguments.time(0)
	if err != nil {
		return nil, err
	}
	to, err := arguments.time(1)
	return template.Integer{Value: to.Unix() - from.Unix()}, err
}
