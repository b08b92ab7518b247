"""Outbound HTTP requests, to the origins that the plugin is granted.

A request blocks the plugin until the answer is there; it counts against the time that the host gives to the call. No
redirect is followed: an answer of 3xx is an answer.

    motto = http.get("https://teams.example/blue/motto", timeout=2).success().text()
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from . import _exchange
from ._url import Url
from .errors import Fault, PluginError

DEFAULT_TIMEOUT = 10.0
"""How long a request waits for its whole answer, in seconds, unless it says otherwise."""
DEFAULT_MAX_BODY = 1 << 20
"""The largest body that an answer may have, in bytes, unless the request says otherwise."""


@dataclass
class Response:
    """The answer to a request. Header values are as they came: bytes that are no ASCII are read as Latin-1."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    origin: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def success(self) -> Response:
        """This answer if its status is 2xx; an error of the service otherwise."""
        if 200 <= self.status <= 299:
            return self
        message = f"{self.origin} answered with status {self.status}"
        raise PluginError(Fault.DEPENDENCY, "http-status", message)

    def text(self) -> str:
        """The body as text."""
        try:
            return self.body.decode()
        except UnicodeDecodeError as error:
            raise self._unexpected("UTF-8 text") from error

    def json(self) -> Any:
        """The body as JSON."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise self._unexpected("JSON") from error

    def _unexpected(self, expected: str) -> PluginError:
        message = f"the answer of {self.origin} is no {expected}"
        return PluginError(Fault.DEPENDENCY, "http-body", message)


def get(
    url: str,
    *,
    headers: dict[str, str] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    max_body: int = DEFAULT_MAX_BODY,
) -> Response:
    """Sends a `GET` request."""
    return request("GET", url, headers=headers, timeout=timeout, max_body=max_body)


def post(
    url: str,
    body: bytes | str,
    *,
    headers: dict[str, str] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    max_body: int = DEFAULT_MAX_BODY,
) -> Response:
    """Sends a `POST` request with a body."""
    return request("POST", url, body=body, headers=headers, timeout=timeout, max_body=max_body)


def request(
    method: str,
    url: str,
    *,
    body: bytes | str = b"",
    headers: dict[str, str] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    max_body: int = DEFAULT_MAX_BODY,
) -> Response:
    """Sends a request and waits for the answer, whatever its status.

    Raises `PluginError`: `http-denied` when the origin is not granted, `http-timeout`, `http-too-large`, `http-invalid`
    when the request itself is wrong, `http-failed` for all else that goes wrong on the way.
    """
    content = body.encode() if isinstance(body, str) else body
    exchange = _exchange.Exchange(method, Url.parse(url), headers or {}, content, timeout, max_body)
    status, fields, answer = _exchange.run(exchange)
    values = [(name, value.decode("latin-1")) for name, value in fields]
    return Response(status, values, answer, exchange.url.origin)
