"""The request that a plugin is called for."""

from __future__ import annotations

from dataclasses import dataclass, field

from .bindings.imports import plugwright_plugin_types as wit


@dataclass
class PluginContext:
    """A request: `headers` are in the order of arrival, a repeated one as often as it was sent."""

    method: str
    uri: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @classmethod
    def from_wit(cls, context: wit.PluginContext) -> PluginContext:
        """What the host sent."""
        return cls(context.method, context.uri, context.headers, context.body)
