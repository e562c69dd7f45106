"""What of a whole plan's netting is kept, item by item, to plan a part of it anew.

Order numbers follow low-level code, then row of the items, so that the orders of an item that is not planned anew keep
their sequence and only move up or down.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import Array
from planning.netting.coding import KEYS, ItemIndex, own_numbers
from planning.netting.engine import Needs
from planning.netting.inputs import instants

if TYPE_CHECKING:
    import pandas as pd

    from planning.netting.problem import Problem
    from planning.time_phased import Phased


@dataclass(frozen=True)
class Network:
    """Netting of a whole plan, by row of its items.

    Attributes:
        parent, child: int64, which item is made of which, lines that a cycle forbids included.
        level: int64 per item, low-level code.
        orders: int64 per item, how many are planned.
        latest: int64 per item, seconds of the last independent demand; 0 without.
        needs: what orders take from other items; `order` is the number of the order, ascending.
    """

    parent: Array
    child: Array
    level: Array
    orders: Array
    latest: Array
    needs: Needs

    def first(self) -> Array:
        """The number of each item's first order (int64)."""
        sequence = self._sequence()
        first = np.empty(self.level.size, np.int64)
        first[sequence] = np.cumsum(self.orders[sequence]) - self.orders[sequence]
        return first

    def owner(self) -> Array:
        """The item of each order, by number (int64)."""
        sequence = self._sequence()
        return np.repeat(sequence, self.orders[sequence])

    def last_demand(self) -> int | None:
        """Seconds of the last independent demand of all; None without."""
        return int(self.latest.max(initial=0)) or None

    def _sequence(self) -> Array:
        return np.argsort(self.level, kind="stable")


def network(items: "pd.DataFrame", bom: "pd.DataFrame", phased: "Phased") -> Network:
    """Of the plan of all `items` under `bom` (columns: `Facts`)."""
    rows, needs = item_rows(items, phased.problem), phased.netted.needs
    level, latest = np.zeros(len(items), np.int64), np.zeros(len(items), np.int64)
    level[rows], latest[rows] = phased.problem.level, latest_demand(phased.problem)
    orders = np.bincount(rows[phased.netted.orders.item], minlength=len(items))
    return Network(*_takings(items, bom), level, orders, latest, needs._replace(item=rows[needs.item]))


def item_rows(items: "pd.DataFrame", problem: "Problem") -> Array:
    """The row of `items` that each item of the problem is (int64, ascending)."""
    return ItemIndex(items).rows(problem.inputs.items, *KEYS)


def latest_demand(problem: "Problem") -> Array:
    """Seconds of the last independent demand of each of its items (int64; 0 without)."""
    latest = np.zeros(problem.items, np.int64)
    owner = own_numbers(problem.inputs.items, problem.inputs.demand)
    np.maximum.at(latest, owner, instants(problem.inputs.demand, "due_at", 0))
    return latest


def _takings(items: "pd.DataFrame", bom: "pd.DataFrame") -> tuple[Array, Array]:
    """Which item is made of which at its place: rows of parents and of children, int64."""
    lines = items[KEYS].assign(parent=np.arange(len(items))).merge(bom[["product_id", "component_id"]], on="product_id")
    child = ItemIndex(items).rows(lines, "component_id", "location_id")
    return lines["parent"].to_numpy(np.int64)[child >= 0], child[child >= 0]
