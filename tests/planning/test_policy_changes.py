"""Changes of levels: within limits by themselves, above them by approval, and what was decided stays decided."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.facts import Facts
from planning.policy.changes import (
    INPUTS,
    LEVELS,
    ChangeLimits,
    compare_levels,
    lasting,
    levels_in_force,
    recorded,
    with_kept_levels,
)
from planning.replenish import Plan, make_plan

LIMITS = ChangeLimits(share=0.5, amount=1000.0)
NOTHING = Facts().level_decisions
Rows = list[tuple[str, float, float, float]]


def levels(rows: Rows, **more: Any) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["product_id", *LEVELS])
    inputs = dict.fromkeys(INPUTS, 1.0) | {"lead_time_days": 14.0}
    said = {"location_id": "main", "unit_cost": 2.0, "reason": None, "level_basis": "computed", **inputs, **more}
    return frame.assign(**said)


def decided(state: str, old: tuple[float, ...], new: tuple[float, ...], reason: str | None = None) -> pd.DataFrame:
    ages = dict(zip([f"{age}_{name}" for age in ("old", "new") for name in LEVELS], (*old, *new), strict=True))
    keys = {"product_id": "P", "location_id": "main", "state": state, "decided_by": "Ana", "reason": reason}
    return pd.DataFrame([keys | ages])


def outcome(old: Rows, new: Rows, decisions: pd.DataFrame = NOTHING, limits: ChangeLimits = LIMITS, **more: Any) -> str:
    return str(compare_levels(levels(old), levels(new, **more), decisions, limits)["outcome"].iloc[0])


OLD = levels(
    [("same", 10, 20, 30), ("small", 10, 20, 30), ("wide", 10, 20, 30), ("dear", 100, 2000, 3000), ("gone", 1, 2, 3)]
)
NEW = levels(
    [
        ("wide", 10, 20, 50),
        ("same", 10.2, 20.4, 30),
        ("small", 12, 22, 33),
        ("dear", 100, 2000, 3600),
        ("new", 1, 2, 3),
    ],
    lead_time_days=21.0,
)


def test_each_change_has_its_outcome_with_old_new_and_inputs() -> None:
    got = compare_levels(OLD, NEW, NOTHING, LIMITS)
    assert got["product_id"].tolist() == NEW["product_id"].tolist()
    row = got.set_index("product_id")
    said = {"wide": "waits", "same": "unchanged", "small": "accepted", "dear": "waits", "new": "first"}
    assert row["outcome"].to_dict() == said
    pairs = ["old_order_up_to", "new_order_up_to", "old_lead_time_days", "new_lead_time_days"]
    assert row.loc["wide", pairs].tolist() == [30, 50, 14, 21]
    assert "changes by 67%, above the limit of 50%. Other than before: lead time." in row.loc["wide", "reason"]
    assert "value of 1,200.00 is above the limit of 1,000.00" in row.loc["dear", "reason"]
    assert row.loc["small", "reason"] == "Within the limits. Other than before: lead time."
    assert row.loc["same", "reason"] is None
    assert row.loc["dear", "change_amount"] == pytest.approx(1200)
    assert recorded(got)["product_id"].tolist() == ["wide", "small", "dear", "new"]
    assert lasting(got)["product_id"].tolist() == ["wide", "dear"]


def test_only_what_is_accepted_comes_into_force_and_then_nothing_changes() -> None:
    changes = compare_levels(OLD, NEW, NOTHING, LIMITS)
    put = with_kept_levels(NEW, changes)
    assert put["order_up_to"].tolist() == [30, 30, 33, 3000, 3]
    assert put["level_basis"].tolist() == ["kept", "computed", "computed", "kept", "computed"]
    assert put["reason"].tolist()[:2] == ["The old levels hold: a change waits.", None]
    force = levels_in_force(put.drop(columns="mean_daily_demand"), NEW, recorded(changes))
    again = compare_levels(force, NEW, NOTHING, LIMITS)
    assert again["outcome"].tolist() == ["waits", "unchanged", "unchanged", "waits", "unchanged"]
    pd.testing.assert_frame_equal(lasting(again), lasting(changes))


def test_an_approved_change_comes_into_force_and_the_limits_hold_from_there() -> None:
    yes = decided("approved", (10, 20, 30), (10, 20, 60))
    old: Rows = [("P", 10, 20, 30)]
    assert outcome(old, [("P", 10, 20, 60)]) == "waits"
    assert outcome(old, [("P", 10, 20, 60)], yes) == "approved"
    assert outcome(old, [("P", 10, 20, 50)], yes) == "approved", "between the old one and the approved one"
    assert outcome(old, [("P", 10, 20, 63)], yes) == "approved", "a step of 5 % from what was approved"
    assert outcome(old, [("P", 10, 20, 100)], yes) == "waits", "it has grown again"
    assert outcome([("P", 10, 20, 31)], [("P", 10, 20, 60)], yes) == "waits", "another change than the approved one"
    assert outcome(old, [("P", 10, 20, 5)], yes) == "waits", "the other way"
    said = compare_levels(levels(old), levels([("P", 10, 20, 60)]), yes, LIMITS)["reason"].iloc[0]
    assert said == "Order-up-to level from 30 to 60: approved by Ana."


def test_a_rejected_change_is_asked_again_when_it_is_another_one() -> None:
    no = decided("rejected", (10, 20, 30), (10, 20, 60), "one-off")
    changes = compare_levels(levels([("P", 10, 20, 30)]), levels([("P", 10, 20, 60.3)]), no, LIMITS)
    assert changes["outcome"].tolist() == ["rejected"]
    assert changes["reason"].tolist() == ["Order-up-to level from 30 to 60.3: rejected by Ana (one-off)."]
    put = with_kept_levels(levels([("P", 10, 20, 60.3)]), changes)
    assert put[["order_up_to", "level_basis", "reason"]].values.tolist() == [[30, "kept", "The old levels hold."]]
    assert outcome([("P", 10, 20, 30)], [("P", 10, 20, 66)], no) == "waits"
    assert outcome([("P", 10, 20, 30)], [("P", 10, 20, 40)], no) == "accepted"


def test_levels_that_nobody_computed_never_wait_and_keep_their_meaning() -> None:
    assert outcome([("P", 10, 20, 30)], [("P", 10, 20, 90)], level_basis="policy") == "accepted"
    assert outcome([("P", 10, 20, 30)], [("P", np.nan, 20, 90)], level_basis="erp") == "accepted"
    old, new = levels([("P", np.nan, 20, 90)], level_basis="policy"), levels([("P", 10, 20, 30)])
    changes = compare_levels(old, new, NOTHING, LIMITS)
    assert with_kept_levels(new, changes)["level_basis"].tolist() == ["policy"]


def test_levels_that_could_not_be_computed_once_are_remembered() -> None:
    none = levels([("P", np.nan, np.nan, np.nan)], level_basis="held")
    changes = compare_levels(levels([("P", 10, 20, 30)]), none, NOTHING, LIMITS)
    assert changes["outcome"].tolist() == ["held"]
    assert with_kept_levels(none, changes)["order_up_to"].isna().all()
    force = levels_in_force(none.drop(columns="mean_daily_demand"), none, changes)
    assert outcome_of(force, levels([("P", 10, 20, 90)])) == "waits"
    assert outcome_of(levels([("Q", 1, 1, 1)]), none) == "unchanged", "never had any"


def outcome_of(old: pd.DataFrame, new: pd.DataFrame) -> str:
    return str(compare_levels(old, new, NOTHING, LIMITS)["outcome"].iloc[0])


def test_a_change_of_unknown_value_waits_where_value_is_limited() -> None:
    old, new = levels([("P", 10, 20, 30)]), levels([("P", 12, 22, 33)], unit_cost=np.nan)
    assert "no unit cost" in compare_levels(old, new, NOTHING, LIMITS)["reason"].iloc[0]
    assert compare_levels(old, new, NOTHING, ChangeLimits(share=0.5))["outcome"].tolist() == ["accepted"]


def test_without_limits_nothing_waits_and_changes_are_recorded() -> None:
    assert outcome([("P", 1, 2, 3)], [("P", 1, 2, 300)], limits=ChangeLimits()) == "accepted"


def test_a_small_share_of_a_large_level_is_no_change() -> None:
    assert outcome([("P", 0, 0, 1000)], [("P", 0, 0, 1009)]) == "unchanged"
    exact = ChangeLimits(share=0.5, tolerance_share=0)
    assert outcome([("P", 0, 0, 1000)], [("P", 0, 0, 1009)], limits=exact) == "accepted"


def test_a_rise_from_nothing_is_above_any_share() -> None:
    old, new = levels([("P", 0, 0, 0)]), levels([("P", 1, 2, 3)])
    got = compare_levels(old, new, NOTHING, ChangeLimits(share=5.0))
    assert got["outcome"].tolist() == ["waits"]
    assert "a level rises from nothing, above the limit of 500%" in got["reason"].iloc[0]


def test_a_spread_that_becomes_known_is_a_change() -> None:
    assert outcome([("P", np.nan, 20, 30)], [("P", 3, 20, 30)]) == "accepted"


quantities = st.floats(0, 1000)
triples = st.tuples(quantities, quantities, quantities)


@settings(deadline=None, max_examples=60)
@given(st.lists(triples, min_size=2, max_size=12), st.floats(0.01, 2), st.none() | st.floats(1, 5000), st.data())
def test_levels_in_force_never_move_beyond_the_limit_without_an_approval(
    series: list[tuple[float, float, float]], share: float, amount: float | None, data: st.DataObject
) -> None:
    limits = ChangeLimits(share=share, amount=amount)
    force, decisions = levels([("P", *series[0])]), NOTHING
    for computed in series[1:]:
        new = levels([("P", *computed)])
        changes = compare_levels(force, new, decisions, limits)
        put = with_kept_levels(new, changes)
        before, after = force[LEVELS].to_numpy()[0], put[LEVELS].to_numpy()[0]
        if changes["outcome"].iloc[0] != "approved":
            allowed = np.maximum(max(share, limits.tolerance_share) * before, limits.tolerance_qty)
            assert (np.abs(after - before) <= allowed * (1 + 1e-9)).all()
            assert amount is None or abs(after - before)[2] * 2 <= max(amount, 2 * allowed[2]) * (1 + 1e-9)
        else:
            assert len(decisions), "nobody approved anything"
        force = levels_in_force(put.drop(columns="mean_daily_demand"), new, recorded(changes))
        if changes["outcome"].iloc[0] == "waits" and data.draw(st.booleans()):
            decisions = decided(data.draw(st.sampled_from(["approved", "rejected"])), tuple(before), computed)


def plan(demand: float, facts: Facts) -> Plan:
    from test_replenish import history, item

    return make_plan(pd.DataFrame([item()]), history([demand] * 180), facts, date(2026, 6, 30))


def test_the_plan_orders_by_the_levels_in_force() -> None:
    first = plan(10, Facts(level_limits=LIMITS))
    assert first.level_changes["outcome"].tolist() == ["first"]
    force = levels_in_force(first.levels, first.expected.forecast, first.level_changes)
    second = plan(30, Facts(level_limits=LIMITS, levels_in_force=force))
    assert second.level_changes["outcome"].tolist() == ["waits"]
    assert second.levels[LEVELS].equals(first.levels[LEVELS])
    assert second.requirements["order_up_to"].equals(first.requirements["order_up_to"])
    assert second.requirements["reason"].tolist() == ["The old levels hold: a change waits."]
    free = plan(30, Facts(levels_in_force=force))
    assert free.levels["order_up_to"].iloc[0] == second.level_changes["new_order_up_to"].iloc[0]
