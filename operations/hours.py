"""When a channel may be told of alerts. Periods are instants, so that a change of the clock neither adds nor loses any.

A clock time that a spring night skips is read off the clock as it was before; of one that an autumn night repeats,
the first counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.alert_settings import WEEKDAYS, AlertTimes
from tandem.settings import Company

_LOOK_BACK = 9
"""Days: six whole quiet days with a night before and after."""

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Gate:
    """What waits at one moment.

    Attributes:
        is_quiet: the channel is quiet.
        released_at: the last moment before at which what was held could go; None: none for some days.
        has_digests: alerts are told at the digest times only.
        holds_high: those of severity high too.
    """

    is_quiet: bool
    released_at: datetime | None
    has_digests: bool
    holds_high: bool

    def holds(self, created_at: datetime, severity: str | None) -> bool:
        """Whether an alert of that moment and severity waits."""
        if severity == "high" and not self.holds_high:
            return False
        return self.is_quiet or (self.has_digests and not self.was_held(created_at))

    def was_held(self, created_at: datetime) -> bool:
        """Whether an alert of that moment could go at the last release."""
        return self.released_at is not None and created_at <= self.released_at


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

    def at(self, now: datetime) -> "Gate":
        """What waits at `now`."""
        quiet = self._quiet_periods(now)
        ends = self._digests(now, quiet) if self.times.digest_at else [end for _, end in quiet]
        return Gate(
            is_quiet=_within(now, quiet),
            released_at=max((moment for moment in ends if moment <= now), default=None),
            has_digests=bool(self.times.digest_at),
            holds_high=self.times.quiet_high,
        )

    def _digests(self, now: datetime, quiet: Sequence[Period]) -> list[datetime]:
        moments = [self._instant(day, clock) for day in self._days(now) for clock in self.times.digest_at]
        return [moment for moment in moments if not _within(moment, quiet)]

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


def _within(moment: datetime, periods: Sequence[Period]) -> bool:
    return any(start <= moment < end for start, end in periods)


def channel_hours(company: Company) -> dict[str, Hours]:
    """The channels with quiet hours or digest times."""
    zone, above = ZoneInfo(company.company.time_zone), company.policies.digest_above
    return {
        name: Hours(zone, config, above)
        for name, config in company.channels.items()
        if config.quiet_hours is not None or config.digest_at
    }
