"""When each demand can really be met, and what limits it (R22): realistic dates carried up through the levels."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import NEVER, Array
from planning.netting.coding import KEYS
from planning.netting.engine import Netted
from planning.netting.frames import expected
from planning.netting.inputs import datetimes, texts
from planning.netting.pegging import COMPONENT, DEMAND, PLANNED, Pegs, Side, pegged
from planning.netting.problem import Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Ready:
    """When planned orders can be usable, given their components, and the item that decides it; arrays per order."""

    at: Array  # int64 seconds, NEVER: a component never comes
    limit: Array  # int64 item


def promises(problem: Problem, netted: Netted, chosen: Array) -> "pd.DataFrame":
    """One row per demand of the `chosen` items (bool per item).

    Columns: demand_id, product_id, location_id, due_at, qty, promised_at (empty: never, as planned), short_qty (what
    nothing supplies), late_qty (supplied after due_at), limiting_product_id, limiting_location_id (the item whose
    supply comes last, the product itself or a component; empty when all is there in time).
    """
    closed = problem.with_all_below(chosen)
    ready = Ready(expected(problem, netted), netted.orders.item.copy())
    for level in np.unique(problem.level[closed])[::-1]:
        supplies, demands, pegs = pegged(problem, netted, closed & (problem.level == level))
        _carry_up(netted, demands, pegs, _peg_dates(supplies, pegs, ready, demands), ready)
    return _demands(problem, chosen, pegged(problem, netted, chosen), ready)


def _peg_dates(supplies: Side, pegs: Pegs, ready: Ready, demands: Side) -> tuple[Array, Array]:
    """Per peg: when its supply is there (NEVER for none) and the item that decides it."""
    there = np.append(supplies.at, NEVER)[pegs.supply]
    planned = np.flatnonzero(np.append(supplies.kind, -1)[pegs.supply] == PLANNED)
    order = supplies.row[pegs.supply[planned]]
    limit = np.where(
        pegs.supply >= 0, np.append(supplies.item, 0)[pegs.supply], np.append(demands.item, 0)[pegs.demand]
    )
    there[planned], limit[planned] = ready.at[order], ready.limit[order]
    return there, limit


def _carry_up(netted: Netted, demands: Side, pegs: Pegs, dates: tuple[Array, Array], ready: Ready) -> None:
    """Moves the parents of late components: ready = when the last component is there + the order's own time."""
    at, limit = dates
    rows = np.flatnonzero(np.append(demands.kind, -1)[pegs.demand] == COMPONENT)
    order = netted.needs.order[demands.row[pegs.demand[rows]]]
    own = netted.dates.usable[order] - netted.dates.release[order]
    done = np.where(at[rows] == NEVER, NEVER, at[rows] + own)
    sequence = np.lexsort((limit[rows], done))
    order, done, by = order[sequence], done[sequence], limit[rows][sequence]
    later = done > ready.at[order]
    # Ascending, so the last write of an order is its latest component.
    ready.at[order[later]], ready.limit[order[later]] = done[later], by[later]


def _demands(problem: Problem, chosen: Array, sides: tuple[Side, Side, Pegs], ready: Ready) -> "pd.DataFrame":
    import pandas as pd

    supplies, demands, pegs = sides
    at, limit = _peg_dates(supplies, pegs, ready, demands)
    rows = np.flatnonzero(np.append(demands.kind, -1)[pegs.demand] == DEMAND)
    rows = rows[np.argsort(at[rows], kind="stable")]
    place = pegs.demand[rows]
    late = np.maximum(at[rows] - demands.at[place], 0)
    frame = pd.DataFrame({"place": place, "at": at[rows], "limit": np.where(late > 0, limit[rows], -1)})
    frame["short_qty"] = np.where(at[rows] == NEVER, pegs.qty[rows], 0)
    frame["late_qty"] = np.where((late > 0) & (at[rows] < NEVER), pegs.qty[rows], 0)
    by = frame.groupby("place")
    last = by[["at", "limit"]].last().assign(**by[["short_qty", "late_qty"]].sum())
    place, at, limit = last.index.to_numpy(), last["at"].to_numpy(), last["limit"].to_numpy()
    names = [np.append(texts(problem.inputs.items, key), [None])[limit] for key in KEYS]
    return pd.DataFrame(
        {
            "demand_id": texts(problem.inputs.demand, "demand_id")[demands.row[place]],
            **{key: problem.inputs.items[key].to_numpy()[demands.item[place]] for key in KEYS},
            "due_at": datetimes(demands.at[place]),
            "qty": demands.qty[place],
            "promised_at": datetimes(np.where(at == NEVER, np.iinfo(np.int64).min, np.maximum(at, demands.at[place]))),
            **last[["short_qty", "late_qty"]].round(6).reset_index(drop=True),
            "limiting_product_id": names[0],
            "limiting_location_id": names[1],
        }
    )
