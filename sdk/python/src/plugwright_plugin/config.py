"""The configuration that an operator wrote for the plugin."""

from __future__ import annotations

import json
from typing import Any

from .bindings.imports import wasi_config_store as store
from .bindings.values import Err
from .errors import Fault, PluginError


def get(key: str) -> str | None:
    """The value of `key`, if it is set."""
    try:
        return store.get(key)
    except Err as error:
        message = f"the configuration cannot be read: {error.value.value}"
        raise PluginError(Fault.DEPENDENCY, "config-unavailable", message) from error


def require(key: str) -> str:
    """The value of `key`; an error of the operator if it is not set."""
    value = get(key)
    if value is None:
        raise PluginError(Fault.CONFIG, "config-missing", f"set `{key}` in the configuration")
    return value


def get_json(key: str, default: Any = None) -> Any:
    """The value of `key` as JSON."""
    text = get(key)
    if text is None:
        return default
    try:
        return json.loads(text)
    except ValueError as error:
        message = f"`{key}` in the configuration is no JSON: {error}"
        raise PluginError(Fault.CONFIG, "config-invalid", message) from error
