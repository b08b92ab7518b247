{{ header }}"""Values of every world: the cases of `result`, and what is there in an `option` of an `option`."""

{% if deprecated %}import sys
{% endif %}from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
{% if deprecated %}
if sys.version_info >= (3, 13):
    from warnings import deprecated
else:
    from typing_extensions import deprecated

__all__ = ["E", "Err", "Ok", "Result", "Some", "T", "deprecated", "unwrap"]
{% endif %}
T = TypeVar("T")
E = TypeVar("E")


@dataclass
class Some(Generic[T]):
    """The value of an `option` whose type is an `option` again. A plain `option` is the value itself, or `None`."""

    value: T


@dataclass
class Ok(Generic[T]):
    """The success case of a `result`."""

    value: T


@dataclass
class Err(Exception, Generic[E]):
    """The failure case of a `result`. A function whose result is one raises it."""

    value: E


Result: TypeAlias = Ok[T] | Err[E]


def unwrap(result: Result[T, E]) -> T:
    """The value of a success; raises a failure."""
    if isinstance(result, Err):
        raise result
    return result.value
