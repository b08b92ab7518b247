package main

import (
	"errors"
	"testing"
	"time"

	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/plugintest"
	"github.com/plugwright/plugwright/sdk/go/template"
)

func text(value string) template.Value { return template.Text{Value: value} }

func install(config map[string]string) {
	host := &plugintest.Host{Time: time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC), Config: config}
	host.Install()
}

func TestFunctionsAnswerAsTheirDescriptionsSay(t *testing.T) {
	install(nil)
	cases := []struct {
		function  string
		arguments []template.Value
		want      template.Value
	}{
		{"time.now", nil, text("2026-03-01T12:30:00Z")},
		{"time.now", []template.Value{text("date")}, text("2026-03-01")},
		{"time.now", []template.Value{text("http")}, text("Sun, 01 Mar 2026 12:30:00 GMT")},
		{"time.add", []template.Value{text("2026-02-28"), text("24h"), text("date")}, text("2026-03-01")},
		{"time.format", []template.Value{template.Integer{Value: 0}, text("02.01.2006")}, text("01.01.1970")},
		{"time.unix", []template.Value{text("1970-01-02T00:00:00Z")}, template.Integer{Value: 86400}},
		{"time.diff", []template.Value{template.Integer{Value: 5}, template.Integer{Value: 3}}, template.Integer{Value: -2}},
	}
	for _, test := range cases {
		got, err := timePlugin{}.Call(nil, test.function, test.arguments)
		if err != nil || got != test.want {
			t.Errorf("%s%v is %v, %v; want %v", test.function, test.arguments, got, err, test.want)
		}
	}
}

func TestTimesAreShownWithTheOffsetOfTheConfiguration(t *testing.T) {
	install(map[string]string{"offset": "+05:30"})
	got, err := timePlugin{}.Call(nil, "time.now", nil)
	if err != nil || got != text("2026-03-01T18:00:00+05:30") {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAWrongArgumentIsTheCallersFaultAndAWrongOffsetTheOperators(t *testing.T) {
	install(map[string]string{"offset": "Paris"})
	expect(t, plugin.Caller, "time.unix", text("soon"))
	expect(t, plugin.Caller, "time.add", text("2026-01-01"), text("a while"))
	expect(t, plugin.Caller, "time.diff")
	expect(t, plugin.Caller, "time.travel")
	expect(t, plugin.Config, "time.now")
}

func expect(t *testing.T, fault plugin.Fault, function string, arguments ...template.Value) {
	t.Helper()
	_, err := timePlugin{}.Call(nil, function, arguments)
	var found plugin.Error
	if !errors.As(err, &found) || found.Fault != fault {
		t.Errorf("%s fails with %v", function, err)
	}
}

func TestEveryFunctionThatIsOfferedIsThere(t *testing.T) {
	install(nil)
	for _, function := range (timePlugin{}).Functions() {
		_, err := timePlugin{}.Call(nil, function.Name, nil)
		var found plugin.Error
		if errors.As(err, &found) && found.Code == "unknown-function" {
			t.Errorf("%s is offered, but not there", function.Name)
		}
	}
}
