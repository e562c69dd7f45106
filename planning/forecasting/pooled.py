"""What many rare series say together: one of them alone has too few sales to show its model or its spread.

Sources: Fildes & Petropoulos 2015 (choosing one model for all against one for each); Taylor 1961 (variance as a power
of the mean); James & Stein 1961 (estimates drawn towards what their like show).
"""

from typing import Any

import numpy as np

from planning.forecasting.choose import ORIGINS, RARE, model_errors
from planning.forecasting.classes import demand_class
from planning.formulas import Numbers

FEWEST_SERIES = 30
"""Rare series below which nothing is pooled."""
MOST_SERIES = 5_000
"""Evenly spaced among more: as many say the same."""
FROM_OTHERS = 2 / 3
"""Weight of the spread that others of the same mean show, on a logarithmic scale; the rest is a series' own."""


def usual_model(demand: Any) -> str | None:
    """The model that errs least over all rare series of `demand` (n x T units a bucket); None where they are few.

    A series counts by its squared error over the mean of all models', so that none counts more for being large.
    """
    units = np.asarray(demand, dtype=np.float64)
    rows = np.flatnonzero(np.isin(demand_class(units), RARE) & ((~np.isnan(units)).sum(axis=1) > ORIGINS))
    if rows.size < FEWEST_SERIES:
        return None
    rows = rows[:: -(-rows.size // MOST_SERIES)]
    errors = {name: one**2 for name, one in model_errors(units[rows]).items()}
    mean = np.mean(list(errors.values()), axis=0)
    shares = {name: np.divide(one, mean, out=np.ones_like(one), where=mean > 0) for name, one in errors.items()}
    return min(shares, key=lambda name: float(np.nanmean(shares[name])))


def pooled_spread(mean: Any, spread: Any, is_rare: Any) -> Numbers:
    """Spreads of rare series, drawn towards what the others of like mean show; those of the others as they are.

    The variance of others is a parabola through logarithms of variance and mean.

    Args:
        mean: n, expected demand a bucket, units.
        spread: n, root mean square of the forecast's error, units; NaN stays.
        is_rare: n.
    """
    level, own = np.asarray(mean, dtype=np.float64), np.asarray(spread, dtype=np.float64)
    rows = np.flatnonzero(np.asarray(is_rare, bool) & (level > 0) & (own > 0))
    if rows.size < FEWEST_SERIES:
        return own
    size, variance = np.log(level[rows]), 2 * np.log(own[rows])
    bend = np.polynomial.Polynomial.fit(size, variance, min(2, np.unique(size).size - 1))
    found = own.copy()
    found[rows] = np.exp(((1 - FROM_OTHERS) * variance + FROM_OTHERS * bend(size)) / 2)
    return found
