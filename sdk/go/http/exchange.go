//go:build tinygo.wasm

package http

import (
	"strconv"

	monotonicclock "github.com/plugwright/plugwright/sdk/go/imports/wasi/clocks/monotonic-clock"
	outgoinghandler "github.com/plugwright/plugwright/sdk/go/imports/wasi/http/outgoing-handler"
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/http/types"
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/io/poll"
	"github.com/plugwright/plugwright/sdk/go/imports/wasi/io/streams"
	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/wit"
)

// How much of a body moves at once: what blocking-write-and-flush takes, and a fair size to read.
const (
	writeChunk = 4096
	readChunk  = 64 << 10
)

// exchange is a request on its way, and when its answer must be there, on the monotonic clock.
type exchange struct {
	request  *Request
	target   target
	deadline uint64
}

func send(request *Request, target target) (*Response, error) {
	deadline := monotonicclock.Now() + uint64(request.timeout())
	e := exchange{request, target, deadline}
	outgoing, err := e.outgoing()
	if err != nil {
		return nil, err
	}
	body, err := outgoing.Body()
	if err != nil {
		return nil, invalid("the request has no body to write")
	}
	pending, err := outgoinghandler.Handle(outgoing, wit.Some(e.options()))
	if err != nil {
		return nil, e.failure(err)
	}
	defer pending.Drop()
	// Whoever stops taking a body has answered or has a reason: either says more than the failed write.
	unsent := e.write(body)
	answer, late, err := e.answer(pending)
	if late && unsent != nil {
		return nil, unsent
	}
	if err != nil {
		return nil, err
	}
	defer answer.Drop()
	return e.read(answer)
}

func (e *exchange) outgoing() (*types.OutgoingRequest, error) {
	fields, err := types.FieldsFromList(e.fields())
	if err != nil {
		return nil, invalid("a header field is not allowed: " + err.Error())
	}
	outgoing := types.NewOutgoingRequest(fields)
	var scheme types.Scheme = types.SchemeHTTP{}
	if e.target.https {
		scheme = types.SchemeHTTPS{}
	}
	if outgoing.SetMethod(method(e.request.method())) != nil ||
		outgoing.SetScheme(wit.Some(scheme)) != nil ||
		outgoing.SetAuthority(wit.Some(e.target.authority)) != nil ||
		outgoing.SetPathWithQuery(wit.Some(e.target.pathAndQuery)) != nil {
		outgoing.Drop()
		return nil, invalid("the method or the URL is not allowed")
	}
	return outgoing, nil
}

// fields are the header fields with the length of the body, since not every server takes a body in chunks.
func (e *exchange) fields() []wit.Tuple2[types.FieldName, types.FieldValue] {
	var fields []wit.Tuple2[types.FieldName, types.FieldValue]
	add := func(name, value string) {
		fields = append(fields, wit.Tuple2[types.FieldName, types.FieldValue]{F0: name, F1: []byte(value)})
	}
	for _, header := range e.request.Headers {
		add(header.Name, header.Value)
	}
	if len(e.request.Body) > 0 && e.request.Header("content-length") == "" {
		add("content-length", strconv.Itoa(len(e.request.Body)))
	}
	return fields
}

// options are the host's own time limits; a host that does not know them is held to our deadline all the same.
func (e *exchange) options() *types.RequestOptions {
	options := types.NewRequestOptions()
	timeout := wit.Some(types.Duration(e.request.timeout()))
	_ = options.SetConnectTimeout(timeout)
	_ = options.SetFirstByteTimeout(timeout)
	_ = options.SetBetweenBytesTimeout(timeout)
	return options
}

func (e *exchange) write(body *types.OutgoingBody) error {
	if err := e.writeAll(body); err != nil {
		body.Drop()
		return failed(e.target, "the body was not taken")
	}
	if err := types.OutgoingBodyFinish(body, wit.None[*types.Trailers]()); err != nil {
		return e.failure(err)
	}
	return nil
}

func (e *exchange) writeAll(body *types.OutgoingBody) error {
	left := e.request.Body
	if len(left) == 0 {
		return nil
	}
	stream, err := body.Write()
	if err != nil {
		return err
	}
	defer stream.Drop()
	for len(left) > 0 {
		chunk := left[:min(len(left), writeChunk)]
		if err := stream.BlockingWriteAndFlush(chunk); err != nil {
			return err
		}
		left = left[len(chunk):]
	}
	return nil
}

// answer waits for the answer, and tells whether it came too late.
func (e *exchange) answer(pending *types.FutureIncomingResponse) (answer *types.IncomingResponse, late bool, err error) {
	if !e.wait(pending.Subscribe()) {
		return nil, true, e.late()
	}
	outcome, ok := pending.Get().Get()
	if !ok || outcome.IsErr {
		return nil, false, failed(e.target, "the answer is gone")
	}
	if outcome.OK.IsErr {
		return nil, false, e.failure(outcome.OK.Err)
	}
	return outcome.OK.OK, false, nil
}

func (e *exchange) read(answer *types.IncomingResponse) (*Response, error) {
	fields := answer.Headers()
	defer fields.Drop()
	response := &Response{Status: int(answer.Status())}
	for _, field := range fields.Entries() {
		response.Headers = append(response.Headers, Header{field.F0, string(field.F1)})
	}
	incoming, err := answer.Consume()
	if err != nil {
		return nil, failed(e.target, "the answer has no body")
	}
	defer incoming.Drop()
	response.Body, err = e.readBody(incoming)
	return response, err
}

func (e *exchange) readBody(incoming *types.IncomingBody) ([]byte, error) {
	stream, err := incoming.Stream()
	if err != nil {
		return nil, failed(e.target, "the answer's body cannot be read")
	}
	defer stream.Drop()
	var body []byte
	for {
		if !e.wait(stream.Subscribe()) {
			return nil, e.late()
		}
		chunk, err := stream.Read(readChunk)
		if _, ended := err.(streams.StreamErrorClosed); ended {
			return body, nil
		}
		if err != nil {
			return nil, failed(e.target, "the answer broke off")
		}
		if len(body)+len(chunk) > e.request.maxBody() {
			return nil, tooLarge(e.target)
		}
		body = append(body, chunk...)
	}
}

// wait tells whether something was ready before the deadline.
func (e *exchange) wait(ready *types.Pollable) bool {
	defer ready.Drop()
	timer := monotonicclock.SubscribeInstant(e.deadline)
	defer timer.Drop()
	for _, position := range poll.Poll([]*poll.Pollable{ready, timer}) {
		if position == 0 {
			return true
		}
	}
	return false
}

func (e *exchange) failure(err error) error {
	switch err.(type) {
	case types.ErrorCodeHTTPRequestDenied, types.ErrorCodeDestinationIPProhibited:
		return plugin.Fail(plugin.Policy, "http-denied", e.target.origin()+" is not granted to this plugin")
	case types.ErrorCodeConnectionTimeout, types.ErrorCodeConnectionReadTimeout, types.ErrorCodeConnectionWriteTimeout,
		types.ErrorCodeHTTPResponseTimeout, types.ErrorCodeDNSTimeout:
		return e.late()
	case types.ErrorCodeHTTPRequestURIInvalid, types.ErrorCodeHTTPRequestMethodInvalid:
		return invalid("the host refused the URL or the method")
	default:
		return failed(e.target, err.Error())
	}
}

func (e *exchange) late() error {
	return plugin.Fail(plugin.Dependency, "http-timeout", e.target.origin()+" did not answer in time")
}

func method(name string) types.Method {
	switch name {
	case "GET":
		return types.MethodGet{}
	case "HEAD":
		return types.MethodHead{}
	case "POST":
		return types.MethodPost{}
	case "PUT":
		return types.MethodPut{}
	case "DELETE":
		return types.MethodDelete{}
	case "OPTIONS":
		return types.MethodOptions{}
	case "PATCH":
		return types.MethodPatch{}
	default:
		return types.MethodOther{Value: name}
	}
}
