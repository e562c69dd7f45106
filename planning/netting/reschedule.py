"""What should become of firm receipts: when each is really needed, and how much of it.

Receipts are taken in the order of their dates, each at the instant at which stock would fall below its target; planned
orders play no part. A receipt that is never taken is surplus; of the last one taken the slack can be cut.
"""

from typing import NamedTuple

import numpy as np

from planning.netting.arrays import NEVER, Array, Events, Stocks
from planning.netting.coding import UNKNOWN, own_numbers
from planning.netting.engine import Netted, dependent_events
from planning.netting.inputs import instants, numbers, texts
from planning.netting.jit import compiled
from planning.netting.problem import Problem
from planning.netting.walk import TOLERANCE, Line, merged


class Wanted(NamedTuple):
    """Per row of the supply frame."""

    at: Array  # int64 seconds, NEVER: not needed within the horizon
    surplus: Array  # float64 units of it that nothing needs


def wanted(problem: Problem, netted: Netted) -> Wanted:
    """When and how much of each firm receipt is needed."""
    supply = problem.inputs.supply
    item, due = own_numbers(problem.inputs.items, supply), instants(supply, "due_at", 0)
    qty = numbers(supply, "qty", 0)
    counts = np.flatnonzero((item != UNKNOWN) & (qty > 0))
    names = texts(supply, "supply_id")[counts].astype(str)
    rows = counts[np.lexsort((names, qty[counts], due[counts], item[counts]))]
    needs = dependent_events(problem.items, netted.needs)
    at, surplus = _taken(np.unique(item[rows]), problem.stocks, problem.events, needs)
    result = Wanted(np.full(len(supply), NEVER), np.zeros(len(supply)))
    result.at[rows], result.surplus[rows] = at, surplus
    return result


@compiled
def _taken(items: Array, stocks: Stocks, events: Events, needs: Events) -> tuple[Array, Array]:
    """Receipts of the `items` (ascending) in their order: when taken, and what of it is surplus."""
    count = 0
    for item in items:
        count += np.sum(events.qty[events.first[item] : events.first[item + 1]] > 0)
    at, surplus = np.full(count, NEVER), np.zeros(count)
    first = 0
    for item in items:
        line = merged(events, needs, stocks, item)
        receipts = line.qty[line.qty > 0]
        last = first + receipts.size
        _take_in_order(line, receipts, stocks.on_hand[item], stocks.up_to[item], at[first:last], surplus[first:last])
        first = last
    return at, surplus


@compiled
def _take_in_order(  # noqa: PLR0917  (compiled code passes its arrays by position)
    line: Line, receipts: Array, on_hand: float, up_to: float, at: Array, surplus: Array
) -> None:
    stock, taken, slack, target = on_hand, 0, np.inf, 0.0
    for place in range(line.at.size):
        stock += min(line.qty[place], 0.0)
        if place + 1 < line.at.size and line.at[place + 1] == line.at[place]:
            continue
        target = line.target[place]
        while stock < target - TOLERANCE and taken < receipts.size:
            stock += receipts[taken]
            at[taken] = line.at[place]
            taken, slack = taken + 1, np.inf
        slack = min(slack, stock - target)
    room = 0.0 if np.isnan(up_to) else max(up_to - target, 0.0)
    if taken > 0:
        surplus[taken - 1] = min(max(slack - room, 0.0), receipts[taken - 1])
    _keep_for_level(line, receipts, taken, max(room - max(slack, 0.0), 0.0), at, surplus)


@compiled
def _keep_for_level(  # noqa: PLR0917  (compiled code passes its arrays by position)
    line: Line, receipts: Array, taken: int, room: float, at: Array, surplus: Array
) -> None:
    """Receipts that no demand takes: what fits under the order-up-to level stays at its date, the rest is surplus."""
    dates = line.at[line.qty > 0]
    for receipt in range(taken, receipts.size):
        kept = min(receipts[receipt], room)
        if kept > TOLERANCE:
            at[receipt] = dates[receipt]
        room -= kept
        surplus[receipt] = receipts[receipt] - kept
