"""Write Plugwright plugins in Python.

A plugin is a class from `AuthPlugin`, `DataSourcePlugin` or `ResponsePlugin`, and an entry point `app.py` that registers an
object of it.
"""

from . import config, http, keyvalue
from .auth import AuthCredentials, AuthPlugin, AuthResult
from .capabilities import Capabilities
from .context import PluginContext
from .data_source import Cell, DataSourcePlugin
from .errors import Fault, PluginError
from .registration import register_plugin
from .response import HttpResponse, ResponsePlugin, Route

__all__ = [
    "AuthCredentials",
    "AuthPlugin",
    "AuthResult",
    "Capabilities",
    "Cell",
    "DataSourcePlugin",
    "Fault",
    "HttpResponse",
    "PluginContext",
    "PluginError",
    "ResponsePlugin",
    "Route",
    "config",
    "http",
    "keyvalue",
    "register_plugin",
]
