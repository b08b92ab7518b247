{{ header }}"""The way out of the component: functions of the host by their position, and handles of its resources."""

import importlib
import weakref
{% if is_async %}from collections.abc import Coroutine
{% endif %}from typing import Any

_host: Any = None
{% if is_async %}_tasks: Any = None
{% endif %}try:
    _host = importlib.import_module("componentize_py_runtime")
{% if is_async %}    _tasks = importlib.import_module("componentize_py_async_support")
{% endif %}except ModuleNotFoundError:
    # Outside of a component there is no host: tests put functions of their own in place of those that call it.
    pass


def call(function: int, *arguments: object) -> Any:
    """Calls the function of the host with this position among all imported functions."""
    if _host is None:
        raise NotImplementedError(
            "the host is there only inside a component; replace its functions in a test"
        )
    return _host.call_import(function, list(arguments))


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

async def call_async(function: int, *arguments: object) -> Any:
    """Calls a function of the host and lets other tasks run until it answers."""
    return await _tasks.await_result(call(function, *arguments))


def first_poll(function: int, borrows: int, answer: Coroutine[Any, Any, Any]) -> int:
    """Starts the task that answers a call of the exported function with this position."""
    status: int = _tasks.first_poll(function, borrows, answer)
    return status
{% endif %}
