"""Expressions over the columns of a row: a small part of Python's own grammar, evaluated without `eval`.

An operator writes them, so they are trusted to mean well and not to be right: whatever they do, they cannot reach
anything but the row, and every step costs little.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from plugwright_plugin import Cell

LONGEST = 1000
"""The most characters of an expression."""

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, text: item in text,
    ast.NotIn: lambda item, text: item not in text,
}
_FUNCTIONS: dict[str, Callable[..., Cell]] = {
    "abs": abs,
    "len": len,
    "lower": str.lower,
    "round": round,
    "text": str,
    "upper": str.upper,
}


class ExpressionError(ValueError):
    """An expression cannot be read, or does not fit a row."""


class Expression:
    """A parsed expression."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ExpressionError(f"an expression has more than {LONGEST} characters")
        self.text = text
        try:
            self._body = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError) as error:
            raise ExpressionError(f"`{text}` is no expression: {error}") from error
        _check(self._body, text)

    def evaluate(self, row: Mapping[str, Cell]) -> Cell:
        """The value for a row. What is computed with a missing value is missing."""
        try:
            value: Cell = _value(self._body, row)
        except (TypeError, ValueError, ArithmeticError, RecursionError) as error:
            raise ExpressionError(f"`{self.text}` does not fit a row: {error}") from error
        return value


def _check(node: ast.expr, text: str) -> None:
    """Refuses all that `_value` does not know, before there is a row."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None) | ast.Name():
            parts: list[ast.expr] = []
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            parts = [operand]
        case ast.BinOp(left, kind, right) if type(kind) in _ARITHMETIC:
            parts = [left, right]
        case ast.BoolOp(values=values):
            parts = values
        case ast.Compare(left, [kind], [right]) if type(kind) in _COMPARISONS:
            parts = [left, right]
        case ast.IfExp(test, body, other):
            parts = [test, body, other]
        case ast.Call(ast.Name(name), arguments, []) if name in _FUNCTIONS:
            parts = arguments
        case _:
            raise ExpressionError(f"`{ast.unparse(node)}` in `{text}` is not allowed")
    for part in parts:
        _check(part, text)


def _value(node: ast.expr, row: Mapping[str, Cell]) -> Any:
    match node:
        case ast.Constant(value):
            return value
        case ast.Name(name):
            if name not in row:
                raise ExpressionError(f"there is no column `{name}`")
            return row[name]
        case ast.UnaryOp(ast.Not(), operand):
            return not _value(operand, row)
        case ast.UnaryOp(_, operand):
            return _known(operator.neg, _value(operand, row))
        case ast.BinOp(left, kind, right):
            return _compute(type(kind), _value(left, row), _value(right, row))
        case ast.BoolOp(kind, values):
            found = (bool(_value(value, row)) for value in values)
            return all(found) if isinstance(kind, ast.And) else any(found)
        case ast.Compare(left, [comparison], [right]):
            return _compare(type(comparison), _value(left, row), _value(right, row))
        case ast.IfExp(test, body, other):
            return _value(body if _value(test, row) else other, row)
        case ast.Call(ast.Name(name), arguments):
            return _known(_FUNCTIONS[name], *(_value(argument, row) for argument in arguments))
    raise ExpressionError(f"`{ast.unparse(node)}` is not allowed")


def _known(function: Callable[..., Any], *values: Any) -> Any:
    return None if None in values else function(*values)


def _compute(kind: type[ast.operator], left: Any, right: Any) -> Any:
    texts = isinstance(left, str), isinstance(right, str)
    if any(texts) and None not in (left, right) and not (all(texts) and kind is ast.Add):
        # Not only an error: a text times a number would be as large as the number says.
        raise TypeError("texts can only be added to texts")
    return _known(_ARITHMETIC[kind], left, right)


def _compare(kind: type[ast.cmpop], left: Any, right: Any) -> bool:
    if kind not in (ast.Eq, ast.NotEq) and None in (left, right):
        return False
    return _COMPARISONS[kind](left, right)
