"""What a model said before each bucket: a level, and where it has them a slope and a factor for the season."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.formulas import Numbers

DAMPING = 0.98
"""Share of a slope that is left a bucket later: the careful end of 0.8 to 0.98 (H&A 8.2)."""


@dataclass(frozen=True)
class Fitted:
    """Forecasts of n series from T + 1 origins: `h` buckets after origin t, (level + slope * (d + ... + d^h)) * factor.

    Attributes:
        level: n x (T + 1), units a bucket, made from what was known before t; NaN where nothing was.
        slope: n x (T + 1), units a bucket and bucket, damped by d = `damping`; None: flat.
        factor: n x (T + buckets ahead), of each bucket; None: no season. Beyond the last the year before is repeated.
        damping: share of a slope that is left a bucket later, of all or n x 1.
    """

    level: Numbers
    slope: Numbers | None = None
    factor: Numbers | None = None
    damping: Numbers | float = DAMPING

    def sums(self, horizon: int) -> Numbers:
        """Units of the `horizon` buckets from each origin on, n x (T + 1), never below 0."""
        if self.slope is None and self.factor is None:
            return horizon * self.level
        found = np.zeros_like(self.level)
        for step in range(horizon):
            found += self._said(step)
        return found

    def path(self, buckets: int) -> Numbers:
        """The forecast now, n x buckets, never below 0."""
        last = self.rows(slice(None), slice(-1, None))
        return np.stack([last._said(step)[:, 0] for step in range(buckets)], axis=1)

    def rows(self, which: Any, origins: slice = slice(None)) -> "Fitted":
        """The same of some series, and of some origins up to the last."""
        first = range(self.level.shape[1])[origins][0]
        return Fitted(
            self.level[which, first:],
            None if self.slope is None else self.slope[which, first:],
            None if self.factor is None else self.factor[which, first:],
            self.damping if isinstance(self.damping, float) else self.damping[which],
        )

    def _said(self, step: int) -> Numbers:
        level = self.level if self.slope is None else self.level + slopes(self.damping, step) * self.slope
        return np.maximum(level if self.factor is None else level * _ahead(self.factor, level.shape[1], step), 0)


def slopes(damping: Any, step: Any) -> Any:
    """How many slopes lie between the level and the bucket that is `step` after the first: d + ... + d^(step + 1)."""
    return damping * (1 - damping ** (step + 1)) / (1 - damping)


def _ahead(factor: Numbers, origins: int, step: int) -> Numbers:
    """The factor of the bucket that lies `step` after each origin."""
    places = np.arange(origins) + step
    beyond = np.maximum(places - factor.shape[1] + 1, 0)
    return np.asarray(factor[:, places - 52 * -(-beyond // 52)])
