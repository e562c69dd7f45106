"""From a mean and the spread of its error to quantiles: whole units where demand is rare, else the normal curve."""

from typing import Any

import numpy as np

from planning.formulas import Numbers, z_value

SHARES = (0.5, 0.9, 0.95, 0.99)


def quantiles(mean: Any, spread: Any, is_rare: Any, shares: tuple[float, ...] = SHARES) -> Numbers:
    """n x shares, units, never below 0 and never crossing; NaN where mean or spread is unknown.

    Args:
        mean: n, expected demand of the span.
        spread: n, root mean square of the forecast's error over the span.
        is_rare: n, whether demand is intermittent or lumpy: then negative binomial with that mean and variance, Poisson
            where the variance is not above the mean (Snyder, Ord & Beaumont 2012).
    """
    expected, error = np.asarray(mean, dtype=np.float64), np.asarray(spread, dtype=np.float64)
    z = z_value(np.asarray(shares))
    normal = np.maximum(expected[:, None] + error[:, None] * z[None, :], 0)
    rare = np.asarray(is_rare, dtype=bool) & (expected > 0) & ~np.isnan(error)
    normal[rare] = _counts(expected[rare], error[rare], shares)
    return np.maximum.accumulate(normal, axis=1)


def _counts(mean: Numbers, spread: Numbers, shares: tuple[float, ...]) -> Numbers:
    from scipy.stats import nbinom, poisson  # type: ignore[import-untyped]

    variance = np.maximum(spread**2, mean * 1.001)
    chance = mean / variance
    size = mean * chance / (1 - chance)
    wide = spread**2 > mean * 1.001
    found = [np.where(wide, nbinom.ppf(q, size, chance), poisson.ppf(q, mean)) for q in shares]
    return np.stack(found, axis=1)
