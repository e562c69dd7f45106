"""Levels and requirements from frames: what is ordered, what is held, and what is said."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from planning.errors import MissingInput
from planning.facts import Facts
from planning.replenish import Plan, make_plan

AS_OF = date(2026, 6, 30)
ALONE = Facts()


def item(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "product_id": "p1", "location_id": "l1", "demand_window_days": 90, "service_level": 0.95, "review_days": 7,
        "lead_time_days": 14, "min_lead_time_receipts": 3,
        "hard_safety_lead_days": 0, "soft_safety_lead_days": 0, "max_order_qty": None, "max_months_of_cover": 12,
        "reorder_point": None,
        "order_up_to": None, "measured_lead_time_days": 14.0, "measured_lead_time_std_days": 3.0,
        "lead_time_receipts": 5, "stated_lead_time_days": 10.0, "inventory_position": 100.0, "on_hand_qty": 100.0,
        "reserved_qty": 0.0, "backorder_qty": 0.0, "min_order_qty": 0.0, "order_multiple": 12.0,
        "units_per_purchase_uom": 12.0, "supplier_product_id": "t1", "supplier_id": "s1", "currency": "EUR",
        "unit_price": 5.0, "base_unit_price": 5.0, "terms_valid": True,
        "is_purchased": True, "is_assembled": False, "erp_reorder_point": None, "erp_order_up_to": None,
        "successor_code": None, "replaced_from_on": None, "unit_cost_amount": 5.0, "abc_class": "A",
    }  # fmt: skip
    return base | changes


def history(per_day: list[float], product: str = "p1") -> pd.DataFrame:
    """Demand for the days that end with AS_OF; zeros are left out, as the marts leave them out."""
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=len(per_day))
    frame = pd.DataFrame({"demand_on": days, "quantity": per_day})
    frame = frame[frame["quantity"] != 0]
    return frame.assign(product_id=product, location_id="l1", returned_qty=0.0, customer_qty=frame["quantity"])


def plan(demand: list[float], **changes: Any) -> Plan:
    return make_plan(pd.DataFrame([item(**changes)]), history(demand), ALONE, AS_OF)


def forecast_of(made: Plan) -> Any:
    return made.expected.forecast.iloc[0]


def test_order_up_to_by_hand() -> None:
    made = plan([6.0, 14.0, 10.0, 10.0, 10.0, 10.0, 10.0] * 26)  # 70 every week: the forecast never erred
    level, need = made.levels.iloc[0], made.requirements.iloc[0]
    assert forecast_of(made)["mean_daily_demand"] == pytest.approx(10)
    assert (forecast_of(made)["error_std"], level["spread_basis"]) == (pytest.approx(0), "forecast_error")
    safety = 1.644854 * 10 * 3  # what is left is the lead time's spread
    assert level["safety_stock"] == pytest.approx(safety, abs=1e-4)
    assert level["reorder_point"] == pytest.approx(210 + safety, abs=1e-4)
    assert level["order_up_to"] == pytest.approx(280 + safety, abs=1e-4)
    assert need["net_requirement"] == pytest.approx(180 + safety, abs=1e-4)
    assert (need["order_qty"], need["purchase_qty"]) == (240, 20)
    assert (level["lead_time_basis"], need["hold_reason"]) == ("measured", None)


def test_days_without_demand_count() -> None:
    assert plan([9.0] + [0.0] * 88 + [9.0]).expected.forecast.iloc[0]["mean_daily_demand"] == pytest.approx(0.2)


def test_one_sale_yesterday_is_not_one_a_day() -> None:
    forecast = plan([0.0] * 88 + [14.0, 0.0]).expected.forecast.iloc[0]
    assert (forecast["mean_daily_demand"], forecast["history_days"]) == (pytest.approx(0.5), 28)


def test_orders_at_the_reorder_point_not_above() -> None:
    at = plan([10.0] * 90, reorder_point=100, order_up_to=150)
    above = plan([10.0] * 90, reorder_point=99.99, order_up_to=150)
    assert at.requirements.iloc[0]["is_below_reorder_point"]
    assert not above.requirements.iloc[0]["is_below_reorder_point"]
    assert above.requirements.iloc[0]["order_qty"] == 0
    assert at.levels.iloc[0]["level_basis"] == "policy"


def test_lead_time_falls_back_and_says_so() -> None:
    few = plan([10.0] * 90, lead_time_receipts=2).levels.iloc[0]
    assert (few["lead_time_days"], few["lead_time_basis"], few["lead_time_std_days"]) == (10, "stated", 0)
    none = plan([10.0] * 90, lead_time_receipts=0, measured_lead_time_days=None, stated_lead_time_days=None)
    assert none.levels.iloc[0]["lead_time_basis"] == "policy"
    assert "policy's is used" in none.levels.iloc[0]["reason"]


def test_safety_lead_days_are_part_of_the_lead_time_and_the_order_leaves_earlier() -> None:
    usual = plan([10.0] * 90, inventory_position=300.0, on_hand_qty=300.0)
    safe = plan(
        [10.0] * 90, inventory_position=300.0, on_hand_qty=300.0, hard_safety_lead_days=2, soft_safety_lead_days=3
    )
    before, after = usual.levels.iloc[0], safe.levels.iloc[0]
    assert after["lead_time_days"] == before["lead_time_days"] + 5
    assert after["reorder_point"] == pytest.approx(before["reorder_point"] + 5 * 10, rel=0.02)
    left = [one.requirements.iloc[0]["order_by_on"] for one in (usual, safe)]
    assert (left[0] - left[1]).days == 5


def test_no_history_orders_nothing() -> None:
    need = make_plan(pd.DataFrame([item(inventory_position=-5.0)]), history([]), ALONE, AS_OF).requirements.iloc[0]
    assert (need["order_qty"], need["reason"]) == (0, "No demand in the window.")


def test_erp_levels_hold_where_nothing_is_measured() -> None:
    erp = {"erp_reorder_point": 750.0, "erp_order_up_to": 1000.0, "inventory_position": 725.0, "on_hand_qty": 725.0}
    made = make_plan(pd.DataFrame([item(**erp)]), history([]), ALONE, AS_OF)
    level, need = made.levels.iloc[0], made.requirements.iloc[0]
    assert (level["level_basis"], level["reorder_point"], level["order_up_to"]) == ("erp", 750, 1000)
    assert "ERP's own levels hold" in level["reason"]
    assert (need["net_requirement"], need["order_qty"], need["hold_reason"]) == (275, 276, None)
    assert (need["order_by_on"].date(), need["required_on"].date()) == (AS_OF, date(2026, 7, 14))


def test_a_minimum_far_above_the_erp_level_is_held() -> None:
    erp = {"erp_reorder_point": 3.0, "erp_order_up_to": 4.0, "inventory_position": 0.0, "min_order_qty": 500.0}
    need = make_plan(pd.DataFrame([item(**erp)]), history([]), ALONE, AS_OF).requirements.iloc[0]
    assert need["order_qty"] == 504
    assert "larger than the ERP's order-up-to" in need["hold_reason"]


def test_erp_levels_only_there() -> None:
    erp = {"erp_reorder_point": 750.0, "erp_order_up_to": 1000.0}
    assert plan([10.0] * 90, **erp).levels.iloc[0]["level_basis"] == "computed"
    by_policy = make_plan(pd.DataFrame([item(**erp, reorder_point=5.0)]), history([]), ALONE, AS_OF).levels.iloc[0]
    assert (by_policy["level_basis"], by_policy["reorder_point"]) == ("policy", 5)


@pytest.mark.parametrize("up_to", [None, 100.0])
def test_erp_orders_up_to_its_reorder_point_at_least(up_to: float | None) -> None:
    erp = {"erp_reorder_point": 750.0, "erp_order_up_to": up_to, "inventory_position": 751.0}
    made = make_plan(pd.DataFrame([item(**erp)]), history([]), ALONE, AS_OF)
    assert made.levels.iloc[0]["order_up_to"] == 750
    assert made.requirements.iloc[0]["order_qty"] == 0


def test_without_demand_nothing_is_kept_and_it_is_said() -> None:
    level = make_plan(pd.DataFrame([item()]), history([]), ALONE, AS_OF).levels.iloc[0]
    assert level["safety_stock"] == 0
    assert level["reason"] == "No demand in the window."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"supplier_id": None}, "No supplier"),
        ({"unit_price": 0.0}, "No price"),
        ({"terms_valid": False}, "expired"),
        ({"min_order_qty": 9000.0}, "months of demand"),
        ({"max_order_qty": 60.0}, "the largest single order is 60. Order them in several"),
        ({"is_purchased": False}, "Assembled here"),
    ],
)
def test_held_with_a_reason(changes: dict[str, Any], said: str) -> None:
    need = plan([10.0] * 90, inventory_position=0.0, **changes).requirements.iloc[0]
    assert need["order_qty"] > 0
    assert said in need["hold_reason"]


def test_order_of_items_does_not_matter() -> None:
    items = pd.DataFrame([item(product_id=f"p{n}", inventory_position=float(n)) for n in range(5)])
    demand = pd.concat([history([float(n + 1)] * 90, f"p{n}") for n in range(5)])
    forward, backward = (
        make_plan(items, demand, ALONE, AS_OF),
        make_plan(items[::-1], demand[::-1], ALONE, AS_OF),
    )
    pd.testing.assert_frame_equal(forward.requirements, backward.requirements)


def test_returns_and_later_demand() -> None:
    past = history([10.0] * 90).assign(returned_qty=4.0)
    later = past.assign(demand_on=past["demand_on"] + pd.Timedelta(days=91), quantity=1e6)
    made = make_plan(pd.DataFrame([item()]), pd.concat([past, later]), ALONE, AS_OF)
    assert forecast_of(made)["mean_daily_demand"] == pytest.approx(6.0)


def test_missing_column_is_named() -> None:
    with pytest.raises(MissingInput, match="unit_price"):
        make_plan(pd.DataFrame([item()]).drop(columns="unit_price"), history([]), ALONE, AS_OF)


def test_a_replaced_product_is_bought_no_more_and_its_demand_is_its_successors() -> None:
    old = item(product_id="old", inventory_position=-5.0, successor_code="NEW", replaced_from_on=date(2026, 6, 1))
    demand = pd.concat([history([4.0] * 60 + [0.0] * 30, "old"), history([0.0] * 60 + [10.0] * 30, "new")])
    replaced = pd.DataFrame([{"product_id": "old", "successor_id": "new", "units_per": 2.5}])
    made = make_plan(pd.DataFrame([old, item(product_id="new")]), demand, Facts(successors=replaced), AS_OF)
    mean = made.expected.forecast.set_index("product_id")["mean_daily_demand"]
    assert (mean["new"], mean["old"]) == (pytest.approx(10.0), 0.0)
    need = made.requirements.set_index("product_id")
    assert (need.loc["old", "order_qty"], need.loc["new", "order_qty"] > 0) == (0, True)
    assert need.loc["old", "reason"].startswith("Replaced by NEW since 2026-06-01")


def test_an_override_of_what_nobody_plans_is_held_and_changes_nothing() -> None:
    said = {
        "override_id": "o", "product_id": "p1", "location_id": "elsewhere", "from_on": date(2026, 7, 1),
        "to_on": date(2026, 7, 31), "mode": "add", "quantity": 900.0, "decided_at": pd.Timestamp(2026, 6, 1),
    }  # fmt: skip
    mine = {**said, "override_id": "mine", "location_id": "l1"}
    demand = [10.0] * 90
    plain = plan(demand)
    lost = make_plan(pd.DataFrame([item()]), history(demand), Facts(overrides=pd.DataFrame([said])), AS_OF)
    (held,) = lost.time_phased["plan_holds"].query("part == 'forecast override'").to_dict("records")
    assert (held["part_key"], held["location_id"]) == ("o", "elsewhere")
    assert held["reason"].startswith("Nobody plans this product there")
    assert lost.expected.weeks.tolist() == plain.expected.weeks.tolist()
    kept = make_plan(pd.DataFrame([item()]), history(demand), Facts(overrides=pd.DataFrame([mine])), AS_OF)
    assert "forecast override" not in set(kept.time_phased["plan_holds"]["part"])
    assert kept.expected.weeks.sum() == pytest.approx(plain.expected.weeks.sum() + 900)
