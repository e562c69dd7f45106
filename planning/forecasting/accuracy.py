"""How good a forecast was: one function a measure. A is what happened, F what was forecast, both in units.

Every function takes arrays whose last axis is time and gives one figure per series; a sum of nothing gives NaN, never
0 or infinity. Rows of which A or F is NaN at a time are left out of that time.
Sources: H&A = Hyndman & Athanasopoulos, Forecasting: Principles and Practice; Hyndman & Koehler 2006; Gilliland.
"""

from typing import Any

import numpy as np

from planning.formulas import Numbers


def wape(actual: Any, forecast: Any) -> Numbers:
    """Weighted absolute percentage error, share of demand: sum |A - F| / sum A."""
    a, f = _both(actual, forecast)
    return _ratio(np.nansum(np.abs(a - f), axis=-1), np.nansum(a, axis=-1))


def bias(actual: Any, forecast: Any) -> Numbers:
    """Bias, share of demand: sum (F - A) / sum A; positive is over-forecast."""
    a, f = _both(actual, forecast)
    return _ratio(np.nansum(f - a, axis=-1), np.nansum(a, axis=-1))


def mase(actual: Any, forecast: Any, training: Any, season: int = 1) -> Numbers:
    """Mean absolute scaled error: mean |A - F| over mean |A(t) - A(t - season)| of `training` (Hyndman & Koehler)."""
    a, f = _both(actual, forecast)
    known = np.asarray(training, dtype=np.float64)
    steps = np.abs(known[..., season:] - known[..., :-season])
    return _ratio(_mean(np.abs(a - f)), _mean(steps))


def pinball(actual: Any, quantile: Any, share: Any) -> Numbers:
    """Mean pinball loss of a forecast quantile, units: q * (A - F) above it, (1 - q) * (F - A) below it (H&A 5.9).

    `share`: q, one for all or one for each figure.
    """
    a, f = _both(actual, quantile)
    q = np.asarray(share, dtype=np.float64)
    return _mean(np.maximum(q * (a - f), (q - 1) * (a - f)))


def value_added(actual: Any, forecast: Any, naive: Any) -> Numbers:
    """Forecast value added, points of WAPE: error of the naive forecast less error of this one (Gilliland)."""
    return np.asarray(100 * (wape(actual, naive) - wape(actual, forecast)), dtype=np.float64)


def tracking_signal(actual: Any, forecast: Any) -> Numbers:
    """Sum of errors F - A over their mean absolute deviation; beyond 4 either way asks for a review."""
    a, f = _both(actual, forecast)
    return _ratio(np.nansum(f - a, axis=-1), _mean(np.abs(a - f)))


def _both(actual: Any, forecast: Any) -> tuple[Numbers, Numbers]:
    a, f = np.broadcast_arrays(np.asarray(actual, dtype=np.float64), np.asarray(forecast, dtype=np.float64))
    unknown = np.isnan(a) | np.isnan(f)
    return np.where(unknown, np.nan, a), np.where(unknown, np.nan, f)


def _mean(values: Numbers) -> Numbers:
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1))


def _ratio(part: Any, whole: Any) -> Numbers:
    bottom = np.asarray(whole, dtype=np.float64)
    return np.asarray(np.divide(part, bottom, out=np.full_like(bottom, np.nan), where=bottom != 0), dtype=np.float64)
