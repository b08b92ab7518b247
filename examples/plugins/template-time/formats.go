package main

import (
	"time"

	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/template"
)

// formatted is a time as a value, with the distance from UTC that the operator chose.
func formatted(moment time.Time, format string) (template.Value, error) {
	zone, err := zone()
	if err != nil {
		return nil, err
	}
	moment = moment.In(zone)
	switch format {
	case "rfc3339":
		return template.Text{Value: moment.Format(time.RFC3339)}, nil
	case "date":
		return template.Text{Value: moment.Format(time.DateOnly)}, nil
	case "time":
		return template.Text{Value: moment.Format(time.TimeOnly)}, nil
	case "http":
		return template.Text{Value: moment.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")}, nil
	case "unix":
		return template.Integer{Value: moment.Unix()}, nil
	default:
		return template.Text{Value: moment.Format(format)}, nil
	}
}

// zone reads the distance from UTC of the configuration, such as +02:00.
func zone() (*time.Location, error) {
	offset, err := plugin.ConfigOr("offset", "")
	if err != nil || offset == "" {
		return time.UTC, err
	}
	moment, err := time.Parse("-07:00", offset)
	if err != nil {
		return nil, plugin.Fail(plugin.Config, "bad-offset", "offset must look like +02:00")
	}
	_, seconds := moment.Zone()
	return time.FixedZone("", seconds), nil
}
