# ruff: noqa: PLR0917  (compiled code passes its arrays by position)
"""The walk: each item's events in the order of time, and an order wherever the balance falls below its target.

Net requirement = max(0, gross + safety stock - (balance before + scheduled receipts)) (ILM ch. 12), at instants.
"""

from typing import NamedTuple

import numpy as np

from planning.netting.arrays import NEVER, Array, Events, Orders, Rule, Sources, Stocks
from planning.netting.choice import NOBODY, choose, first_arrival, pieces
from planning.netting.events import comes_after
from planning.netting.jit import compiled

TOLERANCE = 1e-6
"""Units: a balance this little below its target is a rounding of sums, not a need."""


class Line(NamedTuple):
    """One item's events in order, with the safety stock that holds at each."""

    at: Array  # int64 seconds
    qty: Array  # float64
    target: Array  # float64


@compiled
def walk(
    chosen: Array, stocks: Stocks, sources: Sources, events: Events, dependent: Events, rule: Rule
) -> tuple[Orders, Array]:
    """Planned orders of the `chosen` items, and their lowest balances (float64, one per chosen item).

    `events` are known before the walk; `dependent` those that planned parents and transfers cause.
    """
    orders = _room(max(1024, chosen.size))
    count = 0
    lowest = np.zeros(chosen.size)
    for place in range(chosen.size):
        line = merged(events, dependent, stocks, chosen[place])
        orders, count, lowest[place] = _walk_one(chosen[place], line, stocks, sources, rule, orders, count)
    return _cut(orders, count), lowest


@compiled
def merged(events: Events, dependent: Events, stocks: Stocks, item: int) -> Line:
    """Both lists of one item as one, in order."""
    a, b = events.first[item], dependent.first[item]
    ends_a, ends_b = events.first[item + 1], dependent.first[item + 1]
    step, steps = stocks.step_first[item], stocks.step_first[item + 1]
    size = ends_a - a + ends_b - b
    line = Line(np.empty(size, np.int64), np.empty(size), np.empty(size))
    target = 0.0
    for place in range(line.at.size):
        if a == ends_a or (b < ends_b and comes_after(events.at[a], events.qty[a], dependent.at[b], dependent.qty[b])):
            line.at[place], line.qty[place] = dependent.at[b], dependent.qty[b]
            b += 1
        else:
            line.at[place], line.qty[place] = events.at[a], events.qty[a]
            a += 1
        while step < steps and stocks.step_at[step] <= line.at[place]:
            target = stocks.step_qty[step]
            step += 1
        line.target[place] = target
    return line


@compiled
def _walk_one(
    item: int, line: Line, stocks: Stocks, sources: Sources, rule: Rule, orders: Orders, count: int
) -> tuple[Orders, int, float]:
    balance, lowest = stocks.on_hand[item], min(0.0, stocks.on_hand[item])
    waits_until = -NEVER
    for here in range(line.at.size):
        now = line.at[here]
        balance += line.qty[here]
        if here + 1 < line.at.size and line.at[here + 1] == now:
            continue
        missing = line.target[here] - balance
        if now >= waits_until and missing > TOLERANCE:
            fence = _fence(item, now, missing, stocks, sources, rule)
            missing, waits_until = _after_receipts(line, here, balance, fence)
            if missing > TOLERANCE:
                if not np.isnan(stocks.up_to[item]):
                    missing += max(stocks.up_to[item] - line.target[here], 0.0)
                missing += _reach(line, here, balance + missing, stocks.cover[item])
                orders, count, planned = _order(item, now, missing, sources, rule, orders, count)
                balance += planned
        lowest = min(lowest, balance)
    return orders, count, lowest


@compiled
def _fence(item: int, now: int, missing: float, stocks: Stocks, sources: Sources, rule: Rule) -> int:
    """Until when a firm receipt is waited for: the item's own fence, or when a new order could first arrive."""
    if stocks.fence[item] >= 0:
        return int(now + stocks.fence[item])
    arrives = first_arrival(sources, item, now, rule.as_of, missing)
    return now if arrives == NEVER else arrives


@compiled
def _after_receipts(line: Line, here: int, balance: float, fence: int) -> tuple[float, int]:
    """The least that is missing at a firm receipt within the fence, and when that is: what no receipt will mend."""
    missing, until, receives = line.target[here] - balance, -NEVER, False
    for place in range(here + 1, line.at.size):
        if line.at[place] > fence or missing <= TOLERANCE:
            break
        balance += line.qty[place]
        receives = receives or line.qty[place] > 0
        if place + 1 < line.at.size and line.at[place + 1] == line.at[place]:
            continue
        short = line.target[place] - balance
        if receives and short < missing - TOLERANCE:
            missing, until = short, line.at[place]
        receives = False
    return missing, until


@compiled
def _reach(line: Line, here: int, balance: float, cover: int) -> float:
    """Units beyond `balance` that the needs of the next `cover` seconds take (periods of supply)."""
    beyond = 0.0
    for place in range(here + 1, line.at.size):
        if line.at[place] >= line.at[here] + cover:
            break
        balance += line.qty[place]
        if place + 1 == line.at.size or line.at[place + 1] != line.at[place]:
            beyond = max(beyond, line.target[place] - balance)
    return beyond


@compiled
def _order(
    item: int, now: int, need: float, sources: Sources, rule: Rule, orders: Orders, count: int
) -> tuple[Orders, int, float]:
    """Plans `need` as one order, or as several where the lot is larger than the largest order."""
    source, flags = choose(sources, item, now, need, rule)
    if source == NOBODY:
        return orders, count, 0.0
    one = sources.table[source]
    step = one.multiple if one.multiple > 0 else 1.0
    largest = max(np.floor(one.most / step + 1e-9) * step, step)
    planned = 0.0
    while planned < need - TOLERANCE:
        qty = min(pieces(one, need - planned), largest + one.extra)
        if count == orders.item.size:
            orders = _larger(orders)
        orders.item[count], orders.source[count], orders.flags[count] = item, source, flags
        orders.need_at[count], orders.qty[count] = now, qty
        count += 1
        planned += qty
    return orders, count, planned


@compiled
def _room(size: int) -> Orders:
    whole = np.empty(size, np.int64)
    return Orders(whole, np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size), np.empty(size, np.int64))


@compiled
def _larger(orders: Orders) -> Orders:
    more = _room(2 * orders.item.size)
    more.item[: orders.item.size] = orders.item
    more.source[: orders.item.size] = orders.source
    more.need_at[: orders.item.size] = orders.need_at
    more.qty[: orders.item.size] = orders.qty
    more.flags[: orders.item.size] = orders.flags
    return more


@compiled
def _cut(orders: Orders, count: int) -> Orders:
    return Orders(
        orders.item[:count].copy(), orders.source[:count].copy(), orders.need_at[:count].copy(),
        orders.qty[:count].copy(), orders.flags[:count].copy(),
    )  # fmt: skip
