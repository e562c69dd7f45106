"""Quiet hours and digest times are clock times of the company's zone, over changes of the clock and weekends too."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from operations.hours import Hours
from tandem.alert_settings import AlertTimes

BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = {"from": "19:00", "to": "07:30"}


def hours(**times: Any) -> Hours:
    return Hours(BERLIN, AlertTimes.model_validate(times), digest_above=10)


def holds(times: Hours, created_at: datetime, severity: str | None, now: datetime) -> bool:
    return times.at(now).holds(created_at, severity)


def released_at(times: Hours, now: datetime) -> datetime | None:
    return times.at(now).released_at


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "is_held"),
    [
        ("2026-06-09T18:59", False),
        ("2026-06-09T19:00", True),
        ("2026-06-10T00:00", True),
        ("2026-06-10T07:29", True),
        ("2026-06-10T07:30", False),
    ],
)
def test_a_night_holds_from_its_first_to_before_its_last_minute(now: str, is_held: bool) -> None:
    assert holds(hours(quiet_hours=NIGHTS), local("2026-06-09T12:00"), "medium", local(now)) is is_held


def test_severity_high_passes_unless_the_channel_says_otherwise() -> None:
    night = local("2026-06-09T23:00")
    assert not holds(hours(quiet_hours=NIGHTS), night, "high", night)
    assert holds(hours(quiet_hours=NIGHTS, quiet_high=True), night, "high", night)
    assert holds(hours(quiet_hours=NIGHTS), night, None, night)


@pytest.mark.parametrize("night", ["2026-03-28T23:00", "2026-10-24T23:00"])
def test_a_night_in_which_the_clock_changes_ends_by_the_clock(night: str) -> None:
    times, began = hours(quiet_hours=NIGHTS), local(night)
    morning = night.replace("28T23:00", "29T07:30").replace("24T23:00", "25T07:30")
    end = local(morning)
    assert holds(times, began, "low", end.replace(minute=29))
    assert not holds(times, began, "low", end)
    assert released_at(times, end) == end
    assert (end - began).total_seconds() / 3600 == (7.5 if "03-28" in night else 9.5)


def test_an_end_that_the_clock_skips_or_repeats_comes_once() -> None:
    times = hours(quiet_hours={"from": "22:00", "to": "02:30"})
    spring, autumn = datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert released_at(times, datetime(2026, 3, 29, 5, tzinfo=UTC)) == spring
    assert released_at(times, datetime(2026, 10, 25, 5, tzinfo=UTC)) == autumn
    again = local("2026-10-25T02:15", fold=1)
    assert not holds(times, autumn, "low", again), "02:15 comes twice; the night was over at the first 02:30"


def test_a_weekend_is_quiet_from_friday_evening_to_monday_morning() -> None:
    times = hours(quiet_hours={**NIGHTS, "all_day": ["sat", "sun"]})
    friday = local("2026-06-12T19:30")
    for moment in ("2026-06-13T12:00", "2026-06-14T12:00", "2026-06-15T07:29"):
        assert holds(times, friday, "low", local(moment))
    assert not holds(times, friday, "low", local("2026-06-15T07:30"))
    assert released_at(times, local("2026-06-15T10:00")) == local("2026-06-15T07:30")


def test_whole_days_alone() -> None:
    times = hours(quiet_hours={"all_day": ["sun"]})
    assert not holds(times, local("2026-06-13T23:00"), "low", local("2026-06-13T23:59"))
    assert holds(times, local("2026-06-13T23:00"), "low", local("2026-06-14T00:00"))
    assert released_at(times, local("2026-06-15T08:00")) == local("2026-06-15T00:00")


def test_a_channel_with_digests_is_told_then_only() -> None:
    times = hours(digest_at=["09:00", "15:00"])
    arose = local("2026-06-09T09:01")
    assert holds(times, arose, "low", local("2026-06-09T14:59"))
    assert not holds(times, arose, "low", local("2026-06-09T15:00"))
    assert not holds(times, local("2026-06-09T09:00"), "low", local("2026-06-09T09:00"))
    assert not holds(times, arose, "high", arose)


def test_a_digest_on_a_quiet_day_waits_for_the_next() -> None:
    times = hours(digest_at=["09:00"], quiet_hours={"all_day": ["sat", "sun"]})
    friday = local("2026-06-12T10:00")
    assert holds(times, friday, "low", local("2026-06-14T09:00"))
    assert holds(times, friday, "low", local("2026-06-15T08:59"))
    assert not holds(times, friday, "low", local("2026-06-15T09:00"))
