// Package http makes outbound requests, to the origins that a plugin is granted.
//
// A request blocks the plugin until the answer is there; it counts against the time that the host gives to the call. No
// redirect is followed: an answer of 3xx is an answer. Errors are of the type [plugin.Error]: http-denied when the origin is
// not granted, http-timeout, http-too-large, http-invalid when the request itself is wrong, http-status from
// [Response.Success], http-failed for all else that goes wrong on the way.
package http

import (
	"strings"
	"time"

	"github.com/plugwright/plugwright/sdk/go/plugin"
)

const (
	// DefaultTimeout is how long a request waits for its whole answer, unless it says otherwise.
	DefaultTimeout = 10 * time.Second
	// DefaultMaxBody is the largest body that an answer may have, in bytes, unless the request says otherwise.
	DefaultMaxBody = 1 << 20
)

// Header is a field of a request or an answer.
type Header struct {
	// Name is the field's name, in any case.
	Name string
	// Value is what it says.
	Value string
}

// Request is an outbound request.
type Request struct {
	// Method is the method; GET if it is empty.
	Method string
	// URL is an absolute http or https URL.
	URL string
	// Headers are the header fields, in order.
	Headers []Header
	// Body is the body; none if it is empty.
	Body []byte
	// Timeout is how long to wait for the whole answer; DefaultTimeout if it is zero.
	Timeout time.Duration
	// MaxBody is the largest body that the answer may have, in bytes; DefaultMaxBody if it is zero.
	MaxBody int
}

// Get sends a GET request.
func Get(url string) (*Response, error) {
	return (&Request{URL: url}).Send()
}

// Post sends a POST request with a body of a type such as application/json.
func Post(url, contentType string, body []byte) (*Response, error) {
	headers := []Header{{"content-type", contentType}}
	return (&Request{Method: "POST", URL: url, Headers: headers, Body: body}).Send()
}

// Send sends the request and waits for the answer, whatever its status.
func (r *Request) Send() (*Response, error) {
	target, err := parse(r.URL)
	if err != nil {
		return nil, err
	}
	response, err := send(r, target)
	if err != nil {
		return nil, err
	}
	if len(response.Body) > r.maxBody() {
		return nil, tooLarge(target)
	}
	response.origin = target.origin()
	return response, nil
}

// Header is the first value of a header field, or nothing; the case of the name does not matter.
func (r *Request) Header(name string) string {
	return find(r.Headers, name)
}

func (r *Request) method() string {
	if r.Method == "" {
		return "GET"
	}
	return r.Method
}

func (r *Request) timeout() time.Duration {
	if r.Timeout <= 0 {
		return DefaultTimeout
	}
	return r.Timeout
}

func (r *Request) maxBody() int {
	if r.MaxBody <= 0 {
		return DefaultMaxBody
	}
	return r.MaxBody
}

func find(headers []Header, name string) string {
	for _, header := range headers {
		if strings.EqualFold(header.Name, name) {
			return header.Value
		}
	}
	return ""
}

func tooLarge(target target) error {
	return plugin.Fail(plugin.Dependency, "http-too-large", "the answer of "+target.origin()+" is larger than the request allows")
}

func failed(target target, reason string) error {
	return plugin.Fail(plugin.Dependency, "http-failed", "the request to "+target.origin()+" failed: "+reason)
}

func invalid(reason string) error {
	return plugin.Fail(plugin.Plugin, "http-invalid", reason)
}
