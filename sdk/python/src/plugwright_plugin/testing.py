"""A host for tests: runs a plugin natively, without a component."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from .bindings import runtime
from .bindings.imports import logging as log
from .bindings.imports import secrets
from .bindings.values import Err, Ok

_CONFIG = "wasi:config/store@0.2.0-rc.1"


class Host:
    """Answers what a plugin asks for while it is entered: `with Host(config={"region": "eu"}) as host: …`."""

    def __init__(
        self, config: dict[str, str] | None = None, secrets: dict[str, str] | None = None
    ) -> None:
        self.config = config or {}
        self.secrets = secrets or {}
        self.logs: list[tuple[log.Level, str, str]] = []
        self._functions: list[tuple[str, Callable[..., Any]]] = [
            (f"{_CONFIG}#get", lambda key: Ok(self.config.get(key))),
            (f"{_CONFIG}#get-all", lambda: Ok(list(self.config.items()))),
            ("wasi:logging/logging@0.1.0-draft#log", self._log),
            ("plugwright:plugin/secrets@0.1.0#placeholder", self._placeholder),
        ]

    def call_import(self, function: int, arguments: list[Any]) -> Any:
        """What componentize-py's runtime does inside a component."""
        return self._functions[function][1](*arguments)

    def _log(self, level: log.Level, context: str, message: str) -> None:
        self.logs.append((level, context, message))

    def _placeholder(self, name: str) -> Ok[str] | Err[secrets.SecretError]:
        if name not in self.secrets:
            return Err(secrets.SecretError.DENIED)
        return Ok(self.secrets[name])

    def __enter__(self) -> Self:
        self._before = (runtime._host, runtime._imports)
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
        runtime._host, runtime._imports = self._before
