"""What can be promised to each open sales order line, and what limits it (R22), at days kept with a chosen share (R40)."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import Array
from planning.netting.coding import KEYS, own_numbers
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
    promised = pd.to_datetime(found["promised_at"]).clip(lower=pd.Timestamp(as_of))
    found = found.assign(due_on=found["due_at"].dt.date, promised_on=promised.dt.date)
    names = _names(problem)
    said = [_sentence(row, names, share) for row in found.to_dict("records")]
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


def _names(problem: Problem) -> dict[tuple[str, str], str]:
    """What people call each item, by product and location id."""
    items = problem.inputs.items
    ids = [texts(items, key) for key in KEYS]
    codes = [texts(items, key.replace("_id", "_code")) for key in KEYS]
    product, place = (np.where(code == None, own, code) for code, own in zip(codes, ids, strict=True))  # noqa: E711
    return {(*key,): f"{one} at {where}" for *key, one, where in zip(*ids, product, place, strict=True)}


def _sentence(row: dict[str, Any], names: dict[tuple[str, str], str], share: float) -> str:
    limit = names.get((row["limiting_product_id"], row["limiting_location_id"]), "")
    if row["short_qty"]:
        return f"Nothing supplies {row['short_qty']:g} of {row['qty']:g}, as {limit} is missing. Name a source for it."
    if row["late_qty"]:
        return (
            f"{row['late_qty']:g} of {row['qty']:g} come after {row['due_on']}: {limit} is last, "
            f"there by {row['promised_on']} with a chance of {share:.0%}."
        )
    return f"All {row['qty']:g} can leave on {row['promised_on']}."
