"""Which supply serves which demand: first come, first served, by item."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planning.netting.arrays import Array
from planning.netting.coding import KEYS, UNKNOWN, item_numbers, own_numbers
from planning.netting.engine import Netted
from planning.netting.frames import expected
from planning.netting.inputs import datetimes, instants, numbers, texts
from planning.netting.jit import compiled
from planning.netting.problem import Problem

if TYPE_CHECKING:
    import pandas as pd

ON_HAND, RECEIPT, PLANNED, NOTHING = 0, 1, 2, 3
SUPPLY = ("on hand", "receipt", "planned order", "nothing")
DEMAND, COMPONENT, MOVED, STOCK = 0, 1, 2, 3
SERVED = ("demand", "component", "firm transfer", "stock")


class Side(NamedTuple):
    """Supplies or demands, sorted by item and instant. `row`: of the supply, demand, orders or needs, by `kind`."""

    item: Array
    at: Array
    qty: Array
    kind: Array
    row: Array


class Pegs(NamedTuple):
    """Pairs: places in the supplies and in the demands (-1: none on that side), and the quantity between them."""

    supply: Array
    demand: Array
    qty: Array


def pegged(problem: Problem, netted: Netted, chosen: Array) -> tuple[Side, Side, Pegs]:
    """Supplies, demands and pairs of the `chosen` items (bool per item).

    What no demand takes is paired with -1 (it is stock), what nothing supplies likewise.
    """
    supplies, demands = supply_side(problem, netted, chosen), demand_side(problem, netted, chosen)
    return supplies, demands, Pegs(*_pair(supplies.item, supplies.qty, demands.item, demands.qty))


def supply_side(problem: Problem, netted: Netted, chosen: Array) -> Side:
    """Stock, firm receipts and planned orders, in the order in which they are usable."""
    items, supply, orders = np.arange(problem.items), problem.inputs.supply, netted.orders
    receiver = own_numbers(problem.inputs.items, supply)
    stock = np.maximum(problem.stocks.on_hand, 0)
    return _side(
        chosen,
        [items, receiver, orders.item],
        [np.full(items.size, -(2**62)), instants(supply, "due_at", 0), netted.dates.usable],
        [stock, numbers(supply, "qty", 0), orders.qty],
    )


def demand_side(problem: Problem, netted: Netted, chosen: Array) -> Side:
    """Demand, components and transfers out of planned orders, what firm transfers take; by due date."""
    demand, supply, needs = problem.inputs.demand, problem.inputs.supply, netted.needs
    moved = texts(supply, "from_location_id")
    giver = np.full(len(supply), UNKNOWN)
    if any(place is not None for place in moved):
        giver = item_numbers(problem.inputs.items, supply, "product_id", "from_location_id")
    return _side(
        chosen,
        [own_numbers(problem.inputs.items, demand), needs.item, giver],
        [
            instants(demand, "due_at", 0),
            needs.at,
            instants(supply, "start_at" if "start_at" in supply else "due_at", 0),
        ],
        [numbers(demand, "qty", 0), needs.qty, numbers(supply, "qty", 0)],
    )


def _side(chosen: Array, items: list[Array], at: list[Array], qty: list[Array]) -> Side:
    kind = np.repeat(np.arange(len(items)), [part.size for part in items])
    row = np.concatenate([np.arange(part.size) for part in items])
    side = Side(np.concatenate(items).astype(np.int64), np.concatenate(at), np.concatenate(qty), kind, row)
    mine = np.flatnonzero((side.item >= 0) & chosen[side.item] & (side.qty > 0))
    order = mine[np.lexsort((row[mine], kind[mine], side.qty[mine], side.at[mine], side.item[mine]))]
    return Side(*(column[order] for column in side))


@compiled
def _pair(supply_item: Array, supply_qty: Array, demand_item: Array, demand_qty: Array) -> tuple[Array, Array, Array]:
    room = supply_item.size + demand_item.size
    supply, demand, qty = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room)
    s, d, count = 0, 0, 0
    left_s = supply_qty[0] if supply_item.size else 0.0
    left_d = demand_qty[0] if demand_item.size else 0.0
    while s < supply_item.size or d < demand_item.size:
        only_s = d == demand_item.size or (s < supply_item.size and supply_item[s] < demand_item[d])
        only_d = not only_s and (s == supply_item.size or demand_item[d] < supply_item[s])
        taken = left_s if only_s else (left_d if only_d else min(left_s, left_d))
        if taken > 1e-9:
            supply[count], demand[count], qty[count] = -1 if only_d else s, -1 if only_s else d, taken
            count += 1
        left_s, left_d = left_s - (0.0 if only_d else taken), left_d - (0.0 if only_s else taken)
        if not only_d and left_s <= 1e-9:
            s += 1
            left_s = supply_qty[s] if s < supply_item.size else 0.0
        if not only_s and left_d <= 1e-9:
            d += 1
            left_d = demand_qty[d] if d < demand_item.size else 0.0
    return supply[:count], demand[:count], qty[:count]


def pegs_frame(problem: Problem, netted: Netted, chosen: Array, only_planned: bool = False) -> "pd.DataFrame":
    """One row per supply and demand that it serves; with `only_planned` of planned orders alone.

    Columns: product_id, location_id, supply_kind (on hand, receipt, planned order, nothing), supply_id (receipts),
    order (planned orders: row), usable_at (expected), demand_kind (demand, component, firm transfer, stock),
    demand_id, parent_order (component: row of the order that takes it), due_at, qty.
    """
    import pandas as pd

    supplies, demands, pegs = pegged(problem, netted, chosen)
    if only_planned:
        rows = np.flatnonzero(_of(supplies.kind, pegs.supply, NOTHING) == PLANNED)
        pegs = Pegs(*(column[rows] for column in pegs))
    from_kind, from_row = _of(supplies.kind, pegs.supply, NOTHING), _of(supplies.row, pegs.supply, -1)
    to_kind, to_row = _of(demands.kind, pegs.demand, STOCK), _of(demands.row, pegs.demand, -1)
    item = np.where(pegs.supply >= 0, _of(supplies.item, pegs.supply, 0), _of(demands.item, pegs.demand, 0))
    usable = np.where(
        from_kind == PLANNED, _of(expected(problem, netted), from_row, 0), _of(supplies.at, pegs.supply, 0)
    )
    frame = pd.DataFrame(
        {
            **{key: problem.inputs.items[key].to_numpy()[item] for key in KEYS},
            "supply_kind": np.array(SUPPLY, object)[from_kind],
            "supply_id": _named(texts(problem.inputs.supply, "supply_id"), from_row, from_kind == RECEIPT),
            "order": np.where(from_kind == PLANNED, from_row, -1),
            "usable_at": datetimes(usable),
            "demand_kind": np.array(SERVED, object)[to_kind],
            "demand_id": _named(texts(problem.inputs.demand, "demand_id"), to_row, to_kind == DEMAND),
            "parent_order": _of(netted.needs.order, np.where(to_kind == COMPONENT, to_row, -1), -1),
            "due_at": datetimes(_of(demands.at, pegs.demand, 0)),
            "qty": pegs.qty.round(6),
        }
    )
    frame["usable_at"] = frame["usable_at"].where(np.isin(from_kind, [RECEIPT, PLANNED]))
    frame["due_at"] = frame["due_at"].where(to_kind != STOCK)
    return frame


def _of(values: Array, rows: Array, otherwise: int) -> Array:
    """`values[rows]`, and `otherwise` where a row is -1."""
    padded = np.append(values, otherwise)
    return padded[np.where((rows >= 0) & (rows < values.size), rows, values.size)]


def _named(names: Array, rows: Array, is_one: Array) -> Array:
    padded = np.append(names, [None])
    return padded[np.where(is_one, rows, names.size)]
