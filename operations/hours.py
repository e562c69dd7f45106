"""When a channel may be told of alerts. Periods are instants, so that a change of the clock neither adds nor loses any.

A clock time that a spring night skips is read off the clock as it was before; of one that an autumn night repeats,
the first counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.alert_settings import WEEKDAYS, AlertTimes
from tandem.settings import Company

_LOOK_BACK = 9
"""Days: six whole quiet days with a night before and after."""

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """The alert times of one channel.

    Attributes:
        zone: in which the clock times are meant.
        times: of the company file.
        digest_above: more new alerts than this become one digest even when nothing was held.
    """

    zone: ZoneInfo
    times: AlertTimes
    digest_above: int

    def holds(self, created_at: datetime, severity: str | None, now: datetime) -> bool:
        """Whether an alert of that moment and severity waits at `now`."""
        if severity == "high" and not self.times.quiet_high:
            return False
        if self._is_quiet(now):
            return True
        released = self.released_at(now)
        return bool(self.times.digest_at) and (released is None or created_at > released)

    def released_at(self, now: datetime) -> datetime | None:
        """The last moment up to `now` at which what was held could go; None: none for some days."""
        ends = self._digests(now) if self.times.digest_at else (end for _, end in self._quiet_periods(now))
        return max((moment for moment in ends if moment <= now), default=None)

    def _digests(self, now: datetime) -> Iterator[datetime]:
        quiet = self._quiet_periods(now)
        for day in self._days(now):
            for clock in self.times.digest_at:
                moment = self._instant(day, clock)
                if not any(start <= moment < end for start, end in quiet):
                    yield moment

    def _is_quiet(self, now: datetime) -> bool:
        return any(start <= now < end for start, end in self._quiet_periods(now))

    def _quiet_periods(self, now: datetime) -> list[Period]:
        """Those of the days around `now`, in order, adjoining ones as one."""
        merged: list[Period] = []
        for start, end in sorted(period for day in self._days(now) for period in self._quiet_of(day)):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _quiet_of(self, day: date) -> Iterator[Period]:
        """The periods that begin on `day`."""
        quiet, next_day = self.times.quiet_hours, day + timedelta(days=1)
        if quiet is None:
            return
        if quiet.from_ is not None and quiet.to is not None:
            last = day if quiet.from_ < quiet.to else next_day
            yield self._instant(day, quiet.from_), self._instant(last, quiet.to)
        if WEEKDAYS[day.weekday()] in quiet.all_day:
            yield self._instant(day, time()), self._instant(next_day, time())

    def _days(self, now: datetime) -> list[date]:
        today = now.astimezone(self.zone).date()
        return [today + timedelta(days=offset) for offset in range(-_LOOK_BACK, 1)]

    def _instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


def channel_hours(company: Company) -> dict[str, Hours]:
    """The channels with quiet hours or digest times."""
    zone, above = ZoneInfo(company.company.time_zone), company.policies.digest_above
    return {
        name: Hours(zone, config, above)
        for name, config in company.channels.items()
        if config.quiet_hours is not None or config.digest_at
    }
