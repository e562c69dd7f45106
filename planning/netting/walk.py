# ruff: noqa: PLR0917  (compiled code passes its arrays by position)
"""The walk: each item's events in the order of time, and an order wherever the balance falls below its target.

Net requirement = max(0, gross + safety stock - (balance before + scheduled receipts)) (ILM ch. 12), at instants.
"""

import numpy as np

from planning.netting.arrays import NEVER, Array, Events, Orders, Rule, Sources, Stocks
from planning.netting.choice import NOBODY, choose, first_arrival, lot, pieces
from planning.netting.events import comes_after
from planning.netting.jit import compiled

TOLERANCE = 1e-6
"""Units: a balance this little below its target is a rounding of sums, not a need."""


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
        at, qty = merged(events, dependent, chosen[place])
        orders, count, lowest[place] = _walk_one(chosen[place], at, qty, stocks, sources, rule, orders, count)
    return _cut(orders, count), lowest


@compiled
def merged(events: Events, dependent: Events, item: int) -> tuple[Array, Array]:
    """Both lists of one item as one, in order."""
    a, b = events.first[item], dependent.first[item]
    ends_a, ends_b = events.first[item + 1], dependent.first[item + 1]
    if b == ends_b:
        return events.at[a:ends_a], events.qty[a:ends_a]
    at, qty = np.empty(ends_a - a + ends_b - b, np.int64), np.empty(ends_a - a + ends_b - b)
    for place in range(at.size):
        from_b = a == ends_a or (
            b < ends_b and comes_after(events.at[a], events.qty[a], dependent.at[b], dependent.qty[b])
        )
        if from_b:
            at[place], qty[place] = dependent.at[b], dependent.qty[b]
            b += 1
        else:
            at[place], qty[place] = events.at[a], events.qty[a]
            a += 1
    return at, qty


@compiled
def target_at(stocks: Stocks, item: int, at: int) -> float:
    """Safety stock that holds at `at`, units; 0 before the first step."""
    target = 0.0
    for place in range(stocks.step_first[item], stocks.step_first[item + 1]):
        if stocks.step_at[place] > at:
            break
        target = stocks.step_qty[place]
    return target


@compiled
def _walk_one(
    item: int, at: Array, qty: Array, stocks: Stocks, sources: Sources, rule: Rule, orders: Orders, count: int
) -> tuple[Orders, int, float]:
    balance, lowest = stocks.on_hand[item], min(0.0, stocks.on_hand[item])
    waits_until = -NEVER
    here = 0
    while here < at.size:
        now = at[here]
        while here < at.size and at[here] == now:
            balance += qty[here]
            here += 1
        target = target_at(stocks, item, now)
        if now >= waits_until and balance < target - TOLERANCE:
            need, waits_until = _need(item, now, balance, here, at, qty, stocks, sources, rule)
            if need > TOLERANCE:
                orders, count, planned = _order(item, now, need, sources, rule, orders, count)
                balance += planned
        lowest = min(lowest, balance)
    return orders, count, lowest


@compiled
def _need(
    item: int, now: int, balance: float, here: int, at: Array, qty: Array, stocks: Stocks, sources: Sources, rule: Rule
) -> tuple[float, int]:
    """What is missing at `now`, units, less what firm receipts mend that come no later than a new order could.

    The second value: until when those receipts are waited for.
    """
    target = target_at(stocks, item, now)
    missing = target - balance
    fence = now + stocks.fence[item]
    if stocks.fence[item] < 0:
        fence = first_arrival(sources, item, now, rule.as_of, missing)
        fence = now if fence == NEVER else fence
    left, waits_until = _after_receipts(item, now, balance, here, at, qty, stocks, fence)
    if left <= TOLERANCE:
        return 0.0, waits_until
    left += _reach(item, now, balance, left, here, at, qty, stocks)
    return left, waits_until


@compiled
def _after_receipts(
    item: int, now: int, balance: float, here: int, at: Array, qty: Array, stocks: Stocks, fence: int
) -> tuple[float, int]:
    """The least that is missing at a firm receipt within the fence, and when that is: what no receipt will mend."""
    missing, until = target_at(stocks, item, now) - balance, -NEVER
    while here < at.size and at[here] <= fence and missing > TOLERANCE:
        moment, receives = at[here], False
        while here < at.size and at[here] == moment:
            balance += qty[here]
            receives = receives or qty[here] > 0
            here += 1
        short = target_at(stocks, item, moment) - balance
        if receives and short < missing - TOLERANCE:
            missing, until = short, moment
    return missing, until


@compiled
def _reach(item: int, now: int, balance: float, left: float, here: int, at: Array, qty: Array, stocks: Stocks) -> float:
    """Units beyond what is missing: up to the order-up-to level, or for the needs of the next periods of supply."""
    beyond = 0.0
    if not np.isnan(stocks.up_to[item]):
        beyond = max(0.0, stocks.up_to[item] - target_at(stocks, item, now))
    stock, until = balance + left, now + stocks.cover[item]
    while stocks.cover[item] > 0 and here < at.size and at[here] < until:
        moment = at[here]
        while here < at.size and at[here] == moment:
            stock += qty[here]
            here += 1
        beyond = max(beyond, target_at(stocks, item, moment) - stock)
    return beyond


@compiled
def _order(
    item: int, now: int, need: float, sources: Sources, rule: Rule, orders: Orders, count: int
) -> tuple[Orders, int, float]:
    """Plans `need` as one order, or as several where the lot is larger than the largest order."""
    source, flags = choose(sources, item, now, need, rule)
    if source == NOBODY:
        return orders, count, 0.0
    step = sources.multiple[source] if sources.multiple[source] > 0 else 1.0
    largest = max(np.floor(sources.most[source] / step + 1e-9) * step, step)
    planned = 0.0
    while planned < need - TOLERANCE:
        qty = pieces(sources, source, need - planned)
        qty = min(qty, largest + sources.extra[source])
        qty = max(qty, lot(step, min(sources.moq[source], largest), step))
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
