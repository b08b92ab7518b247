"""The parts of a URL that `wasi:http` asks for one by one. Whether they are sound the host decides."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Fault, PluginError


@dataclass(frozen=True)
class Url:
    """An absolute `http` or `https` URL, without fragment."""

    scheme: str
    authority: str
    path_and_query: str

    @property
    def origin(self) -> str:
        """Scheme and authority: what an error may name."""
        return f"{self.scheme}://{self.authority}"

    @classmethod
    def parse(cls, text: str) -> Url:
        """The URL in `text`; `urllib` would take forms that no host takes."""
        scheme, found, rest = text.partition("://")
        scheme = scheme.lower()
        if not found or scheme not in ("http", "https"):
            raise invalid("the URL's scheme is neither http nor https")
        rest = rest.split("#", 1)[0]
        end = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
        authority, path = rest[:end], rest[end:]
        if not authority or "@" in authority:
            raise invalid("the URL must name a host, and no user")
        return cls(scheme, authority, path if path.startswith("/") else f"/{path}")


def invalid(reason: str) -> PluginError:
    """A request that is wrong before it is sent."""
    return PluginError(Fault.PLUGIN, "http-invalid", reason)
