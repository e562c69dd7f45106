"""Lot sizes from costs: EOQ with its cost, all-units price breaks, Wagner-Whitin.

Source of all: Snyder and Shen, Fundamentals of Supply Chain Theory, chapter 3 (`FoSCT`); ILM 11.4 for the EOQ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.formulas import economic_order_quantity


@dataclass(frozen=True)
class PriceBreak:
    """From `minimum` units on, every unit of the order costs `price` (base currency per unit)."""

    minimum: float
    price: float


@dataclass(frozen=True)
class Lot:
    """A quantity (units), the cost a year or a horizon that it leads to (base currency), and the unit price, if any."""

    quantity: float
    cost: float
    price: float | None = None


def lot_cost(quantity: float, annual_demand: float, order_cost: float, holding_cost: float) -> float:
    """Ordering plus holding cost a year: K * D / Q + h * Q / 2 (FoSCT 3.2); sqrt(2 * K * D * h) at the EOQ."""
    return order_cost * annual_demand / quantity + holding_cost * quantity / 2


def economic_lot(annual_demand: float, order_cost: float, holding_cost: float) -> Lot:
    """EOQ and its cost a year without the purchase itself (FoSCT 3.2)."""
    quantity = float(economic_order_quantity(annual_demand, order_cost, holding_cost))
    return Lot(quantity, lot_cost(quantity, annual_demand, order_cost, holding_cost))


def lot_with_price_breaks(
    annual_demand: float, order_cost: float, holding_rate: float, breaks: Sequence[PriceBreak]
) -> Lot:
    """The cheapest lot under an all-units discount, purchase included (FoSCT 3.4.1).

    In each bracket the EOQ at its price, raised to the bracket's minimum; one above the bracket belongs to a cheaper
    bracket and is left out by the least cost. `holding_rate` is a share of the price a year.

    Raises:
        ValueError: without any break.
    """
    if not breaks:
        raise ValueError("lot_with_price_breaks needs at least one price; give a single break from 0 where none apply.")
    steps = sorted(breaks, key=lambda one: one.minimum)
    ends = [one.minimum for one in steps[1:]] + [np.inf]
    lots = [
        _lot_at(annual_demand, order_cost, holding_rate, step)
        for step, end in zip(steps, ends, strict=True)
        if economic_order_quantity(annual_demand, order_cost, holding_rate * step.price) < end
    ]
    return min(lots, key=lambda lot: lot.cost)


def _lot_at(annual_demand: float, order_cost: float, holding_rate: float, step: PriceBreak) -> Lot:
    holding = holding_rate * step.price
    quantity = max(float(economic_order_quantity(annual_demand, order_cost, holding)), step.minimum)
    cost = annual_demand * step.price + lot_cost(quantity, annual_demand, order_cost, holding)
    return Lot(quantity, cost, step.price)


@dataclass(frozen=True)
class LotPlan:
    """Order quantities by period (units) and their ordering and holding cost over the horizon."""

    quantities: list[float]
    cost: float


def wagner_whitin(demand: Sequence[float], order_cost: float, holding_cost: float) -> LotPlan:
    """Cheapest lots for known demand by period, no shortage (Wagner and Whitin 1958; FoSCT 3.7).

    `demand` in units by period; `holding_cost` per unit carried from a period to the next; T^2 steps. Of equal plans
    the one that orders last is taken.
    """
    periods = len(demand)
    best, upto = [0.0] * (periods + 1), [periods] * periods
    for start in range(periods - 1, -1, -1):
        carried, costs = 0.0, []
        for end in range(start, periods):
            carried += (end - start) * demand[end]
            costs.append(order_cost + holding_cost * carried + best[end + 1])
        least = min(range(len(costs)), key=costs.__getitem__)
        best[start], upto[start] = costs[least], start + least + 1
        if demand[start] == 0 and best[start + 1] <= best[start]:
            best[start], upto[start] = best[start + 1], start
    return LotPlan(_quantities(demand, upto), best[0])


def _quantities(demand: Sequence[float], upto: Sequence[int]) -> list[float]:
    quantities, period = [0.0] * len(demand), 0
    while period < len(demand):
        end = upto[period]
        quantities[period] = float(sum(demand[period:end]))
        period = max(end, period + 1)
    return quantities
