"""The replay against theory, and by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.formulas import cycle_service_level, lot_size, standard_loss
from planning.policy.levels import policy_levels
from planning.replay.compare import compare_replays, compare_totals, shadow_differences
from planning.replay.policies import events_of, fixed_levels, forecast_levels, measured_levels, sample_lead_times
from planning.replay.run import Course, replay


def _items(count: int, **columns: Any) -> pd.DataFrame:
    plain = {
        "location_id": "main",
        "opening_qty": np.nan,
        "review_days": 1,
        "min_order_qty": np.nan,
        "order_multiple": np.nan,
        "unit_cost": 2.0,
        "order_fee": 50.0,
        "holding_rate": 0.2,
    }
    return pd.DataFrame({"product_id": [f"P{at}" for at in range(count)]}).assign(**{**plain, **columns})


def _run(demand: list[float], point: float, top: float, lead: int = 2, **columns: Any) -> pd.Series:
    asked = np.array([demand], dtype=float)
    policy = fixed_levels(np.array([point]), np.array([top]))
    lost = columns.pop("lost", False)
    got = replay(_items(1, **columns), asked, np.full(asked.shape, lead), policy, Course(0, 0, lost_sales=lost))
    return got.items.iloc[0]


def test_by_hand() -> None:
    """Stock 10, order up to 10 at 5, two days: day 0 leaves 4; day 1 orders 6 and leaves 1; day 2 (position 7) is
    short by 2 of 3; day 3 receives 6, 2 of them owed, orders 6 at position 4, and leaves 3."""
    got = _run([6, 3, 3, 1], 5, 10, opening_qty=10.0)
    assert (got["demand_qty"], got["filled_qty"], got["stockout_days"]) == (13, 6 + 3 + 1 + 1, 1)
    assert (got["cycles"], got["short_cycles"], got["orders"], got["ordered_qty"]) == (1, 1, 2, 12)
    assert got["average_stock_qty"] == (4 + 1 + 0 + 3) / 4
    assert got["holding_cost"] == pytest.approx(2.0 * 2 * 0.2 * 4 / 365)
    assert (got["order_cost"], got["purchase_amount"], got["urgent_orders"]) == (100, 24, 0)


def test_lost_sales_are_not_waited_for() -> None:
    got, waited = (_run([8, 8, 8, 0, 0, 0], 0, 10, opening_qty=10.0, lost=lost) for lost in (True, False))
    assert (got["filled_qty"], got["average_backlog_qty"]) == (10, 0)
    assert waited["average_backlog_qty"] > 0
    assert waited["ordered_qty"] > got["ordered_qty"]
    assert (waited["orders"], waited["urgent_orders"]) == (1, 1)  # on day 2, when 6 are owed


@pytest.mark.parametrize(("minimum", "multiple"), [(0, 0), (50, 12), (0, 12), (7, 0)])
@pytest.mark.parametrize("net", [0.5, 12 * 0.1 * 30, 37, 61])
def test_lots_are_those_of_the_formula(net: float, minimum: float, multiple: float) -> None:
    got = _run([0], 0, net, opening_qty=0.0, min_order_qty=minimum, order_multiple=multiple)
    assert got["ordered_qty"] == lot_size(net, minimum, multiple)


def test_units_are_neither_made_nor_lost() -> None:
    random = np.random.default_rng(2)
    demand = random.poisson(3, (50, 400)).astype(float)
    lead = random.integers(0, 20, demand.shape)
    got = replay(_items(50), demand, lead, fixed_levels(np.full(50, 40.0), np.full(50, 60.0)), Course(0, 0, 30))
    assert got.days["demand_qty"].sum() == got.items["demand_qty"].sum() == demand.sum()
    assert got.days["filled_qty"].sum() == got.items["filled_qty"].sum()
    owed = got.items["ordered_qty"] + 60 - demand.sum(axis=1)  # position at the end: at most the top, above the point
    assert owed.between(40 - 15, 60).all()
    assert got.days["stock_value"].mean() == pytest.approx(got.items["average_stock_value"].sum())


@pytest.mark.parametrize("lead", [0, 5, 12])
@pytest.mark.parametrize("target", [0.8, 0.95])
def test_periodic_review_meets_cycle_service_and_fill_rate(lead: int, target: float) -> None:
    """(R, S), normal demand: P(D(L + R) <= S), and 1 - (sigma(L + R) G(z) - sigma(L) G(z')) / (d R) (SPP)."""
    mean, std, review, count, days = 100.0, 20.0, 4, 200, 2000
    levels = policy_levels(_policy_items(count, (lead, review), target, (mean, std)))
    top = levels["order_up_to"].to_numpy()
    demand = np.random.default_rng(5).normal(mean, std, (count, days))
    items = _items(count, review_days=review, order_multiple=1e-6)
    got = replay(items, demand, np.full((count, days), lead), fixed_levels(top, top), Course(0, 100)).totals()
    cycles = count * (days - 100) / review
    assert got["cycle_service_level"] == pytest.approx(target, abs=4 * np.sqrt(target * (1 - target) * 2 / cycles))
    wide, narrow = std * np.sqrt(lead + review), std * np.sqrt(max(lead, 1e-12))
    short = wide * standard_loss((top[0] - mean * (lead + review)) / wide)
    short -= narrow * standard_loss(np.clip((top[0] - mean * lead) / narrow, None, 30))
    assert got["fill_rate"] == pytest.approx(1 - short / (mean * review), abs=0.001)


def _policy_items(count: int, days: tuple[float, float], target: float, demand: tuple[float, float]) -> pd.DataFrame:
    return _items(count).assign(
        demand_class="smooth", mean_daily_demand=demand[0], demand_std_daily=demand[1], error_std=np.nan,
        lead_time_days=days[0], lead_time_std_days=0.0, review_days=days[1], service_level=target,
        service_kind="cycle", lot_qty=0.0,
    )  # fmt: skip


def test_point_and_lot_of_the_golden_case_meets_its_service() -> None:
    """d 10, sd 4, L 14, sl 3, Q 200, 95 %. At a daily review the point, which covers a day more, is passed by
    (d^2 + sd^2) / 2d on average before an order is placed."""
    count, days = 400, 3000
    random = np.random.default_rng(11)
    demand = np.maximum(random.normal(10, 4, (count, days)), 0)
    lead = np.rint(np.maximum(random.normal(14, 3, (count, days)), 0)).astype(int)
    frame = _policy_items(count, (14, 1), 0.95, (10, 4)).assign(lead_time_std_days=3.0, lot_qty=200.0)
    got = replay(_items(count), demand, lead, measured_levels(frame, 365), Course(365, 465, 91)).totals()
    point = 150 + 1.6449 * np.sqrt(15 * 16 + 100 * 9)
    z = (point - (100 + 16) / 20 - 140) / np.sqrt(14 * 16 + 100 * 9)
    assert got["cycle_service_level"] == pytest.approx(float(cycle_service_level(z)), abs=0.01)
    assert got["fill_rate"] > 0.995  # golden: 0.9965 at L alone


def test_levels_are_made_only_from_what_was_known() -> None:
    demand = np.random.default_rng(1).poisson(5, (3, 200)).astype(float)
    seen: list[tuple[int, int]] = []

    def policy(known: "np.ndarray", day: int) -> Any:
        seen.append((known.shape[1], day))
        assert np.array_equal(known, demand[:, :day])
        return fixed_levels(np.full(3, 30.0), np.full(3, 50.0))(known, day)

    replay(_items(3), demand, np.full((3, 200), 4), policy, Course(60, 90, 50))
    assert seen == [(60, 60), (110, 110), (160, 160)]


def test_a_forecast_that_knows_the_season_needs_less_stock_for_the_same_service() -> None:
    count, days = 60, 364 * 4
    random = np.random.default_rng(3)
    season = 20 * (1 + 0.8 * np.sin(2 * np.pi * np.arange(days + 70) / 364))
    demand = random.poisson(season[:days], (count, days)).astype(float)
    frame = _policy_items(count, (14, 7), 0.95, (np.nan, np.nan))

    def forecaster(known: "np.ndarray") -> tuple["np.ndarray", "np.ndarray"]:
        day = known.shape[1]
        weeks = season[day : day + 70].reshape(-1, 7).sum(axis=1)
        return np.tile(weeks, (count, 1)), np.full(count, np.sqrt(weeks[:3].sum()))

    items, lead, course = _items(count, review_days=7), np.full(demand.shape, 14), Course(364, 400, 7)
    plain = replay(items, demand, lead, measured_levels(frame, 364), course)
    driven = replay(items, demand, lead, forecast_levels(frame, forecaster), course)
    assert driven.totals()["cycle_service_level"] > plain.totals()["cycle_service_level"]
    assert driven.totals()["average_stock_value"] < plain.totals()["average_stock_value"]
    table = compare_totals(plain, driven).set_index("figure")
    assert table.loc["fill_rate", "difference"] > 0
    by_item = compare_replays(plain, driven)
    stock = by_item[by_item["figure"] == "average_stock_value"]
    assert stock["difference"].sum() == pytest.approx(table.loc["average_stock_value", "difference"])


def test_a_bad_item_is_held_and_the_rest_is_replayed() -> None:
    demand = np.full((4, 30), 2.0)
    demand[1, 7] = np.nan
    items = _items(4, review_days=[1, 1, 0, 1], unit_cost=[2.0, 2.0, 2.0, np.nan])
    got = replay(items, demand, np.full(demand.shape, 3), fixed_levels(np.full(4, 9.0), np.full(4, 12.0)), Course(0, 0))
    assert got.items["product_id"].tolist() == ["P0"]
    assert got.held["product_id"].tolist() == ["P1", "P2", "P3"]
    words = ["Demand of some days is unknown", "review period", "Unit cost"]
    assert all(word in reason for word, reason in zip(words, got.held["reason"], strict=True))


def test_an_item_without_levels_orders_nothing_and_without_demand_has_no_fill_rate() -> None:
    got = replay(
        _items(1),
        np.zeros((1, 30)),
        np.full((1, 30), 3),
        fixed_levels(np.array([np.nan]), np.array([np.nan])),
        Course(0, 0),
    ).items.iloc[0]
    assert got["orders"] == 0
    assert np.isnan(got["fill_rate"]) and np.isnan(got["cycle_service_level"])


def test_lead_times_are_sampled_with_their_mean_and_spread() -> None:
    drawn = sample_lead_times(np.array([14.0, 9.0, 0.0]), np.array([3.0, 0.0, 0.0]), 20_000, np.random.default_rng(8))
    assert (drawn[0].mean(), drawn[0].std()) == (pytest.approx(14, abs=0.1), pytest.approx(3, abs=0.1))
    assert (drawn[0].min() >= 0, set(drawn[1]), set(drawn[2])) == (True, {9}, {0})


def test_events_of_a_dense_history() -> None:
    got = events_of(np.array([[0, 3, 0, 1], [0, 0, 0, 0], [5, 0, 0, 0]], dtype=float))
    assert (got.starts.tolist(), got.days.tolist(), got.sizes.tolist()) == ([0, 2, 2, 3], [1, 3, 0], [3, 1, 5])
    assert got.spans.tolist() == [4, 4, 4]


def test_shadow_beside_live() -> None:
    def frame(rows: list[tuple[str, float, float]]) -> pd.DataFrame:
        table = pd.DataFrame(rows, columns=["product_id", "order_up_to", "order_qty"])
        return table.assign(location_id="main", reorder_point=table["order_up_to"] / 2)

    live = frame([("both", 30, 12), ("less", 30, 12), ("live", 30, 12), ("same", 30, 12), ("gone", 20, 5)])
    shadow = frame([("both", 40, 20), ("less", 20, 6), ("live", 10, np.nan), ("same", 33, 12), ("new", 9, 3)])
    got = shadow_differences(live, shadow).set_index("product_id")
    assert got["outcome"].to_dict() == {
        "both": "more", "less": "less", "live": "only live", "same": "same", "gone": "only live", "new": "only shadow",
    }  # fmt: skip
    assert got.loc["both", "reason"] == (
        "The shadow policy orders 20 where the live one orders 12 (order-up-to 30 live, 40 shadow)."
    )
    assert got["order_qty_difference"].sum() == 8 - 6 - 12 - 5 + 3
    assert got.loc["same", "reason"] is None
