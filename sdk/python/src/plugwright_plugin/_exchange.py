"""One HTTP exchange over `wasi:http`: send the request, wait, read the answer, all before one deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ._url import Url, invalid
from .bindings.imports import monotonic_clock, outgoing_handler, poll, streams
from .bindings.imports import wasi_http_types as wit
from .bindings.values import Err
from .errors import Fault, PluginError

_WRITE_CHUNK = 4096
_READ_CHUNK = 64 << 10
_METHODS: dict[str, wit.Method] = {
    "GET": wit.Method_Get(),
    "HEAD": wit.Method_Head(),
    "POST": wit.Method_Post(),
    "PUT": wit.Method_Put(),
    "DELETE": wit.Method_Delete(),
    "OPTIONS": wit.Method_Options(),
    "PATCH": wit.Method_Patch(),
}
_DENIED = (wit.ErrorCode_HttpRequestDenied, wit.ErrorCode_DestinationIpProhibited)
_TIMEOUTS = (
    wit.ErrorCode_ConnectionTimeout,
    wit.ErrorCode_ConnectionReadTimeout,
    wit.ErrorCode_ConnectionWriteTimeout,
    wit.ErrorCode_HttpResponseTimeout,
    wit.ErrorCode_DnsTimeout,
)

Answered: TypeAlias = tuple[int, list[tuple[str, bytes]], bytes]
"""Status, header fields and body of an answer."""


class Exchange:
    """A request and its limits."""

    def __init__(
        self,
        method: str,
        url: Url,
        headers: dict[str, str],
        body: bytes,
        timeout: float,
        max_body: int,
    ) -> None:
        self.url = url
        self.method = method
        self._headers = headers
        self.body = body
        self._timeout = int(timeout * 1e9)
        self._max_body = max_body
        self._deadline = monotonic_clock.now() + self._timeout

    def run(self) -> Answered:
        request = self._outgoing()
        content = request.body()
        try:
            pending = outgoing_handler.handle(request, self._options())
        except Err as error:
            raise self._error(error.value) from error
        with pending:
            # Whoever stops taking a body has answered or has a reason: either says more than the failed write.
            unsent = self._write(content)
            try:
                answer = self._answer(pending)
            except PluginError as error:
                raise (unsent if unsent and error.code == "http-timeout" else error) from None
            with answer:
                return self._read(answer)

    def _outgoing(self) -> wit.OutgoingRequest:
        try:
            fields = wit.Fields.from_list(self._fields())
        except Err as error:
            raise invalid("a header field is not allowed") from error
        request = wit.OutgoingRequest(fields)
        secure = self.url.scheme == "https"
        try:
            request.set_method(_METHODS.get(self.method, wit.Method_Other(self.method)))
            request.set_scheme(wit.Scheme_Https() if secure else wit.Scheme_Http())
            request.set_authority(self.url.authority)
            request.set_path_with_query(self.url.path_and_query)
        except Err as error:
            raise invalid("the method or the URL is not allowed") from error
        return request

    def _fields(self) -> list[tuple[str, bytes]]:
        """With the length of the body, since not every server takes a body in chunks."""
        fields = [(name, value.encode("utf-8")) for name, value in self._headers.items()]
        if self.body and "content-length" not in (name.lower() for name in self._headers):
            fields.append(("content-length", str(len(self.body)).encode()))
        return fields

    def _options(self) -> wit.RequestOptions:
        """The host's own time limits; a host that does not know them is held to our deadline all the same."""
        options = wit.RequestOptions()
        for limit in (
            options.set_connect_timeout,
            options.set_first_byte_timeout,
            options.set_between_bytes_timeout,
        ):
            try:
                limit(self._timeout)
            except Err:
                continue
        return options

    def _write(self, content: wit.OutgoingBody) -> PluginError | None:
        """Sends the body; answers with what went wrong."""
        try:
            if self.body:
                with content.write() as stream:
                    for start in range(0, len(self.body), _WRITE_CHUNK):
                        chunk = self.body[start : start + _WRITE_CHUNK]
                        stream.blocking_write_and_flush(chunk)
            wit.OutgoingBody.finish(content, None)
        except Err:
            return self._failed("the body was not taken")
        return None

    def _answer(self, pending: wit.FutureIncomingResponse) -> wit.IncomingResponse:
        with pending.subscribe() as ready:
            self._wait(ready)
        answer = pending.get()
        if answer is None or isinstance(answer, Err):
            raise self._failed("the answer is gone")
        if isinstance(answer.value, Err):
            raise self._error(answer.value.value)
        return answer.value.value

    def _read(self, answer: wit.IncomingResponse) -> Answered:
        with answer.headers() as fields:
            entries = fields.entries()
        with answer.consume() as incoming, incoming.stream() as stream:
            return answer.status(), entries, self._read_all(stream)

    def _read_all(self, stream: streams.InputStream) -> bytes:
        body = bytearray()
        while True:
            with stream.subscribe() as ready:
                self._wait(ready)
            try:
                body += stream.read(_READ_CHUNK)
            except Err as error:
                if isinstance(error.value, streams.StreamError_Closed):
                    return bytes(body)
                raise self._failed("the answer broke off") from error
            self.limited(body)

    def limited(self, body: bytes | bytearray) -> bytes:
        """The body, if it is not larger than the request allows."""
        if len(body) <= self._max_body:
            return bytes(body)
        message = f"the answer of {self.url.origin} is larger than {self._max_body} bytes"
        raise PluginError(Fault.DEPENDENCY, "http-too-large", message)

    def _wait(self, ready: poll.Pollable) -> None:
        with monotonic_clock.subscribe_instant(self._deadline) as timer:
            if 0 not in poll.poll([ready, timer]):
                raise self._late()

    def _error(self, code: wit.ErrorCode) -> PluginError:
        if isinstance(code, _DENIED):
            message = f"{self.url.origin} is not granted to this plugin"
            return PluginError(Fault.POLICY, "http-denied", message)
        if isinstance(code, _TIMEOUTS):
            return self._late()
        return self._failed(type(code).__name__.removeprefix("ErrorCode_"))

    def _late(self) -> PluginError:
        message = f"{self.url.origin} did not answer in time"
        return PluginError(Fault.DEPENDENCY, "http-timeout", message)

    def _failed(self, reason: str) -> PluginError:
        message = f"the request to {self.url.origin} failed: {reason}"
        return PluginError(Fault.DEPENDENCY, "http-failed", message)


run: Callable[[Exchange], Answered] = Exchange.run
"""What sends a request; a test puts its own host here."""
