"""Seasons: factors by week of the year, of a category and, where it sells enough, of a product of its own.

Harmonic regression (H&A 7.4): sines and cosines of the year on a line. Its few figures bear two years of thin weeks,
where 52 factors of a classical decomposition would be noise. Ridge keeps what the data does not show at none.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.forecasting.choose import root_mean_square
from planning.formulas import Numbers

AHEAD = 26
"""Buckets ahead that get a factor."""
POOL_HARMONICS, OWN_HARMONICS = 6, 3
LIKELY_SWING = 0.3
"""Standard deviation of a harmonic's size before anything is known: the ridge's strength against a series' noise."""
FEWEST_IN_POOL = 3
"""A category of fewer series with two years takes the season of all together."""
LEAST, MOST = 0.1, 10.0
"""Limits of a factor: dividing by less would make noise of a quiet season."""


@dataclass(frozen=True)
class Season:
    """Factors of n series, n x (T + AHEAD), NaN where none is known; kept for those alone that have any.

    Attributes:
        factors: those from before the last year and those from all, known series x (T + AHEAD).
        place: n, int64, the row of `factors` of each series; -1: none.
    """

    factors: tuple[Numbers, Numbers]
    place: Any

    @property
    def tested(self) -> Numbers:
        """From before the last year."""
        return self._spread(self.factors[0])

    @property
    def now(self) -> Numbers:
        """From all that is known."""
        return self._spread(self.factors[1])

    def part(self, rows: Any) -> "Season":
        """The same of some series."""
        return Season(self.factors, self.place[rows])

    def since(self, bucket: int) -> "Season":
        """The same from a later bucket on."""
        before, now = self.factors
        return Season((before[:, bucket:], now[:, bucket:]), self.place)

    def _spread(self, factors: Numbers) -> Numbers:
        found = np.full((len(self.place), factors.shape[1]), np.nan)
        found[self.place >= 0] = factors[self.place[self.place >= 0]]
        return found


def seasons(units: Numbers, groups: Any, regular: Any, period: int = 52) -> dict[str, Season]:
    """The seasons that a series may have, by name.

    Args:
        units: n x T, units a bucket, NaN where unknown.
        groups: n names; series of a name share a season.
        regular: n, whether a series has two years and sells steadily: only those have and make seasons.
        period: buckets of a year.
    """
    rows = np.flatnonzero(regular)
    if not rows.size or units.shape[1] < 2 * period:
        return {}
    known, names = units[rows], _pools(np.asarray(groups, object)[rows])
    before, now = (_factors(known, names, until, period) for until in (units.shape[1] - period, units.shape[1]))
    place = np.full(len(units), -1, np.int64)
    place[rows] = np.arange(rows.size)
    return {
        name: Season(made, place)
        for name, made in zip(
            ("season of its category", "season of its own"), zip(before, now, strict=True), strict=True
        )
    }


def _pools(groups: Any) -> Any:
    names, place, count = np.unique(groups.astype(str), return_inverse=True, return_counts=True)
    return np.where(count[place] >= FEWEST_IN_POOL, names[place], "")


def _factors(units: Numbers, pools: Any, until: int, period: int) -> tuple[Numbers, Numbers]:
    """Factors of the pools and of the series on top of them, n x (T + AHEAD), from the buckets before `until`."""
    past = units[:, :until]
    mean = np.nanmean(np.where(np.isnan(past), np.nan, past), axis=1, keepdims=True)
    scaled = past / np.where(mean > 0, mean, 1)
    buckets = units.shape[1] + AHEAD
    names, place = np.unique(pools, return_inverse=True)
    weight = np.where(np.isnan(past), 0, np.sqrt(np.maximum(mean, 0)))
    total, weights = np.zeros((len(names), until)), np.zeros((len(names), until))
    np.add.at(total, place, np.nan_to_num(scaled) * weight)
    np.add.at(weights, place, weight)
    pooled = np.divide(total, weights, out=np.full_like(total, np.nan), where=weights > 0)
    shared = _harmonic(pooled, buckets, period, POOL_HARMONICS)[place]
    own = _harmonic(scaled / shared[:, :until], buckets, period, OWN_HARMONICS)
    return shared, np.clip(shared * own, LEAST, MOST)


def _harmonic(scaled: Numbers, buckets: int, period: int, harmonics: int) -> Numbers:
    """Factors of mean 1 over a year, rows x buckets, of series scaled to a mean near 1."""
    design = _design(buckets, scaled.shape[1], period, harmonics)
    past, known = design[: scaled.shape[1]], ~np.isnan(scaled)
    outer = (past[:, :, None] * past[:, None, :]).reshape(len(past), -1)
    squares = (known.astype(float) @ outer).reshape(len(scaled), design.shape[1], -1)
    products = np.nan_to_num(scaled) @ past
    noise = root_mean_square(np.diff(scaled, axis=1)) ** 2 / 2
    ridge = np.diag([0.0] + [1.0] * (design.shape[1] - 1))
    strength = np.nan_to_num(noise, nan=1.0) / LIKELY_SWING**2
    solved = np.linalg.solve(
        squares + strength[:, None, None] * ridge + 1e-9 * np.eye(len(ridge)), products[:, :, None]
    )
    found = solved[:, :, 0]
    swing = found[:, 2:] @ design[:, 2:].T
    return np.asarray(np.clip(1 + swing / np.maximum(found[:, :1], LEAST), LEAST, MOST))


def _design(buckets: int, known: int, period: int, harmonics: int) -> Numbers:
    """A column of ones, a line from -1 to 1 over what is known, then sine and cosine of each harmonic."""
    at = np.arange(buckets)
    line = 2 * at / max(known - 1, 1) - 1
    angles = 2 * np.pi * np.outer(at, np.arange(1, min(harmonics, (period - 1) // 2) + 1)) / period
    return np.column_stack([np.ones(buckets), line, np.sin(angles), np.cos(angles)])
