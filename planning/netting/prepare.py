"""From frames to the coded problem: what is wrong is held with a sentence, the rest becomes arrays."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import NEVER, Array, Events, Rule, Stocks
from planning.netting.calendars import Calendar, read_calendars
from planning.netting.coding import KEYS, UNKNOWN, ItemIndex, offsets, own_numbers
from planning.netting.dates import clock
from planning.netting.events import gather
from planning.netting.held import Held
from planning.netting.inputs import Inputs, instants, numbers, seconds, texts
from planning.netting.levels import low_level_codes
from planning.netting.problem import Problem
from planning.netting.structure import checked_bom, explosion, incomplete_held, takings, without_cycles
from planning.netting.terms import kinds, read_leads, read_sources

if TYPE_CHECKING:
    import pandas as pd


def prepare(inputs: Inputs, as_of: Any, by_priority: bool = False) -> Problem:
    """Checks and codes the frames.

    Args:
        inputs: the frames, `planning.netting.inputs`.
        as_of: the instant of planning; safety stock counts from here on.
        by_priority: take the source of the lowest priority number, even if late; else see `choice.choose`.
    """
    now, held = seconds(as_of), Held()
    calendars = read_calendars(inputs.calendars, inputs.holidays, now)
    items = _checked_items(inputs.items, held)
    index = ItemIndex(items)
    sources = _checked_sources(inputs.sources, index, calendars, held)
    bom = checked_bom(inputs.bom, held)
    sources = incomplete_held(sources, inputs.bom, bom)
    takes, on_cycle = without_cycles(items, takings(index, sources, bom, held), held)
    if on_cycle.any():
        sources = sources[~on_cycle[index.rows(sources, *KEYS)]]
        takes = takings(index, sources, bom, Held())
    demand, supply = (_checked_movements(part, getattr(inputs, part), items, index, held) for part in MOVEMENTS)
    kept = replace(inputs, items=items, sources=sources, demand=demand, supply=supply)
    leads, owner = read_leads(sources, calendars), index.rows(sources, *KEYS)
    stocks = _stocks(kept, now, index)
    return Problem(
        inputs=kept,
        rule=Rule(now, by_priority),
        stocks=stocks,
        sources=read_sources(sources, inputs.price_breaks, items, owner=owner, leads=leads, as_of=now),
        leads=leads,
        bom=explosion(len(sources), takes),
        level=low_level_codes(len(items), takes["parent"].to_numpy(), takes["child"].to_numpy()),
        events=read_events(kept, stocks, index),
        held=held.frame(),
    )


def read_events(inputs: Inputs, stocks: Stocks, index: ItemIndex | None = None) -> Events:
    """Independent demand, firm receipts and what they take elsewhere, and the instants at which the target steps."""
    import pandas as pd

    items, demand, supply = inputs.items, inputs.demand, inputs.supply
    index = index or ItemIndex(items)
    moved = pd.DataFrame({key: texts(supply, key) for key in ("product_id", "from_location_id")})
    giver = index.rows(moved, "product_id", "from_location_id")
    gives = giver != UNKNOWN
    steps = np.repeat(np.arange(len(items)), np.diff(stocks.step_first))
    amount = numbers(supply, "qty", 0)
    return gather(
        len(items),
        np.concatenate([own_numbers(items, demand, index), own_numbers(items, supply, index), giver[gives], steps]),
        np.concatenate(
            [
                instants(demand, "due_at", 0),
                instants(supply, "due_at", 0),
                instants(supply, "start_at" if "start_at" in supply else "due_at", 0)[gives],
                stocks.step_at,
            ]
        ),
        np.concatenate([-numbers(demand, "qty", 0), amount, -amount[gives], np.zeros(steps.size)]),
    )


def _stocks(inputs: Inputs, as_of: int, index: ItemIndex) -> Stocks:
    items, steps = inputs.items, inputs.safety_steps
    owner, at = own_numbers(items, steps, index), np.maximum(instants(steps, "from_at", as_of), -NEVER)
    level = numbers(steps, "qty", 0)
    bare = np.setdiff1d(np.arange(len(items)), owner)
    owner, at = np.concatenate([owner, bare]), np.concatenate([at, np.full(bare.size, as_of)])
    level = np.concatenate([level, numbers(items, "safety_stock_qty", 0)[bare]])
    order = np.lexsort((at, owner))
    order = order[owner[order] != UNKNOWN]
    fence = numbers(items, "firm_fence_days", np.nan)
    return Stocks(
        numbers(items, "on_hand_qty", 0),
        numbers(items, "order_up_to_qty", np.nan),
        clock(numbers(items, "cover_days", 0)),
        np.where(np.isnan(fence), -1, clock(np.nan_to_num(fence))),
        offsets(len(items), owner[order]),
        at[order],
        level[order],
    )


def _checked_items(items: "pd.DataFrame", held: Held) -> "pd.DataFrame":
    again = items.duplicated(KEYS).to_numpy()
    reason = "{product_id} at {location_id} is in the items twice. The first row is planned; remove the other."
    items = held.without("items", items, "product_id", again, reason)
    wrong = ~np.isfinite(numbers(items, "on_hand_qty", np.nan))
    reason = "{product_id} at {location_id} has no stock figure. Count it, or give 0."
    return held.without("items", items, "product_id", wrong, reason).reset_index(drop=True)


def _checked_sources(
    sources: "pd.DataFrame", index: ItemIndex, calendars: dict[str, Calendar | str], held: Held
) -> "pd.DataFrame":
    def drop(wrong: Array, reason: str) -> None:
        nonlocal sources
        sources = held.without("sources", sources, "source_id", wrong, reason)

    drop(kinds(sources) < 0, "Source {source_id} is of kind {kind}. Give buy, make or transfer.")
    drop(
        index.rows(sources, *KEYS) == UNKNOWN,
        "Source {source_id} supplies {product_id} at {location_id}, which is not planned. Add it to the items.",
    )
    drop(_negative(sources), "Source {source_id} has a negative time or quantity. Give 0 or more.")
    for name, calendar in calendars.items():
        if not isinstance(calendar, Calendar):
            drop(texts(sources, "calendar_id") == name, f"{calendar} Source {{source_id}} waits.")
    return sources.take(_by_owner(index.rows(sources, *KEYS), texts(sources, "source_id"))).reset_index(drop=True)


def _by_owner(owner: Array, name: Array) -> Array:
    """The order by owner, then name; names are compared only where an owner has several."""
    order = np.argsort(owner, kind="stable")
    if not owner.size:
        return order
    again = np.append(owner[order][1:] == owner[order][:-1], False)
    several = np.flatnonzero(again | np.append(False, again[:-1]))
    rows = order[several]
    order[several] = rows[np.lexsort((name[rows].astype(str), owner[rows]))]
    return order


def _negative(sources: "pd.DataFrame") -> Array:
    columns = ("lead_time_days", "fixed_hours", "hours_per_unit", "hard_days", "soft_days", "min_qty", "multiple_qty")
    found = [numbers(sources, column, 0) < 0 for column in (*columns, "max_qty", "fixed_lot_qty")]
    return np.logical_or.reduce(found)


MOVEMENTS = ("demand", "supply")


def _checked_movements(
    part: str, rows: "pd.DataFrame", items: "pd.DataFrame", index: ItemIndex, held: Held
) -> "pd.DataFrame":
    key = f"{part}_id"
    reason = f"{part.capitalize()} for {{product_id}} at {{location_id}}, which is not planned. Add it to the items."
    rows = held.without(part, rows, key, own_numbers(items, rows, index) == UNKNOWN, reason)
    amount = numbers(rows, "qty", np.nan)
    reason = f"{part.capitalize()} of {{qty}} is no quantity of 0 or more. Correct it; returns are no demand."
    rows = held.without(part, rows, key, ~(np.isfinite(amount) & (amount >= 0)), reason)
    undated = instants(rows, "due_at", -NEVER) == -NEVER
    return held.without(part, rows, key, undated, f"{part.capitalize()} of {{qty}} has no date. Give one.")
