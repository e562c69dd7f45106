# ruff: noqa: PLR0917  (compiled code passes its arrays by position)
"""Which source an order comes from, and how large it is (compiled; used by the walk)."""

import numpy as np

from planning.netting.arrays import BUY, EXPIRED, LATE, NEVER, Array, Rule, Sources
from planning.netting.jit import compiled

NOBODY = -1


@compiled
def lot(need: float, least: float, multiple: float) -> float:
    """`planning.formulas.lot_size` for one number: what the compiled walk can call. A test holds the two equal."""
    step = multiple if multiple > 0 else 1.0
    return float(np.ceil(max(need, least) / step - 1e-9) * step)


@compiled
def pieces(sources: Sources, source: int, need: float) -> float:
    """What is ordered for `need`, before it is split by the largest single order."""
    extra = sources.extra[source]
    return float(lot(max(need - extra, 1e-6), sources.moq[source], sources.multiple[source]) + extra)


@compiled
def unit_cost(sources: Sources, source: int, qty: float) -> float:
    """Landed cost per unit at `qty` by the price breaks; 0 when none is known."""
    cost = 0.0
    for place in range(sources.break_first[source], sources.break_first[source + 1]):
        if place == sources.break_first[source] or qty >= sources.break_qty[place] - 1e-9:
            cost = sources.break_cost[place]
    return cost


@compiled
def arrival(sources: Sources, source: int, need: float) -> int:
    """When an order for `need` that is released at as_of is usable, seconds."""
    made = np.int64(sources.per_unit[source] * (pieces(sources, source, need) - sources.extra[source]))
    return int(sources.earliest[source] + made)


@compiled
def release(sources: Sources, source: int, at: int, as_of: int) -> int:
    """When an order needed at `at` would really be released: by the clock, not before as_of."""
    early = at - sources.soft[source] - sources.hard[source] - sources.lead[source]
    return int(max(early, as_of))


@compiled
def is_open(sources: Sources, source: int, at: int, as_of: int) -> bool:
    """Whether the source may be used at all for a need at `at` (effective dates, last buy)."""
    day = release(sources, source, at, as_of)
    return bool(sources.opens[source] <= day < sources.closes[source])


@compiled
def terms_hold(sources: Sources, source: int, at: int, as_of: int) -> bool:
    """Whether price and terms are valid when it would be released, and nothing else holds it."""
    day = release(sources, source, at, as_of)
    return sources.terms_from[source] <= day < sources.terms_to[source] and not sources.held[source]


@compiled
def first_arrival(sources: Sources, item: int, at: int, as_of: int, need: float) -> int:
    """The earliest instant at which anything ordered now is usable; NEVER without a source."""
    best = NEVER
    for source in range(sources.first[item], sources.first[item + 1]):
        if is_open(sources, source, at, as_of):
            best = min(best, arrival(sources, source, need))
    return best


@compiled
def choose(sources: Sources, item: int, at: int, need: float, rule: Rule) -> tuple[int, int]:
    """The source and the flags of the order, (NOBODY, 0) when none may be used.

    Valid terms before expired ones. Then by priority alone, or: in time; if none is, the fastest; then among the
    sources of the kind that has the lowest priority number the cheapest, the best score, the lowest number.
    """
    valid = False
    kind_priority = np.full(3, NEVER)
    in_time = False
    for source in range(sources.first[item], sources.first[item + 1]):
        if is_open(sources, source, at, rule.as_of):
            valid = valid or terms_hold(sources, source, at, rule.as_of)
    for source in range(sources.first[item], sources.first[item + 1]):
        if usable(sources, source, at, rule.as_of, valid):
            in_time = in_time or arrival(sources, source, need) <= at
    for source in range(sources.first[item], sources.first[item + 1]):
        if usable(sources, source, at, rule.as_of, valid) and (not in_time or arrival(sources, source, need) <= at):
            kind = sources.kind[source]
            kind_priority[kind] = min(kind_priority[kind], sources.priority[source])
    return _best(sources, item, at, need, rule, valid, in_time, kind_priority)


@compiled
def usable(sources: Sources, source: int, at: int, as_of: int, valid: bool) -> bool:
    """Whether the source may be used, and has valid terms where any source has (`valid`)."""
    return is_open(sources, source, at, as_of) and (not valid or terms_hold(sources, source, at, as_of))


@compiled
def _best(
    sources: Sources, item: int, at: int, need: float, rule: Rule, valid: bool, in_time: bool, kind_priority: Array
) -> tuple[int, int]:
    best = NOBODY
    for source in range(sources.first[item], sources.first[item + 1]):
        if not usable(sources, source, at, rule.as_of, valid):
            continue
        if not rule.by_priority:
            if in_time and arrival(sources, source, need) > at:
                continue
            if in_time and kind_priority[sources.kind[source]] > kind_priority.min():
                continue
        if best == NOBODY or _is_better(sources, source, best, need, rule, in_time):
            best = source
    flags = (0 if valid or best == NOBODY else EXPIRED) | (0 if in_time or best == NOBODY else LATE)
    if best != NOBODY and rule.by_priority:
        flags = (flags & EXPIRED) | (LATE if arrival(sources, best, need) > at else 0)
    return best, flags


@compiled
def _is_better(sources: Sources, one: int, other: int, need: float, rule: Rule, in_time: bool) -> bool:
    if not rule.by_priority:
        if not in_time and arrival(sources, one, need) != arrival(sources, other, need):
            return arrival(sources, one, need) < arrival(sources, other, need)
        cost = unit_cost(sources, one, pieces(sources, one, need))
        than = unit_cost(sources, other, pieces(sources, other, need))
        if sources.kind[one] == BUY and sources.kind[other] == BUY and abs(cost - than) > 1e-9 * max(cost, than):
            return cost < than
        if sources.score[one] != sources.score[other]:
            return bool(sources.score[one] > sources.score[other])
    return bool(sources.priority[one] < sources.priority[other])
