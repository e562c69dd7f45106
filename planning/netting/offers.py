"""Offers, not assumptions: stock that another location does not need, and substitutes in stock.

Spare = the lowest projected balance from as_of on, above the item's own safety stock and order-up-to level.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import BUY, Array
from planning.netting.coding import KEYS
from planning.netting.engine import Netted
from planning.netting.frames import orders_frame
from planning.netting.inputs import datetimes
from planning.netting.problem import Problem
from planning.netting.projection import balances

if TYPE_CHECKING:
    import pandas as pd


def spare(problem: Problem, netted: Netted, rows: Array) -> Array:
    """What each of the items `rows` (int64, ascending) never needs within the horizon, units."""
    frame = balances(problem, netted, rows)
    frame = frame[frame["at"] >= datetimes(np.int64(problem.rule.as_of))]
    lowest = frame.groupby("item")["balance"].min().reindex(rows).fillna(0.0).to_numpy()
    level = np.maximum.reduceat(problem.stocks.step_qty, problem.stocks.step_first[:-1])[rows]
    return np.maximum(lowest - np.fmax(level, problem.stocks.up_to[rows]), 0.0)


def offers(problem: Problem, netted: Netted, substitutes: "pd.DataFrame") -> "pd.DataFrame":
    """What could be used before buying, earliest need first; each spare unit is offered once.

    Args:
        substitutes: product_id, substitute_id, units_per (of the substitute for one unit, default 1), priority?.

    Columns: kind (transfer_offer, substitute_offer), product_id, location_id, from_product_id, from_location_id,
    order (row of the planned purchase it could replace), need_at, qty (of the product needed), text.
    """
    import pandas as pd

    bought = np.flatnonzero(problem.sources.table["kind"][netted.orders.source] == BUY)
    wanted = _candidates(problem, np.unique(netted.orders.item[bought]), substitutes)
    donors = np.unique(wanted["donor"].to_numpy(np.int64))
    left = dict(zip(donors.tolist(), spare(problem, netted, donors).tolist(), strict=True)) if donors.size else {}
    wanted = wanted[wanted["donor"].map(left).to_numpy(float) > 0]
    chosen = bought[np.isin(netted.orders.item[bought], wanted["item"])]
    frame = orders_frame(problem, netted, chosen).sort_values(["need_at", *KEYS, "order"])
    by_item = dict(iter(wanted.groupby("item")))
    rows: list[dict[str, Any]] = []
    for order in frame.to_dict("records"):
        rows += _offered(problem, order, by_item[int(netted.orders.item[order["order"]])], left)
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = ["kind", *KEYS, "from_product_id", "from_location_id", "order", "need_at", "qty", "text"]


def _candidates(problem: Problem, items: Array, substitutes: "pd.DataFrame") -> "pd.DataFrame":
    """Pairs item, donor, units, kind: the same product elsewhere, substitutes at the same location."""
    import pandas as pd

    keys = problem.inputs.items[KEYS].reset_index(names="donor")
    needing = problem.inputs.items[KEYS].take(items).assign(item=items)
    same = needing.merge(keys, on="product_id", suffixes=("", "_from"))
    same = same[same["item"] != same["donor"]].assign(units=1.0, kind="transfer_offer", priority=0.0)
    listed = substitutes.reindex(columns=["product_id", "substitute_id", "units_per", "priority"])
    other = needing.merge(listed, on="product_id").merge(
        keys, left_on=["substitute_id", "location_id"], right_on=KEYS, suffixes=("", "_from")
    )
    other = other.assign(units=other["units_per"].fillna(1.0).astype(float), kind="substitute_offer")
    columns = ["item", "donor", "units", "kind", "priority"]
    pairs = pd.concat([same[columns], other[columns].astype({"priority": float})], ignore_index=True)
    return pairs.sort_values(["item", "kind", "priority", "donor"], ascending=[True, False, True, True])


def _offered(
    problem: Problem, order: "dict[Any, Any]", donors: "pd.DataFrame", left: dict[int, float]
) -> list[dict[str, Any]]:
    rows, missing = [], float(order["qty"])
    pairs: Any = donors.itertuples()
    for pair in pairs:
        qty = min(missing, np.floor(left[pair.donor] / pair.units + 1e-9))
        if qty <= 0:
            continue
        left[pair.donor] -= qty * pair.units
        missing -= qty
        donor = problem.inputs.items.iloc[pair.donor]
        rows.append(
            {
                "kind": pair.kind, **{key: order[key] for key in KEYS}, "from_product_id": donor["product_id"],
                "from_location_id": donor["location_id"], "order": order["order"], "need_at": order["need_at"],
                "qty": qty, "text": _said(pair, donor, qty),
            }
        )  # fmt: skip
    return rows


def _said(pair: Any, donor: Any, qty: float) -> str:
    product, location = (donor.get(f"{name}_code") or donor[f"{name}_id"] for name in ("product", "location"))
    if pair.kind == "transfer_offer":
        return f"{location} does not need {qty:g} of it: transfer instead of buying?"
    return f"{qty * pair.units:g} of {product} are spare here and could replace {qty:g}: offer it?"
