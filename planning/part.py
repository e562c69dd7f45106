"""Some items netted anew beside all others, whose orders stay as they are."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planning.adjustments import Outlook
from planning.facts import Facts
from planning.netting.arrays import Array
from planning.netting.coding import KEYS
from planning.netting.engine import Needs, Netted, net_beside
from planning.netting.prepare import prepare
from planning.netting_inputs import netting_inputs
from planning.network import Network, item_rows, latest_demand
from planning.replenish import Basis, Needed, needed_now
from planning.time_phased import Phased, phased_frames

if TYPE_CHECKING:
    import pandas as pd

    from planning.netting.problem import Problem


@dataclass(frozen=True)
class PlannedPart:
    """What was planned anew: planned_orders, plan_messages and plan_pegs by name, what should be ordered now, the
    network of the whole since then, and what number each order of the plan before has since then (int64; of the others,
    those that stay)."""

    frames: "dict[str, pd.DataFrame]"
    needed: Needed
    network: Network
    moved: Array


def plan_part(basis: Basis, expected: Outlook, levels: "pd.DataFrame", rows: Array, before: Network) -> PlannedPart:
    """Nets `rows` (int64, ascending; with everything below them in the BOM) of the whole whose network was `before`.

    `basis`, `expected` and `levels` are row for row those of `rows`.
    """
    own = replace(basis, facts=_movements(basis.items, basis.facts))
    inputs = netting_inputs(own, expected, levels)
    problem = prepare(inputs, basis.as_of)
    mine = rows[item_rows(basis.items, problem)]
    place = np.full(before.level.size, -1, np.int64)
    place[mine] = np.arange(mine.size)
    kept = _chosen(before.needs, place[before.owner()[before.needs.order]] < 0)
    taken = _placed(kept, place)
    netted = net_beside(problem, taken)
    after, numbers = _counted(before, rows, mine, problem, netted)
    moved = np.arange(before.orders.sum()) + (after.first() - before.first())[before.owner()]
    fresh = _chosen(netted.needs, slice(taken.item.size, None))
    after = replace(after, needs=_together(
        kept._replace(order=moved[kept.order]), fresh._replace(item=mine[fresh.item], order=numbers[fresh.order])
    ))  # fmt: skip
    netted = replace(netted, needs=_placed(after.needs, place))
    frames = phased_frames(problem, netted, after.last_demand())
    needed = needed_now(basis, levels, Phased(frames, problem, netted, inputs.supply))
    del frames["plan_holds"]
    numbered = {name: renumbered(frame, numbers, ["planned_order"]) for name, frame in frames.items()}
    return PlannedPart(numbered, needed, after, moved)


def renumbered(frame: "pd.DataFrame", numbers: Array, columns: list[str]) -> "pd.DataFrame":
    """The frame with the new number of each order (-1, none, stays) in those of the `columns` that it has."""
    known, told = np.append(numbers, -1), frame.copy(deep=False)
    for name in set(columns) & set(frame.columns):
        told[name] = known[frame[name].to_numpy(np.int64)].astype(frame[name].dtype)
    return told


def _movements(items: "pd.DataFrame", facts: Facts) -> Facts:
    """The facts with open orders and supply of these items alone."""
    own = {name: getattr(facts, name).merge(items[KEYS], on=KEYS) for name in ("open_orders", "supply")}
    return replace(facts, **own)


def _counted(before: Network, rows: Array, mine: Array, problem: "Problem", netted: Netted) -> tuple[Network, Array]:
    """The network with orders and latest demand of the part, and the number of each order of `netted` in it (int64)."""
    orders, latest, item = before.orders.copy(), before.latest.copy(), netted.orders.item
    orders[rows], latest[rows] = 0, 0
    orders[mine], latest[mine] = np.bincount(item, minlength=mine.size), latest_demand(problem)
    after = replace(before, orders=orders, latest=latest)
    sequence, count = np.argsort(item, kind="stable"), orders[mine]
    numbers = np.empty(item.size, np.int64)
    numbers[sequence] = np.arange(item.size) + np.repeat(after.first()[mine] - (np.cumsum(count) - count), count)
    return after, numbers


def _chosen(needs: Needs, which: Array | slice) -> Needs:
    return Needs(*(column[which] for column in needs))


def _placed(needs: Needs, place: Array) -> Needs:
    """Those of items that have a place (int64 per item, -1: none), by it."""
    here = _chosen(needs, place[needs.item] >= 0)
    return here._replace(item=place[here.item])


def _together(kept: Needs, fresh: Needs) -> Needs:
    both = Needs(*(np.concatenate(column) for column in zip(kept, fresh, strict=True)))
    return _chosen(both, np.argsort(both.order, kind="stable"))
