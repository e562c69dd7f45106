"""Where a level is not enough: trend and season, taken where they erred clearly less over the whole last year."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from planning.forecasting.choose import (
    HORIZON,
    TOLERANCE,
    Chosen,
    cumulative_errors,
    root_mean_square,
    simplest_good,
)
from planning.forecasting.fitted import DAMPING, Fitted
from planning.forecasting.seasons import AHEAD, Season
from planning.forecasting.trends import in_season, seasonal_naive, trends
from planning.formulas import Numbers

NO_SEASONS: Mapping[str, Season] = {}
SEASONAL_NAIVE = "seasonal naive"
CLEARLY = 2 * TOLERANCE
"""A shape must be better than the level by this share: it says more, so it can be more wrong."""


def choose_shape(
    demand: Any, chosen: Chosen, regular: Any, made: Mapping[str, Season] = NO_SEASONS, period: int = 52
) -> Chosen:
    """The same choice, with trend or season where they would have erred clearly less at each origin of the last year.

    A whole year, for in half of one the season of the other half is not seen. Of a season the factors from before that
    year are tested, those from all that is known are used.

    Args:
        demand: n x T units a bucket.
        chosen: levels, as `choose` gives them.
        regular: n, whether a series has two years and sells steadily; the others keep their level.
        made: seasons by name (`seasons.seasons`).
        period: buckets of a year.
    """
    units = np.asarray(demand, dtype=np.float64)
    rows = np.flatnonzero(regular)
    if not rows.size:
        return chosen
    part, own = units[rows], {name: season.part(rows) for name, season in made.items()}
    plain = year_errors(part, chosen.fitted.rows(rows), period)
    tried = {name: year_errors(part, fitted, period) for name, fitted in _shapes(part, own, period, is_test=True)}
    errors = np.stack([np.where(np.isnan(one), np.inf, one) for one in tried.values()])
    best = simplest_good(errors)
    better = errors[best, np.arange(len(rows))] < plain * (1 - CLEARLY)
    return _put(chosen, part, rows, (np.where(better, best, -1), errors, own, period))


def year_errors(units: Numbers, fitted: Fitted, period: int) -> Numbers:
    """Root mean square of the error over HORIZON at each origin of the last `period`; NaN where none is known."""
    span = period + HORIZON - 1
    known = units[:, -span:]
    return root_mean_square(cumulative_errors(known, fitted.rows(slice(None), slice(-span - 1, None)), HORIZON))


def _shapes(units: Numbers, made: Mapping[str, Season], period: int, *, is_test: bool) -> Iterator[tuple[str, Fitted]]:
    """Candidates by name, simplest first."""
    yield from trends(units)
    if made:
        yield SEASONAL_NAIVE, seasonal_naive(units, period)
    for season, factors in made.items():
        for name, fitted in in_season(units, factors.tested if is_test else factors.now):
            yield f"{name}, {season}", fitted


def _put(chosen: Chosen, units: Numbers, rows: Any, found: tuple[Any, Numbers, Mapping[str, Season], int]) -> Chosen:
    """The choice with the shapes that won. Before the last year a season's factors are no forecast: not known there."""
    best, errors, made, period = found
    if (best < 0).all():
        return chosen
    n, origins = chosen.fitted.level.shape
    method, level, error = chosen.method.copy(), chosen.fitted.level.copy(), chosen.error.copy()
    slope, factor, damping = np.zeros((n, origins)), np.ones((n, origins - 1 + AHEAD)), np.full((n, 1), DAMPING)
    both = zip(_shapes(units, made, period, is_test=True), _shapes(units, made, period, is_test=False), strict=True)
    for place, ((name, tested), (_, now)) in enumerate(both):
        mine = np.flatnonzero(best == place)
        to = rows[mine]
        method[to], error[to] = name, errors[place, mine]
        level[to], level[to, -1] = tested.level[mine], now.level[mine, -1]
        if now.factor is not None and tested.factor is not None:
            level[to, : -period - 1] = np.nan
            factor[to] = np.column_stack([tested.factor[mine, : origins - 1], now.factor[mine, origins - 1 :]])
        if now.slope is not None and tested.slope is not None:
            slope[to], slope[to, -1], damping[to] = tested.slope[mine], now.slope[mine, -1], now.damping
    fitted = Fitted(level, slope, factor, damping)
    return Chosen(method, fitted.path(1)[:, 0], fitted, error, chosen.naive_error, chosen.origins)
