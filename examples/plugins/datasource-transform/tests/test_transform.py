"""What an operator relies on: run with `python -m unittest` and `src` of the plugin and of the SDK on `PYTHONPATH`."""

import json
import unittest
from typing import Any

from datasource_transform.expression import Expression, ExpressionError
from datasource_transform.plugin import TransformedData
from plugwright_plugin import Cell, PluginContext, PluginError
from plugwright_plugin.data_source import (
    ColumnType,
    Comparison,
    Condition,
    Order,
    Query,
    from_wit,
    to_wit,
)
from plugwright_plugin.testing import Host

ORDERS = [
    {"customer": "ada", "land": "de", "price": 10, "amount": 3},
    {"customer": "bob", "land": "fr", "price": 2.5, "amount": 4},
    {"customer": "cy", "land": "de", "price": None, "amount": 1},
    {"customer": "Di", "land": "de", "price": 7, "amount": 0},
]
SALES = {
    "from": "orders",
    "steps": [
        {"filter": "amount > 0"},
        {"rename": {"land": "country"}},
        {"compute": {"total": "price * amount", "name": "upper(customer)"}},
        {"group": {"by": ["country"], "sum": {"sum": "total"}, "orders": {"count": "amount"}}},
    ],
}
CONTEXT = PluginContext("GET", "/")


def query(table: str, **more: Any) -> Query:
    asked: dict[str, Any] = {
        "columns": [],
        "conditions": [],
        "order_by": [],
        "limit": None,
        "offset": 0,
    }
    return Query(table, **(asked | more))


def answer(asked: Query, tables: Any = None, **more: str) -> list[list[Cell]]:
    configured = {"rows": json.dumps({"orders": ORDERS})} | more
    if tables is not None:
        configured["tables"] = json.dumps(tables)
    with Host(config=configured):
        rows = TransformedData().run(CONTEXT, asked).rows
    return [[from_wit(cell) for cell in row] for row in rows]


class Tables(unittest.TestCase):
    def test_are_filtered_renamed_computed_and_grouped(self) -> None:
        self.assertEqual(answer(query("sales"), {"sales": SALES}), [["de", 30, 2], ["fr", 10.0, 1]])

    def test_know_the_types_of_their_columns(self) -> None:
        with Host(config={"rows": json.dumps({"orders": ORDERS})}):
            [table] = TransformedData().tables()
        kinds = {column.name: column.data_type for column in table.columns}
        self.assertEqual(kinds["price"], ColumnType.NUMBER)
        self.assertEqual(kinds["amount"], ColumnType.INTEGER)
        self.assertEqual(kinds["customer"], ColumnType.TEXT)

    def test_that_are_wrong_are_the_operators_fault(self) -> None:
        for steps in [[{"sort": 1}], [{"filter": "price +"}], [{"filter": "nothing > 1"}], [3]]:
            tables = {"t": {"from": "orders", "steps": steps}}
            with self.subTest(steps=steps), self.assertRaises(PluginError) as raised:
                answer(query("t"), tables)
            self.assertEqual(raised.exception.code, "table-invalid")


class Queries(unittest.TestCase):
    def test_have_conditions_order_limit_and_offset(self) -> None:
        asked = query(
            "orders",
            columns=["customer"],
            conditions=[Condition("land", Comparison.EQUAL, to_wit("de"))],
            order_by=[Order("price", True)],
            limit=2,
            offset=1,
        )
        self.assertEqual(answer(asked), [["Di"], ["cy"]])

    def test_compare_numbers_with_numbers_only(self) -> None:
        less = Condition("price", Comparison.LESS, to_wit(8))
        self.assertEqual(len(answer(query("orders", conditions=[less]))), 2)
        text = Condition("price", Comparison.LESS, to_wit("8"))
        self.assertEqual(answer(query("orders", conditions=[text])), [])

    def test_find_text_in_any_case(self) -> None:
        found = Condition("customer", Comparison.CONTAINS, to_wit("D"))
        rows = answer(query("orders", columns=["customer"], conditions=[found]))
        self.assertEqual(rows, [["ada"], ["Di"]])

    def test_never_return_more_than_the_operator_allows(self) -> None:
        self.assertEqual(len(answer(query("orders", limit=4), **{"max-rows": "3"})), 3)

    def test_for_what_is_not_there_are_the_callers_fault(self) -> None:
        for asked in [query("nothing"), query("orders", columns=["nothing"])]:
            with self.assertRaises(PluginError) as raised:
                answer(asked)
            self.assertTrue(raised.exception.code.startswith("unknown-"))


class Expressions(unittest.TestCase):
    def test_compute_with_the_columns_of_a_row(self) -> None:
        row: dict[str, Cell] = {"a": 2, "b": "x", "none": None}
        for text, value in [
            ("a * 3 + 1", 7),
            ("-a", -2),
            ("upper(b) + 'y'", "Xy"),
            ("'big' if a > 1 and not a == 3 else 'small'", "big"),
            ("none + 1", None),
            ("none < 1", False),
            ("round(a / 3)", 1),
        ]:
            self.assertEqual(Expression(text).evaluate(row), value, text)

    def test_reach_nothing_but_the_row(self) -> None:
        for text in ["__import__('os')", "a.__class__", "[1][0]", "2 ** 9", "lambda: 1", "f'{a}'"]:
            with self.subTest(text), self.assertRaises(ExpressionError):
                Expression(text)

    def test_do_not_make_huge_texts(self) -> None:
        with self.assertRaises(ExpressionError):
            Expression("'a' * 1000000000").evaluate({})


if __name__ == "__main__":
    unittest.main()
