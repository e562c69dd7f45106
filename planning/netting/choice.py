# ruff: noqa: PLR0917  (compiled code passes its arrays by position)
"""Which source an order comes from, and how large it is (compiled; used by the walk).

`one` is a record of `arrays.SOURCE` throughout; instants are int64 seconds, quantities units.
"""

from typing import Any

import numpy as np

from planning.netting.arrays import BUY, DAY, EXPIRED, LATE, NEVER, Array, Rule, Sources
from planning.netting.jit import compiled

NOBODY = -1
KINDS_LAST = 2


@compiled
def lot(need: float, least: float, multiple: float) -> float:
    """`planning.formulas.lot_size` for one number: what the compiled walk can call. A test holds the two equal."""
    step = multiple if multiple > 0 else 1.0
    return float(np.ceil(max(need, least) / step - 1e-9) * step)


@compiled
def pieces(one: Any, need: float) -> float:
    """What is ordered for `need`, before it is split by the largest single order."""
    return float(lot(max(need - one.extra, 1e-6), one.moq, one.multiple) + one.extra)


@compiled
def arrival(one: Any, need: float) -> int:
    """When an order for `need` that is released at as_of is usable."""
    made = 0.0 if one.per_unit == 0 else one.per_unit * (pieces(one, need) - one.extra)
    return int(one.earliest + np.int64(made))


@compiled
def release(one: Any, at: int, as_of: int) -> int:
    """When an order needed at `at` would really be released: by the clock, not before as_of."""
    return int(max(at - one.soft - one.hard - one.lead, as_of))


@compiled
def is_open(one: Any, at: int, as_of: int) -> bool:
    """Whether the source may be used at all for a need at `at` (effective dates, last buy)."""
    return bool(one.opens <= release(one, at, as_of) < one.closes)


@compiled
def terms_hold(one: Any, at: int, as_of: int) -> bool:
    """Whether it may be used, price and terms are valid when it would be released, and nothing else holds it."""
    day = release(one, at, as_of)
    return bool(one.opens <= day < one.closes and one.terms_from <= day < one.terms_to and not one.held)


@compiled
def unit_cost(sources: Sources, one: Any, qty: float) -> float:
    """Landed cost per unit at `qty` by the price breaks; 0 when none is known."""
    cost = 0.0
    for place in range(one.break_first, one.break_last):
        if place == one.break_first or qty >= sources.break_qty[place] - 1e-9:
            cost = sources.break_cost[place]
    return cost


@compiled
def first_arrival(sources: Sources, item: int, at: int, as_of: int, need: float) -> int:
    """The earliest instant at which anything ordered now is usable; NEVER without a source."""
    best = NEVER
    for place in range(sources.first[item], sources.first[item + 1]):
        if is_open(sources.table[place], at, as_of):
            best = min(best, arrival(sources.table[place], need))
    return best


@compiled
def choose(sources: Sources, item: int, at: int, need: float, rule: Rule) -> tuple[int, int]:
    """The source (its row) and the flags of the order; (NOBODY, 0) when none may be used.

    Valid terms before expired ones. Then by priority alone, or: in time; if none is, the fastest; then among the
    sources of the kind that has the lowest priority number the cheapest, the best score, the lowest number.
    """
    first, last = sources.first[item], sources.first[item + 1]
    is_valid, lowest, best = False, NEVER, NOBODY
    for place in range(first, last):
        is_valid = is_valid or terms_hold(sources.table[place], at, rule.as_of)
    for place in range(first, last):
        one = sources.table[place]
        if not rule.by_priority and may_use(one, at, rule.as_of, is_valid) and arrival(one, need) <= at:
            lowest = min(lowest, kind_order(one))
    for place in range(first, last):
        one = sources.table[place]
        fits = lowest == NEVER or (one.kind == KINDS_LAST - lowest % 4 and arrival(one, need) <= at)
        if fits and may_use(one, at, rule.as_of, is_valid):
            best = place if best == NOBODY or _is_better(sources, one, best, need, rule, lowest < NEVER) else best
    if best == NOBODY:
        return NOBODY, 0
    is_late = arrival(sources.table[best], need) > at
    return best, (0 if is_valid else EXPIRED) | (LATE if is_late else 0)


@compiled
def choose_each(sources: Sources, items: Array, at: Array, needs: Array, rule: Rule) -> Array:
    """`choose` for each of the `items`: the sources' rows (int64), NOBODY where none may be used."""
    chosen = np.empty(items.size, np.int64)
    for place in range(items.size):
        chosen[place] = choose(sources, items[place], at[place], needs[place], rule)[0]
    return chosen


@compiled
def compare_each(sources: Sources, places: Array, at: Array, needs: Array, rule: Rule) -> tuple[Array, Array, Array]:
    """What `choose` looks at, of each of the sources `places`: landed cost per unit at the lot, whole days after `at`
    at which it is usable (int64, 0: in time), and whether its terms hold (bool)."""
    cost, late = np.empty(places.size), np.empty(places.size, np.int64)
    valid = np.empty(places.size, np.bool_)
    for row in range(places.size):
        one = sources.table[places[row]]
        cost[row] = unit_cost(sources, one, pieces(one, needs[row]))
        late[row] = max((arrival(one, needs[row]) - at[row] + DAY - 1) // DAY, 0)
        valid[row] = terms_hold(one, at[row], rule.as_of)
    return cost, late, valid


@compiled
def kind_order(one: Any) -> int:
    """Lowest priority number first; of equal ones a transfer, then making, then buying."""
    return int(one.priority * 4 + KINDS_LAST - one.kind)


@compiled
def may_use(one: Any, at: int, as_of: int, is_valid: bool) -> bool:
    """Whether the source may be used, and has valid terms where any source has (`is_valid`)."""
    return terms_hold(one, at, as_of) if is_valid else is_open(one, at, as_of)


@compiled
def _is_better(sources: Sources, one: Any, chosen: int, need: float, rule: Rule, in_time: bool) -> bool:
    other = sources.table[chosen]
    if rule.by_priority:
        return bool(one.priority < other.priority)
    if not in_time and arrival(one, need) != arrival(other, need):
        return arrival(one, need) < arrival(other, need)
    if one.kind == BUY and other.kind == BUY:
        cost, than = unit_cost(sources, one, pieces(one, need)), unit_cost(sources, other, pieces(other, need))
        if abs(cost - than) > 1e-9 * max(cost, than):
            return cost < than
        if one.score != other.score:
            return bool(one.score > other.score)
    return kind_order(one) < kind_order(other)
