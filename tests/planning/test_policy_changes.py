"""Changes of levels: within limits by themselves, above them by approval, nothing when nothing changed."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.policy.changes import ChangeLimits, accepted_levels, compare_levels

LIMITS = ChangeLimits(share=0.5, amount=1000.0)


def _levels(rows: list[tuple[str, float, float, float]], **more: Any) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["product_id", "safety_stock", "reorder_point", "order_up_to"])
    return frame.assign(**{"location_id": "main", "lead_time_days": 14.0, "unit_cost": 2.0, "reason": None, **more})


OLD = _levels(
    [("same", 10, 20, 30), ("small", 10, 20, 30), ("wide", 10, 20, 30), ("dear", 100, 2000, 3000), ("gone", 1, 2, 3)]
)
NEW = _levels(
    [
        ("same", 10.2, 20.4, 30),
        ("small", 12, 22, 33),
        ("wide", 10, 20, 50),
        ("dear", 100, 2000, 3600),
        ("new", 1, 2, 3),
    ],
    lead_time_days=21.0,
)


def test_each_change_has_its_outcome() -> None:
    got = compare_levels(OLD, NEW, ["lead_time_days"], LIMITS).set_index("product_id")
    expected = {
        "same": "unchanged",
        "small": "accepted",
        "wide": "waits",
        "dear": "waits",
        "gone": "held",
        "new": "first",
    }
    assert got["outcome"].to_dict() == expected
    kept = ["old_order_up_to", "new_order_up_to", "old_lead_time_days", "new_lead_time_days"]
    assert got.loc["wide", kept].tolist() == [30, 50, 14, 21]
    assert "changes by 67%, above the limit of 50%" in got.loc["wide", "reason"]
    assert "value of 1,200.00 is above the limit of 1,000.00" in got.loc["dear", "reason"]
    assert got.loc["same", "reason"] is None
    assert "The level in force stays." in got.loc["gone", "reason"]
    assert got.loc["dear", "change_amount"] == pytest.approx(1200)


def test_only_what_is_accepted_comes_into_force_and_then_nothing_changes() -> None:
    changes = compare_levels(OLD, NEW, [], LIMITS)
    force = accepted_levels(OLD, changes).set_index("product_id")
    assert force["order_up_to"].to_dict() == {"same": 30, "small": 33, "wide": 30, "dear": 3000, "gone": 3, "new": 3}
    again = compare_levels(force.reset_index(), NEW, [], LIMITS)
    assert set(again["outcome"]) == {"unchanged", "waits", "held"}
    assert again.loc[again["product_id"].isin(["small", "new"]), "outcome"].tolist() == ["unchanged", "unchanged"]


def test_a_level_that_could_not_be_computed_keeps_the_old_one() -> None:
    new = _levels([("small", np.nan, np.nan, np.nan)], reason="The lead time is unknown.")
    got = compare_levels(OLD[OLD["product_id"] == "small"], new, [], LIMITS).iloc[0]
    assert got["outcome"] == "held"
    assert got["reason"] == "The lead time is unknown. The level in force stays."


def test_a_change_of_unknown_value_waits_where_value_is_limited() -> None:
    old, new = OLD[OLD["product_id"] == "small"], NEW[NEW["product_id"] == "small"].assign(unit_cost=np.nan)
    assert "no unit cost" in compare_levels(old, new, [], LIMITS)["reason"].iloc[0]
    assert compare_levels(old, new, [], ChangeLimits(share=None))["outcome"].tolist() == ["accepted"]


def test_a_small_share_of_a_large_level_is_no_change() -> None:
    old, new = _levels([("P", 0, 0, 1000)]), _levels([("P", 0, 0, 1009)])
    assert compare_levels(old, new, [], LIMITS)["outcome"].tolist() == ["unchanged"]
    assert compare_levels(old, new, [], ChangeLimits(tolerance_share=0))["outcome"].tolist() == ["accepted"]


def test_a_rise_from_nothing_is_above_any_share() -> None:
    old, new = _levels([("P", 0, 0, 0)]), _levels([("P", 1, 2, 3)])
    assert compare_levels(old, new, [], ChangeLimits(share=5.0))["outcome"].tolist() == ["waits"]


def test_a_spread_that_becomes_known_is_a_change() -> None:
    old, new = _levels([("P", np.nan, 20, 30)]), _levels([("P", 3, 20, 30)])
    assert compare_levels(old, new, [], LIMITS)["outcome"].tolist() == ["accepted"]
    assert accepted_levels(old, compare_levels(old, new, [], LIMITS))["safety_stock"].tolist() == [3]
