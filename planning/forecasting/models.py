"""Forecasting models over many series at once: one function a model, each step of time one step for all series.

Every model takes demand as n x T units a bucket, NaN where a bucket is not known (before a series begins, or without
stock), and gives n x (T + 1): column t is the level forecast for every bucket from t on, made from what was known
before t; column T is the forecast now. NaN where nothing was known yet. An unknown bucket teaches a model nothing.
Sources: SPP = Silver, Pyke, Thomas; Croston 1972; Syntetos & Boylan 2005; Teunter, Syntetos & Babai 2011.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from planning.formulas import Numbers

ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.5)
"""Smoothing constants that are tried."""
WINDOW = 13
"""Buckets of the moving average: a quarter of weeks."""
SMOOTHING = 0.1
"""Smoothing constant of sizes, intervals and chances (Syntetos & Boylan 2005)."""


def naive(demand: Any) -> Numbers:
    """The last known bucket."""

    def step(level: Numbers, actual: Numbers) -> Numbers:
        return actual

    return _over_time(demand, step)


def exponential_smoothing(demand: Any, alpha: float) -> Numbers:
    """Simple exponential smoothing, begun at the first known bucket: l + alpha * (A - l) (SPP)."""

    def step(level: Numbers, actual: Numbers) -> Numbers:
        return level + alpha * (actual - level)

    return _over_time(demand, step)


def window_average(demand: Any, window: int = WINDOW) -> Numbers:
    """Mean of the known buckets among the last `window`; the model before where none of them is known."""
    units = np.asarray(demand, dtype=np.float64)
    known = ~np.isnan(units)
    totals, counts = (_running(part, window) for part in (np.where(known, units, 0), known.astype(np.float64)))
    mean = np.divide(totals, counts, out=np.full(totals.shape, np.nan), where=counts > 0)
    return _carried(mean)


def croston_sba(demand: Any, alpha: float = SMOOTHING) -> Numbers:
    """Croston's size over interval, with the correction of Syntetos and Boylan: (1 - alpha / 2) * z / p."""
    units = np.asarray(demand, dtype=np.float64)
    n, buckets = units.shape
    size, interval, since = np.full(n, np.nan), np.full(n, np.nan), np.ones(n)
    found = np.full((n, buckets + 1), np.nan)
    for t in range(buckets):
        actual = units[:, t]
        sold, known, begun = actual > 0, ~np.isnan(actual), ~np.isnan(size)
        size = np.where(sold, np.where(begun, size + alpha * (actual - size), actual), size)
        interval = np.where(sold, np.where(begun, interval + alpha * (since - interval), since), interval)
        since = np.where(sold, 1.0, since + known)
        found[:, t + 1] = (1 - alpha / 2) * size / interval
    return _zero_once_known(found, units)


def tsb(demand: Any, size_alpha: float = SMOOTHING, chance_alpha: float = SMOOTHING) -> Numbers:
    """Teunter, Syntetos, Babai: chance of demand times its size; the chance falls while nothing sells."""
    units = np.asarray(demand, dtype=np.float64)
    n, buckets = units.shape
    size, chance = np.full(n, np.nan), np.full(n, np.nan)
    found = np.full((n, buckets + 1), np.nan)
    for t in range(buckets):
        actual = units[:, t]
        sold, known = actual > 0, ~np.isnan(actual)
        size = np.where(sold, np.where(np.isnan(size), actual, size + size_alpha * (actual - size)), size)
        fresh = np.where(np.isnan(chance), sold, chance + chance_alpha * (sold - chance))
        chance = np.where(known, fresh, chance)
        found[:, t + 1] = chance * size
    return _zero_once_known(found, units)


def candidates(demand: Any) -> dict[str, Numbers]:
    """Every model's forecasts by name, simplest first."""
    units = np.asarray(demand, dtype=np.float64)
    return {
        "mean": window_average(units, units.shape[1]),
        f"mean of {WINDOW}": window_average(units),
        "naive": naive(units),
        **{f"ses {alpha}": exponential_smoothing(units, alpha) for alpha in ALPHAS},
        "croston sba": croston_sba(units),
        "tsb": tsb(units),
    }


def _over_time(demand: Any, step: Callable[[Numbers, Numbers], Numbers]) -> Numbers:
    units = np.asarray(demand, dtype=np.float64)
    n, buckets = units.shape
    level = np.full(n, np.nan)
    found = np.full((n, buckets + 1), np.nan)
    for t in range(buckets):
        actual = units[:, t]
        fresh = np.where(np.isnan(level), actual, step(level, actual))
        level = np.where(np.isnan(actual), level, fresh)
        found[:, t + 1] = level
    return found


def _running(values: Numbers, window: int) -> Numbers:
    """Sums over the last `window` columns before each column, n x (T + 1)."""
    sums = np.zeros((len(values), values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    before = np.zeros_like(sums)
    before[:, window:] = sums[:, : max(sums.shape[1] - window, 0)]
    return np.asarray(sums - before)


def _carried(found: Numbers) -> Numbers:
    """The last known figure where there is none."""
    at = np.where(np.isnan(found), 0, np.arange(found.shape[1]))
    np.maximum.accumulate(at, axis=1, out=at)
    return np.asarray(np.take_along_axis(found, at, axis=1))


def _zero_once_known(found: Numbers, units: Numbers) -> Numbers:
    """A series that is known and has not sold yet is expected to sell nothing."""
    known = np.zeros(found.shape, bool)
    known[:, 1:] = np.maximum.accumulate(~np.isnan(units), axis=1)
    return np.where(np.isnan(found) & known, 0.0, found)
