"""Plugins that answer requests in place of the host."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from . import capabilities
from .bindings import exports
from .bindings.exports import response as wit
from .capabilities import Capabilities
from .context import PluginContext
from .errors import Fault, PluginError, answering


@dataclass
class Route:
    """The route that matched a request."""

    operation_id: str
    path_template: str
    path_params: list[tuple[str, str]] = field(default_factory=list)
    query_params: list[tuple[str, str]] = field(default_factory=list)
    response_schema: str | None = None
    options_text: str = "{}"

    def path_param(self, name: str) -> str | None:
        """A parameter of the path."""
        return next((value for key, value in self.path_params if key == name), None)

    def query_param(self, name: str) -> str | None:
        """The first parameter of the query that has this name."""
        return next((value for key, value in self.query_params if key == name), None)

    def options(self) -> Any:
        """What the operator wrote for this route."""
        try:
            return json.loads(self.options_text)
        except ValueError as error:
            message = f"the options of the route are no JSON: {error}"
            raise PluginError(Fault.CONFIG, "options-invalid", message) from error

    @classmethod
    def from_wit(cls, route: wit.Route) -> Route:
        """What the host sent."""
        return cls(
            route.operation_id,
            route.path_template,
            route.path_params,
            route.query_params,
            route.response_schema,
            route.options,
        )


@dataclass
class HttpResponse:
    """An answer."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @classmethod
    def text(cls, text: str, status: int = 200) -> HttpResponse:
        """An answer of plain text."""
        return cls(status, [("content-type", "text/plain; charset=utf-8")], text.encode())

    @classmethod
    def json(cls, value: Any, status: int = 200) -> HttpResponse:
        """An answer of JSON."""
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status, [("content-type", "application/json")], body)

    def to_wit(self) -> wit.HttpResponse:
        """The answer as the contract has it."""
        return wit.HttpResponse(self.status, self.headers, self.body)


class ResponsePlugin(ABC):
    """A plugin of the kind `response`."""

    def can_handle(self, context: PluginContext, route: Route) -> bool:
        """Whether the plugin answers this request: each one, unless it says otherwise."""
        return True

    @abstractmethod
    def generate(self, context: PluginContext, route: Route) -> HttpResponse:
        """Answers a request; raises `PluginError` when it cannot."""

    def get_capabilities(self) -> Capabilities:
        """What the plugin needs: nothing, unless it says so."""
        return {}


class Adapter(exports.Response):
    """The contract on one side, the author's plugin on the other."""

    def __init__(self, plugin: ResponsePlugin) -> None:
        self._plugin = plugin

    def can_handle(self, ctx: wit.PluginContext, route: wit.Route) -> bool:
        context, matched = PluginContext.from_wit(ctx), Route.from_wit(route)
        return answering(lambda: self._plugin.can_handle(context, matched))

    def generate(self, ctx: wit.PluginContext, route: wit.Route) -> wit.HttpResponse:
        context, matched = PluginContext.from_wit(ctx), Route.from_wit(route)
        return answering(lambda: self._plugin.generate(context, matched).to_wit())

    def get_capabilities(self) -> wit.PluginCapabilities:
        return capabilities.to_wit(self._plugin.get_capabilities())
