"""Write Plugwright plugins in Python.

A plugin is a class from `AuthPlugin` or `DataSourcePlugin`, and an entry point `app.py` that registers an object of it.
"""

from . import config
from .auth import AuthCredentials, AuthPlugin, AuthResult
from .capabilities import Capabilities
from .context import PluginContext
from .data_source import Cell, DataSourcePlugin
from .errors import Fault, PluginError
from .registration import register_plugin

__all__ = [
    "AuthCredentials",
    "AuthPlugin",
    "AuthResult",
    "Capabilities",
    "Cell",
    "DataSourcePlugin",
    "Fault",
    "PluginContext",
    "PluginError",
    "config",
    "register_plugin",
]
