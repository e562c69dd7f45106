"""From whom a requirement is ordered: the supplier whom netting chose, or whom its rule of choice names (F9)."""

from itertools import pairwise
from math import isclose
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planning.netting.arrays import BUY, DAY, Array
from planning.netting.choice import NOBODY, choose_each, compare_each
from planning.netting.coding import KEYS, UNKNOWN, ItemIndex
from planning.netting.engine import Netted
from planning.netting.inputs import texts
from planning.netting.problem import Problem

if TYPE_CHECKING:
    import pandas as pd

TERMS = [
    "supplier_product_id", "supplier_id", "currency", "unit_price", "base_unit_price", "units_per_purchase_uom",
    "min_order_qty", "order_multiple",
]  # fmt: skip


class Asked(NamedTuple):
    """What is asked of the supplier of each item."""

    item: Array  # int64, row of the problem's items; UNKNOWN: not netted
    at: Array  # int64 seconds, when it is needed
    qty: Array  # float64 units; 0: nothing is asked for


def with_suppliers(
    items: "pd.DataFrame", needed: "pd.DataFrame", terms: "pd.DataFrame", problem: Problem, netted: Netted
) -> "pd.DataFrame":
    """The items with the supplier that each is ordered from, and their terms; where nobody is found those of `items`.

    The planned purchase that makes an item due decides, else its next one. Where there is none, the rule by which
    netting chooses (`netting.choice`) is applied to the day it is required on. As the order would leave today, it is
    the supplier's list of today that counts.

    Args:
        items: row for row the products and locations of `needed`.
        needed: `requirements.needs`.
        terms: `Facts.sources`.

    Returns `items` with TERMS and terms_valid replaced, and supplier_lead_days (calendar days; NaN: nobody was found)
    and supplier_reason (a sentence; None where there was no choice).
    """
    asked = _asked(items, needed, problem, netted)
    chosen = _chosen(asked, needed["order"].to_numpy(np.int64), problem, netted)
    place = _in_force(problem, asked.item, chosen)
    found = place != NOBODY
    named, valid = np.full(place.size, None, object), np.zeros(place.size, bool)
    named[found] = texts(problem.inputs.sources, "supplier_product_id")[place[found]]
    valid[found] = _holds_today(problem)[place[found]]
    new = terms.set_index("supplier_product_id", drop=False).reindex(named)
    days = lead_days(new, items["min_lead_time_receipts"].to_numpy(float))
    own = {name: np.where(found, new[name].to_numpy(object), items[name].to_numpy(object)) for name in TERMS}
    valid &= new["unit_price"].notna().to_numpy()
    return items.assign(
        **own,
        terms_valid=np.where(found, valid, items["terms_valid"].fillna(False).astype(bool)),
        supplier_lead_days=days,
        supplier_reason=_reasons(problem, asked, place),
    )


def lead_days(terms: "pd.DataFrame", least_receipts: Array) -> Array:
    """Calendar days from order to receipt: measured where enough receipts stand behind it, else stated, else NaN."""
    measured = has_measured_lead_time(terms, least_receipts)
    stated = terms["stated_lead_time_days"].astype(float)
    days: Array = terms["measured_lead_time_days"].astype(float).where(measured).fillna(stated).to_numpy(float)
    return days


def has_measured_lead_time(terms: "pd.DataFrame", least_receipts: Array) -> Array:
    """Whether enough receipts stand behind the measured lead time (bool)."""
    enough = terms["lead_time_receipts"].astype(float).fillna(0).to_numpy() >= least_receipts
    return np.asarray(enough & terms["measured_lead_time_days"].notna().to_numpy(), bool)


def _asked(items: "pd.DataFrame", needed: "pd.DataFrame", problem: Problem, netted: Netted) -> Asked:
    """Of a planned purchase its day and quantity, else the requirement's."""
    order = needed["order"].to_numpy(np.int64)
    at = problem.rule.as_of + needed["required_days"].to_numpy(np.int64) * DAY
    qty = needed["net_requirement"].to_numpy(float).copy()
    planned = (order >= 0) & (qty > 0)
    at[planned] = netted.orders.need_at[order[planned]]
    qty[planned] = netted.orders.qty[order[planned]]
    return Asked(ItemIndex(problem.inputs.items).rows(items, *KEYS), at, qty)


def _chosen(asked: Asked, order: Array, problem: Problem, netted: Netted) -> Array:
    """The source of each item (row of the sources), NOBODY where no supplier is found."""
    place = np.full(order.size, NOBODY, np.int64)
    place[order >= 0] = netted.orders.source[order[order >= 0]]
    alone = (order < 0) & (asked.qty > 0) & (asked.item != UNKNOWN)
    place[alone] = choose_each(problem.sources, asked.item[alone], asked.at[alone], asked.qty[alone], problem.rule)
    named = np.flatnonzero(place != NOBODY)
    place[named[problem.sources.table["kind"][place[named]] != BUY]] = NOBODY
    return place


def _holds_today(problem: Problem) -> Array:
    table, now = problem.sources.table, problem.rule.as_of
    return np.asarray((table["terms_from"] <= now) & (now < table["terms_to"]))


def _in_force(problem: Problem, item: Array, chosen: Array) -> Array:
    """The supplier's list that holds today, where the one that was chosen begins later or is over by now."""
    place, first, holds = chosen.copy(), problem.sources.first, _holds_today(problem)
    supplier = texts(problem.inputs.sources, "supplier_id")
    taken = np.flatnonzero(chosen != NOBODY)
    for row in taken[~holds[chosen[taken]]]:
        own = range(first[item[row]], first[item[row] + 1])
        same = (one for one in own if holds[one] and supplier[one] == supplier[chosen[row]])
        place[row] = next(same, chosen[row])
    return place


def _reasons(problem: Problem, asked: Asked, place: Array) -> Array:
    """Why each supplier was taken and none of the others; None where there was nobody else, or nothing is asked for."""
    said = np.full(place.size, None, object)
    first = problem.sources.first
    rows = np.flatnonzero((place != NOBODY) & (asked.qty > 0))
    rows = rows[first[asked.item[rows] + 1] - first[asked.item[rows]] > 1]
    for row, offers in zip(rows.tolist(), _compared(problem, asked, rows), strict=True):
        said[row] = _reason(offers, int(place[row] - first[asked.item[row]]))
    return said


class Offer(NamedTuple):
    """What one supplier offers for what is asked."""

    name: str
    cost: float
    """Landed, base currency per stock unit; 0: no price is known."""
    days_late: int
    is_valid: bool
    is_bought: bool
    score: float
    """Share of lines on time."""


def _compared(problem: Problem, asked: Asked, rows: Array) -> list[list[Offer]]:
    """The offers of all sources of each of the `rows`, in the order of the sources."""
    first, table, sources = problem.sources.first, problem.sources.table, problem.inputs.sources
    begins, ends = first[asked.item[rows]], first[asked.item[rows] + 1]
    each = np.repeat(rows, ends - begins)
    places = np.concatenate([np.arange(a, b) for a, b in zip(begins, ends, strict=True)]) if rows.size else each
    cost, late, valid = compare_each(problem.sources, places, asked.at[each], asked.qty[each], problem.rule)
    names, ids = texts(sources, "supplier_name")[places], texts(sources, "supplier_id")[places]
    bought, score = table["kind"][places] == BUY, table["score"][places]
    told = zip(names, ids, cost.tolist(), late.tolist(), valid.tolist(), bought, score.tolist(), strict=True)
    offers = [Offer(name or code, *rest) for name, code, *rest in told]
    marks = np.concatenate([[0], np.cumsum(ends - begins)]).tolist()
    return [offers[a:b] for a, b in pairwise(marks)]


def _reason(offers: list[Offer], chosen: int) -> str | None:
    """One sentence: the chosen one, and what speaks against the cheapest of the others."""
    taken = offers[chosen]
    others = [one for one in offers if one.is_bought and one.name != taken.name and one.cost > 0]
    against = _against(taken, others) if others and taken.cost > 0 else None
    return against and f"{taken.name} at {_money(taken.cost)} a unit landed, {against}."


def _against(taken: Offer, others: list[Offer]) -> str | None:
    valid = [one for one in others if one.is_valid]
    if not valid:
        return f"as the terms of {others[0].name} are not valid" if taken.is_valid else None
    other = min(valid, key=lambda one: one.cost)
    if taken.days_late:
        return f"the earliest: {_days(taken)} late. {_late(other)}"
    return f"as {_late(other)}" if other.days_late else _dearer(taken, other)


def _dearer(taken: Offer, other: Offer) -> str | None:
    """Both in time."""
    if not isclose(taken.cost, other.cost):
        return f"as {other.name} would cost {_money(other.cost)}" if other.cost > taken.cost else None
    if taken.score > other.score:
        return f"on time in {taken.score:.0%} of its lines; {other.name} at the same cost in {other.score:.0%}"
    return f"ranked before {other.name}, who costs the same"


def _late(offer: Offer) -> str:
    return f"{offer.name} at {_money(offer.cost)} would come {_days(offer)} late"


def _days(offer: Offer) -> str:
    return "1 day" if offer.days_late == 1 else f"{offer.days_late} days"


def _money(cost: float) -> str:
    """Two places, four below 1."""
    return f"{cost:,.2f}" if cost >= 1 else f"{cost:.4f}"
