package main

import (
	"time"

	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/template"
)

// arguments are what a template passes to a function.
type arguments struct {
	function string
	values   []template.Value
}

// text is the text at a position, or what to use instead.
func (a arguments) text(position int, otherwise string) string {
	if position >= len(a.values) {
		return otherwise
	}
	if text, ok := a.values[position].(template.Text); ok {
		return text.Value
	}
	return otherwise
}

// timeOrNow is the time at a position, or the host's.
func (a arguments) timeOrNow(position int) (time.Time, error) {
	if position >= len(a.values) {
		return plugin.Now(), nil
	}
	return a.time(position)
}

// time is the time at a position.
func (a arguments) time(position int) (time.Time, error) {
	if position >= len(a.values) {
		return time.Time{}, plugin.Fail(plugin.Caller, "missing-argument", a.function+" needs a time")
	}
	switch value := a.values[position].(type) {
	case template.Integer:
		return time.Unix(value.Value, 0).UTC(), nil
	case template.Number:
		return time.Unix(int64(value.Value), 0).UTC(), nil
	case template.Text:
		return parse(value.Value)
	default:
		return time.Time{}, badTime()
	}
}

func parse(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateTime, time.DateOnly} {
		if moment, err := time.Parse(layout, text); err == nil {
			return moment, nil
		}
	}
	return time.Time{}, badTime()
}

func badTime() error {
	return plugin.Fail(plugin.Caller, "bad-time", "a time is an RFC 3339 text or seconds since 1970")
}
