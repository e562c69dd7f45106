"""Alerts wait for the end of quiet hours; then what is still so is told in one message, and never twice."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from operations_made import ALL_KINDS, APPROVERS, at, candidates, evaluation, requisition, rows, shortage
from sqlalchemy import event

from operations import tables
from operations.hours import Hours
from operations.outbox import LEASE, Outbox, OutboxItem
from operations.reconcile import Rules, reconcile
from operations.requisitions import approve
from operations.store import Store
from tandem.alert_settings import AlertTimes

RULES = Rules(channels={"buying": (ALL_KINDS, "en")}, grouped_later=("buying",))
MORNING, NIGHT, NEXT_MORNING = 3, 14, 26  # hours after NOW (06:00 UTC): 09:00, 20:00, 08:00 the day after


def hours(**times: Any) -> dict[str, Hours]:
    said = times or {"quiet_hours": {"from": "19:00", "to": "07:30"}}
    return {"buying": Hours(ZoneInfo("UTC"), AlertTimes.model_validate(said), RULES.digest_above)}


QUIET = hours()


def found(store: Store, hour: float, *rows_: dict[str, Any]) -> None:
    reconcile(store, evaluation(hour), candidates(*rows_), RULES, at(hour))


def told(store: Store, hour: float, times: dict[str, Hours] = QUIET) -> list[OutboxItem]:
    """Everything that may be told at that hour, and is."""
    outbox, items = Outbox(store, times), []
    while claimed := outbox.claim(at(hour), 1):
        outbox.mark_sent(claimed[0].id, {}, False, at(hour))
        items += claimed
    return items


def kinds(items: list[OutboxItem]) -> list[str]:
    return [item.kind for item in items]


@pytest.fixture
def begun(store: Store) -> Store:
    """A company that has been looked at before."""
    found(store, 0)
    return store


def test_alerts_of_the_night_become_one_digest_in_the_morning(begun: Store) -> None:
    shortages = [shortage(f"P{n}") for n in range(100)]
    found(begun, NIGHT, *shortages)
    found(begun, NIGHT + 1, *shortages)
    assert told(begun, NIGHT + 1) == []
    (digest,) = told(begun, NEXT_MORNING)
    row = digest.payload["row"]
    assert (digest.kind, row["total"], row["counts"], len(row["top"])) == ("digest", 100, {"shortage": 100}, 10)
    assert row["held_since"] == at(NIGHT).isoformat()
    assert told(begun, NEXT_MORNING + 1) == []
    states = [row["state"] for row in rows(begun, tables.outbox, "id")]
    assert (states.count("skipped"), states.count("sent")) == (100, 1)
    assert Outbox(begun).undelivered() == []


def test_what_cleared_meanwhile_is_not_told_at_all(begun: Store) -> None:
    found(begun, NIGHT, shortage("P1"), shortage("P2"))
    found(begun, NIGHT + 2, shortage("P2"))
    (only,) = told(begun, NEXT_MORNING)
    assert (only.kind, only.payload["row"]["product_id"]) == ("shortage", "P2"), "one alone speaks for itself"
    reasons = {row["reason"] for row in rows(begun, tables.outbox, "id") if row["state"] == "skipped"}
    assert reasons == {"The cause was gone before it was told.", "Its opening was not told here by itself."}


def test_opened_by_night_and_cleared_after_it_but_before_a_delivery_is_not_told(begun: Store) -> None:
    found(begun, NIGHT, shortage())
    found(begun, NEXT_MORNING)
    assert told(begun, NEXT_MORNING + 1) == []


def test_the_end_of_what_was_told_before_is_told(begun: Store) -> None:
    found(begun, MORNING, shortage())
    assert kinds(told(begun, MORNING)) == ["shortage"]
    found(begun, NIGHT)
    assert told(begun, NIGHT) == []
    assert kinds(told(begun, NEXT_MORNING)) == ["alert_closed"]


def test_a_cause_that_a_digest_told_ends_without_a_word(begun: Store) -> None:
    found(begun, NIGHT, shortage("P1"), shortage("P2"))
    assert kinds(told(begun, NEXT_MORNING)) == ["digest"]
    found(begun, NEXT_MORNING + 1)
    assert told(begun, NEXT_MORNING + 1) == []


def test_severity_high_passes_and_what_it_was_before_is_not_told_after(begun: Store) -> None:
    found(begun, NIGHT, shortage(severity="low"))
    found(begun, NIGHT + 1, shortage(severity="high"))
    (passed,) = told(begun, NIGHT + 1)
    assert passed.payload["row"]["severity"] == "high"
    assert told(begun, NEXT_MORNING) == []


def test_requisitions_and_decisions_pass_and_are_not_held_up(begun: Store) -> None:
    found(begun, NIGHT, shortage(), requisition())
    approve(begun, "REQ-000001", "Ana", APPROVERS, None, at(NIGHT), channels=RULES.channels)
    assert kinds(told(begun, NIGHT)) == ["requisition", "requisition_decided"]
    assert kinds(told(begun, NEXT_MORNING)) == ["shortage"]


def test_many_alerts_of_one_day_are_one_digest_too(begun: Store) -> None:
    found(begun, MORNING, *(shortage(f"P{n}") for n in range(RULES.digest_above)))
    assert len(told(begun, MORNING)) == RULES.digest_above
    found(begun, MORNING + 1, *(shortage(f"Q{n}") for n in range(RULES.digest_above + 1)))
    news = told(begun, MORNING + 1)
    assert "digest" in kinds(news)
    assert "shortage" not in kinds(news)


def test_digests_come_at_their_times(begun: Store) -> None:
    twice = hours(digest_at=["09:00", "15:00"])
    found(begun, MORNING, shortage("P1"), shortage("P2"))  # 09:01 UTC
    assert told(begun, MORNING + 5, twice) == []
    assert kinds(told(begun, MORNING + 6, twice)) == ["digest"]


def test_a_change_of_the_company_file_holds_at_once(begun: Store) -> None:
    found(begun, NIGHT, shortage())
    assert told(begun, NIGHT) == []
    assert kinds(told(begun, NIGHT, hours(quiet_hours={"from": "22:00", "to": "06:00"}))) == ["shortage"]


def test_a_message_of_unknown_outcome_stays_itself_and_waits(begun: Store) -> None:
    found(begun, MORNING, shortage())
    outbox = Outbox(begun, QUIET)
    outbox.mark_retry(outbox.claim(at(MORNING), 1)[0].id, "time-out", at(MORNING), unknown_outcome=True)
    found(begun, NIGHT, shortage(), shortage("P2"), shortage("P3"))
    assert told(begun, NIGHT) == []
    first, digest = told(begun, NEXT_MORNING)
    assert (first.kind, first.unknown_outcome, digest.kind, digest.payload["row"]["total"]) == (
        "shortage", True, "digest", 2,
    )  # fmt: skip


def test_killed_between_claim_and_sent_the_digest_is_asked_for_and_not_made_again(begun: Store) -> None:
    found(begun, NIGHT, *(shortage(f"P{n}") for n in range(5)))
    claimed = Outbox(begun, QUIET).claim(at(NEXT_MORNING), 1)
    again = Outbox(begun, QUIET).claim(at(NEXT_MORNING) + LEASE, 1)
    assert [(item.id, item.unknown_outcome) for item in again] == [(claimed[0].id, True)]
    assert told(begun, NEXT_MORNING) == [], "what is being sent is not told by another process"
    assert [row["kind"] for row in rows(begun, tables.outbox, "id")].count("digest") == 1


def test_killed_at_any_statement_of_the_claim_nothing_is_lost_or_doubled(make_url: Callable[[], str]) -> None:
    url = make_url()
    begun = Store(url)
    found(begun, 0)
    found(begun, NIGHT, *(shortage(f"P{n}") for n in range(5)))
    found(begun, NIGHT + 1, *(shortage(f"P{n}") for n in range(4)))
    kills = 0
    while _killed(url, kills) == -signal.SIGKILL:
        kills += 1
    assert kills >= 6
    states = {row["kind"]: row["state"] for row in rows(begun, tables.outbox, "id")}
    assert states == {"shortage": "skipped", "alert_closed": "skipped", "digest": "sending"}
    (digest,) = Outbox(begun, QUIET).claim(at(NEXT_MORNING) + LEASE, 5)
    assert digest.payload["row"]["total"] == 4


def _killed(url: str, statement: int) -> int | None:
    process = multiprocessing.get_context("fork").Process(target=_claim_and_die, args=(url, statement))
    process.start()
    process.join(timeout=60)
    return process.exitcode


def _claim_and_die(url: str, statement: int) -> None:
    store, seen = Store(url), [0]

    def look(*_: object) -> None:
        if seen[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        seen[0] += 1

    event.listen(store.engine, "before_cursor_execute", look)
    Outbox(store, QUIET).claim(at(NEXT_MORNING), 1)


def test_of_many_claims_at_once_one_makes_the_digest(make_url: Callable[[], str]) -> None:
    url = make_url()
    found(Store(url), 0)
    found(Store(url), NIGHT, *(shortage(f"P{n}") for n in range(50)))
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _: Outbox(Store(url), QUIET).claim(at(NEXT_MORNING), 5), range(8)))
    assert [item.kind for items in claimed for item in items] == ["digest"]


def test_a_first_look_is_told_as_what_it_is(store: Store) -> None:
    everything = candidates(*(shortage(f"P{n}") for n in range(30)), requisition("R1"), requisition("R2"))
    reconcile(store, replace(evaluation(MORNING), run_id="first"), everything, RULES, at(MORNING))
    first, second = told(store, MORNING)
    assert [item.payload["row"]["total"] for item in (first, second)] == [2, 30]
