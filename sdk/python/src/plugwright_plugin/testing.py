"""A host for tests: runs a plugin natively, without a component."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from . import _exchange, http
from .bindings import runtime
from .bindings.imports import logging as log
from .bindings.imports import secrets
from .bindings.imports import wasi_keyvalue_store as store
from .bindings.values import Err, Ok, Result

_CONFIG = "wasi:config/store@0.2.0-rc.1"
_STORE = "wasi:keyvalue/store@0.2.0-draft"


class _Bucket(store.Bucket):
    """A bucket of a test; there is nothing to give back."""

    def __init__(self, content: dict[str, bytes]) -> None:
        self.content = content

    def __exit__(self, *_: object) -> None:
        pass


class Host:
    """Answers what a plugin asks for while it is entered: `with Host(config={"region": "eu"}) as host: …`."""

    def __init__(
        self,
        config: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        buckets: dict[str, dict[str, bytes]] | None = None,
        answer: Callable[[str, str, bytes], http.Response] | None = None,
    ) -> None:
        """`answer` gets the method, the URL and the body of each outbound request."""
        self.config = config or {}
        self.secrets = secrets or {}
        self.buckets = buckets or {}
        self.answer = answer
        self.logs: list[tuple[log.Level, str, str]] = []
        self._functions: list[tuple[str, Callable[..., Any]]] = [
            (f"{_CONFIG}#get", lambda key: Ok(self.config.get(key))),
            (f"{_CONFIG}#get-all", lambda: Ok(list(self.config.items()))),
            ("wasi:logging/logging@0.1.0-draft#log", self._log),
            ("plugwright:plugin/secrets@0.1.0#placeholder", self._placeholder),
            (f"{_STORE}#open", self._open),
            (f"{_STORE}#[method]bucket.get", lambda it, key: Ok(it.content.get(key))),
            (f"{_STORE}#[method]bucket.set", lambda it, *entry: Ok(it.content.update([entry]))),
            (f"{_STORE}#[method]bucket.delete", lambda it, key: Ok(it.content.pop(key, None))),
            (f"{_STORE}#[method]bucket.exists", lambda it, key: Ok(key in it.content)),
            (f"{_STORE}#[method]bucket.list-keys", self._keys),
            ("wasi:keyvalue/atomics@0.2.0-draft#increment", self._increment),
            ("wasi:clocks/monotonic-clock@0.2.12#now", lambda: 0),
        ]

    def call_import(self, function: int, arguments: list[Any]) -> Any:
        """What componentize-py's runtime does inside a component."""
        return self._functions[function][1](*arguments)

    def _log(self, level: log.Level, context: str, message: str) -> None:
        self.logs.append((level, context, message))

    def _open(self, name: str) -> Result[store.Bucket, store.Error]:
        if name not in self.buckets:
            return Err(store.Error_NoSuchStore())
        return Ok(_Bucket(self.buckets[name]))

    def _keys(self, bucket: _Bucket, cursor: int | None) -> Ok[store.KeyResponse]:
        """Two keys a page, so that a plugin that reads one page only does not pass its tests."""
        start = cursor or 0
        keys = list(bucket.content)
        end = start + 2
        return Ok(store.KeyResponse(keys[start:end], end if end < len(keys) else None))

    def _increment(self, bucket: _Bucket, key: str, delta: int) -> Result[int, store.Error]:
        try:
            number = int(bucket.content.get(key, b"0")) + delta
        except ValueError:
            return Err(store.Error_Other(f"the value of `{key}` is no number"))
        bucket.content[key] = str(number).encode()
        return Ok(number)

    def _run(self, exchange: _exchange.Exchange) -> _exchange.Answered:
        if self.answer is None:
            raise NotImplementedError("the test has nobody who answers requests")
        url = f"{exchange.url.origin}{exchange.url.path_and_query}"
        answer = self.answer(exchange.method, url, exchange.body)
        fields = [(name, value.encode("latin-1")) for name, value in answer.headers]
        return answer.status, fields, exchange.limited(answer.body)

    def _placeholder(self, name: str) -> Ok[str] | Err[secrets.SecretError]:
        if name not in self.secrets:
            return Err(secrets.SecretError.DENIED)
        return Ok(self.secrets[name])

    def __enter__(self) -> Self:
        self._before = (runtime._host, runtime._imports, _exchange.run)
        _exchange.run = self._run
        runtime._host = self
        names = (name for name, _ in self._functions)
        runtime._imports = {name: number for number, name in enumerate(names)}
        return self

    def __exit__(
        self,
        exception: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        runtime._host, runtime._imports, _exchange.run = self._before
