"""Secrets that a plugin may use but never see."""

from __future__ import annotations

from .bindings.imports import secrets as host
from .bindings.values import Err
from .errors import Fault, PluginError


def placeholder(name: str) -> str:
    """What to put into a header of an outbound request; the host fills in the secret when the request leaves."""
    try:
        return host.placeholder(name)
    except Err as error:
        code = "secret-" + error.value.name.lower()
        message = f"the secret `{name}` is not to be had"
        raise PluginError(Fault.POLICY, code, message) from error
