"""Planned purchases become requisition lines: joint price breaks, minimum amounts, budget, bounds."""

from typing import Any

import pandas as pd

from planning.consolidate import Consolidated, Terms, consolidate
from tests.planning.netting_rows import AS_OF, day

SOURCES = pd.DataFrame(
    {
        "source_id": ["s1", "s2", "s3"], "supplier_id": ["A", "A", "B"], "currency": ["USD", "USD", None],
        "unit_cost": [10.0, 10.0, 4.0],
    }
)  # fmt: skip
BREAKS = pd.DataFrame(
    {"source_id": ["s1", "s1", "s2", "s2"], "from_qty": [0, 100, 0, 100], "unit_cost": [10.0, 8.0, 10.0, 8.0]}
)
SUPPLIERS = pd.DataFrame({"supplier_id": ["A", "B"], "min_order_amount": [0.0, 0.0]})


def order(number: int, source: str, release: float, qty: float, **changes: Any) -> dict[str, Any]:
    location = {"s1": "east", "s2": "west", "s3": "east"}[source]
    row = {
        "order": number, "product_id": "p" if source != "s3" else "q", "location_id": location, "kind": "buy",
        "source_id": source, "supplier_id": None, "release_at": day(release), "due_at": day(release + 8), "qty": qty,
        "is_past_due": release < 0, "hold_reason": None,
    }  # fmt: skip
    return row | changes


def lines(*orders: dict[str, Any], suppliers: pd.DataFrame = SUPPLIERS, **terms: Any) -> Consolidated:
    return consolidate(pd.DataFrame(orders), SOURCES, BREAKS, suppliers, as_of=AS_OF, terms=Terms(**terms))


def test_orders_in_the_window_leave_together_at_the_joint_price() -> None:
    made = lines(order(0, "s1", -2, 30), order(1, "s1", 6, 30), order(2, "s2", 3, 40), order(3, "s1", 7, 500))
    assert made.lines[["location_id", "qty", "unit_cost", "amount", "orders", "is_past_due"]].to_numpy().tolist() == [
        ["east", 60, 8.0, 480.0, [0, 1], True],
        ["west", 40, 8.0, 320.0, [2], False],
    ]
    assert made.waiting.empty and made.held.empty


def test_budget_goes_to_the_urgent_and_the_rest_waits_with_a_word() -> None:
    made = lines(order(0, "s3", 5, 50), order(1, "s1", 1, 30), budget=350.0)
    assert made.lines["product_id"].tolist() == ["p"]
    assert made.waiting[["product_id", "reason"]].to_numpy().tolist() == [
        ["q", "Of the budget 350.00 is left, for what is more urgent. It waits."]
    ]
    made = lines(order(0, "s3", 5, 50, priority=1), order(1, "s1", 1, 30, priority=2), budget=350.0)
    assert made.lines["product_id"].tolist() == ["q"]


def test_a_minimum_amount_is_filled_from_later_needs_or_waits() -> None:
    least = SUPPLIERS.assign(min_order_amount=[0.0, 300.0])
    made = lines(order(0, "s3", 1, 50), order(1, "s3", 20, 30), suppliers=least)
    assert made.lines[["qty", "is_pulled"]].to_numpy().tolist() == [[50, False], [30, True]]
    made = lines(order(0, "s3", 1, 50), suppliers=least)
    assert made.lines.empty
    assert made.waiting["reason"].tolist() == ["B takes orders from 300.00; all that is due comes to 200.00. It waits."]


def test_what_is_out_of_bounds_or_lacks_a_part_is_held() -> None:
    made = lines(
        order(0, "s1", 1, 900, monthly_need_qty=10.0),
        order(1, "s3", 1, 5, hold_reason="No lead time is known."),
        order(2, "s2", 1, 5),
        max_months=12,
    )
    assert sorted(made.held["reason"]) == [
        "No lead time is known.",
        "The line is 90.0 months of need, above the limit of 12.",
    ]
    assert made.lines["location_id"].tolist() == ["west"]
