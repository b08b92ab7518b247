"""Tables as the configuration describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugwright_plugin import Cell, Fault, PluginError, config
from plugwright_plugin.data_source import ColumnType

from .expression import ExpressionError
from .steps import Row, StepError, parse


def read() -> dict[str, list[Row]]:
    """All tables of the configuration, by name, transformed."""
    sources = config.get_json("rows", {})
    described = config.get_json("tables", {name: {"from": name} for name in sources})
    return {name: _table(name, table, sources) for name, table in described.items()}


def _table(name: str, described: Any, sources: Mapping[str, Any]) -> list[Row]:
    try:
        rows = [_row(row) for row in sources[described["from"]]]
        for step in described.get("steps", []):
            rows = parse(step)(rows)
    except KeyError as error:
        raise _invalid(name, f"there are no rows {error}") from error
    except (StepError, ExpressionError, TypeError, AttributeError) as error:
        raise _invalid(name, str(error)) from error
    return rows


def _row(row: Any) -> Row:
    if not isinstance(row, dict):
        raise StepError("a row is a JSON object")
    for column, value in row.items():
        if isinstance(value, dict | list):
            raise StepError(f"the column `{column}` holds an object or a list")
    return dict(row)


def _invalid(table: str, problem: str) -> PluginError:
    return PluginError(Fault.CONFIG, "table-invalid", f"the table `{table}`: {problem}")


def columns(rows: list[Row]) -> dict[str, ColumnType]:
    """The columns of rows with the type that fits all values."""
    kinds: dict[str, set[ColumnType]] = {}
    for row in rows:
        for name, value in row.items():
            of_column = kinds.setdefault(name, set())
            if value is not None:
                of_column.add(_type(value))
    return {name: _common(of_column) for name, of_column in kinds.items()}


def _common(kinds: set[ColumnType]) -> ColumnType:
    if kinds == {ColumnType.INTEGER, ColumnType.NUMBER}:
        return ColumnType.NUMBER
    return next(iter(kinds)) if len(kinds) == 1 else ColumnType.ANY


def _type(value: Cell) -> ColumnType:
    match value:
        case bool():
            return ColumnType.BOOLEAN
        case int():
            return ColumnType.INTEGER
        case float():
            return ColumnType.NUMBER
        case str():
            return ColumnType.TEXT
        case _:
            return ColumnType.ANY
