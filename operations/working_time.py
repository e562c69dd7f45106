"""Working hours: when so many of them have passed. Pure; elapsed time, so a day on which clocks change is exact."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tandem.approval_settings import WEEKDAYS, WorkHours


def after(since: datetime, hours: Decimal, work: WorkHours, time_zone: str) -> datetime:
    """The moment, aware UTC, at which `hours` working hours have passed since `since` (aware)."""
    left = timedelta(seconds=float(hours * 3600))
    for opens, closes in _spans(since, work, ZoneInfo(time_zone)):
        begun = max(opens, since)
        if left <= closes - begun:
            return begun.astimezone(UTC) + left
        left -= max(closes - begun, timedelta(0))
    raise AssertionError("the days of a calendar do not end")


def _spans(since: datetime, work: WorkHours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each working day from the day of `since` on, UTC."""
    day = since.astimezone(zone).date()
    while True:
        if _is_working(day, work):
            ends = (datetime.combine(day, at, zone).astimezone(UTC) for at in (work.start, work.end))
            yield next(ends), next(ends)
        day += timedelta(days=1)


def _is_working(day: date, work: WorkHours) -> bool:
    return WEEKDAYS[day.weekday()] in work.weekdays and day not in work.holidays
