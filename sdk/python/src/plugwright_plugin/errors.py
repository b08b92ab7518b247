"""Errors that a plugin answers with, and how they reach the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .bindings.imports import plugwright_plugin_types as wit
from .bindings.values import Err

Fault = wit.FaultClass
T = TypeVar("T")


class PluginError(Exception):
    """An error with a code that programs can compare and a sentence for people, without secrets."""

    def __init__(self, fault: wit.FaultClass, code: str, message: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.code = code


def answering(work: Callable[[], T]) -> T:
    """Does `work`, and turns what it raises into an error of the plugin's contract."""
    try:
        return work()
    except PluginError as error:
        raise Err(wit.Error(error.fault, error.code, str(error))) from error
    except Err:
        raise
    except Exception as error:
        # The message of an error that nobody foresaw may hold anything: only its kind leaves the plugin.
        message = f"the plugin failed with {type(error).__name__}"
        raise Err(wit.Error(Fault.PLUGIN, "internal", message)) from error
