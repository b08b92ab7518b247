//go:build !tinygo.wasm

package http

// Host is who answers requests where there is no host: in tests that run as an ordinary program.
type Host struct {
	// Send is called for each request.
	Send func(request *Request) (*Response, error)
}

var host Host

// SetHost says who answers.
func SetHost(functions Host) {
	host = functions
}

func send(request *Request, target target) (*Response, error) {
	if host.Send == nil {
		return nil, failed(target, "the test has nobody who answers")
	}
	response, err := host.Send(request)
	if err != nil {
		return nil, err
	}
	answer := *response
	return &answer, nil
}
