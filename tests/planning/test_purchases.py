"""What limits purchases together, through the whole plan: budget, suppliers' smallest orders, price breaks."""

from typing import Any

import pandas as pd

from planning.facts import Facts
from planning.purchases import BROUGHT_FORWARD
from planning.replenish import make_plan
from tests.planning.test_replenish import AS_OF, history, item

PRICE = {"supplier_name": "Acme", "base_unit_price": 2.0, "currency": "EUR"}

OFFERS = pd.DataFrame(
    {
        "supplier_product_id": ["ta", "tb"], "product_id": ["a", "b"], "supplier_id": "s1", "supplier_name": "Acme",
        "unit_price": 2.0, "currency": "EUR", "base_unit_price": 2.0, "units_per_purchase_uom": 12.0,
        "landed_unit_price": 2.0, "min_order_qty": 0.0, "order_multiple": 12.0, "stated_lead_time_days": 10.0,
        "measured_lead_time_days": 14.0, "lead_time_receipts": 5, "on_time_rate": 1.0, "priority": 1,
        "valid_from": None, "valid_to": None,
    }
)  # fmt: skip


def needed(stock: dict[str, float], facts: Facts) -> pd.DataFrame:
    """Requirements by product; each sells 10 a day and comes in dozens."""
    rows: list[dict[str, Any]] = [
        item(product_id=name, inventory_position=qty, on_hand_qty=qty, **PRICE) for name, qty in stock.items()
    ]
    sold = pd.concat([history([10.0] * 90, name) for name in stock])
    return make_plan(pd.DataFrame(rows), sold, facts, AS_OF).requirements.set_index("product_id")


def least(amount: float) -> pd.DataFrame:
    days = dict.fromkeys(("open_weekdays", "order_weekdays", "closed_days"))
    return pd.DataFrame({"supplier_id": ["s1"], "supplier_name": ["Acme"], "min_order_amount": [amount], **days})


def test_without_limits_everything_leaves() -> None:
    made = needed({"a": 0, "b": 100}, Facts())
    assert (made["order_qty"] > 0).all() and made["hold_reason"].isna().all()


def test_the_budget_goes_to_what_is_needed_first() -> None:
    free = needed({"a": 0, "b": 150}, Facts())
    budget = float(free.loc["a", "order_qty"]) * 2 + 1
    made = needed({"a": 0, "b": 150}, Facts(budget_left=budget))
    assert made["order_qty"].tolist() == free["order_qty"].tolist()
    assert made.loc["a", "hold_reason"] is None
    assert made.loc["b", "hold_reason"] == f"Of the budget {budget:,.2f} is left, for what is more urgent. It waits."
    spent = needed({"a": 0, "b": 150}, Facts(budget_left=-5.0))
    assert spent["hold_reason"].str.startswith("Of the budget 0.00 is left").all()


def test_a_smallest_order_that_is_not_reached_waits_and_names_the_supplier() -> None:
    free = needed({"a": 0}, Facts())
    amount = float(free.loc["a", "order_qty"]) * 2
    made = needed({"a": 0}, Facts(suppliers=least(amount * 10)))
    assert made.loc["a", "hold_reason"] == (
        f"Acme takes orders from {amount * 10:,.2f}; all that is due comes to {amount:,.2f}. It waits."
    )
    assert needed({"a": 0}, Facts(suppliers=least(amount)))["hold_reason"].isna().all()


def test_later_needs_fill_up_a_smallest_order() -> None:
    stock = {"a": 0.0, "b": 330.0}
    free = needed(stock, Facts(sources=OFFERS))
    assert free.loc["b", "order_qty"] == 0
    amount = float(free.loc["a", "order_qty"]) * 2
    made = needed(stock, Facts(suppliers=least(amount + 50), sources=OFFERS))
    assert made["hold_reason"].isna().all()
    row = made.loc["b"]
    assert row["order_qty"] > 0 and row["order_qty"] % 12 == 0
    assert row["dated_qty"] == row["net_requirement"] == row["order_qty"] == row["purchase_qty"] * 12
    assert row["reason"].endswith(BROUGHT_FORWARD)
    assert pd.Timestamp(row["order_by_on"]) == pd.Timestamp(AS_OF) < pd.Timestamp(row["required_on"])
    assert made.loc["a", "order_qty"] == free.loc["a", "order_qty"]


def test_the_price_of_the_joint_quantity_counts() -> None:
    breaks = pd.DataFrame(
        {
            "supplier_product_id": "ta",
            "product_id": "a",
            "from_qty": [0, 60],
            "base_unit_price": [2.0, 1.0],
            "landed_unit_price": 2.0,
        }
    )
    qty = float(needed({"a": 0}, Facts()).loc["a", "order_qty"])
    assert qty >= 60
    assert needed({"a": 0}, Facts(budget_left=qty * 1.5)).loc["a", "hold_reason"] is not None
    joint = Facts(budget_left=qty * 1.5, price_breaks=breaks, sources=OFFERS)
    assert needed({"a": 0}, joint).loc["a", "hold_reason"] is None
