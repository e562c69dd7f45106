"""From the plan's inputs to planned orders: the increment, what is promised already, what has no date, no data."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.adjustments import WEEKS_AHEAD, Outlook
from planning.arrivals import known_lead_times, learn_arrivals
from planning.facts import Facts
from planning.netting_inputs import Given
from planning.time_phased import time_phased_plan

AS_OF = date(2026, 3, 2)
KEY = {"product_id": "p", "location_id": "l"}

ITEM = KEY | {
    "on_hand_qty": 100.0, "reserved_qty": 0.0, "replaced_from_on": None, "is_purchased": True, "is_assembled": False,
    "min_lead_time_receipts": 5.0,
    "hard_safety_lead_days": 0.0,
    "soft_safety_lead_days": 0.0,
    "max_order_qty": None,
}  # fmt: skip
LEVEL = KEY | {
    "level_basis": "computed", "safety_stock": 0.0, "reorder_point": 0.0, "order_up_to": 0.0, "lead_time_days": 7.0,
    "review_days": 7.0,
}  # fmt: skip
TERM = {
    "supplier_product_id": "t", "product_id": "p", "supplier_id": "v", "supplier_name": "Ventus",
    "unit_price": 2.0, "currency": "EUR", "base_unit_price": 2.0, "units_per_purchase_uom": 1.0,
    "lead_time_receipts": 0.0, "measured_lead_time_days": None, "stated_lead_time_days": 7.0, "min_order_qty": 0.0,
    "order_multiple": 0.0, "landed_unit_price": 2.0, "on_time_rate": None, "priority": 1.0, "valid_from": None,
    "valid_to": None,
}  # fmt: skip
ORDER = KEY | {"order_line_id": "o", "quantity": 0.0, "due_on": AS_OF}
RECEIPT = KEY | {
    "supply_id": "r", "purchase_order_line_id": "r", "document_number": "PO-1", "supplier_id": "v", "promised_on": None,
    "quantity": 0.0,
}  # fmt: skip
COMPONENT = {
    "product_id": "p", "component_id": "c", "quantity_per": 1.0, "scrap_rate": 0.0, "valid_from": None,
    "valid_to": None,
}  # fmt: skip


def frame(like: dict[str, Any], *rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([like | row for row in rows], columns=list(like))


def planned(
    items: tuple[dict[str, Any], ...] = ({},),
    a_week: float = 0.0,
    orders: tuple[dict[str, Any], ...] = (),
    receipts: tuple[dict[str, Any], ...] = (),
    terms: tuple[dict[str, Any], ...] = ({},),
) -> dict[str, pd.DataFrame]:
    stock = frame(ITEM, *items)
    keys = stock[["product_id", "location_id"]].to_dict("records")
    forecast = frame(KEY | {"independent_share": 1.0}, *keys)
    facts = Facts(
        open_orders=frame(ORDER, *orders), supply=frame(RECEIPT, *receipts), sources=frame(TERM, *terms),
        bom=frame(COMPONENT),
    )  # fmt: skip
    expected = Outlook(forecast, np.full((len(keys), WEEKS_AHEAD), a_week), pd.DataFrame())
    arrivals = learn_arrivals(facts.receipts, known_lead_times(stock, facts.sources), AS_OF)
    return time_phased_plan(Given(stock, facts, AS_OF, arrivals), expected, frame(LEVEL, *keys)).frames


def total(plan: dict[str, pd.DataFrame]) -> float:
    return float(plan["planned_orders"]["order_qty"].sum())


def test_only_the_increment_is_ordered() -> None:
    base, more, less = (
        planned(orders=({"quantity": qty, "due_on": AS_OF + timedelta(30)},)) for qty in (300, 500, 100)
    )
    assert (total(base), total(more), total(less)) == (200, 400, 0)
    pd.testing.assert_frame_equal(planned(a_week=5)["planned_orders"], planned(a_week=5)["planned_orders"])


def test_orders_consume_the_forecast_of_their_week() -> None:
    without = planned(a_week=10)
    within = planned(a_week=10, orders=({"quantity": 8, "due_on": AS_OF + timedelta(45)},))
    assert total(within) == pytest.approx(total(without)) == pytest.approx(26 * 10 - 100)


def test_what_is_reserved_beyond_known_orders_is_no_stock_to_plan_with() -> None:
    due = {"quantity": 100.0, "due_on": AS_OF + timedelta(20)}
    assert total(planned(({"reserved_qty": 100.0},), orders=(due,))) == 0
    assert total(planned(({"reserved_qty": 130.0},), orders=(due,))) == pytest.approx(30)


def test_a_receipt_without_a_day_comes_when_a_new_order_would() -> None:
    plan = planned(orders=({"quantity": 150, "due_on": AS_OF + timedelta(7)},), receipts=({"quantity": 50.0},))
    assert total(plan) == 0


def test_safety_lead_days_bring_purchases_forward_and_hard_ones_put_receipts_off() -> None:
    order = {"quantity": 150, "due_on": AS_OF + timedelta(30)}
    (plain,) = planned(orders=(order,))["planned_orders"].to_dict("records")
    safe = ({"hard_safety_lead_days": 2.0, "soft_safety_lead_days": 3.0},)
    (early,) = planned(safe, orders=(order,))["planned_orders"].to_dict("records")
    days = {name: (plain[name] - early[name]).days for name in ("need_on", "usable_on", "due_on", "release_on")}
    assert days == {"need_on": 0, "usable_on": 3, "due_on": 5, "release_on": 5}
    receipt = {"quantity": 50.0, "promised_on": AS_OF + timedelta(30)}
    assert "shortage" not in set(planned(orders=(order,), receipts=(receipt,))["plan_messages"]["message_kind"])
    late = planned(({"hard_safety_lead_days": 2.0},), orders=(order,), receipts=(receipt,))
    assert "shortage" in set(late["plan_messages"]["message_kind"]), "there in time, not yet usable"


def test_more_than_the_largest_order_is_planned_in_several() -> None:
    order = {"quantity": 190, "due_on": AS_OF + timedelta(30)}
    orders = planned(({"max_order_qty": 40.0},), orders=(order,))["planned_orders"]
    assert sorted(orders["order_qty"]) == [10, 40, 40]


def test_a_replaced_product_is_not_bought() -> None:
    gone = planned(({"replaced_from_on": AS_OF - timedelta(30)},), orders=({"quantity": 150},))
    orders = gone["planned_orders"]
    assert orders.empty or orders["hold_reason"].notna().all()


def test_a_company_without_anything_is_planned() -> None:
    assert all(part.empty for part in planned(items=(), terms=()).values())


def test_orders_and_receipts_without_any_planned_item_are_held() -> None:
    plan = planned(items=(), orders=({"quantity": 5.0},), receipts=({"quantity": 5.0, "promised_on": AS_OF},))
    assert plan["planned_orders"].empty
    assert plan["plan_holds"]["part"].tolist() == ["demand", "supply"]
    assert plan["plan_holds"]["reason"].str.contains("not planned").all()


def test_a_product_without_supplier_is_held_once() -> None:
    holds = planned(orders=({"quantity": 150},), terms=())["plan_holds"]
    assert not holds.duplicated().any()


def test_the_order_of_products_changes_nothing() -> None:
    items = tuple({"product_id": name, "on_hand_qty": stock} for name, stock in (("a", 5.0), ("b", 50.0), ("p", 0.0)))
    terms = tuple({"supplier_product_id": name, "product_id": name} for name in ("a", "b", "p"))
    one = planned(items, a_week=10, terms=terms)["planned_orders"]
    other = planned(items[::-1], a_week=10, terms=terms[::-1])["planned_orders"]
    by = ["product_id", "due_on"]
    columns = ["product_id", "release_on", "due_on", "order_qty"]
    left, right = (found.sort_values(by, ignore_index=True)[columns] for found in (one, other))
    pd.testing.assert_frame_equal(left, right)
