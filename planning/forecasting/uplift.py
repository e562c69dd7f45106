"""What promotions add to demand: their days against the days around them, drawn towards what others of their like show.

A rate is the share on top at the usual discount (0.5: half as much again); at another discount it grows in proportion.
Sources: Gamma-Poisson shrinkage (DuMouchel 1999: what was measured weighs as the sales expected behind it, what is
shared as a number of them); James & Stein 1961.
"""

from typing import Any, NamedTuple

import numpy as np

from planning.formulas import Numbers

ENOUGH = 10.0
"""Usual sales that must stand behind a product's own rate; what others show weighs as many."""
MOST = 90.0
"""One promotion weighs no more: the next one is another."""
FEWEST = 3
"""Promotions below which nothing is shared."""
HIGHEST = 9.0
"""Ten times the usual is the most that is believed, as of any day (`spikes.ABSURD`)."""
FEWEST_DAYS = 14
"""Days around, without which nothing says what is usual."""
DISCOUNTS = (0.5, 2.0)
"""How far a discount other than the usual changes the rate."""
OWN, STATED, CATEGORY, ALL, NONE = "product", "stated", "category", "all", "none"


class Effects(NamedTuple):
    """What m promotions of the past did, one entry per promotion and product."""

    product: Any  # int64
    category: Any  # int64
    discount: Numbers  # share of the price; NaN: not said
    sold: Numbers  # units on its days
    expected: Numbers  # units on as many usual days
    dispersion: Numbers  # variance over mean of a usual day's units


class Rates(NamedTuple):
    """What promotions add, row for row: the rate (0: nothing), what it stands on, and how many past promotions."""

    rate: Numbers
    basis: Any  # OWN, CATEGORY, ALL or NONE
    count: Any  # int64


class _Group(NamedTuple):
    """Per group: the mean rate, the sales behind it, and how many promotions."""

    rate: Numbers
    weight: Numbers
    count: Any


def weekday_weights(weekday: Any, units: Any) -> Numbers:
    """How a day weighs by its weekday (7 numbers, mean 1): as it sells, with ten rows that sell evenly beside it.

    `weekday` 0 to 6 and `units` of n rows of demand over whole weeks.
    """
    rows, total = len(weekday), float(np.sum(units))
    if total <= 0:
        return np.ones(7)
    share = np.bincount(weekday, units, 7) / total
    return np.asarray(7 * (share * rows + 10) / (rows + 70), dtype=np.float64)


def base_rates(effects: Effects) -> Numbers:
    """By how much each promotion lifted its own days (0: not at all), drawn towards its product's rate."""
    if not effects.product.size:
        return np.empty(0)
    usual = _usual_discount(effects)
    own, weight = _measured(effects, usual)
    shared = _drawn(_grouped(effects.product, own, weight), effects.product, _shared(effects, own, weight))
    drawn = (weight * own + ENOUGH * shared) / (weight + ENOUGH)
    return np.clip(drawn * _strength(effects.discount, usual), 0, HIGHEST)


def expected_rates(effects: Effects, product: Any, category: Any, discount: Numbers) -> Rates:
    """What n promotions (product and category coded as in `effects`) will add.

    Their product's own rate where ENOUGH sales stand behind it, drawn towards that of FEWEST promotions or more of the
    category, else of all; else such a shared one; else none.
    """
    usual = _usual_discount(effects)
    own, weight = _measured(effects, usual)
    mine = _grouped(effects.product, own, weight, product)
    shared, basis, count = _shared_of(effects, own, weight, category)
    has_own = mine.weight[product] >= ENOUGH
    drawn = _drawn(mine, product, shared)
    rate = np.where(has_own, drawn, np.nan_to_num(shared)) * _strength(discount, usual)
    return Rates(
        np.clip(rate, 0, HIGHEST), np.where(has_own, OWN, basis), np.where(has_own, mine.count[product], count)
    )


def _measured(effects: Effects, usual: float) -> tuple[Numbers, Numbers]:
    """Rate at the usual discount, and the usual sales that stand behind it, of each effect."""
    exposed = effects.expected * _strength(effects.discount, usual)
    rate = np.clip((effects.sold - effects.expected) / exposed, -1, HIGHEST)
    return rate, effects.expected / (effects.dispersion + effects.expected / MOST)


def _usual_discount(effects: Effects) -> float:
    """Mean of the discounts that are said; NaN where none is."""
    said = effects.discount[effects.discount > 0]
    return float(said.mean()) if said.size else np.nan


def _strength(discount: Numbers, usual: float) -> Numbers:
    """A discount over the usual one, within DISCOUNTS; 1 where none is said."""
    share = np.where(discount > 0, discount / usual, 1.0)
    return np.asarray(np.clip(np.nan_to_num(share, nan=1.0), *DISCOUNTS), dtype=np.float64)


def _grouped(group: Any, rate: Numbers, weight: Numbers, others: Any = None) -> _Group:
    """Means by group; `others` are groups that must have a place as well."""
    size = int(max(group.max(initial=-1), -1 if others is None else others.max(initial=-1))) + 1
    total, sums = (np.asarray(np.bincount(group, one, size), dtype=np.float64) for one in (weight, weight * rate))
    mean = np.divide(sums, total, out=np.full(size, np.nan), where=total > 0)
    return _Group(mean, total, np.bincount(group, minlength=size))


def _shared_of(effects: Effects, rate: Numbers, weight: Numbers, category: Any) -> tuple[Numbers, Any, Any]:
    """The shared rate (NaN: none), its basis and its promotions, of each of the categories."""
    by = _grouped(effects.category, rate, weight, category)
    count, enough = len(rate), by.count[category] >= FEWEST
    all_rate = np.average(rate, weights=weight) if count >= FEWEST else np.nan
    basis = np.where(enough, CATEGORY, ALL if count >= FEWEST else NONE)
    counts = np.where(enough, by.count[category], count if count >= FEWEST else 0)
    return np.where(enough, by.rate[category], all_rate), basis, counts


def _shared(effects: Effects, rate: Numbers, weight: Numbers) -> Numbers:
    return _shared_of(effects, rate, weight, effects.category)[0]


def _drawn(mine: _Group, product: Any, shared: Numbers) -> Numbers:
    """A product's own rate drawn towards the shared one; as it is where nothing is shared."""
    own, weight = mine.rate[product], mine.weight[product]
    return np.asarray((weight * own + ENOUGH * np.where(np.isnan(shared), own, shared)) / (weight + ENOUGH))
