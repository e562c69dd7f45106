"""The days of a simulation as seconds since 1970, so that the day loop handles whole numbers only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAY = 86_400


@dataclass(frozen=True)
class Clock:
    """`days` days, the last of which is `end_on`. Day 0 is the first."""

    end_on: date
    days: int

    @property
    def last(self) -> int:
        """The last day's index."""
        return self.days - 1

    @property
    def start_on(self) -> date:
        """The date of day 0."""
        return self.end_on - timedelta(days=self.days - 1)

    def midnight(self, day: int) -> int:
        """Start of `day`, seconds since 1970 UTC; `day` may lie before 0 or after the last."""
        start = datetime(self.start_on.year, self.start_on.month, self.start_on.day, tzinfo=UTC)
        return int(start.timestamp()) + day * DAY

    def at(self, day: int, hour: float) -> int:
        """`hour` o'clock UTC (a fraction counts) on `day`, seconds since 1970."""
        return self.midnight(day) + int(hour * 3600)

    def day_of(self, seconds: int) -> int:
        """The day that an instant falls on."""
        return (seconds - self.midnight(0)) // DAY

    def weekday(self, day: int) -> int:
        """Monday is 0."""
        return (self.start_on + timedelta(days=day)).weekday()

    def day_of_year(self, day: int) -> int:
        """1 to 366."""
        return (self.start_on + timedelta(days=day)).timetuple().tm_yday
