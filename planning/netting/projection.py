"""What the plan leads to: projected available balance, intervals without stock, cover.

PAB(t) = PAB(t-1) + receipts(t) - demand(t) (ASCM), at the instants of events. `realistic` counts an order that should
have been released before as_of at the instant at which it is usable when it is released now.
"""

from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import Array, Events
from planning.netting.coding import KEYS, own_numbers
from planning.netting.engine import Netted
from planning.netting.events import gather, places
from planning.netting.frames import expected
from planning.netting.inputs import datetimes, instants, numbers, texts
from planning.netting.problem import Problem

if TYPE_CHECKING:
    import pandas as pd

NO_LIMIT_DAYS = 999.0
"""Cover where nothing runs out, days (the engine of the oracle prints the same)."""


def all_events(problem: Problem, netted: Netted, rows: Array, realistic: bool = False) -> Events:
    """Every event of the items `rows` (int64, ascending), planned receipts included; CSR by place in `rows`."""
    place = np.full(problem.items, -1, np.int64)
    place[rows] = np.arange(rows.size)
    base = places(problem.events.first, rows)
    known = np.repeat(np.arange(rows.size), problem.events.first[rows + 1] - problem.events.first[rows])
    needs, orders = netted.needs, netted.orders
    taken, made = place[needs.item] >= 0, place[orders.item] >= 0
    usable = expected(problem, netted) if realistic else netted.dates.usable
    return gather(
        rows.size,
        np.concatenate([known, place[needs.item[taken]], place[orders.item[made]]]),
        np.concatenate([problem.events.at[base], needs.at[taken], usable[made]]),
        np.concatenate([problem.events.qty[base], -needs.qty[taken], orders.qty[made]]),
    )


def balances(problem: Problem, netted: Netted, rows: Array | None = None, realistic: bool = False) -> "pd.DataFrame":
    """Balance after the last event of each instant: item (row of the items), product_id, location_id, at, balance."""
    import pandas as pd

    rows = np.arange(problem.items) if rows is None else np.asarray(rows, np.int64)
    events = all_events(problem, netted, rows, realistic)
    owner = np.repeat(np.arange(rows.size), np.diff(events.first))
    total = np.concatenate([[0.0], np.cumsum(events.qty)])
    balance = total[1:] - total[events.first[owner]] + problem.stocks.on_hand[rows][owner]
    last = np.append((np.diff(owner) != 0) | (np.diff(events.at) != 0), True)[: owner.size]
    items = problem.inputs.items
    item = rows[owner[last]]
    frame = pd.DataFrame({"item": item, **{key: items[key].to_numpy()[item] for key in KEYS}})
    return frame.assign(at=datetimes(events.at[last]), balance=balance[last].round(6))


def unmet(problem: Problem, netted: Netted, realistic: bool = False) -> "pd.DataFrame":
    """Intervals in which the balance is below 0.

    Columns: item, product_id, location_id, from_at, to_at (empty: never mended), lowest_balance, mended_by (the
    supply_id of the firm receipt that ends it, "planned order", or empty).
    """
    past_due = netted.orders.item[netted.dates.release < problem.rule.as_of]
    rows = np.union1d(np.flatnonzero(netted.lowest < 0), past_due if realistic else past_due[:0])
    frame = balances(problem, netted, rows, realistic)
    below = frame["balance"].to_numpy() < 0
    run = np.cumsum(np.concatenate([[True], (np.diff(frame["item"]) != 0) | (np.diff(below) != 0)])[: len(frame)])
    frame["to_at"] = frame["at"].shift(-1).where(frame["item"].shift(-1) == frame["item"])
    short = frame[below].groupby(run[below])
    found = short[["item", *KEYS]].first().assign(from_at=short["at"].first(), to_at=short.tail(1)["to_at"].to_numpy())
    found = found.assign(lowest_balance=short["balance"].min()).reset_index(drop=True)
    found["to_at"] = found["to_at"].astype("datetime64[s]")
    found["mended_by"] = _mended_by(problem, found)
    return found


def _mended_by(problem: Problem, found: "pd.DataFrame") -> list[str | None]:
    supply = problem.inputs.supply
    ids = texts(supply, "supply_id")
    at = zip(own_numbers(problem.inputs.items, supply), instants(supply, "due_at", 0), strict=True)
    arriving = {key: str(name) for key, name in zip(at, ids, strict=True)}
    ends = found["to_at"].to_numpy().astype("datetime64[s]")
    return [
        None if np.isnat(end) else arriving.get((item, int(end.astype(np.int64))), "planned order")
        for item, end in zip(found["item"], ends, strict=True)
    ]


def cover_days(events: "pd.DataFrame", opening: float) -> Array:
    """Days from each stock event to the first later issue that what is then on hand does not survive; receipts after
    the event do not count.

    Args:
        events: one item's events in order: at, qty (+ receipt, - issue), is_firm (a firm receipt), is_overdue (the
            issue of a demand that was due before as_of).
        opening: on hand before the first event, units.

    Returns float64 per event: NO_LIMIT_DAYS if nothing runs out; with nothing on hand the time to the next issue; 0
    while an overdue demand waits that exceeds opening stock and the firm receipts so far.
    """
    qty, at = numbers(events, "qty", 0), instants(events, "at", 0)
    firm, overdue = events["is_firm"].to_numpy(bool), events["is_overdue"].to_numpy(bool)
    on_hand, used = opening + np.cumsum(qty), np.cumsum(np.maximum(-qty, 0))
    runs_out = np.maximum(np.searchsorted(used, on_hand + used - 1e-9), np.searchsorted(used, used, side="right"))
    ends = np.append(at, 0)[np.minimum(runs_out, qty.size)]
    days = np.where(runs_out < qty.size, (ends - at) / 86_400, NO_LIMIT_DAYS)
    waiting = np.sum(np.where(overdue, -qty, 0)) - np.cumsum(np.where(overdue, -qty, 0))
    received = np.cumsum(np.where(firm, qty, 0))
    received = received[np.searchsorted(at, at, side="right") - 1]
    return np.where(waiting > opening + received, 0.0, days)
