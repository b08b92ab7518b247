"""The plugin: tables of the configuration behind the contract of a data source."""

from __future__ import annotations

from plugwright_plugin import (
    Capabilities,
    DataSourcePlugin,
    Fault,
    PluginContext,
    PluginError,
    config,
)
from plugwright_plugin.data_source import Column, Query, RowSet, Table, to_wit

from . import tables
from .query import select
from .steps import Row

MOST_ROWS = 1000
"""Rows of one answer, where the configuration does not say otherwise."""


class TransformedData(DataSourcePlugin):
    """Reads and transforms the rows at the first call, since a configuration does not change."""

    def __init__(self) -> None:
        self._tables: dict[str, list[Row]] | None = None

    def tables(self) -> list[Table]:
        return [Table(name, _columns(rows)) for name, rows in sorted(self._read().items())]

    def run(self, context: PluginContext, query: Query) -> RowSet:
        rows = self._read().get(query.table)
        if rows is None:
            raise PluginError(Fault.CALLER, "unknown-table", f"there is no table `{query.table}`")
        known = {column.name: column for column in _columns(rows)}
        found, total = select(rows, list(known), query, _most_rows())
        wanted = query.columns or list(known)
        cells = [[to_wit(row.get(name)) for name in wanted] for row in found]
        return RowSet([known[name] for name in wanted], cells, total)

    def get_capabilities(self) -> Capabilities:
        return {"resources": {"max_memory_bytes": 128 << 20}}

    def _read(self) -> dict[str, list[Row]]:
        if self._tables is None:
            self._tables = tables.read()
        return self._tables


def _columns(rows: list[Row]) -> list[Column]:
    return [Column(name, kind, True) for name, kind in tables.columns(rows).items()]


def _most_rows() -> int:
    text = config.get("max-rows")
    if text is None:
        return MOST_ROWS
    if not text.isdecimal():
        raise PluginError(Fault.CONFIG, "config-invalid", "`max-rows` is no number")
    return int(text)
