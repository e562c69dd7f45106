"""What a forecast is worth: cost against fill rate when each method sets the levels of real spare parts."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

SERVICE = (
    0.5,
    0.55,
    0.6,
    0.65,
    0.7,
    0.75,
    0.8,
    0.84,
    0.88,
    0.9,
    0.92,
    0.94,
    0.95,
    0.96,
    0.97,
    0.98,
    0.985,
    0.99,
    0.995,
)
"""Quantiles that the levels are set at: the points of the curve."""
FILL_RATES = (0.6, 0.7, 0.8, 0.85, 0.9)
"""Where the curves are compared, linear between their points."""


@dataclass(frozen=True)
class Costs:
    """What things cost, as shares of a part's unit value: a unit at the end of a month (2 % are 24 % a year), an order
    of a part, a unit that is asked for and not there."""

    holding: float = 0.02
    order: float = 0.25
    lost: float = 0.5


class Point(NamedTuple):
    """Of one service level: share of units filled, stock at the end of a bucket in buckets of demand, cost a unit of
    demand as a share of its value."""

    fill: float
    stock: float
    cost: float


def curve(series: Any, said: Any, costs: Costs | None = None) -> list[Point]:
    """A point at each of SERVICE, lost sales: a bucket begins at the quantile, by an order, or at what is left.

    Args:
        series: n x buckets, units asked for.
        said: n x buckets x SERVICE, units; made one bucket ahead.
        costs: of holding, ordering and losing.
    """
    costs, asked, points = costs or Costs(), series.sum(), []
    for place in range(len(SERVICE)):
        left, filled, kept, orders = np.zeros(len(series)), 0.0, 0.0, 0
        for bucket in range(series.shape[1]):
            stock = np.maximum(left, np.ceil(said[:, bucket, place] - 1e-9))
            orders += int((stock > left).sum())
            sold = np.minimum(stock, series[:, bucket])
            left, filled = stock - sold, filled + sold.sum()
            kept += left.sum()
        cost = costs.holding * kept + costs.order * orders + costs.lost * (asked - filled)
        points.append(Point(filled / asked, kept / asked, cost / asked))
    return points


def at_fill_rates(points: list[Point], name: str) -> list[float]:
    """The `stock` or `cost` that buys each of FILL_RATES; NaN where the curve does not reach."""
    ordered = sorted(points)
    fill, value = ([getattr(point, one) for point in ordered] for one in ("fill", name))
    return [float(np.interp(one, fill, value, left=np.nan, right=np.nan)) for one in FILL_RATES]
