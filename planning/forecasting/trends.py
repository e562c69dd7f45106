"""Models that see where a series goes: damped trend and theta, over many series at once, and the season on top.

Sources: Gardner & McKenzie 1985 (damped trend); Assimakopoulos & Nikolopoulos 2000, Hyndman & Billah 2003 (theta).
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from planning.forecasting.fitted import DAMPING, Fitted
from planning.forecasting.models import exponential_smoothing, window_average
from planning.forecasting.seasons import AHEAD
from planning.formulas import Numbers

HOLT = ((0.1, 0.05), (0.2, 0.1), (0.5, 0.1))
"""Smoothing constants of level and slope that are tried."""
RETURNS = ((0.7, 0.5), (0.5, 0.8), (0.5, 0.95))
"""Smoothing constants, and what is left of a distance from the mean a bucket later, that are tried."""
ALPHAS = (0.05, 0.1, 0.2, 0.5)


def damped_trend(units: Numbers, alpha: float, beta: float) -> Fitted:
    """Holt's level and slope, the slope damped; begun at the first known bucket with no slope."""
    n, buckets = units.shape
    level, slope = np.full(n, np.nan), np.zeros(n)
    levels, slopes = np.full((n, buckets + 1), np.nan), np.zeros((n, buckets + 1))
    for t in range(buckets):
        actual, ahead = units[:, t], level + DAMPING * slope
        begun, known = ~np.isnan(level), ~np.isnan(actual)
        fresh = np.where(begun, ahead + alpha * (actual - ahead), actual)
        slope = np.where(
            begun, np.where(known, beta * (fresh - level) + (1 - beta) * DAMPING * slope, DAMPING * slope), 0
        )
        level = np.where(known, fresh, ahead)
        levels[:, t + 1], slopes[:, t + 1] = level, slope
    return Fitted(levels, slopes)


def theta(units: Numbers, alpha: float) -> Fitted:
    """Simple exponential smoothing with half the slope of the line through all that was known."""
    known = ~np.isnan(units)
    at = np.arange(units.shape[1], dtype=float)
    filled = np.where(known, units, 0)
    count, times, squares, sums, products = (
        np.cumsum(part, axis=1) for part in (known * 1.0, known * at, known * at**2, filled, filled * at)
    )
    spread = count * squares - times**2
    slope = np.divide(count * products - times * sums, spread, out=np.zeros_like(spread), where=spread > 0)
    return Fitted(exponential_smoothing(units, alpha), np.column_stack([np.zeros(len(units)), slope / 2]))


def returning(units: Numbers, alpha: float, memory: float) -> Fitted:
    """A level that returns to the mean of all that was known: of its distance from it `memory` is left a bucket later
    (the forecasts of an ARMA(1, 1) with a mean; Box & Jenkins 1970)."""
    mean = window_average(units, units.shape[1])
    level, levels = np.full(len(units), np.nan), np.full(mean.shape, np.nan)
    for t in range(units.shape[1]):
        actual = units[:, t]
        ahead = np.where(np.isnan(level), actual, mean[:, t] + memory * (level - mean[:, t]))
        level = np.where(np.isnan(actual), ahead, ahead + alpha * (actual - ahead))
        levels[:, t + 1] = level
    return Fitted(levels, (mean - levels) * (1 - memory) / memory, None, memory)


def seasonal_naive(units: Numbers, period: int) -> Fitted:
    """The same bucket of the year before."""
    n, buckets = units.shape
    ago = np.full((n, buckets + AHEAD), np.nan)
    last = min(buckets + AHEAD, buckets + period)
    ago[:, period:last] = units[:, : last - period]
    known = np.maximum.accumulate(~np.isnan(units), axis=1)
    level = np.where(np.column_stack([np.zeros(n, bool), known]), 1.0, np.nan)
    return Fitted(level, None, ago)


def trends(units: Numbers) -> Iterator[tuple[str, Fitted]]:
    """Models with a slope by name, simplest first."""
    for alpha in (0.1, 0.3):
        yield f"theta {alpha}", theta(units, alpha)
    for alpha, beta in HOLT:
        yield f"damped trend {alpha}", damped_trend(units, alpha, beta)
    for alpha, memory in RETURNS:
        yield f"returning {memory}", returning(units, alpha, memory)


def in_season(units: Numbers, factor: Numbers) -> Iterator[tuple[str, Fitted]]:
    """Levels and trends of what is left without the season, with the season put back.

    `factor`: n x (T + AHEAD).
    """
    plain = units / factor[:, : units.shape[1]]
    yield "mean of 13", Fitted(window_average(plain), None, factor)
    for alpha in ALPHAS:
        yield f"ses {alpha}", Fitted(exponential_smoothing(plain, alpha), None, factor)
    for name, made in trends(plain):
        yield name, replace(made, factor=factor)
