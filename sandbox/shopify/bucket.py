"""The leaky bucket that Shopify keeps for each app and shop."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MAX_QUERY_COST = 1000
"""Points that one query may ask for, on every plan."""


@dataclass
class Bucket:
    """Points that may be spent now.

    Attributes:
        maximum: size of the bucket, points.
        restore_rate: points that come back each second.
        clock: gives the present moment.
    """

    maximum: float
    restore_rate: float
    clock: Callable[[], datetime]
    available: float = field(init=False)
    _at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.available, self._at = self.maximum, self.clock()

    def take(self, points: int) -> bool:
        """Takes `points` if they are there; else takes none and says False."""
        self._restore()
        if self.available < points:
            return False
        self.available -= points
        return True

    def give_back(self, points: float) -> None:
        """Returns what a query asked for and did not use."""
        self.available = min(self.maximum, self.available + points)

    def status(self, requested: int, actual: int | None) -> dict[str, Any]:
        """What `extensions.cost` says."""
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": float(self.maximum),
                "currentlyAvailable": int(self.available),
                "restoreRate": float(self.restore_rate),
            },
        }

    def _restore(self) -> None:
        now = self.clock()
        self.give_back((now - self._at).total_seconds() * self.restore_rate)
        self._at = now
