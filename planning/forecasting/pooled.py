"""What many rare series say together: one of them alone has too few sales to show its model or its spread.

Sources: Fildes & Petropoulos 2015 (choosing one model for all against one for each); Taylor 1961 (variance as a power
of the mean); James & Stein 1961 (estimates drawn towards what their like show).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.forecasting.choose import ORIGINS, RARE, model_errors
from planning.forecasting.classes import demand_class
from planning.formulas import Numbers

FEWEST_SERIES = 30
"""Rare series below which nothing is pooled."""
MOST_SERIES = 5_000
"""Evenly spaced among more: as many say the same."""
OTHERS_COUNT = 10.0
"""Sales that what others show is worth beside a series' own."""
LEAST_VARIANCE = 0.05
"""Units squared, added before a logarithm is taken: sizes that never differed have none."""


def usual_model(demand: Any) -> str | None:
    """The model that errs least over all rare series of `demand` (n x T units a bucket); None where they are few.

    A series counts by its squared error over the mean of all models', so that none counts more for being large.
    """
    units = np.asarray(demand, dtype=np.float64)
    rows = np.flatnonzero(np.isin(demand_class(units), RARE) & ((~np.isnan(units)).sum(axis=1) > ORIGINS))
    if rows.size < FEWEST_SERIES:
        return None
    rows = rows[:: -(-rows.size // MOST_SERIES)]
    return least_wrong(model_errors(units[rows]))


def least_wrong(errors: Mapping[str, Numbers]) -> str:
    """The candidate that errs least over many series, by each one's root mean square per candidate.

    A series that lacks one of them (NaN) does not count.
    """
    squares = {name: one**2 for name, one in errors.items()}
    mean = np.mean(list(squares.values()), axis=0)
    shares = {name: np.divide(one, mean, out=np.ones_like(one), where=mean > 0) for name, one in squares.items()}
    return min(shares, key=lambda name: float(shares[name].mean()))


@dataclass(frozen=True)
class Sizes:
    """What a series asks for in a bucket in which it asks at all: mean and variance (NaN below two), and how often."""

    mean: Numbers
    variance: Numbers
    count: Numbers

    @staticmethod
    def of(units: Numbers) -> "Sizes":
        """From n x T units a bucket, NaN where unknown."""
        sold = units > 0
        count = sold.sum(axis=1).astype(np.float64)
        total, squares = (np.where(sold, units**power, 0).sum(axis=1) for power in (1, 2))
        mean = np.divide(total, count, out=np.full(len(units), np.nan), where=count > 0)
        rest = np.maximum(squares - count * np.nan_to_num(mean) ** 2, 0)
        return Sizes(mean, np.divide(rest, count - 1, out=np.full(len(units), np.nan), where=count > 1), count)


def pooled_variance(sizes: Sizes, is_rare: Any) -> Numbers:
    """Variance of the sizes of rare series, drawn towards that of others whose sizes have a like mean.

    That of others is a parabola through logarithms of variance and mean; a series' own weighs as its sales beside
    OTHERS_COUNT more. NaN where nothing is known.
    """
    rows = np.flatnonzero(np.asarray(is_rare, bool) & ~np.isnan(sizes.variance))
    found = sizes.variance.copy()
    if rows.size < FEWEST_SERIES:
        return found
    size, variance = np.log(sizes.mean[rows]), np.log(sizes.variance[rows] + LEAST_VARIANCE)
    bend = np.polynomial.Polynomial.fit(size, variance, min(2, np.unique(size).size - 1))
    mine = np.flatnonzero(np.asarray(is_rare, bool) & (sizes.count > 0))
    expected = bend(np.clip(np.log(sizes.mean[mine]), size.min(), size.max()))
    own = np.where(np.isnan(found[mine]), expected, np.log(np.nan_to_num(found[mine]) + LEAST_VARIANCE))
    weight = sizes.count[mine] / (sizes.count[mine] + OTHERS_COUNT)
    found[mine] = np.maximum(np.exp(weight * own + (1 - weight) * expected) - LEAST_VARIANCE, 0)
    return found
