"""Policies that are optimal under stated demand: newsvendor, (s, S), (r, Q) of EOQ and safety stock.

Source: Snyder and Shen, Fundamentals of Supply Chain Theory (`FoSCT`). Symbols: h holding cost per unit and period,
p shortage cost per unit and period, K cost per order (all in base currency); quantities in the stock unit.
"""

from dataclasses import dataclass

import numpy as np

from planning.formulas import Numbers, economic_order_quantity, reorder_point, safety_stock, standard_loss, z_value


@dataclass(frozen=True)
class BaseStock:
    """Order-up-to level S (units) and the expected cost of a period."""

    order_up_to: float
    cost: float


@dataclass(frozen=True)
class MinMax:
    """Order up to `order_up_to` when the position is at or below `reorder_point`; the expected cost of a period."""

    reorder_point: int
    order_up_to: int
    cost: float


@dataclass(frozen=True)
class PointAndLot:
    """Order `quantity` when the position is at or below `reorder_point` (units)."""

    reorder_point: float
    quantity: float


def critical_ratio(holding: float, shortage: float) -> float:
    """The cycle service level that costs least: p / (p + h) (FoSCT 4.3)."""
    return shortage / (shortage + holding)


def newsvendor_normal(holding: float, shortage: float, mean: float, std: float) -> BaseStock:
    """S = mu + z * sigma at the critical ratio; cost h * E[(S - D)+] + p * E[(D - S)+] by the loss function (4.3.2)."""
    z = z_value(critical_ratio(holding, shortage))
    over, short = std * standard_loss(-z), std * standard_loss(z)
    return BaseStock(float(mean + z * std), float(holding * over + shortage * short))


def newsvendor_poisson(holding: float, shortage: float, mean: float) -> BaseStock:
    """The smallest whole S with F(S) >= p / (p + h), demand Poisson (FoSCT 4.3.2.6), and its cost."""
    chance = _poisson(mean)
    level = int(np.searchsorted(np.cumsum(chance), critical_ratio(holding, shortage)))
    return BaseStock(level, float(_cost_at(np.array([level]), chance, holding, shortage)[0]))


def min_max_poisson(holding: float, shortage: float, order_cost: float, mean: float) -> MinMax:
    """The optimal (s, S) for Poisson demand a period, full backlog, no lead time (Zheng and Federgruen 1991).

    s falls from the level that is best without an order cost until waiting costs no more than the policy; S rises
    while it may still pay.
    """
    chance = _poisson(mean)
    low = -int(4 * mean + order_cost / min(holding, shortage) + 20)
    levels = np.arange(low, -low + len(chance))
    costs = _cost_at(levels, chance, holding, shortage)
    renewals = _renewals(chance, len(levels))
    best = int(np.argmin(costs))
    point, top = best - 1, best
    while _average(point, top, costs, renewals, order_cost) > costs[point]:
        point -= 1
    least, ceiling = _average(point, top, costs, renewals, order_cost), top + 1
    while costs[ceiling] <= least:
        if _average(point, ceiling, costs, renewals, order_cost) < least:
            top = ceiling
            while _average(point, top, costs, renewals, order_cost) <= costs[point + 1]:
                point += 1
            least = _average(point, top, costs, renewals, order_cost)
        ceiling += 1
    return MinMax(int(levels[point]), int(levels[top]), float(least))


def point_and_lot(
    holding: float, shortage: float, order_cost: float, *, demand: float, demand_std: float, lead_time: float
) -> PointAndLot:
    """(r, Q): EOQ, and r = d * L + z * sd * sqrt(L) with z at the critical ratio (FoSCT 5.2.2, EOQ + safety stock)."""
    safety = safety_stock(z_value(critical_ratio(holding, shortage)), demand, demand_std, lead_time, 0)
    quantity = float(economic_order_quantity(demand, order_cost, holding))
    return PointAndLot(float(reorder_point(demand, lead_time, safety)), quantity)


def _poisson(mean: float) -> Numbers:
    """P(D = 0), P(D = 1), ... up to where less than 1e-12 is left."""
    count = np.arange(int(mean + 12 * np.sqrt(mean) + 25))
    logs = count * np.log(mean) - mean - np.concatenate(([0.0], np.cumsum(np.log(count[1:]))))
    return np.asarray(np.exp(logs), dtype=np.float64)


def _cost_at(levels: "np.ndarray", chance: Numbers, holding: float, shortage: float) -> Numbers:
    """G(y) = h * E[(y - D)+] + p * E[(D - y)+] for each y."""
    left = levels[:, None] - np.arange(len(chance))[None, :]
    return np.asarray(np.where(left > 0, holding * left, -shortage * left) @ chance, dtype=np.float64)


def _renewals(chance: Numbers, size: int) -> Numbers:
    """m(j): expected visits of a demand total of j units before it is passed; m(0) = 1 / (1 - P(D = 0))."""
    visits = np.zeros(size)
    visits[0] = 1 / (1 - chance[0])
    for total in range(1, size):
        reach = min(total, len(chance) - 1)
        visits[total] = visits[0] * (chance[1 : reach + 1] @ visits[total - reach : total][::-1])
    return visits


def _average(point: int, top: int, costs: Numbers, renewals: Numbers, order_cost: float) -> float:
    """Long-run cost a period of the policy that orders at `point` up to `top` (indices of `costs`)."""
    visits = renewals[: top - point]
    return float((order_cost + visits @ costs[point + 1 : top + 1][::-1]) / visits.sum())
