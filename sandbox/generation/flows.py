"""Demand and supply of one chunk of products: whole columns at a time, stock never below zero.

A place is one product at one location. Each place is supplied at the start of its cycles (every 28 to 56 days), with
what that cycle will ask for; a few places miss their last supply and run short.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.generation.plan import BLOCK, LINES_A_DAY, Masters, Size

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

    Array = np.ndarray[Any, Any]

SHORT_SHARE, OVERDUE_SHARE, EXCESS_SHARE, REJECT_SHARE = 0.05, 0.02, 0.04, 0.02
OPEN_DAYS = 2


@dataclass(frozen=True)
class Places:
    """Product index, location index, start days of cycles (places x cycles), opening units."""

    product: "Array"
    location: "Array"
    starts: "Array"
    opening: "Array"


@dataclass(frozen=True)
class Demand:
    """Order lines, sorted by place and day: place, day, quantity, shipped (0 or the quantity)."""

    place: "Array"
    day: "Array"
    quantity: "Array"
    shipped: "Array"


@dataclass(frozen=True)
class Supply:
    """One row a place and cycle that brings something: good and rejected units, day; `is_open` has not arrived."""

    place: "Array"
    cycle: "Array"
    day: "Array"
    good: "Array"
    rejected: "Array"
    is_open: "Array"


@dataclass(frozen=True)
class Use:
    """Parts taken for kits: place of the part, place of the kit, day, units."""

    place: "Array"
    parent: "Array"
    day: "Array"
    quantity: "Array"


@dataclass(frozen=True)
class Flows:
    places: Places
    demand: Demand
    supply: Supply
    use: Use


def make_flows(size: Size, masters: Masters, first: int, last: int) -> Flows:
    """What happens to the products `first` to `last` (excluded) at every location."""
    import numpy as np

    rng = size.rng(1, first)
    places = _places(size, rng, np.arange(first, last))
    demand = _demand(size, rng, places)
    _open(size, masters, places, demand, rng)
    asked = _by_cycle(places, demand.place, demand.day, demand.quantity)
    is_kit = masters.is_kit(places.product)
    good = np.zeros_like(asked)
    good[is_kit] = _lots(asked[is_kit], 1)
    use = _use(size, masters, places, good, first)
    asked += _by_cycle(places, use.place, use.day, use.quantity)
    multiple = masters.multiple[places.product][:, None]
    good[~is_kit] = _lots(asked[~is_kit], multiple[~is_kit])
    supply = _supply(size, rng, masters, places, good)
    return Flows(places, _shipped(size, places, demand, supply), supply, use)


def _places(size: Size, rng: "Generator", products: "Array") -> Places:
    """Places of one block and location share their cycle, so that parts are there when a kit is made."""
    import numpy as np

    product = np.repeat(products, size.locations)
    location = np.tile(np.arange(size.locations), len(products))
    blocks = (product - products[0]) // BLOCK * size.locations + location
    length = rng.integers(28, 57, blocks.max() + 1)[blocks]
    offset = (rng.random(blocks.max() + 1)[blocks] * length).astype(np.int64)
    cycles = size.days // 28 + 2
    starts = offset[:, None] + length[:, None] * np.arange(cycles)[None, :]
    return Places(product, location, starts, np.zeros(len(product), dtype=np.int64))


def _open(size: Size, masters: Masters, places: Places, demand: "Demand", rng: "Generator") -> None:
    """Opening stock lasts until the first supply and leaves about a reorder point's worth; here and there for years."""
    import numpy as np

    early = demand.day < places.starts[demand.place, 0]
    np.add.at(places.opening, demand.place[early], demand.quantity[early])
    daily = np.bincount(demand.place, demand.quantity, len(places.opening)) / size.days
    lead = masters.lead_days[masters.supplier[places.product]]
    spare = (daily * lead + 2.5 * np.sqrt(3 * daily * lead)) * rng.uniform(0.6, 1.4, len(daily)) + 1
    places.opening[:] += (spare * np.where(rng.random(len(daily)) < EXCESS_SHARE, 20, 1)).astype(np.int64)


def _demand(size: Size, rng: "Generator", places: Places) -> Demand:
    """Sparse demand: lines a day spread over places by a log-normal law, over days evenly with a mild yearly season."""
    import numpy as np

    count = len(places.product)
    rate = LINES_A_DAY * np.exp(rng.normal(-0.18, 0.6, count))
    lines = rng.poisson(rate * size.days)
    place = np.repeat(np.arange(count), lines)
    season = 1 + 0.3 * np.cos(2 * np.pi * (np.arange(size.days) - size.days + 120) / 365.25)
    day = np.searchsorted(np.cumsum(season) / season.sum(), rng.random(len(place)), side="right")
    order = np.lexsort((day, place))
    quantity = rng.choice([1, 2, 3, 6], size=len(place), p=[0.6, 0.2, 0.15, 0.05])
    return Demand(place, np.minimum(day, size.days - 1)[order], quantity, np.zeros_like(quantity))


def _by_cycle(places: Places, place: "Array", day: "Array", quantity: "Array") -> "Array":
    """Units asked in each cycle, places x cycles; what comes before the first start is met from the opening stock."""
    import numpy as np

    starts = places.starts
    cycle = (day[:, None] >= starts[place]).sum(axis=1) - 1 if len(place) else np.zeros(0, dtype=np.int64)
    units = np.zeros(starts.shape, dtype=np.int64)
    counted = cycle >= 0
    np.add.at(units, (place[counted], cycle[counted]), quantity[counted])
    return units


def _lots(asked: "Array", multiple: "Array | int") -> "Array":
    """Supply of each cycle in whole multiples, so that all supply so far covers all that was asked so far."""
    import numpy as np

    whole = -(-asked.cumsum(axis=1) // multiple) * multiple
    return np.diff(whole, axis=1, prepend=0)


def _use(size: Size, masters: Masters, places: Places, made: "Array", first: int) -> Use:
    import numpy as np

    parent, cycle = np.nonzero((made > 0) & (places.starts < size.days))
    lines = masters.bom[np.searchsorted(masters.bom[:, 0], places.product[parent])[:, None] + np.arange(3)]
    part = (lines[:, :, 1] - first) * size.locations + places.location[parent][:, None]
    quantity = lines[:, :, 2] * made[parent, cycle][:, None]
    day = np.repeat(places.starts[parent, cycle], 3)
    return Use(part.ravel(), np.repeat(parent, 3), day, quantity.ravel())


def _supply(size: Size, rng: "Generator", masters: Masters, places: Places, good: "Array") -> Supply:
    """Arrivals within the days; of the next cycle what is on order already. Parts of kits never miss a supply."""
    import numpy as np

    is_kit = masters.is_kit(places.product)
    lead = masters.lead_days[masters.supplier[places.product]]
    last = (places.starts < size.days).sum(axis=1) - 1
    chance = rng.random(len(places.product))
    may_miss = ~is_kit & (places.product % BLOCK < 6) & (last >= 0)
    misses = may_miss & (chance < SHORT_SHARE + OVERDUE_SHARE)
    is_overdue = may_miss & (chance < OVERDUE_SHARE)
    usual = np.maximum(1, good.mean(axis=1)).astype(np.int64)
    good[np.arange(len(last)), np.minimum(last + 1, good.shape[1] - 1)] = np.where(is_kit, 0, usual)
    place, cycle = np.nonzero(good)
    is_last = cycle == last[place]
    is_next = (cycle == last[place] + 1) & (places.starts[place, cycle] - lead[place] < size.days)
    kept = ((cycle <= last[place]) & ~(is_last & misses[place] & ~is_overdue[place])) | is_next
    place, cycle, is_open = place[kept], cycle[kept], (is_next | (is_last & is_overdue[place]))[kept]
    units = good[place, cycle]
    rejects = (rng.random(len(place)) < REJECT_SHARE) & ~is_kit[place] & ~is_open
    return Supply(place, cycle, places.starts[place, cycle], units, rejects * (units // 12 + 1), is_open)


def _shipped(size: Size, places: Places, demand: Demand, supply: Supply) -> Demand:
    """Ships in the order of lines while stock lasts; the last two days' orders still wait."""
    import numpy as np

    came = ~supply.is_open
    good = np.zeros(len(places.product), dtype=np.int64)
    np.add.at(good, supply.place[came], supply.good[came])
    total = demand.quantity.cumsum()
    first = np.searchsorted(demand.place, np.arange(len(places.product)))
    before = np.concatenate([[0], total])[first]
    asked = total - before[demand.place]
    is_part_or_kit = places.product[demand.place] % BLOCK >= 6
    there = (places.opening + good)[demand.place]
    is_shipped = (demand.day < size.days - OPEN_DAYS) & (is_part_or_kit | (asked <= there))
    return Demand(demand.place, demand.day, demand.quantity, np.where(is_shipped, demand.quantity, 0))
