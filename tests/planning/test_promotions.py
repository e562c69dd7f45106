"""Promotions: their past does not swell the base, what they add is measured, and what cannot come in time is said."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.facts import Facts
from planning.past_promotions import BaseDemand, base_demand
from planning.replenish import Plan, make_plan

AS_OF = date(2026, 6, 30)
DAYS = 730
ITEM: dict[str, Any] = {
    "product_id": "p", "location_id": "l", "category": "Tents", "demand_window_days": 90, "service_level": 0.95,
    "review_days": 7, "lead_time_days": 14, "min_lead_time_receipts": 3, "max_months_of_cover": 12,
    "reorder_point": None, "order_up_to": None, "measured_lead_time_days": None, "measured_lead_time_std_days": None,
    "lead_time_receipts": 0, "stated_lead_time_days": 10.0, "inventory_position": 400.0, "on_hand_qty": 400.0,
    "reserved_qty": 0.0, "backorder_qty": 0.0, "min_order_qty": 0.0, "order_multiple": 1.0,
    "units_per_purchase_uom": 1.0, "supplier_product_id": "t", "supplier_id": "s", "currency": "EUR",
    "unit_price": 5.0, "base_unit_price": 5.0, "terms_valid": True, "is_purchased": True,
    "is_assembled": False, "erp_reorder_point": None, "erp_order_up_to": None, "successor_code": None,
    "replaced_from_on": None, "unit_cost_amount": 5.0, "abc_class": "A", "hard_safety_lead_days": 0,
    "soft_safety_lead_days": 0, "max_order_qty": None,
}  # fmt: skip
TERM = {
    "supplier_product_id": "t", "product_id": "p", "supplier_id": "s", "supplier_name": "Ventus",
    "lead_time_receipts": 0.0, "measured_lead_time_days": None, "stated_lead_time_days": 10.0, "min_order_qty": 0.0,
    "order_multiple": 0.0, "unit_price": 2.0, "currency": "EUR", "base_unit_price": 2.0, "units_per_purchase_uom": 1.0,
    "landed_unit_price": 2.0, "on_time_rate": None, "priority": 1.0, "valid_from": None,
    "valid_to": None,
}  # fmt: skip
NO_STOCKOUTS = pd.DataFrame(columns=["product_id", "location_id", "day_on"])
CATEGORIES = pd.DataFrame([{"product_id": "p", "category": "Tents"}])

Items = tuple[dict[str, Any], ...]


def promotion(
    first: int, days: int = 14, discount: float | None = None, stated: float | None = None, **more: Any
) -> dict[str, Any]:
    """From `first` days after AS_OF on."""
    return {
        "promotion_id": f"shop:{first}", "product_id": "p", "name": "Sale", "starts_on": AS_OF + timedelta(first),
        "ends_on": AS_OF + timedelta(first + days - 1), "discount_rate": discount, "expected_uplift_qty": stated,
    } | more  # fmt: skip


def promotions(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(Facts().promotions.columns))
    return frame.astype({"discount_rate": float, "expected_uplift_qty": float})


def sold(
    *past: dict[str, Any], uplift: float = 0.5, a_day: float = 20.0, product: str = "p", place: str = "l", seed: int = 1
) -> pd.DataFrame:
    """Poisson demand of two years with `uplift` on the days of these promotions."""
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=DAYS)
    lifted = np.zeros(DAYS)
    for one in past:
        lifted[(days >= pd.Timestamp(one["starts_on"])) & (days <= pd.Timestamp(one["ends_on"]))] = uplift
    units = np.random.default_rng(seed).poisson(a_day * (1 + lifted)).astype(float)
    frame = pd.DataFrame({"product_id": product, "location_id": place, "demand_on": days, "quantity": units})
    return frame[frame["quantity"] > 0].assign(returned_qty=0.0, customer_qty=frame["quantity"])


def planned(demand: pd.DataFrame, *said: dict[str, Any], items: Items = ({},), **facts: Any) -> Plan:
    known = Facts(promotions=promotions(*said), sources=pd.DataFrame([TERM]), **facts)
    return make_plan(pd.DataFrame([ITEM | one for one in items]), demand, known, AS_OF)


def cleaned(demand: pd.DataFrame, *said: dict[str, Any]) -> BaseDemand:
    return base_demand(demand, promotions(*said), NO_STOCKOUTS, CATEGORIES, AS_OF)


def uplifts(made: Plan) -> pd.DataFrame:
    return made.tables()["promotion_uplifts"]


PAST = (promotion(-600), promotion(-400), promotion(-200), promotion(-60))
NEXT = promotion(8)


def test_a_known_uplift_is_found_and_the_base_does_not_see_it() -> None:
    with_sales, usual = planned(sold(*PAST), *PAST, NEXT), planned(sold())
    (row,) = uplifts(with_sales).to_dict("records")
    assert (row["basis"], row["past_promotions"]) == ("product", 4)
    assert row["uplift_rate"] == pytest.approx(0.5, abs=0.06)
    assert row["base_qty"] == pytest.approx(14 * 20, rel=0.05)
    assert row["uplift_qty"] == pytest.approx(row["base_qty"] * row["uplift_rate"])
    assert "4 of its past promotions" in row["sentence"]
    for name in ("mean_daily_demand", "demand_std_daily", "error_std", "week_qty_p95"):
        seen, base = (float(made.expected.forecast.iloc[0][name]) for made in (with_sales, usual))
        assert seen == pytest.approx(base, rel=0.05), name
    left_in = planned(sold(*PAST)).expected.forecast.iloc[0]["demand_std_daily"]
    assert left_in > 1.2 * usual.expected.forecast.iloc[0]["demand_std_daily"]


def test_over_many_draws_the_known_uplift_is_found_without_a_lean() -> None:
    found = [uplifts(planned(sold(*PAST, seed=seed), *PAST, NEXT))["uplift_rate"].item() for seed in range(12)]
    assert np.mean(found) == pytest.approx(0.5, abs=0.04)
    assert np.ptp(found) < 0.25


def test_one_small_promotion_is_drawn_towards_what_others_show() -> None:
    lone = replace_product(promotion(-60, 7), "new")
    demand = pd.concat([sold(*PAST), sold(lone, uplift=2.0, a_day=2.0, product="new")])
    items: Items = ({}, {"product_id": "new"})
    row = uplifts(planned(demand, *PAST, lone, replace_product(NEXT, "new"), items=items)).iloc[0]
    assert row["basis"] == "product" and 0.8 < row["uplift_rate"] < 1.8


def test_a_promotion_adds_to_its_weeks_and_levels_rest_on_the_base() -> None:
    demand = sold(*PAST)
    without, with_next = planned(demand, *PAST), planned(demand, *PAST, NEXT)
    more = (with_next.expected.weeks - without.expected.weeks)[0]
    assert np.flatnonzero(more > 1e-9).tolist() == [1, 2]
    assert more.sum() == pytest.approx(uplifts(with_next)["uplift_qty"].sum())
    pd.testing.assert_frame_equal(with_next.levels, without.levels)
    bought = [made.time_phased["planned_orders"]["order_qty"].sum() for made in (with_next, without)]
    assert bought[0] - bought[1] == pytest.approx(more.sum(), abs=2)


def test_a_company_without_promotions_plans_as_it_did() -> None:
    demand = sold()
    past = base_demand(demand, promotions(), NO_STOCKOUTS, CATEGORIES, AS_OF)
    pd.testing.assert_frame_equal(past.history, demand)
    assert past.effects.empty and uplifts(planned(demand)).empty


def test_the_total_of_all_rows_but_promoted_ones_stays() -> None:
    demand = sold(PAST[0])
    clean = cleaned(demand, PAST[0]).history
    inside = demand["demand_on"].between(pd.Timestamp(PAST[0]["starts_on"]), pd.Timestamp(PAST[0]["ends_on"]))
    pd.testing.assert_series_equal(clean["quantity"][~inside], demand["quantity"][~inside])
    assert clean["quantity"][inside].mean() == pytest.approx(20, rel=0.1)


def test_stated_is_spread_over_days_and_places() -> None:
    demand = pd.concat([sold(), sold(a_day=60.0, place="m")])
    items: Items = ({}, {"location_id": "m"})
    found = uplifts(planned(demand, promotion(-6, 14, stated=1400), items=items)).set_index("location_id")
    assert set(found["basis"]) == {"stated"}
    assert found["uplift_qty"].sum() == pytest.approx(1400 * 7 / 14, rel=0.02), "seven of its days are left"
    assert found["uplift_qty"]["m"] / found["uplift_qty"]["l"] == pytest.approx(3, rel=0.1)
    assert set(found["first_on"]) == {AS_OF + timedelta(1)}


def test_without_a_past_or_a_word_nothing_is_added_and_it_is_said() -> None:
    (row,) = uplifts(planned(sold(), NEXT)).to_dict("records")
    assert (row["basis"], row["uplift_qty"]) == ("none", 0)
    assert "State expected_uplift_qty" in row["sentence"]


def test_others_of_the_category_speak_for_a_product_without_a_past() -> None:
    items: Items = ({}, {"product_id": "new"}, {"product_id": "far", "category": "Mugs"})
    demand = pd.concat([sold(*PAST), sold(product="new"), sold(product="far")])
    ahead = [replace_product(NEXT, name) for name in ("new", "far")]
    found = uplifts(planned(demand, *PAST, *ahead, items=items)).set_index("product_id")
    assert found["basis"].to_dict() == {"far": "all", "new": "category"}
    assert found["uplift_rate"].tolist() == pytest.approx([0.5, 0.5], abs=0.06)
    stated = uplifts(planned(demand, *PAST, ahead[0] | {"expected_uplift_qty": 9.0}, items=items))
    assert (stated["basis"].item(), stated["uplift_qty"].item()) == ("stated", pytest.approx(9))


def replace_product(said: dict[str, Any], product: str) -> dict[str, Any]:
    return said | {"product_id": product}


def test_a_deeper_discount_adds_more() -> None:
    past = [one | {"discount_rate": 0.2} for one in PAST]
    usual, deeper, absurd = (
        uplifts(planned(sold(*past), *past, NEXT | {"discount_rate": rate}))["uplift_rate"].item()
        for rate in (0.2, 0.3, 0.9)
    )
    assert (usual, deeper) == (pytest.approx(0.5, abs=0.06), pytest.approx(1.5 * usual))
    assert absurd == pytest.approx(2 * usual), "beyond twice the usual discount nothing is known"


def test_of_two_promotions_a_day_is_that_of_the_larger_uplift() -> None:
    small, large = promotion(1, 14, stated=140), promotion(8, 14, stated=1400)
    found = uplifts(planned(sold(), small, large)).set_index("promotion_id")
    assert found["uplift_qty"]["shop:8"] == pytest.approx(1400)
    assert found["uplift_qty"]["shop:1"] == pytest.approx(70, rel=0.02)
    assert found["sentence"]["shop:1"].endswith(
        "On 7 of its days promotion shop:8 adds at least as much: counted there."
    )


def test_sold_out_days_of_a_promotion_do_not_count() -> None:
    one = promotion(-60)
    demand = sold(one, a_day=200.0)
    gone = demand["demand_on"].between(pd.Timestamp(one["starts_on"]), pd.Timestamp(one["starts_on"]) + timedelta(6))
    out = pd.DataFrame([{"product_id": "p", "location_id": "l", "from_on": one["starts_on"],
                         "to_on": one["starts_on"] + timedelta(6)}])  # fmt: skip
    found = uplifts(planned(demand[~gone], one, NEXT, stockouts=out))
    assert found["uplift_rate"].item() == pytest.approx(0.5, abs=0.12)


def test_a_one_day_sale_is_an_uplift_and_no_entry_error() -> None:
    one = promotion(-60, 1)
    past = cleaned(sold(one, uplift=14.0), one)
    assert past.errors.empty
    assert past.effects["sold_qty"].item() > 200
    typed = sold().assign(quantity=lambda rows: rows["quantity"].where(rows.index != 700, 5000.0))
    assert len(cleaned(typed, one).errors) == 1


def test_a_shop_that_is_closed_on_weekends_reads_no_uplift_into_weekdays() -> None:
    every = sold()
    open_days = every[every["demand_on"].dt.weekday < 5]
    monday = promotion(-57, 5)
    assert monday["starts_on"].weekday() == 0
    row = cleaned(open_days, monday).effects.iloc[0]
    assert row["sold_qty"] / row["expected_qty"] == pytest.approx(1, abs=0.15)


def test_what_production_takes_is_no_part_of_a_promotion() -> None:
    demand = sold(*PAST).assign(
        quantity=lambda rows: rows["quantity"] + 30, customer_qty=lambda rows: rows["quantity"] - 30
    )
    demand["customer_qty"] = demand["quantity"] - 30
    row = uplifts(planned(demand, *PAST, NEXT)).iloc[0]
    assert row["uplift_rate"] == pytest.approx(0.5, abs=0.06)
    assert row["base_qty"] == pytest.approx(14 * 20, rel=0.05)


def test_a_promotion_of_a_replaced_product_is_its_successors() -> None:
    replaced = pd.DataFrame([{"product_id": "old", "successor_id": "p", "units_per": 2.0}])
    said = replace_product(promotion(8, stated=100), "old")
    row = uplifts(planned(sold(), said, successors=replaced)).iloc[0]
    assert (row["product_id"], row["uplift_qty"]) == ("p", pytest.approx(200))


def test_a_promotion_of_what_nobody_plans_is_held() -> None:
    made = planned(sold(), replace_product(promotion(8, stated=100), "unknown"))
    (held,) = made.time_phased["plan_holds"].query("part == 'promotion'").to_dict("records")
    assert held["part_key"] == "shop:8" and held["reason"].startswith("Nobody plans this product")


def test_what_cannot_come_in_time_is_said_with_first_day_and_quantity() -> None:
    demand, soon = sold(), promotion(1, 14, stated=2800)
    (row,) = uplifts(planned(demand, soon)).to_dict("records")
    assert row["is_at_risk"] and row["limiting_product_id"] == "p"
    assert AS_OF < row["first_short_on"] <= AS_OF + timedelta(7), "the supplier takes ten days"
    assert row["short_qty"] == pytest.approx(1400 + 140 - 400, abs=20), "the first week's, less 400 in stock"
    (calm,) = uplifts(planned(demand, promotion(40, 14, stated=2800))).to_dict("records")
    assert (calm["is_at_risk"], calm["short_qty"], calm["first_short_on"]) == (False, 0, None)
    rich = {"on_hand_qty": 4000.0, "inventory_position": 4000.0}
    assert not uplifts(planned(demand, soon, items=(rich,)))["is_at_risk"].item()


def test_a_late_component_puts_the_promotion_at_risk() -> None:
    items = ({"is_assembled": True, "is_purchased": False}, {"product_id": "c", "on_hand_qty": 0.0})
    bom = pd.DataFrame([{"product_id": "p", "component_id": "c", "quantity_per": 1.0, "scrap_rate": 0.0,
                         "valid_from": None, "valid_to": None}])  # fmt: skip
    terms = pd.DataFrame([TERM | {"product_id": "c"}])
    known = replace(Facts(promotions=promotions(promotion(1, 14, stated=2800)), sources=terms), bom=bom)
    made = make_plan(pd.DataFrame([ITEM | one for one in items]), sold(), known, AS_OF)
    (row,) = uplifts(made).to_dict("records")
    assert (row["is_at_risk"], row["limiting_product_id"]) == (True, "c")


@pytest.mark.parametrize("days", [0, 5, 60])
def test_a_promotion_with_nothing_around_it_is_not_measured(days: int) -> None:
    """No demand at all; all of it within the promotion; too few days before it."""
    first = promotion(-days or -40, max(days - 10, 14))
    demand = sold(first)
    young = demand[demand["demand_on"] > pd.Timestamp(AS_OF) - timedelta(days)]
    past = cleaned(young, first)
    assert past.effects.empty or past.effects["expected_qty"].gt(0).all()
    row = uplifts(planned(young, first, NEXT)).iloc[0]
    assert (row["basis"], row["uplift_qty"]) == ("none", 0)


def test_the_order_of_rows_changes_nothing() -> None:
    one = planned(sold(*PAST), *PAST, NEXT)
    other = planned(sold(*PAST)[::-1], NEXT, *PAST[::-1])
    pd.testing.assert_frame_equal(uplifts(one), uplifts(other))
