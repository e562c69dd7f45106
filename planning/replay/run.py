"""A policy run day by day over past demand: what it would have served, held, ordered and cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]


@dataclass(frozen=True)
class Levels:
    """Reorder point and order-up-to level of n items, units; NaN: the item is not ordered until the next levels."""

    reorder_point: Numbers
    order_up_to: Numbers


Policy = Callable[[Numbers, int], Levels]
"""From what was known (n x days demand, up to yesterday) and the day to levels."""


@dataclass(frozen=True)
class Course:
    """When: replay from day `first` (what lies before is history only), count from `count_from`, levels anew every
    `every_days`; `lost_sales`: what is not there is not waited for."""

    first: int
    count_from: int
    every_days: int = 28
    lost_sales: bool = False


@dataclass(frozen=True)
class Replayed:
    """`items`: one row per item; `days`: one per day replayed (what a plot shows); `held`: items that could not be
    replayed, with the reason."""

    items: "pd.DataFrame"
    days: "pd.DataFrame"
    held: "pd.DataFrame"

    def totals(self) -> dict[str, float]:
        """All items together; shares are of units, cycles and days, not means of the items' shares."""
        sums = self.items[_SUMS].sum()
        return {**{name: float(sums[name]) for name in _SUMS}, **{k: float(v) for k, v in _shares(sums).items()}}


_SUMS = [
    "demand_qty", "filled_qty", "stockout_days", "cycles", "short_cycles", "orders", "ordered_qty", "urgent_orders",
    "average_stock_qty", "average_stock_value", "average_backlog_qty", "purchase_amount", "holding_cost", "order_cost",
    "total_cost",
]  # fmt: skip


def replay(
    items: "pd.DataFrame",
    demand: Numbers,
    lead_times: NDArray[np.int64],
    policy: Policy,
    course: Course,
    *,
    on_order: Numbers | None = None,
) -> Replayed:
    """Runs `policy` over `demand`.

    Args:
        items: product_id, location_id, opening_qty (NaN: the first order-up-to level), review_days (whole, from 1),
            min_order_qty, order_multiple (NaN or 0: none), unit_cost (base currency), order_fee (an order),
            holding_rate (share of stock value a year).
        demand: n x days, units asked for each day; a negative day is a return to stock.
        lead_times: n x days, whole days from an order placed that day to its arrival (recorded or sampled).
        policy: levels from history; called on `course.first` and every `course.every_days` after.
        course: when.
        on_order: n x days, units ordered before `course.first` that arrive on that day; None: nothing was on order.

    Returns:
        Per item: the keys; demand_qty, filled_qty, fill_rate (units; null without demand), stockout_days, cycles,
        short_cycles, cycle_service_level (null without a cycle), average_stock_qty, average_stock_value,
        average_backlog_qty, orders, ordered_qty, urgent_orders (ordered when nothing was left), purchase_amount,
        holding_cost, order_cost, total_cost (holding and ordering).
    """
    wrong = _what_is_wrong(items, demand, lead_times)
    good = np.flatnonzero(wrong == "")
    due = np.zeros_like(demand) if on_order is None else on_order
    counts, by_day = _run(items, (demand, due), lead_times, policy, (good, course))
    held = items.loc[wrong != "", KEYS].assign(reason=wrong[wrong != ""].astype(str)).reset_index(drop=True)
    return Replayed(_figures(items.iloc[good], counts, demand.shape[1] - course.count_from), by_day, held)


def _run(
    items: "pd.DataFrame", past: tuple[Numbers, Numbers], lead_times: Any, policy: Policy, which: tuple[Any, Course]
) -> tuple[Numbers, "pd.DataFrame"]:
    """Figures (n x kernels.FIGURES) and totals by day, of the good items."""
    import pandas as pd

    from planning.replay import kernels

    (good, course), (demand, due) = which, past
    days, part = demand.shape[1], items.iloc[good]
    asked, lead = np.ascontiguousarray(demand[good], dtype=np.float64), np.ascontiguousarray(lead_times[good])
    lots = part[["min_order_qty", "order_multiple"]].fillna(0).to_numpy(float)
    review, cost = part["review_days"].to_numpy(np.int64), part["unit_cost"].to_numpy(float)
    state, opening = np.zeros((len(part), 3)), part["opening_qty"].to_numpy(float)
    state[:, 1], pipeline = due[good, course.first :].sum(axis=1), _pipeline(due[good], lead, course.first)
    counts, by_day = np.zeros((len(part), len(kernels.FIGURES))), np.zeros((days, 4))
    for first in range(course.first, days, course.every_days):
        levels = policy(demand[:, :first], first)
        now = np.column_stack([levels.reorder_point, levels.order_up_to])[good]
        if first == course.first:
            state[:, 0] = np.where(np.isnan(opening), np.nan_to_num(now[:, 1]), opening)
        inputs = (asked, lead, now, lots, review, cost, course.lost_sales)
        span = (first, min(first + course.every_days, days), course.count_from)
        kernels.run(span, inputs, state, pipeline, (counts, by_day))
    columns = ["demand_qty", "filled_qty", "stock_value", "backlog_value"]
    table = pd.DataFrame(by_day[course.first :], columns=columns)
    table.insert(0, "day", np.arange(course.first, days))
    return counts, table


def _pipeline(due: Numbers, lead: Any, first: int) -> Numbers:
    """What is on order on day `first`, in a ring of days that is as long as the longest wait."""
    awaited = np.flatnonzero(due[:, first:].any(axis=0)) + first
    ring = max(int(lead.max(initial=0)), int(awaited.max(initial=first)) - first) + 1
    pipeline = np.zeros((len(due), ring))
    pipeline[:, awaited % ring] = due[:, awaited]
    return pipeline


def _figures(items: "pd.DataFrame", counts: Numbers, days: int) -> "pd.DataFrame":
    import pandas as pd

    from planning.replay.kernels import FIGURES

    table = pd.DataFrame(counts, columns=list(FIGURES), index=items.index)
    stock = table["stock_day_qty"] / days
    holding = stock * items["unit_cost"] * items["holding_rate"] * days / 365
    fees = table["orders"] * items["order_fee"]
    wide = table.assign(
        average_stock_qty=stock,
        average_stock_value=stock * items["unit_cost"],
        average_backlog_qty=table["backlog_day_qty"] / days,
        purchase_amount=table["ordered_qty"] * items["unit_cost"],
        holding_cost=holding,
        order_cost=fees,
        total_cost=holding + fees,
    )
    return pd.concat([items[KEYS], wide[_SUMS], pd.DataFrame(_shares(wide))], axis=1).reset_index(drop=True)


def _shares(sums: Any) -> dict[str, Any]:
    """Fill rate (units) and cycle service level; null where nothing was asked, or no cycle ended."""
    with np.errstate(divide="ignore", invalid="ignore"):
        fill = np.divide(sums["filled_qty"], np.where(sums["demand_qty"] > 0, sums["demand_qty"], np.nan))
        short = np.divide(sums["short_cycles"], np.where(sums["cycles"] > 0, sums["cycles"], np.nan))
    return {"fill_rate": fill, "cycle_service_level": 1 - short}


def _what_is_wrong(items: "pd.DataFrame", demand: Numbers, lead_times: Any) -> Any:
    """What is wrong with an item, as a sentence; empty where nothing is."""
    review, costs = (
        items["review_days"].to_numpy(float),
        items[["unit_cost", "order_fee", "holding_rate"]].to_numpy(float),
    )
    return np.select(
        [
            np.isnan(demand).any(axis=1),
            (np.asarray(lead_times) < 0).any(axis=1),
            ~((review >= 1) & (review % 1 == 0)),
            ~(costs >= 0).all(axis=1),
        ],
        [
            "Demand of some days is unknown: enter 0 where nothing was asked.",
            "A lead time is below zero: correct the record.",
            "The review period is not a whole number of days from 1: correct the policy.",
            "Unit cost, order fee or holding rate is unknown or below zero: enter it.",
        ],
        "",
    )
