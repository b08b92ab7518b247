package http_test

import (
	"errors"
	"testing"

	"github.com/plugwright/plugwright/sdk/go/http"
	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/plugintest"
)

func codeOf(err error) string {
	var found plugin.Error
	errors.As(err, &found)
	return found.Code
}

func TestARequestIsAnsweredByTheTest(t *testing.T) {
	host := &plugintest.Host{HTTP: func(request *http.Request) (*http.Response, error) {
		if request.URL != "https://a.example/b" || request.Header("Accept") != "text/plain" {
			t.Errorf("got %+v", request)
		}
		return &http.Response{Status: 418, Headers: []http.Header{{"X-Pot", "tea"}}, Body: []byte("short")}, nil
	}}
	host.Install()
	request := http.Request{URL: "https://a.example/b", Headers: []http.Header{{"accept", "text/plain"}}}
	response, err := request.Send()
	if err != nil || string(response.Body) != "short" || response.Header("x-pot") != "tea" {
		t.Fatalf("got %+v, %v", response, err)
	}
	if codeOf(response.Success()) != "http-status" {
		t.Errorf("418 is no success, got %v", response.Success())
	}
	request.MaxBody = 4
	if _, err := request.Send(); codeOf(err) != "http-too-large" {
		t.Errorf("five bytes are more than four, got %v", err)
	}
}

func TestWhatIsNoHTTPURLIsRefusedBeforeTheHostIsAsked(t *testing.T) {
	(&plugintest.Host{}).Install()
	for _, url := range []string{"", "a.example", "ftp://a.example", "https://", "https:///x", "https://user:pw@a.example/"} {
		if _, err := http.Get(url); codeOf(err) != "http-invalid" {
			t.Errorf("%q: %v", url, err)
		}
	}
}
