"""Lumpy and intermittent items: the level is a quantile of simulated lead-time demand, not mean plus z times sigma.

Each draw takes a lead time from its measured mean and spread (gamma) and walks through demand: gaps between days with
demand and sizes are drawn from the item's own history, from a random day on (bootstrap after Willemain et al. 2004).
An item's random numbers depend on its keys and the seed alone: not on the other items, nor on the order of rows.
"""

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

LEAST_EVENTS = 2
"""Of an item with fewer days with demand nothing can be drawn."""
_NORMALS = 4096


@dataclass(frozen=True)
class DemandEvents:
    """Days with demand, by item: item i has `days[starts[i]:starts[i + 1]]` (0 = first day of history, rising) and
    `sizes` (units) of a history of `spans[i]` days."""

    starts: NDArray[np.int64]
    days: NDArray[np.int64]
    sizes: Numbers
    spans: NDArray[np.int64]

    def counts(self) -> NDArray[np.int64]:
        """Days with demand per item."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class Simulated:
    """Per item: the level that meets the target, mean and spread of demand over lead time and review (units)."""

    level: Numbers
    mean: Numbers
    spread: Numbers


def demand_events(items: "pd.DataFrame", history: "pd.DataFrame") -> DemandEvents:
    """Cuts a history by item.

    Args:
        items: product_id, location_id, history_days; the order of rows is that of the result.
        history: product_id, location_id, age_days (0 = the last day of history), net_qty (units, net of returns). Days
            at zero or below, and older than the history, are no events; a day given twice is one.
    """
    keys = ["product_id", "location_id"]
    spans = np.maximum(np.nan_to_num(items["history_days"].to_numpy(float)), 1).astype(np.int64)
    placed = items[keys].assign(item=np.arange(len(items)), span=spans)
    rows = history.groupby([*keys, "age_days"], as_index=False, observed=True)["net_qty"].sum().merge(placed, on=keys)
    rows = rows[(rows["net_qty"] > 0) & (rows["age_days"] >= 0) & (rows["age_days"] < rows["span"])]
    item, day = rows["item"].to_numpy(), (rows["span"] - 1 - rows["age_days"]).to_numpy(np.int64)
    order = np.lexsort((day, item))
    starts = np.concatenate(([0], np.cumsum(np.bincount(item, minlength=len(items))))).astype(np.int64)
    return DemandEvents(starts, day[order], rows["net_qty"].to_numpy(float)[order], spans)


def item_seeds(items: "pd.DataFrame", seed: int) -> NDArray[np.uint64]:
    """One seed per row from product_id, location_id and `seed`."""
    import pandas as pd

    keys = items[["product_id", "location_id"]].astype(str).astype(object)
    hashed = pd.util.hash_pandas_object(keys, index=False).to_numpy(np.uint64)
    return np.asarray(hashed ^ np.random.SeedSequence(seed).generate_state(1, np.uint64)[0], dtype=np.uint64)


@dataclass(frozen=True)
class Simulation:
    """What the simulation needs besides the items: their demand days (in the same order), a seed, draws per item."""

    events: DemandEvents
    seed: int
    draws: int = 1000

    def rows(self, chosen: NDArray[np.int64]) -> "Simulation":
        """The same of some items."""
        return replace(self, events=_cut(self.events, chosen))


def simulate_levels(items: "pd.DataFrame", simulation: Simulation, chosen: Any) -> Simulated:
    """Levels of the `chosen` rows (a boolean array); NaN elsewhere and below `LEAST_EVENTS` events.

    `items`: product_id, location_id, lead_time_days, lead_time_std_days, review_days, service_level, cycle_qty (units
    a cycle brings where the target is a fill rate; NaN where it is a cycle service level).
    """
    from planning.policy.kernels import simulate

    rows = np.flatnonzero(chosen & (simulation.events.counts() >= LEAST_EVENTS))
    part, cut = items.iloc[rows], _cut(simulation.events, rows)
    found = simulate(
        (cut.starts, cut.days, cut.sizes, cut.spans),
        part[["lead_time_days", "lead_time_std_days", "review_days"]].to_numpy(float),
        part[["service_level", "cycle_qty"]].to_numpy(float),
        (item_seeds(part, simulation.seed), _equally_likely_normals()),
        simulation.draws,
    )
    whole = np.full((3, len(items)), np.nan)
    whole[:, rows] = found
    return Simulated(*whole)


def _equally_likely_normals() -> Numbers:
    return np.array([NormalDist().inv_cdf((at + 0.5) / _NORMALS) for at in range(_NORMALS)])


def _cut(events: DemandEvents, rows: NDArray[np.int64]) -> DemandEvents:
    """The events of these items alone."""
    counts = events.counts()[rows]
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    places = np.repeat(events.starts[rows] - starts[:-1], counts) + np.arange(starts[-1])
    return DemandEvents(starts, events.days[places], events.sizes[places], events.spans[rows])
