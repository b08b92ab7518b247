{{ header }}"""The way out of the component: functions of the host by their full names, and handles of its resources."""

import importlib
{% if is_async %}import sys
{% endif %}import weakref
{% if is_async %}from collections.abc import Coroutine
{% endif %}from typing import Any
{% if is_async %}
from . import values
{% endif %}
_host: Any = None
{% if is_async %}_tasks: Any = None
{% endif %}_imports: dict[str, int] = {}
{% if is_async %}_exports: dict[str, int] = {}
{% endif %}try:
    _host = importlib.import_module("componentize_py_runtime")
{% if is_async %}    # It knows `Ok` and `Err` by the classes that it finds now: they must be those that the plugin raises and returns.
    sys.modules["componentize_py_types"] = values
    _tasks = importlib.import_module("componentize_py_async_support")
{% endif %}    # Written by `plugwright build`: the numbers of all functions in the world that is built.
    _world = importlib.import_module("plugwright_world")
    _imports = _world.IMPORTS
{% if is_async %}    _exports = _world.EXPORTS
{% endif %}except ModuleNotFoundError:
    # Outside of a component there is no host: tests put functions of their own in place of those that call it.
    pass


def call(function: str, *arguments: object) -> Any:
    """Calls a function of the host."""
    if function not in _imports:
        raise NotImplementedError(
            f"{function} is not there: replace it in a test, import it in wit/"
        )
    return _host.call_import(_imports[function], list(arguments))


def adopt(resource: Any, made: Any) -> None:
    """Moves the handle of a resource that the host made to the object that was asked for."""
    _, drop, arguments, _ = made.finalizer.detach()
    resource.handle = made.handle
    resource.finalizer = weakref.finalize(resource, drop, *arguments)


def release(resource: Any) -> None:
    """Gives a resource back to the host now, and not when it is collected."""
    detached = resource.finalizer.detach()
    if detached is not None:
        _, drop, arguments, _ = detached
        resource.handle = None
        drop(*arguments)
{% if is_async %}

async def call_async(function: str, *arguments: object) -> Any:
    """Calls a function of the host and lets other tasks run until it answers."""
    return await _tasks.await_result(call(function, *arguments))


def first_poll(function: str, borrows: int, answer: Coroutine[Any, Any, Any]) -> int:
    """Starts the task that answers a call of an exported function."""
    status: int = _tasks.first_poll(_exports[function], borrows, answer)
    return status
{% endif %}