// A plugin that uses what the SDK offers of its host: it answers with what the server says that `url` in the query names,
// sends the body of its own request there, and counts.
package main

import (
	"strconv"
	"time"

	"github.com/plugwright/plugwright/sdk/go/http"
	"github.com/plugwright/plugwright/sdk/go/plugin"
	"github.com/plugwright/plugwright/sdk/go/response"
)

type relay struct{}

func (relay) CanHandle(*response.PluginContext, *response.Route) (bool, error) { return true, nil }

func (relay) Generate(ctx *response.PluginContext, route *response.Route) (*response.HTTPResponse, error) {
	visits, err := count(route.OperationID)
	if err != nil {
		return nil, err
	}
	request := http.Request{URL: route.QueryParams[0].F1, Timeout: 2 * time.Second, MaxBody: 1 << 10}
	if body, ok := ctx.Body.Get(); ok {
		request.Method, request.Body = "POST", body
	}
	answer, err := request.Send()
	if err != nil {
		return nil, err
	}
	if err := answer.Success(); err != nil {
		return nil, err
	}
	text := strconv.FormatUint(visits, 10) + ": " + string(answer.Body) + " by " + answer.Header("X-Who")
	return &response.HTTPResponse{Status: uint16(answer.Status), Body: []byte(text)}, nil
}

// count adds one to the visits of an operation, and checks that the store has them.
func count(operation string) (uint64, error) {
	bucket, err := plugin.OpenBucket("visits")
	if err != nil {
		return 0, err
	}
	defer bucket.Close()
	if err := bucket.Set("last", []byte(operation)); err != nil {
		return 0, err
	}
	last, ok, err := bucket.Get("last")
	if err != nil || !ok || string(last) != operation {
		return 0, plugin.Fail(plugin.Dependency, "lost", "the store lost "+operation)
	}
	visits, err := bucket.Increment(operation, 1)
	if err != nil {
		return 0, err
	}
	keys, err := bucket.Keys()
	if err == nil && len(keys) != 2 {
		err = plugin.Fail(plugin.Dependency, "keys", strconv.Itoa(len(keys))+" keys instead of two")
	}
	return visits, err
}

func (relay) GetCapabilities() *response.PluginCapabilities { return nil }

func init() { response.ExportResponsePlugin(relay{}) }

func main() {}
