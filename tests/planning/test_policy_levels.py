"""Levels of many items: the golden numbers, forecast error, lumpy items by simulation, and rows that are held."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.policy.levels import demand_over, economic_lots, policy_levels
from planning.policy.lumpy import DemandEvents, Simulation, demand_events, simulate_levels

GOLDEN: dict[str, Any] = {
    "location_id": "main",
    "demand_class": "smooth",
    "mean_daily_demand": 10.0,
    "demand_std_daily": 4.0,
    "error_std": np.nan,
    "lead_time_days": 14.0,
    "lead_time_std_days": 3.0,
    "review_days": 0.0,
    "service_level": 0.95,
    "service_kind": "cycle",
    "lot_qty": 0.0,
}


def _items(**columns: list[Any]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    items = pd.DataFrame({"product_id": [f"P{at}" for at in range(count)], **columns})
    return items.assign(**{name: value for name, value in GOLDEN.items() if name not in columns})


def test_golden_levels() -> None:
    got = policy_levels(_items(review_days=[0, 7], service_level=[0.95, 0.95]))
    assert got["reorder_point"].tolist() == pytest.approx([195.15, 267.83], abs=0.005)
    assert got["safety_stock"].tolist() == pytest.approx([55.15, 57.83], abs=0.005)
    assert got["spread_basis"].tolist() == ["demand", "demand"]


def test_the_forecasts_error_takes_the_place_of_the_spread_of_demand() -> None:
    got = policy_levels(_items(error_std=[20.0], lead_time_std_days=[0.0], demand_std_daily=[99.0])).iloc[0]
    assert got["safety_stock"] == pytest.approx(1.6449 * 20, abs=0.005)
    assert got["spread_basis"] == "forecast_error"
    with_lead = policy_levels(_items(error_std=[20.0])).iloc[0]
    assert with_lead["horizon_std"] == pytest.approx(np.hypot(20, 10 * 3))


def test_expected_demand_follows_the_weeks_ahead() -> None:
    weeks = np.array([[70.0, 140.0]])
    assert [demand_over([d], [10.0], weeks)[0] for d in (0, 3.5, 7, 10.5, 14, 21)] == [0, 35, 70, 140, 210, 280]
    assert policy_levels(_items(review_days=[0]), weeks)["horizon_demand"].tolist() == [210]


def test_a_fill_rate_counts_the_lot_and_order_up_to_adds_it() -> None:
    items = _items(
        service_kind=["fill", "fill", "cycle"], service_level=[0.9965, 0.9, 0.95], lot_qty=[200.0, 200.0, 36.0]
    )
    got = policy_levels(items)
    assert got["safety_stock"].iloc[0] == pytest.approx(55.15, abs=0.02)  # the golden case, the other way round
    assert got["safety_stock"].iloc[1] == 0  # the lot alone fills more
    assert (got["order_up_to"] - got["reorder_point"]).tolist() == [200, 200, 36]


def test_bad_rows_are_held_in_words_and_the_rest_goes_on() -> None:
    items = _items(
        mean_daily_demand=[np.nan, 10, 10, 10, 10, 0, 10],
        lead_time_days=[14, -1, 14, 14, 14, 14, 14],
        review_days=[0, 0, np.nan, 0, 0, 0, 0],
        service_level=[0.95, 0.95, 0.95, 95, 0.95, 0.95, 0.95],
        service_kind=["cycle"] * 4 + ["both", "cycle", "cycle"],
        demand_std_daily=[4, 4, 4, 4, 4, np.nan, np.nan],
    )
    got = policy_levels(items)
    assert got["level_basis"].tolist() == ["held"] * 5 + ["computed"] * 2
    assert got.loc[:4, ["safety_stock", "reorder_point", "order_up_to"]].isna().all(axis=None)
    words = ["demand is unknown", "lead time is", "review period", "between 0 and 1", "kind of service", "No demand"]
    assert all(word in reason for word, reason in zip(words, got["reason"], strict=False))
    assert got["reorder_point"].tolist()[5:] == [0, 140]
    assert np.isnan(got["safety_stock"].iloc[6])  # one data point: no spread, and it says so
    assert "fewer than two points" in got["reason"].iloc[6]


def test_lots_from_costs() -> None:
    items = pd.DataFrame(
        {
            "mean_daily_demand": [10.0, 10.0, 0.0, 10.0],
            "order_cost": [50.0, 50.0, 50.0, np.nan],
            "holding_rate": 0.2,
            "unit_price": 10.0,
            "max_lot_days": [np.nan, 30.0, np.nan, np.nan],
        }
    )
    assert economic_lots(items).tolist() == [pytest.approx(427.20, abs=0.005), 300, 0, 0]


def _compound(items: int, days: int, seed: int) -> tuple[pd.DataFrame, DemandEvents, "np.ndarray"]:
    """Items with demand on a tenth of the days, of geometric size (mean 5)."""
    random = np.random.default_rng(seed)
    demand = (random.random((items, days)) < 0.1) * random.geometric(0.2, (items, days))
    item, day = np.nonzero(demand)
    frame = _items(
        mean_daily_demand=demand.mean(axis=1).tolist(),
        demand_std_daily=demand.std(axis=1, ddof=1).tolist(),
        history_days=[days] * items,
        demand_class=["lumpy"] * items,
        review_days=[7.0] * items,
    )
    history = pd.DataFrame(
        {
            "product_id": frame["product_id"].to_numpy()[item],
            "location_id": "main",
            "age_days": days - 1 - day,
            "net_qty": demand[item, day].astype(float),
        }
    )
    return frame, demand_events(frame, history.sample(frac=1, random_state=seed)), demand


def _true_horizons(count: int, seed: int) -> "np.ndarray":
    random = np.random.default_rng(seed)
    days = np.floor(random.gamma((14 / 3) ** 2, 9 / 14, count) + 7 + random.random(count)).astype(int)
    return np.array([((random.random(d) < 0.1) * random.geometric(0.2, d)).sum() for d in days])


def test_lumpy_items_are_served_where_the_normal_formula_falls_short() -> None:
    items, events, _ = _compound(300, 1095, seed=3)
    truth = _true_horizons(20_000, seed=4)

    def served(levels: pd.DataFrame) -> float:
        return float((truth[None, :] <= levels["reorder_point"].to_numpy()[:, None]).mean())

    simulated, formula = policy_levels(items, None, Simulation(events, seed=1)), policy_levels(items)
    assert set(simulated["level_basis"]) == {"simulated"}
    assert served(simulated) == pytest.approx(0.95, abs=0.01)
    assert served(formula) < 0.93
    assert simulated["horizon_std"].mean() == pytest.approx(truth.std(), rel=0.05)


def test_lumpy_fill_rate() -> None:
    items, events, _ = _compound(300, 1095, seed=5)
    items = items.assign(service_kind="fill", lot_qty=20.0)
    points = policy_levels(items, None, Simulation(events, seed=1))["reorder_point"].to_numpy()
    short = np.maximum(_true_horizons(20_000, seed=6)[None, :] - points[:, None], 0).mean()
    assert 1 - short / 20 == pytest.approx(0.95, abs=0.01)


def test_an_items_level_depends_on_nothing_but_itself() -> None:
    items, events, _ = _compound(40, 365, seed=7)
    whole = policy_levels(items, None, Simulation(events, seed=1))
    history = pd.DataFrame(
        {
            "product_id": np.repeat(items["product_id"].to_numpy(), events.counts()),
            "location_id": "main",
            "age_days": 364 - events.days,
            "net_qty": events.sizes,
        }
    )
    few = items.iloc[[31, 4, 17]].reset_index(drop=True)
    again = policy_levels(few, None, Simulation(demand_events(few, history), seed=1))
    assert again["order_up_to"].tolist() == whole["order_up_to"].iloc[[31, 4, 17]].tolist()
    other_seed = policy_levels(items, None, Simulation(events, seed=2))
    assert other_seed["order_up_to"].tolist() != whole["order_up_to"].tolist()


def test_simulated_demand_has_the_rate_of_history() -> None:
    """2 events of 10 units in 100 days, at the end of the first fifth: 30.5 days bring 6.1 units on average."""
    items = _items(lead_time_days=[30.5], lead_time_std_days=[0.0]).assign(cycle_qty=np.nan)
    starts, days, sizes = np.array([0, 2]), np.array([10, 20]), np.array([10.0, 10.0])
    simulation = Simulation(DemandEvents(starts, days, sizes, np.array([100])), seed=3, draws=400_000)
    assert simulate_levels(items, simulation, np.array([True])).mean[0] == pytest.approx(6.1, abs=0.05)


def test_too_few_days_with_demand_fall_back_to_the_formula() -> None:
    items = _items(demand_class=["lumpy", "lumpy"], history_days=[100, 100])
    history = pd.DataFrame({"product_id": ["P0"], "location_id": "main", "age_days": [5], "net_qty": [40.0]})
    got = policy_levels(items, None, Simulation(demand_events(items, history), seed=1))
    assert got["level_basis"].tolist() == ["computed", "computed"]
    assert got["reason"].str.contains("too few days with demand").all()
    assert got["safety_stock"].tolist() == pytest.approx([55.15, 55.15], abs=0.005)
