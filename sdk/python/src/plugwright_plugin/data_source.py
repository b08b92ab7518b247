"""Plugins that serve rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TypeAlias

from . import capabilities
from .bindings import exports
from .bindings.exports import data_source as wit
from .capabilities import Capabilities
from .context import PluginContext
from .errors import answering

Cell: TypeAlias = None | bool | int | float | str | bytes
"""A value of a row."""

Column = wit.Column
ColumnType = wit.ColumnType
Comparison = wit.Comparison
Condition = wit.Condition
Order = wit.Order
Query = wit.Query
RowSet = wit.RowSet
Table = wit.Table

_INTEGERS = range(-(2**63), 2**63)


def to_wit(value: Cell) -> wit.Cell:
    """A cell as the contract has it; an integer of more than 64 bits becomes a number."""
    match value:
        case None:
            return wit.Cell_Null()
        case bool():
            return wit.Cell_Boolean(value)
        case int() if value in _INTEGERS:
            return wit.Cell_Integer(value)
        case int() | float():
            return wit.Cell_Number(float(value))
        case str():
            return wit.Cell_Text(value)
        case bytes():
            return wit.Cell_Bytes(value)


def from_wit(cell: wit.Cell) -> Cell:
    """The value of a cell."""
    return None if isinstance(cell, wit.Cell_Null) else cell.value


class DataSourcePlugin(ABC):
    """A plugin of the kind `data-source`."""

    @abstractmethod
    def tables(self) -> list[wit.Table]:
        """The tables of the source."""

    @abstractmethod
    def run(self, context: PluginContext, query: wit.Query) -> wit.RowSet:
        """Answers a query; raises `PluginError` when it cannot."""

    def get_capabilities(self) -> Capabilities:
        """What the plugin needs: nothing, unless it says so."""
        return {}


class Adapter(exports.DataSource):
    """The contract on one side, the author's plugin on the other."""

    def __init__(self, plugin: DataSourcePlugin) -> None:
        self._plugin = plugin

    def tables(self) -> list[wit.Table]:
        return answering(self._plugin.tables)

    def run(self, ctx: wit.PluginContext, query: wit.Query) -> wit.RowSet:
        context = PluginContext.from_wit(ctx)
        return answering(lambda: self._plugin.run(context, query))

    def get_capabilities(self) -> wit.PluginCapabilities:
        return capabilities.to_wit(self._plugin.get_capabilities())
