"""A plugin that uses what the SDK offers of its host.

It answers with what the server says that `url` in the query names, sends the body of its own request there, and counts.
"""

from plugwright_plugin import (
    Fault,
    HttpResponse,
    PluginContext,
    PluginError,
    ResponsePlugin,
    Route,
    http,
    keyvalue,
    register_plugin,
)


class Relay(ResponsePlugin):
    def generate(self, context: PluginContext, route: Route) -> HttpResponse:
        visits = count(route.operation_id)
        method = "GET" if context.body is None else "POST"
        url = route.query_param("url") or ""
        body = context.body or b""
        answer = http.request(method, url, body=body, timeout=2, max_body=1 << 10).success()
        text = f"{visits}: {answer.text()} by {answer.header('X-Who')}"
        return HttpResponse.text(text, answer.status)


def count(operation: str) -> int:
    """Adds one to the visits of an operation, and checks that the store has them."""
    with keyvalue.open("visits") as bucket:
        bucket.set("last", operation)
        if bucket.get_text("last") != operation or "last" not in bucket:
            raise PluginError(Fault.DEPENDENCY, "lost", f"the store lost {operation}")
        visits = bucket.increment(operation)
        keys = list(bucket.keys())
    if len(keys) != 2:
        raise PluginError(Fault.DEPENDENCY, "keys", f"{len(keys)} keys instead of two")
    return visits


register_plugin(Relay())
