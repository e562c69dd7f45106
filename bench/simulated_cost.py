"""What a forecast is worth: cost against fill rate when each method sets the levels of real spare parts."""

from typing import Any

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


def curve(series: Any, said: Any) -> list[tuple[float, float]]:
    """Fill rate and mean stock at each of SERVICE, lost sales: a bucket begins at the quantile, or at what is left.

    Args:
        series: n x buckets, units asked for.
        said: n x buckets x SERVICE, units; made one bucket ahead.

    Returns:
        (share of units filled, stock at the end of a bucket in units a bucket of demand), a point a share.
    """
    points = []
    for place in range(len(SERVICE)):
        left, filled, kept = np.zeros(len(series)), 0.0, 0.0
        for bucket in range(series.shape[1]):
            stock = np.maximum(left, np.ceil(said[:, bucket, place] - 1e-9))
            sold = np.minimum(stock, series[:, bucket])
            left, filled = stock - sold, filled + sold.sum()
            kept += left.sum()
        points.append((filled / series.sum(), kept / series.sum()))
    return points


def stock_at(points: list[tuple[float, float]]) -> list[float]:
    """Stock that buys each of FILL_RATES; NaN where the curve does not reach."""
    fill, stock = (np.array(part) for part in zip(*sorted(points), strict=True))
    return [float(np.interp(one, fill, stock, left=np.nan, right=np.nan)) for one in FILL_RATES]
