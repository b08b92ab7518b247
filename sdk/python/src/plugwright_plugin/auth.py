"""Plugins that decide who sent a request."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from . import capabilities
from .bindings import exports
from .bindings.exports import auth as wit
from .capabilities import Capabilities
from .context import PluginContext
from .errors import answering


@dataclass
class AuthCredentials:
    """What a client showed: `credential_type` is `bearer`, `basic` and so on."""

    credential_type: str
    data: bytes

    @property
    def token(self) -> str:
        """The data as text; what is no UTF-8 is replaced."""
        return self.data.decode("utf-8", errors="replace")


@dataclass
class AuthResult:
    """The verdict. Claims may have any JSON value: what is no text travels as JSON."""

    authenticated: bool
    user_id: str = ""
    claims: dict[str, Any] = field(default_factory=dict)

    def to_wit(self) -> wit.AuthResult:
        """The verdict as the contract has it."""
        claims = [(name, _text(value)) for name, value in self.claims.items()]
        return wit.AuthResult(self.authenticated, self.user_id, claims)


def _text(claim: Any) -> str:
    return claim if isinstance(claim, str) else json.dumps(claim, sort_keys=True)


class AuthPlugin(ABC):
    """A plugin of the kind `auth`."""

    @abstractmethod
    def authenticate(self, context: PluginContext, credentials: AuthCredentials) -> AuthResult:
        """Decides; raises `PluginError` when it cannot."""

    def get_capabilities(self) -> Capabilities:
        """What the plugin needs: nothing, unless it says so."""
        return {}


class Adapter(exports.Auth):
    """The contract on one side, the author's plugin on the other."""

    def __init__(self, plugin: AuthPlugin) -> None:
        self._plugin = plugin

    def authenticate(self, ctx: wit.PluginContext, creds: wit.AuthCredentials) -> wit.AuthResult:
        credentials = AuthCredentials(creds.credential_type, creds.data)
        context = PluginContext.from_wit(ctx)
        return answering(lambda: self._plugin.authenticate(context, credentials).to_wit())

    def get_capabilities(self) -> wit.PluginCapabilities:
        return capabilities.to_wit(self._plugin.get_capabilities())
