"""Answers a query from rows."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from plugwright_plugin import Cell, Fault, PluginError
from plugwright_plugin.data_source import Comparison, Condition, Query, from_wit

from .steps import Row

_ORDERED: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.LESS: operator.lt,
    Comparison.LESS_OR_EQUAL: operator.le,
    Comparison.GREATER: operator.gt,
    Comparison.GREATER_OR_EQUAL: operator.ge,
}


def select(rows: list[Row], names: list[str], query: Query, most: int) -> tuple[list[Row], int]:
    """The rows that `query` asks for, at most `most`, and how many match in all."""
    asked = [*query.columns, *(it.column for it in query.conditions)]
    for name in [*asked, *(it.column for it in query.order_by)]:
        if name not in names:
            message = f"the table has no column `{name}`"
            raise PluginError(Fault.CALLER, "unknown-column", message)
    found = [row for row in rows if all(_holds(row, it) for it in query.conditions)]
    # Sorting is stable: the most important order comes last.
    for order in reversed(query.order_by):
        column = order.column
        found.sort(key=lambda row: _rank(row.get(column)), reverse=order.descending)
    limit = most if query.limit is None else min(query.limit, most)
    return found[query.offset : query.offset + limit], len(found)


def _holds(row: Row, condition: Condition) -> bool:
    value, wanted = row.get(condition.column), from_wit(condition.value)
    match condition.op:
        case Comparison.EQUAL:
            return _same(value, wanted)
        case Comparison.NOT_EQUAL:
            return not _same(value, wanted)
        case Comparison.CONTAINS:
            return value is not None and str(wanted).lower() in str(value).lower()
        case ordered:
            if _rank(value)[0] != _rank(wanted)[0] or None in (value, wanted):
                return False
            return _ORDERED[ordered](value, wanted)


def _same(left: Cell, right: Cell) -> bool:
    return _rank(left) == _rank(right)


def _rank(value: Cell) -> tuple[int, Any]:
    """Orders values of any types: nothing, truth values, numbers, texts."""
    match value:
        case None:
            return 0, 0
        case bool():
            return 1, value
        case int() | float():
            return 2, value
        case str():
            return 3, value
        case bytes():
            return 4, value
