"""What a table does with the rows that it is made of, one step after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from plugwright_plugin import Cell

from .expression import Expression, ExpressionError

Row = dict[str, Cell]
Step = Callable[[list[Row]], list[Row]]


class StepError(ValueError):
    """A step is written wrong."""


def parse(step: Any) -> Step:
    """The step of a JSON object with one key: its name."""
    if not isinstance(step, dict) or len(step) != 1:
        raise StepError(f"a step is an object with one of the keys {', '.join(sorted(_STEPS))}")
    [(name, content)] = step.items()
    make = _STEPS.get(name)
    if make is None:
        raise StepError(f"`{name}` is no step; there are {', '.join(sorted(_STEPS))}")
    try:
        return make(content)
    except (AttributeError, TypeError) as error:
        raise StepError(f"`{name}` has no content that fits it: {error}") from error


def _filter(text: Any) -> Step:
    expression = Expression(text)
    return lambda rows: [row for row in rows if expression.evaluate(row)]


def _rename(names: dict[str, str]) -> Step:
    names = dict(names.items())
    return lambda rows: [{names.get(key, key): value for key, value in row.items()} for row in rows]


def _compute(expressions: dict[str, str]) -> Step:
    parsed = {name: Expression(text) for name, text in expressions.items()}

    def compute(row: Row) -> Row:
        row = dict(row)
        for name, expression in parsed.items():
            row[name] = expression.evaluate(row)
        return row

    return lambda rows: [compute(row) for row in rows]


def _keep(columns: Any) -> Step:
    wanted = [str(column) for column in columns]
    return lambda rows: [{name: row.get(name) for name in wanted} for row in rows]


def _sum(values: list[Any]) -> Cell:
    total: Cell = sum(values)
    return total


def _mean(values: list[Any]) -> Cell:
    return sum(values) / len(values) if values else None


_AGGREGATES: dict[str, Callable[[list[Any]], Cell]] = {
    "count": len,
    "max": lambda values: max(values, default=None),
    "mean": _mean,
    "min": lambda values: min(values, default=None),
    "sum": _sum,
}


def _group(content: dict[str, Any]) -> Step:
    """`{"by": ["country"], "total": {"sum": "price"}}`: other keys than `by` are the new columns."""
    by = [str(column) for column in content.get("by", [])]
    columns = {name: _aggregate(name, how) for name, how in content.items() if name != "by"}

    def group(rows: list[Row]) -> list[Row]:
        groups: dict[tuple[Cell, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(row.get(column) for column in by), []).append(row)
        return [
            dict(zip(by, key, strict=True)) | {name: of(members) for name, of in columns.items()}
            for key, members in groups.items()
        ]

    return group


def _aggregate(name: str, how: dict[str, str]) -> Callable[[Iterable[Row]], Cell]:
    [(function, text)] = how.items() if len(how) == 1 else [("", "")]
    aggregate = _AGGREGATES.get(function)
    if aggregate is None:
        raise StepError(f"`{name}` needs one of {', '.join(sorted(_AGGREGATES))}")
    expression = Expression(text)

    def of(rows: Iterable[Row]) -> Cell:
        values = (expression.evaluate(row) for row in rows)
        try:
            return aggregate([value for value in values if value is not None])
        except TypeError as error:
            raise ExpressionError(f"{function} of `{text}`: {error}") from error

    return of


_STEPS: dict[str, Callable[[Any], Step]] = {
    "compute": _compute,
    "filter": _filter,
    "group": _group,
    "keep": _keep,
    "rename": _rename,
}
