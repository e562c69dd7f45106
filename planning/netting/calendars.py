"""Working and ordering days of suppliers: order-by date = need date - lead time on the supplier's calendar (R18)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import DAY, Array
from planning.netting.inputs import instants, texts

if TYPE_CHECKING:
    import pandas as pd

YEARS = 6
"""Days are laid out this many years either side of as_of."""


@dataclass(frozen=True)
class Calendar:
    """Day numbers since 1970, ascending: when the supplier works, and when it takes orders."""

    open_days: Array
    order_days: Array

    def released(self, due: Array, lead_days: Array) -> Array:
        """Latest release (seconds) from which `lead_days` (whole) open days end at or before `due` (seconds)."""
        last = np.searchsorted(self.open_days, due // DAY, side="right") - 1
        day = self.open_days[np.maximum(last - lead_days, 0)]
        back = np.searchsorted(self.order_days, day, side="right") - 1
        return self.order_days[np.maximum(back, 0)] * DAY

    def arrives(self, release: Array, lead_days: Array) -> Array:
        """When an order of `release` (seconds) or the next ordering day after it is delivered, seconds."""
        first = self.order_days[np.searchsorted(self.order_days, -(-release // DAY), side="left")]
        begun = np.searchsorted(self.open_days, first, side="left")
        return self.open_days[np.minimum(begun + lead_days, self.open_days.size - 1)] * DAY


def read_calendars(calendars: "pd.DataFrame", holidays: "pd.DataFrame", as_of: int) -> dict[str, Calendar | str]:
    """Calendars by id; a sentence in the place of one that has no open or no ordering day."""
    closed = instants(holidays, "holiday_on", 0) // DAY
    of = texts(holidays, "calendar_id")
    read: dict[str, Calendar | str] = {}
    weeks = zip(
        texts(calendars, "calendar_id"),
        texts(calendars, "open_weekdays"),
        texts(calendars, "order_weekdays"),
        strict=True,
    )
    for name, opened, ordered in weeks:
        read[name] = _laid_out(name, opened, ordered or opened, closed[of == name], as_of // DAY)
    return read


def _laid_out(name: str, opened: str | None, ordered: str | None, closed: Array, today: int) -> Calendar | str:
    days = np.arange(today - YEARS * 366, today + YEARS * 366, dtype=np.int64)
    days = days[~np.isin(days, closed)]
    open_days = days[_on(opened, days)]
    order_days = open_days[_on(ordered, open_days)]
    if not order_days.size or order_days[-1] < today:
        return f"Calendar {name} has no open day on which orders are taken. Give it open weekdays, or remove it."
    return Calendar(open_days, order_days)


def _on(weekdays: str | None, days: Array) -> Array:
    """Whether each day (1970-01-01 was a Thursday, the fourth of seven) is one of the weekdays."""
    week = np.array([mark == "1" for mark in (weekdays or "").ljust(7, "0")[:7]])
    return week[(days + 3) % 7]
