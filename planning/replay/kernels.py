"""The inner loop of the replay, compiled; imported only where it is run.

A day: what is due arrives in the morning, then the review orders, then demand takes from stock. So an order of lead
time L placed at a review every R days must last R + L days of demand, as in the formulas.
"""

from typing import Any

import numpy as np
from numba import njit

FIGURES = (
    "demand_qty", "filled_qty", "stockout_days", "cycles", "short_cycles", "stock_day_qty", "backlog_day_qty", "orders",
    "ordered_qty", "urgent_orders",
)  # fmt: skip
DEMAND, FILLED, STOCKOUT, CYCLES, SHORT, STOCK, BACKLOG, ORDERS, ORDERED, URGENT = range(10)


@njit(cache=True)
def _lots(net: float, minimum: float, multiple: float) -> Any:
    """One item's `planning.formulas.lot_size`; a test holds them equal."""
    if not net > 0:
        return 0.0
    step = multiple if multiple > 0 else 1.0
    least = minimum if minimum > net else net
    return np.ceil(least / step - 1e-9) * step


@njit(cache=True)
def _arrive(due: float, state: Any, counts: Any, counted: int) -> None:
    """`state`: net stock, on order, 1 when the cycle was short. A cycle ends with what arrives."""
    if due <= 0:
        return
    counts[CYCLES] += counted
    counts[SHORT] += counted * state[2]
    state[0] += due
    state[1] -= due
    state[2] = 1.0 if state[0] < 0 else 0.0


@njit(cache=True)
def _order(levels: Any, lots: Any, state: Any, counts: Any, counted: int) -> Any:
    """Orders when the position is at or below the reorder point; the quantity. Urgent: nothing is left in stock."""
    position = state[0] + state[1]
    if not position <= levels[0]:
        return 0.0
    quantity = _lots(levels[1] - position, lots[0], lots[1])
    if quantity > 0:
        state[1] += quantity
        counts[ORDERS] += counted
        counts[ORDERED] += counted * quantity
        counts[URGENT] += counted * (state[0] <= 0)
    return quantity


@njit(cache=True)
def _sell(asked: float, lost: bool, state: Any, counts: Any, counted: int) -> Any:
    """Fills what stock allows; what it filled. A return, asked below 0, goes to stock."""
    wanted = max(asked, 0.0)
    filled = min(max(state[0], 0.0), wanted)
    if filled < wanted:
        counts[STOCKOUT] += counted
        state[2] = 1.0
    counts[DEMAND] += counted * wanted
    counts[FILLED] += counted * filled
    state[0] -= filled if lost and wanted > 0 else asked
    return filled


@njit(cache=True, nogil=True)
def run(span: Any, inputs: Any, state: Any, pipeline: Any, results: Any) -> None:
    """Days `first` to `last` of all items; changes `state`, `pipeline` (n x ring of days) and `results` in place.

    `span`: first, last (not included), first day that counts; `inputs`: demand and lead time (n x days), levels (n x
    2), minimum and multiple (n x 2), review days (n), unit cost (n), lost sales; `results`: figures by item, and by
    day demand, filled, stock at cost, backlog at cost.
    """
    first, last, count_from = span
    demand, lead, levels, lots, review, cost, lost = inputs
    counts, by_day = results
    ring = pipeline.shape[1]
    for item in range(len(state)):
        own, figures = state[item], counts[item]
        for day in range(first, last):
            counted = 1 if day >= count_from else 0
            _arrive(pipeline[item, day % ring], own, figures, counted)
            pipeline[item, day % ring] = 0.0
            if day % review[item] == 0:
                quantity = _order(levels[item], lots[item], own, figures, counted)
                if lead[item, day] == 0:
                    _arrive(quantity, own, figures, counted)
                else:
                    pipeline[item, (day + lead[item, day]) % ring] += quantity
            filled = _sell(demand[item, day], lost, own, figures, counted)
            stock, backlog = max(own[0], 0.0), max(-own[0], 0.0)
            figures[STOCK] += counted * stock
            figures[BACKLOG] += counted * backlog
            by_day[day, 0] += max(demand[item, day], 0.0)
            by_day[day, 1] += filled
            by_day[day, 2] += stock * cost[item]
            by_day[day, 3] += backlog * cost[item]
