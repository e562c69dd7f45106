"""The two edges: rows that may not pass are named with column and reason; the rest is not touched."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from lake.stream import Stream
from lake.types import arrow_schema
from quality import build_data_docs, check_batch, check_outgoing

DAY = date(2026, 10, 31)
LINES = Stream(
    "lines",
    {"order": "text", "line": "integer", "quantity": "decimal", "ordered_at": "timestamp", "due_on": "date"},
    key=("order", "line"),
    required=frozenset({"quantity"}),
    non_negative=frozenset({"quantity"}),
    not_in_future=frozenset({"ordered_at", "due_on"}),
)


def _lines(*rows: tuple[object, ...]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(LINES.columns, row, strict=True)) for row in rows], arrow_schema(LINES))


GOOD = ("A", 1, Decimal("0.000001"), datetime(2026, 10, 31, 23, 59, 59), DAY)


@pytest.mark.parametrize(
    ("bad", "column", "said"),
    [
        ((None, 2, Decimal(1), None, None), "order", "empty"),
        (("A", None, Decimal(1), None, None), "line", "empty"),
        (("A", 2, None, None, None), "quantity", "empty"),
        (("A", 2, Decimal("-0.000001"), None, None), "quantity", "negative"),
        (("A", 2, Decimal(1), datetime(2026, 11, 1, 0, 0, 1), None), "ordered_at", "future"),
        (("A", 2, Decimal(1), None, date(2026, 11, 3)), "due_on", "future"),
    ],
)
def test_a_row_that_may_not_pass_is_named(bad: tuple[object, ...], column: str, said: str) -> None:
    report = check_batch(LINES, _lines(GOOD, bad, ("B", 1, Decimal(2), None, None)), DAY)
    assert [(one.row, one.column) for one in report.failures] == [(1, column)]
    assert said in report.failures[0].reason


def test_a_key_twice_holds_both_rows_and_no_other() -> None:
    twice = [("A", 7, Decimal(q), None, None) for q in (1, 2)]
    report = check_batch(LINES, _lines(twice[0], GOOD, twice[1]), DAY)
    assert [one.row for one in report.failures] == [0, 2]
    assert report.failures[0].column == "order, line"


def test_a_declaration_that_changed_is_checked_as_it_is_now() -> None:
    negative = _lines(("A", 1, Decimal(-1), None, None))
    assert check_batch(LINES, negative, DAY).failures
    assert not check_batch(Stream(LINES.name, LINES.columns, LINES.key), negative, DAY).failures


def test_good_rows_and_no_rows_pass() -> None:
    assert check_batch(LINES, _lines(GOOD, ("=cmd()", 1, Decimal(0), None, None)), DAY).failures == []
    assert check_batch(LINES, _lines(), DAY).checked == 0


def _requisitions(**changed: object) -> pd.DataFrame:
    good = {
        "candidate_key": "requisition|P1|L1",
        "product_id": "P1",
        "location_id": "L1",
        "supplier_id": "S1",
        "purchase_uom": "Case",
        "currency": "EUR",
        "quantity": Decimal(12),
        "purchase_quantity": Decimal(1),
        "unit_price": Decimal("9.5"),
    }
    return pd.DataFrame([good, {**good, "candidate_key": "requisition|P2|L1", **changed}], index=[7, 7])


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"quantity": Decimal(0)}, "quantity"),
        ({"unit_price": Decimal(-1)}, "unit_price"),
        ({"unit_price": None}, "unit_price"),
        ({"supplier_id": None}, "supplier_id"),
        ({"currency": None}, "currency"),
        ({"purchase_uom": None}, "purchase_uom"),
    ],
)
def test_a_requisition_nobody_can_order_from_is_held(changed: dict[str, object], column: str) -> None:
    report = check_outgoing(_requisitions(**changed), DAY)
    assert [(one.row, one.column) for one in report.failures] == [(1, column)]


def test_the_same_need_twice_holds_both() -> None:
    report = check_outgoing(_requisitions(candidate_key="requisition|P1|L1"), DAY)
    assert [one.row for one in report.failures] == [0, 1]
    assert not check_outgoing(_requisitions(), DAY).failures


def test_requisitions_without_a_column_are_refused() -> None:
    assert "currency" in str(check_outgoing(_requisitions().drop(columns="currency"), DAY).refusal)


def test_data_docs_are_html(tmp_path: Path) -> None:
    check_batch(LINES, _lines(GOOD), DAY, source="shop")
    index = build_data_docs(tmp_path / "docs")
    assert "shop.lines" in index.read_text("utf-8")
    assert build_data_docs(tmp_path / "docs").exists()
