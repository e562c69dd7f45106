"""Sources of supply as arrays, and what speaks against letting their orders leave (F5)."""

from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import BUY, KINDS, MAKE, NEVER, SOURCE, Array, Sources
from planning.netting.calendars import Calendar
from planning.netting.coding import offsets
from planning.netting.dates import Leads, clock, earliest, whole_days
from planning.netting.inputs import instants, numbers, texts

if TYPE_CHECKING:
    import pandas as pd


def kinds(sources: "pd.DataFrame") -> Array:
    """BUY, MAKE or TRANSFER per source; -1 for anything else."""
    known = {name: number for number, name in enumerate(KINDS)}
    return np.array([known.get(kind, -1) for kind in texts(sources, "kind")], np.int64)


def read_leads(sources: "pd.DataFrame", calendars: dict[str, Calendar | str]) -> Leads:
    """Which calendar each source keeps, and its lead time in open days."""
    usable = {name: one for name, one in calendars.items() if isinstance(one, Calendar)}
    number = {name: place for place, name in enumerate(usable)}
    of = np.array([number.get(name, -1) for name in texts(sources, "calendar_id")], np.int64)
    return Leads(of, whole_days(numbers(sources, "lead_time_days", 0)), tuple(usable.values()))


def read_sources(
    sources: "pd.DataFrame", breaks: "pd.DataFrame", items: "pd.DataFrame", *, owner: Array, leads: Leads, as_of: int
) -> Sources:
    """The arrays. `sources` is sorted by `owner`, the item number of each row."""
    kind = kinds(sources)
    hard = clock(numbers(sources, "hard_days", 0))
    lead = clock(np.where(kind == MAKE, numbers(sources, "fixed_hours", 0) / 24, numbers(sources, "lead_time_days", 0)))
    first_usable = earliest(as_of, lead, hard, leads)
    lead = np.where(leads.calendar >= 0, first_usable - hard - as_of, lead)
    costs, break_qty, break_cost = _costs(sources, breaks)
    columns = {
        "kind": kind,
        "priority": numbers(sources, "priority", 1),
        "score": numbers(sources, "score", 0),
        "earliest": first_usable,
        "lead": lead,
        "per_unit": np.where(kind == MAKE, numbers(sources, "hours_per_unit", 0) * 3600, 0),
        "hard": hard,
        "soft": clock(numbers(sources, "soft_days", 0)),
        **_lots(sources),
        "held": hold_reasons(sources, breaks) != "",
        "break_first": costs[:-1],
        "break_last": costs[1:],
        **_windows(sources, items, owner, kind),
    }
    table = np.zeros(len(sources), SOURCE)
    for name, values in columns.items():
        table[name] = values
    return Sources(offsets(len(items), owner), table, break_qty, break_cost)


def _lots(sources: "pd.DataFrame") -> dict[str, Array]:
    """The lot rule; a fixed lot is its own minimum, multiple and largest order."""
    fixed = numbers(sources, "fixed_lot_qty", np.nan)
    return {
        "moq": np.where(np.isnan(fixed), numbers(sources, "min_qty", 0), fixed),
        "multiple": np.where(np.isnan(fixed), numbers(sources, "multiple_qty", 0), fixed),
        "most": np.where(np.isnan(fixed), numbers(sources, "max_qty", np.inf), fixed),
        "extra": numbers(sources, "extra_qty", 0),
    }


def _windows(sources: "pd.DataFrame", items: "pd.DataFrame", owner: Array, kind: Array) -> dict[str, Array]:
    """When a release is allowed: the source's and the item's effective dates, and the last buy of a phase-out."""
    last_buy = np.where(kind == BUY, instants(items, "last_buy_on", NEVER)[owner], NEVER)
    closes = np.minimum(instants(sources, "effective_to", NEVER), instants(items, "effective_to", NEVER)[owner])
    opens = np.maximum(instants(sources, "effective_from", -NEVER), instants(items, "effective_from", -NEVER)[owner])
    return {
        "opens": opens,
        "closes": np.minimum(closes, last_buy),
        "terms_from": instants(sources, "terms_from", -NEVER),
        "terms_to": instants(sources, "terms_to", NEVER),
    }


def _costs(sources: "pd.DataFrame", breaks: "pd.DataFrame") -> tuple[Array, Array, Array]:
    """Price breaks by source (offsets, quantity ascending, cost); the source's own cost holds from quantity 0."""
    import pandas as pd

    own, stated = numbers(sources, "unit_cost", 0), numbers(breaks, "unit_cost", 0)
    listed = np.empty(0, np.int64)
    if len(breaks):
        listed = pd.Index(texts(sources, "source_id")).get_indexer(texts(breaks, "source_id"))
    has_own = np.flatnonzero(own > 0)
    is_stated = np.flatnonzero((stated > 0) & (listed >= 0))
    row = np.concatenate([has_own, listed[is_stated]])
    from_qty = np.concatenate([np.zeros(has_own.size), numbers(breaks, "from_qty", 0)[is_stated]])
    cost = np.concatenate([own[has_own], stated[is_stated]])
    order = np.lexsort((from_qty, row))
    return offsets(len(sources), row[order]), from_qty[order], cost[order]


def hold_reasons(sources: "pd.DataFrame", breaks: "pd.DataFrame") -> Any:
    """Why an order from each source may not leave by itself, a sentence or '' (object array)."""
    kind = kinds(sources)
    priced = np.isin(texts(sources, "source_id"), texts(breaks, "source_id")[numbers(breaks, "unit_cost", 0) > 0])
    has_price = priced | (numbers(sources, "unit_cost", 0) > 0)
    no_supplier = np.array([name is None for name in texts(sources, "supplier_id")], bool)
    no_lead = np.isnan(numbers(sources, "lead_time_days", np.nan)) & (kind != MAKE)
    said = np.array([reason or "" for reason in texts(sources, "hold_reason")], object)
    for wrong, reason in (
        ((kind == BUY) & no_supplier, "No supplier is named for this purchase. Name one in the supplier's terms."),
        ((kind == BUY) & ~has_price, "No price above 0 is known. Add one to the supplier's terms."),
        (no_lead, "No lead time is known, so its dates are those of the need. Add one to the terms or the policy."),
    ):
        said[wrong] = [f"{before} {reason}".strip() for before in said[wrong]]
    return said
