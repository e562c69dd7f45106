"""What can be promised to each order, at days that are kept with a chosen share, and what limits it (R22, R40)."""

from datetime import timedelta
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from netting_rows import AS_OF, Row, buy, day, item, line, make, need, plan, receipt

from planning.order_promises import order_promises


def order(at: float, qty: float, product: str = "p", **changes: Any) -> Row:
    return need(at, qty, product, kind="order", **changes)


def forecast(at: float, qty: float, product: str = "p") -> Row:
    return need(at, qty, product, demand_id=f"forecast {at:g}", kind="forecast")


def coming(at: float, qty: float, reliable: float, product: str = "p") -> Row:
    return receipt(at, qty, product, reliable_at=day(reliable))


def promised(*rows: Any, share: float = 0.9, **frames: Any) -> list[dict[str, Any]]:
    items, sources, demand, supply = rows
    supply = supply or [coming(0, 0, 0)]
    problem, netted = plan(items, sources, demand, supply, **frames)
    return order_promises(problem, netted, AS_OF.date(), share).to_dict("records")


def days(row: dict[str, Any]) -> int:
    found: timedelta = row["promised_on"] - AS_OF.date()
    return found.days


def test_what_is_there_leaves_when_it_is_due_and_what_is_overdue_today() -> None:
    late, later = promised([item(on_hand_qty=9)], [buy()], [order(-5, 3), order(4, 6)], [])
    assert (days(late), days(later)) == (0, 4)
    assert [(row["late_qty"], row["short_qty"], row["limiting_product_id"]) for row in (late, later)] == [
        (0, 0, None)
    ] * 2
    assert late["sentence"] == "All 3 can leave on 2026-01-05."


def test_a_receipt_is_promised_at_the_day_to_rely_on() -> None:
    (one,) = promised([item()], [buy()], [order(5, 10)], [coming(5, 10, 9)])
    assert (days(one), one["late_qty"], one["limiting_product_id"]) == (9, 10, "p")
    assert "there by 2026-01-14 with a chance of 90%" in one["sentence"]


def test_an_order_comes_before_the_forecast_of_an_earlier_day() -> None:
    (one,) = promised([item(on_hand_qty=10)], [buy()], [forecast(1, 10), order(3, 10)], [])
    assert (days(one), one["late_qty"]) == (3, 0)


def test_a_new_purchase_takes_as_long_as_it_may_from_today_on() -> None:
    sources = [buy(slip_days=6)]
    (soon,) = promised([item()], sources, [order(3, 10)], [])
    (far,) = promised([item()], sources, [order(30, 10)], [])
    (edge,) = promised([item()], sources, [order(10, 10)], [])
    assert [(days(row), row["late_qty"]) for row in (soon, edge, far)] == [(14, 10), (14, 10), (30, 0)]


def test_a_component_two_levels_down_limits() -> None:
    """A table (a day of making) of frames (a day) of tubes (8 days, and 4 more to rely on)."""
    codes = (("table", "T-1"), ("frame", "T-2"), ("tube", "T-3"))
    items = [item(product, product_code=code, location_code="HAM") for product, code in codes]
    bom = [line("table", "frame"), line("frame", "tube", 2)]
    sources = [make("table"), make("frame"), buy("tube", slip_days=4)]
    (one,) = promised(items, sources, [order(3, 7, "table")], [], bom=bom)
    assert (days(one), one["late_qty"], one["short_qty"]) == (14, 7, 0)
    assert (one["limiting_product_id"], one["limiting_location_id"]) == ("tube", "l")
    assert "T-3 at HAM is last" in one["sentence"]


def test_what_nothing_supplies_is_short_and_said() -> None:
    (one,) = promised([item(on_hand_qty=4)], [], [order(3, 10)], [])
    assert pd.isna(one["promised_on"])
    assert (one["short_qty"], one["late_qty"], one["limiting_product_id"]) == (6, 0, "p")
    assert one["sentence"] == "Nothing supplies 6 of 10, as p at l is missing. Name a source for it."
    items, bom = [item("p"), item("part", on_hand_qty=1)], [line("p", "part")]
    (one,) = promised(items, [make("p")], [order(3, 10)], [], bom=bom)
    assert (one["short_qty"], one["limiting_product_id"]) == (10, "part")


def test_without_orders_there_is_nothing_to_promise() -> None:
    assert promised([item()], [buy()], [forecast(3, 10)], []) == []


@settings(deadline=None)
@given(
    st.integers(0, 20),
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(0, 9)), max_size=4),
    st.lists(st.tuples(st.integers(-5, 25), st.integers(1, 20)), min_size=1, max_size=5),
)
def test_each_unit_is_promised_once_and_a_later_receipt_promises_nothing_earlier(
    stock: int, receipts: list[tuple[int, int, int]], orders: list[tuple[int, int]]
) -> None:
    wanted = [order(at, qty, demand_id=f"{row}") for row, (at, qty) in enumerate(orders)]
    items = [item(on_hand_qty=stock)]
    sure = promised(items, [], wanted, [coming(at, qty, at + late) for at, qty, late in receipts])
    likely = promised(items, [], wanted, [coming(at, qty, at) for at, qty, _ in receipts])
    lacking = sum(qty for _, qty in orders) - stock - sum(qty for _, qty, _ in receipts)
    assert len(sure) == len(orders)
    assert sum(row["short_qty"] for row in sure) == max(0, lacking) == sum(row["short_qty"] for row in likely)
    for one, other in zip(sure, likely, strict=True):
        assert one["order_line_id"] == other["order_line_id"]
        assert one["late_qty"] + one["short_qty"] <= one["quantity"]
        assert one["late_qty"] >= other["late_qty"]
        if not one["short_qty"]:
            assert days(one) >= days(other) >= max(0, (one["due_on"] - AS_OF.date()).days)
