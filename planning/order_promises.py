"""What can be promised to each open order line, and what limits it (R22), at days kept with a chosen share (R40)."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import Array
from planning.netting.coding import KEYS, UNKNOWN, item_numbers, own_numbers
from planning.netting.dates import clock
from planning.netting.engine import Netted
from planning.netting.inputs import numbers, texts
from planning.netting.problem import Problem
from planning.netting.promises import promises

if TYPE_CHECKING:
    import pandas as pd


def order_promises(problem: Problem, netted: Netted, as_of: date, share: float) -> "pd.DataFrame":
    """One row per order line among the demand.

    The orders are served first, by due day, with what the plan has: a forecast takes nothing from them. Receipts come
    at `reliable_at` of the supply; planned orders take `slip_days` of their source longer, and leave so much earlier
    where there is time.

    Columns: order_line_id, product_id, location_id, due_on, quantity, promised_on (missing: nothing supplies all of
    it), short_qty, late_qty, limiting_product_id, limiting_location_id, sentence.
    """
    import pandas as pd

    promising, chosen = _of_orders(problem)
    found = promises(promising, _slipped(problem, netted), chosen)
    promised = pd.Series(np.maximum(found["promised_at"].to_numpy(), np.datetime64(as_of, "s")), found.index)
    found = found.assign(due_on=found["due_at"].dt.date, promised_on=promised.dt.date)
    limits = _limiting(problem, found)
    said = [_sentence(row, limit, share) for row, limit in zip(found.to_dict("records"), limits, strict=True)]
    columns = ["order_line_id", *KEYS, "due_on", "quantity", "promised_on", "short_qty", "late_qty", *_LIMIT]
    return found.rename(columns={"demand_id": "order_line_id", "qty": "quantity"})[columns].assign(sentence=said)


_LIMIT = ["limiting_product_id", "limiting_location_id"]


def _of_orders(problem: Problem) -> tuple[Problem, Array]:
    """The problem with the orders as its only demand and receipts at their reliable days; its items with orders."""
    given = problem.inputs
    orders = given.demand[texts(given.demand, "kind") == "order"]
    supply = given.supply.assign(due_at=given.supply["reliable_at"])
    chosen = np.zeros(problem.items, bool)
    chosen[own_numbers(given.items, orders)] = True
    return replace(problem, inputs=replace(given, demand=orders, supply=supply)), chosen


def _slipped(problem: Problem, netted: Netted) -> Netted:
    """The planned orders, each leaving earlier by what its source may take longer."""
    slip = clock(numbers(problem.inputs.sources, "slip_days", 0))
    return replace(netted, dates=netted.dates._replace(release=netted.dates.release - slip[netted.orders.source]))


def _limiting(problem: Problem, found: "pd.DataFrame") -> list[str]:
    """What people call the item that limits each row; '' where nothing does."""
    items = problem.inputs.items
    rows = item_numbers(items, found, *_LIMIT)
    products, places = (_called(items, key)[rows] for key in KEYS)
    named = zip(rows, products, places, strict=True)
    return [f"{product} at {place}" if row != UNKNOWN else "" for row, product, place in named]


def _called(items: "pd.DataFrame", key: str) -> Array:
    """Codes, or the ids where the items have no codes."""
    code = f"{key.removesuffix('_id')}_code"
    return texts(items, code if code in items else key)


def _sentence(row: Any, limit: str, share: float) -> str:
    if row["short_qty"]:
        return f"Nothing supplies {row['short_qty']:g} of {row['qty']:g}, as {limit} is missing. Name a source for it."
    if row["late_qty"]:
        return (
            f"{row['late_qty']:g} of {row['qty']:g} come after {row['due_on']}: {limit} is last, "
            f"there by {row['promised_on']} with a chance of {share:.0%}."
        )
    return f"All {row['qty']:g} can leave on {row['promised_on']}."
