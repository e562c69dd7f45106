"""Exception messages: what a buyer must know or do beside the planned orders, one row each, with a sentence.

Columns: kind, product_id, location_id, supply_id (of a firm receipt), order (row of a planned order, -1), at, to_at,
qty, text. Kinds: expedite, postpone, cancel, cut, overdue, past_due, late_source, held, shortage, no_source,
moq_above_year.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.formulas import lot_size
from planning.netting.arrays import DAY, EXPIRED, LATE, NEVER, Array
from planning.netting.coding import KEYS, own_numbers
from planning.netting.engine import Netted
from planning.netting.frames import orders_frame
from planning.netting.inputs import datetimes, instants, numbers, texts
from planning.netting.problem import Problem
from planning.netting.projection import unmet
from planning.netting.reschedule import Wanted, wanted

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["kind", *KEYS, "supply_id", "order", "at", "to_at", "qty", "text"]


@dataclass(frozen=True)
class Tolerance:
    """What is too small to trouble anybody with: days of moving a receipt, units of cutting one."""

    days: float = 7
    qty: float = 1


def messages(
    problem: Problem, netted: Netted, tolerance: Tolerance | None = None, last_demand: int | None = None
) -> "pd.DataFrame":
    """All messages of a run, sorted by product, location, kind and instant.

    `last_demand`: seconds up to which demand is known, where the problem is a part of a larger one.
    """
    import pandas as pd

    parts = [
        supply_messages(problem, netted, tolerance or Tolerance()),
        order_messages(problem, netted),
        shortage_messages(problem, netted),
        minimum_messages(problem, netted, last_demand),
    ]
    every = pd.concat([part.astype(object) for part in parts if len(part)] or parts[:1], ignore_index=True)
    return every.sort_values([*KEYS, "kind", "at"], kind="stable", ignore_index=True)[COLUMNS]


def supply_messages(problem: Problem, netted: Netted, tolerance: Tolerance) -> "pd.DataFrame":
    """Expedite, postpone, cancel and cut what is on order, and receipts that are overdue.

    Of the supply frame: can_change (empty: yes) says whether a receipt may still be put off, cut or cancelled;
    min_qty and multiple_qty which quantities may be left of it; stated_due_at what was promised.
    """
    import pandas as pd

    supply, want = problem.inputs.supply, wanted(problem, netted)
    due, now = instants(supply, "due_at", 0), problem.rule.as_of
    needed = np.where(want.at == NEVER, NEVER, np.maximum(want.at, now))
    move, free = int(tolerance.days * DAY), numbers(supply, "can_change", 1) > 0
    gone = free & (want.at == NEVER) & (want.surplus > 0)
    rest = _kept(supply, want)
    cut = numbers(supply, "qty", 0) - rest
    stated = instants(supply, "stated_due_at", NEVER)
    found = {
        "expedite": (needed < due) & (want.at != NEVER) & (due - needed >= min(move, DAY)),
        "postpone": free & (want.at != NEVER) & (needed - due > move),
        "cancel": gone & (rest <= 0),
        "cut": free & (cut >= tolerance.qty) & (rest > 0),
        "overdue": np.minimum(stated, due) < now,
    }
    qty = {"cancel": want.surplus, "cut": cut}
    to = {"expedite": needed, "postpone": needed}
    at = {"overdue": np.minimum(stated, due)}
    rows = [
        _supply_rows(problem, kind, np.flatnonzero(mask), at.get(kind, due), to.get(kind, due), qty.get(kind))
        for kind, mask in found.items()
    ]
    return pd.concat(rows, ignore_index=True)


def _kept(supply: "pd.DataFrame", want: Wanted) -> Array:
    """What must be left of each receipt, units: what is needed, as a lot that its terms allow, at most what it is."""
    qty = numbers(supply, "qty", 0)
    needs = qty - want.surplus
    lots = lot_size(np.where(needs > 1e-6, needs, 0), numbers(supply, "min_qty", 0), numbers(supply, "multiple_qty", 0))
    return np.minimum(lots, qty)


_SUPPLY_TEXT = {
    "expedite": "Receipt {id} of {all:g} is expected {due}, needed {to}: ask for it earlier.",
    "postpone": "Receipt {id} of {all:g} is expected {due}, needed only {to}: ask for it later.",
    "cancel": "Receipt {id} of {all:g}, expected {due}, is needed by nothing in the horizon: cancel what can still be.",
    "cut": "Of receipt {id} of {all:g}, expected {due}, {qty:g} are needed by nothing: cut what can still be.",
    "overdue": "Receipt {id} of {all:g} was due {at} and is not here; it is counted for {due}.",
}


def _supply_rows(  # noqa: PLR0917  (one row of arrays for each column)
    problem: Problem, kind: str, rows: Array, at: Array, to: Array, qty: Array | None
) -> "pd.DataFrame":
    import pandas as pd

    supply: pd.DataFrame = problem.inputs.supply.take(rows)
    item = own_numbers(problem.inputs.items, supply)
    whole, due = numbers(supply, "qty", 0), instants(supply, "due_at", 0)
    amount = whole if qty is None else qty[rows]
    names = texts(supply, "supply_id")
    said = [
        _SUPPLY_TEXT[kind].format(id=name, all=all_, qty=part, due=_day(d), to=_day(t), at=_day(a))
        for name, all_, part, d, t, a in zip(names, whole, amount, due, to[rows], at[rows], strict=True)
    ]
    keys = {key: problem.inputs.items[key].to_numpy()[item] for key in KEYS}
    base = {"kind": kind, **keys, "supply_id": names, "order": -1}
    times = {"at": datetimes(at[rows]), "to_at": datetimes(to[rows])}
    return pd.DataFrame(base | times | {"qty": amount.round(6), "text": said})


def order_messages(problem: Problem, netted: Netted) -> "pd.DataFrame":
    """Planned orders whose release is past due or that no source delivers in time, and what may not leave.

    What may not leave is said once for each source (`held`): all of it, from the first need on, and why.
    """
    import pandas as pd

    flags = netted.orders.flags
    found = {
        "past_due": orders_frame(problem, netted, np.flatnonzero(netted.dates.release < problem.rule.as_of)),
        "late_source": orders_frame(problem, netted, np.flatnonzero((flags & LATE) > 0)),
        "held": _by_source(orders_frame(problem, netted, np.flatnonzero((flags & EXPIRED) > 0))),
    }
    parts = []
    for kind, frame in found.items():
        said = [_ORDER_TEXT[kind].format(**_words(row)) for row in frame.itertuples()]
        parts.append(
            frame.assign(kind=kind, supply_id=None, at=frame["need_at"], to_at=frame["expected_at"], text=said)
        )
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _by_source(orders: "pd.DataFrame") -> "pd.DataFrame":
    """The first order of each source, with the quantity of all."""
    whole = orders.groupby([*KEYS, "source_id"])["qty"].transform("sum")
    return orders.assign(qty=whole).drop_duplicates([*KEYS, "source_id"])


_ORDER_TEXT = {
    "past_due": "{qty:g} should have been released on {release}; released today they are here on {expected}.",
    "late_source": "No source delivers {qty:g} by {need}; {source} is the fastest allowed, here on {expected}.",
    "held": "{qty:g} are needed from {need} on and may not leave. {hold}",
}


def _words(row: Any) -> dict[str, Any]:
    source = row.supplier_name or row.supplier_id or row.from_location_id or row.source_id
    days = {"release": row.release_at, "expected": row.expected_at, "need": row.need_at}
    said = {name: f"{day:%Y-%m-%d}" for name, day in days.items()}
    return {"qty": row.qty, "source": source, "hold": row.hold_reason, **said}


def shortage_messages(problem: Problem, netted: Netted) -> "pd.DataFrame":
    """Intervals in which stock really runs out, with what ends them (F1), and items that nothing supplies."""
    import pandas as pd

    short = unmet(problem, netted, realistic=True)
    short = short[short["to_at"].isna() | (short["to_at"] > datetimes(np.int64(problem.rule.as_of)))]
    has_source = np.diff(problem.sources.first)[short["item"].to_numpy(np.int64)] > 0
    said = [_shortage_text(row, bool(sourced)) for row, sourced in zip(short.itertuples(), has_source, strict=True)]
    short = short.assign(
        kind=np.where(has_source | short["to_at"].notna(), "shortage", "no_source"), supply_id=short["mended_by"],
        order=-1, at=short["from_at"], qty=-short["lowest_balance"], text=said,
    )  # fmt: skip
    short["supply_id"] = short["supply_id"].where(short["supply_id"] != "planned order", None)
    found: pd.DataFrame = short[COLUMNS]
    return found


def _shortage_text(row: Any, has_source: bool) -> str:
    import pandas as pd

    begin = f"{-row.lowest_balance:g} are missing from {row.from_at:%Y-%m-%d}"
    if pd.isna(row.to_at):
        return f"{begin}; " + ("nothing mends it." if has_source else "no source of supply may be used. Add one.")
    by = "a planned order" if row.mended_by == "planned order" else f"receipt {row.mended_by}"
    return f"{begin} until {row.to_at:%Y-%m-%d}, when {by} arrives. Expedite it, transfer, or move the demand."


def minimum_messages(problem: Problem, netted: Netted, last_demand: int | None = None) -> "pd.DataFrame":
    """Sources whose minimum is more than a year's need (R49): the demand of the next 365 days, components included."""
    import pandas as pd

    need = _yearly(problem, netted, last_demand)
    owner = np.repeat(np.arange(problem.items), np.diff(problem.sources.first))
    moq = problem.sources.table["moq"]
    rows = np.flatnonzero((moq > need[owner]) & (need[owner] > 0))
    said = [f"The minimum of {moq[row]:g} is above a year's need of {need[owner[row]]:g}." for row in rows]
    keys = {key: problem.inputs.items[key].to_numpy()[owner[rows]] for key in KEYS}
    now = datetimes(np.full(rows.size, problem.rule.as_of))
    empty = {"supply_id": None, "order": -1, "at": now, "to_at": now}
    return pd.DataFrame({"kind": "moq_above_year", **keys, **empty, "qty": moq[rows], "text": said})


def _yearly(problem: Problem, netted: Netted, last_demand: int | None) -> Array:
    """Demand and component needs of each item over the horizon that demand spans, scaled to 365 days (float64)."""
    demand = problem.inputs.demand
    item = np.concatenate([own_numbers(problem.inputs.items, demand), netted.needs.item])
    qty = np.concatenate([numbers(demand, "qty", 0), netted.needs.qty])
    last = instants(demand, "due_at", 0).max(initial=-1) if last_demand is None else last_demand
    span = max((last - problem.rule.as_of) / DAY, 28) if last >= 0 else 365
    return np.asarray(np.bincount(item, qty, problem.items) * 365 / span)


def _day(at: int) -> str:
    return "never" if at in (NEVER, -NEVER) else str(np.datetime64(int(at), "s").astype("datetime64[D]"))
