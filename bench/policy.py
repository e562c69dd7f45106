"""Levels of many items, three in ten of them lumpy, and a year's replay; run as a command, it prints its steps."""

import json
import time
from typing import TYPE_CHECKING

import numpy as np

from planning.policy.levels import policy_levels
from planning.policy.lumpy import DemandEvents, Simulation
from planning.replay.policies import measured_levels, sample_lead_times
from planning.replay.run import Course, replay

if TYPE_CHECKING:
    import pandas as pd

LUMPY_SHARE = 0.3
HISTORY_DAYS = 728
EVERY_DAYS = 14
"""A lumpy item is asked for about so often: 52 events of two years."""


def make_items(count: int, random: np.random.Generator) -> "pd.DataFrame":
    """Items with levels' inputs and the replay's costs."""
    import pandas as pd

    lumpy = random.random(count) < LUMPY_SHARE
    mean = np.where(lumpy, 5 / EVERY_DAYS, random.gamma(2, 5, count))
    return pd.DataFrame(
        {
            "product_id": [f"P{at:07d}" for at in range(count)],
            "location_id": "main",
            "demand_class": np.where(lumpy, "lumpy", "smooth"),
            "mean_daily_demand": mean,
            "demand_std_daily": np.where(lumpy, 2.0, 0.4 * mean),
            "error_std": np.where(lumpy, np.nan, 2.5 * mean),
            "lead_time_days": random.integers(5, 45, count).astype(float),
            "lead_time_std_days": random.uniform(0, 6, count),
            "review_days": 7,
            "service_level": random.choice([0.9, 0.95, 0.98], count),
            "service_kind": random.choice(["cycle", "fill"], count),
            "lot_qty": 10 * mean,
            "history_days": HISTORY_DAYS,
            "opening_qty": np.nan,
            "min_order_qty": 10.0,
            "order_multiple": 5.0,
            "unit_cost": 4.0,
            "order_fee": 20.0,
            "holding_rate": 0.2,
        }
    )


def make_events(items: "pd.DataFrame", random: np.random.Generator) -> DemandEvents:
    """Demand days of the lumpy items; the others have none on record, as they need none."""
    counts = np.where(items["demand_class"] == "lumpy", random.poisson(HISTORY_DAYS / EVERY_DAYS, len(items)), 0)
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    days = random.integers(0, HISTORY_DAYS, starts[-1])
    order = np.lexsort((days, np.repeat(np.arange(len(items)), counts)))
    sizes = random.geometric(0.2, starts[-1]).astype(np.float64)
    return DemandEvents(starts, days[order], sizes, np.full(len(items), HISTORY_DAYS))


def main(count: int, days: int) -> None:
    """Prints seconds by step as JSON: levels of `count` items or, with `days`, the replay of so many days."""
    random = np.random.default_rng(17)
    seconds, started = {}, time.monotonic()
    items = make_items(count, random)
    if days:
        demand = random.poisson(items["mean_daily_demand"].to_numpy()[:, None], (count, days + 364)).astype(np.float64)
        lead = sample_lead_times(*items[["lead_time_days", "lead_time_std_days"]].to_numpy().T, days + 364, random)
        seconds["make"] = time.monotonic() - started
        for name, seed in (("replay, formula", None), ("replay, lumpy simulated", 1)):
            begun = time.monotonic()
            replay(items, demand, lead, measured_levels(items, 364, seed), Course(364, 364, 28))
            seconds[name] = time.monotonic() - begun
    else:
        events = make_events(items, random)
        seconds["make"] = time.monotonic() - started
        begun = time.monotonic()
        policy_levels(items.assign(demand_class="smooth"))
        seconds["formula"] = time.monotonic() - begun
        begun = time.monotonic()
        policy_levels(items, None, Simulation(events, seed=1))
        seconds["formula and simulation"] = time.monotonic() - begun
    print(json.dumps(seconds))


if __name__ == "__main__":
    import sys

    main(int(sys.argv[1]), int(sys.argv[2]))
