"""Values that outlive the instance, in the buckets that the plugin is granted.

with keyvalue.open("visits") as visits:
    count = visits.increment(client)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self, TypeVar

from .bindings.imports import atomics
from .bindings.imports import wasi_keyvalue_store as store
from .bindings.values import Err
from .errors import Fault, PluginError

T = TypeVar("T")


def open(name: str) -> Bucket:
    """Opens a bucket by the name that manifest and grant call it."""
    return Bucket(name, _asking(name, lambda: store.open(name)))


class Bucket:
    """An open bucket. Every method raises `PluginError` when the bucket is not granted or the store fails."""

    def __init__(self, name: str, handle: store.Bucket) -> None:
        self.name = name
        self._handle = handle

    def get(self, key: str) -> bytes | None:
        """The value of a key, if it has one."""
        return _asking(self.name, lambda: self._handle.get(key))

    def get_text(self, key: str) -> str | None:
        """The value of a key as text, if it has one; what is no UTF-8 is a failure."""
        value = self.get(key)
        try:
            return None if value is None else value.decode()
        except UnicodeDecodeError as error:
            raise _failed(self.name, f"the value of `{key}` is no UTF-8") from error

    def set(self, key: str, value: bytes | str) -> None:
        """Gives a key a value, whether or not it had one; text is stored as UTF-8."""
        content = value.encode() if isinstance(value, str) else value
        _asking(self.name, lambda: self._handle.set(key, content))

    def delete(self, key: str) -> None:
        """Removes a key, if it is there."""
        _asking(self.name, lambda: self._handle.delete(key))

    def __contains__(self, key: object) -> bool:
        """Whether a key has a value."""
        return isinstance(key, str) and _asking(self.name, lambda: self._handle.exists(key))

    def keys(self) -> Iterator[str]:
        """All keys, asked for page by page while they are read."""
        cursor: int | None = None
        while True:
            page = self._page(cursor)
            yield from page.keys
            cursor = page.cursor
            if cursor is None:
                return

    def increment(self, key: str, delta: int = 1) -> int:
        """Adds to the number that a key stands for, in one step, and returns the sum; no value counts as 0.

        This is the only change that is safe against other instances of the plugin at the same time.
        """
        return _asking(self.name, lambda: atomics.increment(self._handle, key, delta))

    def _page(self, cursor: int | None) -> store.KeyResponse:
        return _asking(self.name, lambda: self._handle.list_keys(cursor))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Gives the bucket back to the host."""
        self._handle.__exit__()


def _asking(bucket: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except Err as error:
        if isinstance(error.value, store.Error_Other):
            raise _failed(bucket, error.value.value) from error
        message = f"the bucket `{bucket}` is not granted to this plugin"
        raise PluginError(Fault.POLICY, "bucket-denied", message) from error


def _failed(bucket: str, reason: str) -> PluginError:
    return PluginError(Fault.DEPENDENCY, "bucket-failed", f"the bucket `{bucket}`: {reason}")
