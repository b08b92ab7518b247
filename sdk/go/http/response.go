package http

import (
	"strconv"

	"github.com/plugwright/plugwright/sdk/go/plugin"
)

// Response is the answer to a request.
type Response struct {
	// Status is the status code.
	Status int
	// Headers are the header fields, in order.
	Headers []Header
	// Body is the body.
	Body []byte

	origin string
}

// Header is the first value of a header field, or nothing; the case of the name does not matter.
func (r *Response) Header(name string) string {
	return find(r.Headers, name)
}

// Success is nil if the status is 2xx, and an error of the service otherwise.
func (r *Response) Success() error {
	if r.Status >= 200 && r.Status <= 299 {
		return nil
	}
	return plugin.Fail(plugin.Dependency, "http-status", r.origin+" answered with status "+strconv.Itoa(r.Status))
}
