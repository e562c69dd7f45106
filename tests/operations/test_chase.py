"""What waits too long: once each, whenever the cycle comes, and whatever it is killed in."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations_made import NOW, RULES, at, candidates, evaluation, requisition, rows
from sqlalchemy import event
from test_routing import NUMBER, PEOPLE, plan, rule

from operations import tables
from operations.chase import Chased, Patience, chase
from operations.errors import IllegalTransition, NotAllowedToDecide
from operations.reconcile import reconcile
from operations.requisitions import approve, get, pending
from operations.routing import RuleSet
from operations.rule_versions import apply
from operations.store import Store
from operations.working_time import after
from tandem.approval_settings import WEEKDAYS, Approvals, WorkHours

BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)  # 09:00 in Berlin; NOW is a Saturday
PATIENCE = Patience(Approvals(), BERLIN, RULES.channels)
TIMED = RuleSet("timed", (rule(approvers="Ana", hours=Decimal(4), escalate_to="Di"), rule(2, "Cy", row=3)))


@pytest.fixture
def timed(store: Store) -> Store:
    """One requisition that waits for Ana since a Saturday; four working hours until she is reminded."""
    apply(store, TIMED, "Di", "", NOW)
    plan(store)
    return store


def _told(store: Store) -> list[str]:
    return [item["kind"] for item in rows(store, tables.outbox, "id")][1:]


def test_reminded_once_then_escalated_once_in_working_hours(timed: Store) -> None:
    assert chase(timed, PATIENCE, MONDAY + timedelta(hours=4, seconds=-1)) == Chased()
    assert chase(timed, PATIENCE, MONDAY + timedelta(hours=4)) == Chased(reminded=(NUMBER,))
    for hours in (4, 5, 7.9):
        assert chase(timed, PATIENCE, MONDAY + timedelta(hours=hours)) == Chased()
    with pytest.raises(NotAllowedToDecide, match="Di is not asked"):
        approve(timed, NUMBER, "Di", PEOPLE, None, MONDAY)
    for expected in (Chased(escalated=(NUMBER,)), Chased()):
        assert chase(timed, PATIENCE, MONDAY + timedelta(hours=8)) == expected
    assert _told(timed) == ["requisition_reminded", "requisition_escalated"]
    row = rows(timed, tables.outbox, "id")[-1]["payload"]["row"]
    assert (row["asked"], row["is_escalated"], row["waiting_since"]) == (["Ana", "Di"], True, at(0).isoformat())
    whys = [one["why"] for one in get(timed, NUMBER)["events"] if one["actor"] == "tandem"][1:]
    assert whys == [
        "Step 1 of 2 waits since 2026-10-31 06:01 UTC; reminded: Ana.",
        "Step 1 of 2 waits since 2026-10-31 06:01 UTC; Di may decide too.",
    ]
    later = MONDAY + timedelta(hours=9)
    assert approve(timed, NUMBER, "Di", PEOPLE, None, later, channels=RULES.channels).state == "pending"


def test_both_due_at_once_is_an_escalation_alone(timed: Store) -> None:
    late = MONDAY + timedelta(days=9)
    assert chase(timed, PATIENCE, late) == Chased(escalated=(NUMBER,))
    assert chase(timed, PATIENCE, late) == Chased()
    assert _told(timed) == ["requisition_escalated"]


def test_the_company_may_say_when_to_escalate(timed: Store) -> None:
    patience = Patience(Approvals(escalate_after_hours=Decimal(5)), BERLIN, RULES.channels)
    chase(timed, patience, MONDAY + timedelta(hours=4))
    assert chase(timed, patience, MONDAY + timedelta(hours=5)) == Chased(escalated=(NUMBER,))


def test_the_next_step_waits_for_its_own_time(store: Store) -> None:
    apply(store, RuleSet("v", tuple(rule(n, "Ana;Cy", row=n, hours=Decimal(4)) for n in (1, 2))), "Di", "", NOW)
    plan(store)
    approve(store, NUMBER, "Ana", PEOPLE, None, MONDAY + timedelta(hours=2), channels=RULES.channels)
    assert chase(store, PATIENCE, MONDAY + timedelta(hours=5)) == Chased()
    assert chase(store, PATIENCE, MONDAY + timedelta(hours=6)) == Chased(reminded=(NUMBER,))


def test_a_small_revision_does_not_remind_again(timed: Store) -> None:
    chase(timed, PATIENCE, MONDAY + timedelta(hours=4))
    plan(timed, 70, "61")
    assert get(timed, NUMBER)["revision"] == 2
    assert chase(timed, PATIENCE, MONDAY + timedelta(hours=5)) == Chased()


def test_what_nobody_decides_is_over_and_the_need_is_asked_anew(store: Store) -> None:
    patience = Patience(Approvals(expire_after_days=3), BERLIN, RULES.channels)
    plan(store)
    assert chase(store, patience, at(0) + timedelta(days=3, seconds=-1)) == Chased()
    for expected in (Chased(expired=(NUMBER,)), Chased()):
        assert chase(store, patience, at(0) + timedelta(days=3)) == expected
    found = get(store, NUMBER)
    assert (found["state"], found["decided_by"]) == ("expired", None)
    assert found["events"][-1]["why"] == "Nobody decided within 3 days."
    assert _told(store) == ["requisition_decided"]
    with pytest.raises(IllegalTransition, match="is expired and cannot become approved"):
        approve(store, NUMBER, "Ana", PEOPLE, None, at(80))
    plan(store, 80)
    assert [row["number"] for row in pending(store)] == ["REQ-000002"]
    assert chase(store, patience, at(81)) == Chased()


def test_what_was_held_has_its_time_from_its_release_on(store: Store) -> None:
    patience = Patience(Approvals(expire_after_days=3), BERLIN, RULES.channels)
    plan(store, hold_reason="Ten months of demand.")
    plan(store, 100)
    assert chase(store, patience, at(171)) == Chased()
    assert chase(store, patience, at(172)) == Chased(expired=(NUMBER,))


def _chase_and_die(url: str, statement: int | None) -> None:
    store, seen = Store(url), [0]

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def look(*_: object) -> None:
        if seen[0] == statement:
            die()
        seen[0] += 1

    event.listen(store.engine, "before_cursor_execute", look)
    if statement is None:
        event.listen(store.engine, "commit", die)
    chase(store, PATIENCE, MONDAY + timedelta(hours=4))


def _killed(url: str, statement: int | None) -> int | None:
    process = multiprocessing.get_context("fork").Process(target=_chase_and_die, args=(url, statement))
    process.start()
    process.join(timeout=60)
    return process.exitcode


def test_killed_at_any_statement_reminds_of_each_once(make_url: Callable[[], str]) -> None:
    url = make_url()
    store = Store(url)
    apply(store, TIMED, "Di", "", NOW)
    rules = replace(RULES, approvers=PEOPLE)
    reconcile(store, evaluation(), candidates(requisition(), requisition("P2")), rules, at(0))
    store.close()
    kills = 0
    assert _killed(url, None) == -signal.SIGKILL
    while _killed(url, kills) == -signal.SIGKILL:
        kills += 1
    assert kills >= 6, "it must have been killed at each of its statements"
    store = Store(url)
    assert chase(store, PATIENCE, MONDAY + timedelta(hours=5)) == Chased()
    reminded = [one for one in rows(store, tables.outbox, "id") if one["kind"] == "requisition_reminded"]
    assert len({one["dedupe_key"] for one in reminded}) == len(reminded) == 2
    events = [one for one in rows(store, tables.requisition_event, "id") if "; reminded: Ana." in one["why"]]
    assert len(events) == 2
    store.close()


def _berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(BERLIN))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        (_berlin(2026, 11, 2, 10), 4, _berlin(2026, 11, 2, 14)),
        (_berlin(2026, 11, 2, 5), 8, _berlin(2026, 11, 2, 17)),
        (_berlin(2026, 11, 6, 16), 2, _berlin(2026, 11, 9, 10)),  # over a weekend
        (_berlin(2026, 11, 7, 12), 1, _berlin(2026, 11, 9, 10)),  # since a Saturday
        (_berlin(2026, 12, 24, 16), 2, _berlin(2026, 12, 28, 10)),  # a holiday and a weekend
        (_berlin(2026, 10, 23, 16), 2, _berlin(2026, 10, 26, 10)),  # clocks go back on Sunday the 25th
        (_berlin(2026, 3, 27, 16), 2, _berlin(2026, 3, 30, 10)),  # and forward on Sunday the 29th
    ],
)
def test_working_hours_over_nights_weekends_holidays_and_changed_clocks(
    since: datetime, hours: int, until: datetime
) -> None:
    work = WorkHours(holidays=(date(2026, 12, 25),))
    assert after(since, Decimal(hours), work, BERLIN) == until


def test_a_night_shift_over_the_changed_clock_works_an_hour_more_or_less() -> None:
    nights = WorkHours(start=time(0), end=time(8), weekdays=WEEKDAYS)
    assert after(_berlin(2026, 10, 25, 0), Decimal(8), nights, BERLIN) == _berlin(2026, 10, 25, 7)
    assert after(_berlin(2026, 3, 29, 0), Decimal(7), nights, BERLIN) == _berlin(2026, 3, 29, 8)


MINUTE = timedelta(minutes=1)


@given(
    since=st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5)),
    quarters=st.integers(1, 120),
    start=st.integers(0, 22),
    length=st.integers(1, 10),
    days=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
)
def test_working_hours_are_the_minutes_that_are_worked(
    since: datetime, quarters: int, start: int, length: int, days: set[Any]
) -> None:
    """Counted minute by minute on the wall clock: an end in time has exactly so many worked minutes before it."""
    work = WorkHours(start=time(start), end=time(min(start + length, 23)), weekdays=tuple(days))
    began = since.replace(second=0, microsecond=0, tzinfo=UTC)
    until = after(began, Decimal(quarters) / 4, work, BERLIN)
    if until - began > timedelta(days=20):
        return
    minutes = int((until - began) / MINUTE)
    local = ((began + n * MINUTE).astimezone(ZoneInfo(BERLIN)) for n in range(minutes))
    worked = sum(WEEKDAYS[one.weekday()] in days and work.start <= one.time() < work.end for one in local)
    assert worked == quarters * 15
