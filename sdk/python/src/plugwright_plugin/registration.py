"""Makes an object the plugin of a component."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeAlias

from . import auth, data_source, response
from .bindings import component

Plugin: TypeAlias = auth.AuthPlugin | data_source.DataSourcePlugin | response.ResponsePlugin
"""What can be registered."""

ENTRY = "app"
"""The module that a component is built from."""


def register_plugin(plugin: Plugin) -> None:
    """Serves `plugin` under the contract of its class. `app.py` calls it once for each kind."""
    component.install()
    name, make = _offer(plugin)
    entry = sys.modules.get(ENTRY)
    if entry is not None:
        setattr(entry, name, make)


def _offer(plugin: Plugin) -> tuple[str, Callable[[], object]]:
    """The name that componentize-py looks for, and what it calls to get the object."""
    match plugin:
        case auth.AuthPlugin():
            authentication = auth.Adapter(plugin)
            return "PlugwrightAuthAuth010", lambda: authentication
        case data_source.DataSourcePlugin():
            source = data_source.Adapter(plugin)
            return "PlugwrightDataSourceDataSource010", lambda: source
        case response.ResponsePlugin():
            responder = response.Adapter(plugin)
            return "PlugwrightResponseResponse010", lambda: responder
    raise TypeError(f"{type(plugin).__name__} is no class of a plugin: see plugwright_plugin")
