"""From a mean and the spread of its error to quantiles: whole units where demand is rare, else the normal curve."""

from typing import Any

import numpy as np

from planning.formulas import Numbers, z_value

MOST_OFTEN = 0.98
"""Chance of demand in a bucket above which a series is not taken to be."""

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
    normal[rare] = np.stack([_count(expected[rare], error[rare], share) for share in shares], axis=1)
    return np.maximum.accumulate(normal, axis=1)


def _count(mean: Numbers, spread: Numbers, share: Any) -> Numbers:
    from scipy.stats import nbinom, poisson  # type: ignore[import-untyped]

    wide = spread**2 > mean * 1.001
    chance = mean / np.where(wide, spread**2, mean * 1.001)
    many = nbinom.ppf(share, mean * chance / (1 - chance), chance)
    return np.asarray(np.where(wide, many, poisson.ppf(share, mean)), dtype=np.float64)


def lumpy_quantiles(mean: Any, size: Any, variance: Any, shares: tuple[float, ...] = SHARES) -> Numbers:
    """n x shares, whole units of a bucket: none with a chance, else 1 + a count of that mean and variance (a hurdle
    model: Mullahy 1986); NaN where mean, size or variance is unknown or 0.

    Args:
        mean: n, expected demand of the bucket. It sets the chance: mean over size.
        size: n, mean units of a bucket with demand.
        variance: n, of the same: negative binomial above size - 1, else Poisson.
    """
    expected, asked, spread = (np.asarray(one, dtype=np.float64) for one in (mean, size, variance))
    known = (expected > 0) & (asked > 0) & ~np.isnan(spread)
    found = np.full((len(expected), len(shares)), np.nan)
    level, units = expected[known], np.maximum(asked[known], 1)
    chance = np.minimum(level / units, MOST_OFTEN)
    beyond = np.maximum(level / chance - 1, 1e-9)
    for place, share in enumerate(shares):
        within = 1 - (1 - share) / chance
        more = _count(beyond, np.sqrt(spread[known]), np.clip(within, 0, 1))
        found[known, place] = np.where(within > 0, 1 + more, 0)
    return found


def week_quantiles(mean: Any, spread: Any, is_rare: Any, lumps: tuple[Numbers, Numbers], shares: Any) -> Numbers:
    """Quantiles of a bucket: of rare series by their `lumps` (size, variance) where they are known."""
    rare = np.asarray(is_rare, bool)
    lumpy = np.full((len(rare), len(shares)), np.nan)
    expected, size, variance = (np.asarray(one)[rare] for one in (mean, *lumps))
    lumpy[rare] = lumpy_quantiles(expected, size, variance, shares)
    is_lumpy = ~np.isnan(lumpy).any(axis=1)
    said = quantiles(mean, spread, rare & ~is_lumpy, shares)
    return np.where(is_lumpy[:, None], np.maximum.accumulate(lumpy, axis=1), said)
