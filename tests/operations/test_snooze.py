"""Who wants to hear no more of an alert or a requisition hears no more until the day; what gets worse is told again."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from operations_made import ALL_KINDS, APPROVERS, NOW, at, candidates, evaluation, excess, requisition, rows, shortage
from sqlalchemy import event
from test_holding import NEXT_MORNING, NIGHT
from test_holding import found as found_by_night
from test_holding import told as told_by_hours

from operations import tables
from operations.errors import BadSnooze, IllegalTransition, NotAllowedToDecide, UnknownAlert
from operations.outbox import Outbox
from operations.reads import get, get_alert, pending
from operations.reconcile import Rules, reconcile
from operations.requisitions import approve
from operations.snooze import Snoozed, Wish, snooze_alert, snooze_requisition, until_day
from operations.store import Store

KEY, NUMBER, PEOPLE = "shortage|P1|L1", "REQ-000001", ("Ana", "Mei")
ONE = Rules(channels={"buying": (ALL_KINDS, "en")})
LATER = NOW + timedelta(days=2)


def see(store: Store, hour: float, *rows_: dict[str, Any]) -> None:
    reconcile(store, evaluation(hour), candidates(*rows_), ONE, at(hour))


def wish(until: datetime | None = LATER, by: str = "Ana", hour: float = 2) -> Wish:
    return Wish(until, by, "Supplier was called.", at(hour))


def snooze(store: Store, **said: Any) -> Snoozed:
    return snooze_alert(store, KEY, wish(**said), PEOPLE)


def told(store: Store) -> list[str]:
    """Kinds of what has become a message about the shortage or requisition, in order."""
    return [row["kind"] for row in rows(store, tables.outbox, "id")]


@pytest.fixture
def short(store: Store) -> Store:
    """A company with one shortage that was told."""
    see(store, 0)
    see(store, 1, shortage())
    return store


def test_a_snoozed_alert_stays_open_and_is_told_again_when_the_day_comes(short: Store) -> None:
    done = snooze(short)
    assert (done.is_repeat, done.sentence) == (
        False, f"{KEY} is snoozed until 2026-11-02 by Ana. Reason: Supplier was called.",
    )  # fmt: skip
    see(short, 3, shortage(available="4"))
    assert told(short) == ["shortage"]
    assert get_alert(short, KEY)["state"] == "open"
    see(short, 50, shortage(available="4"))
    assert told(short) == ["shortage", "shortage"], "also when no number has changed since"
    see(short, 51, shortage(available="4"))
    assert told(short) == ["shortage", "shortage"]
    record = get_alert(short, KEY)
    assert (record["snoozed_until"], record["snoozed_by"], record["revision"]) == (None, None, 2)


def test_each_change_of_a_snooze_is_an_event_with_who_when_and_why(short: Store) -> None:
    snooze(short)
    snooze(short, until=None, by="Mei", hour=3)
    see(short, 4, shortage())
    events = [(row["actor"], row["happened_at"], row["why"]) for row in rows(short, tables.alert_event, "id")]
    assert events == [
        ("tandem", at(1), "A candidate was found."),
        ("Ana", at(2), "Supplier was called."),
        ("Mei", at(3), "Supplier was called."),
        ("tandem", at(4), "The snooze is over."),
    ]
    assert rows(short, tables.alert_event, "id")[1]["changes"] == {"snoozed_until": [None, LATER.isoformat()]}
    assert told(short) == ["shortage", "shortage"]


def test_asking_twice_changes_nothing_and_is_said(short: Store) -> None:
    snooze(short)
    again = snooze(short, by="Mei", hour=3)
    assert (again.is_repeat, again.sentence) == (True, f"{KEY} is snoozed until 2026-11-02 already, by Ana.")
    assert snooze(short, until=None, hour=4).is_repeat is False
    assert snooze(short, until=None, hour=5).sentence == f"{KEY} is not snoozed."
    assert len(rows(short, tables.alert_event, "id")) == 3
    assert [row["is_allowed"] for row in rows(short, tables.audit, "id")] == [True] * 4


def test_what_gets_worse_is_told_at_once_and_wakes(short: Store) -> None:
    snooze(short)
    see(short, 3, shortage(severity="low"))
    see(short, 4, shortage(severity="medium"))
    assert told(short) == ["shortage"], "no worse than when it was snoozed"
    see(short, 5, shortage(severity="high"))
    assert told(short) == ["shortage", "shortage"]
    why = rows(short, tables.alert_event, "id")[-1]["why"]
    assert why == "It is worse than when it was snoozed: high instead of medium."
    assert get_alert(short, KEY)["snoozed_until"] is None


def test_what_only_grows_sleeps_on(store: Store) -> None:
    see(store, 0)
    see(store, 1, excess())
    snooze_alert(store, "excess|P2|L1", wish(), PEOPLE)
    see(store, 3, excess(quantity="900"))
    assert told(store) == ["excess"]
    see(store, 50, excess(quantity="900"))
    assert told(store) == ["excess", "excess"]


def test_the_end_of_a_snoozed_alert_is_told_and_its_next_episode_is_awake(short: Store) -> None:
    snooze(short)
    see(short, 3)
    assert told(short) == ["shortage", "alert_closed"]
    see(short, 4, shortage(available="1"))
    assert told(short)[-1] == "shortage"
    assert get_alert(short, KEY)["snoozed_until"] is None


def test_who_may_not_and_what_is_not_open_is_refused_and_audited(short: Store) -> None:
    with pytest.raises(NotAllowedToDecide, match="Eve may not snooze alerts: neither among `approvers` nor an owner"):
        snooze(short, by="Eve")
    with pytest.raises(UnknownAlert, match="There is no alert"):
        snooze_alert(short, "shortage|P2|L1", wish(), PEOPLE)
    with pytest.raises(IllegalTransition, match="was closed since"):
        snooze_alert(short, KEY, wish(), PEOPLE, episode=2)
    audited = [(row["actor"], row["what"], row["is_allowed"]) for row in rows(short, tables.audit, "id")]
    assert audited == [("Eve", "snooze", False), ("Ana", "snooze", False), ("Ana", "snooze", False)]
    assert get_alert(short, KEY)["snoozed_until"] is None


@pytest.mark.parametrize("until", [at(2), at(1), NOW + timedelta(days=400)])
def test_a_snooze_ends_within_a_year(until: datetime) -> None:
    with pytest.raises(BadSnooze, match="A snooze ends within a year from now"):
        wish(until)


def test_a_day_begins_by_the_companys_clock() -> None:
    assert until_day(date(2026, 3, 30), "Europe/Berlin") == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_what_was_snoozed_before_it_was_told_waits_for_the_end_of_the_snooze(store: Store) -> None:
    found_by_night(store, 0)
    found_by_night(store, NIGHT, shortage())
    snooze_alert(store, KEY, wish(NOW + timedelta(hours=40), hour=NIGHT), PEOPLE)
    assert told_by_hours(store, NEXT_MORNING) == []
    found_by_night(store, 52, shortage())
    (item,) = told_by_hours(store, 52)
    assert (item.kind, item.payload["row"]["revision"]) == ("shortage", 2)


# -- requisitions -------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(store: Store) -> Store:
    """A company with one requisition that waits and was told."""
    see(store, 0)
    see(store, 1, requisition())
    return store


def test_a_snoozed_requisition_waits_unheard_and_is_told_again_on_the_day(asked: Store) -> None:
    assert snooze_requisition(asked, NUMBER, wish(), APPROVERS).until == LATER
    assert snooze_requisition(asked, NUMBER, wish(hour=3), APPROVERS).is_repeat
    see(asked, 4, requisition(quantity="120"))
    assert told(asked) == ["requisition"]
    (waiting,) = pending(asked)
    assert (waiting["quantity"], waiting["snoozed_by"], waiting["state"]) == (Decimal(120), "Ana", "pending")
    see(asked, 50, requisition(quantity="120"))
    see(asked, 51, requisition(quantity="120"))
    assert told(asked) == ["requisition", "requisition"]
    record = get(asked, NUMBER)
    assert (record["snoozed_until"], record["revision"]) == (None, 3)
    assert [(one["actor"], one["why"]) for one in record["events"]][-3:] == [
        ("Ana", "Supplier was called."), ("tandem", "Inventory position 10 is at or below the reorder point 50."),
        ("tandem", "The snooze is over."),
    ]  # fmt: skip


def test_a_snoozed_requisition_can_be_decided(asked: Store) -> None:
    snooze_requisition(asked, NUMBER, wish(), APPROVERS)
    assert approve(asked, NUMBER, "Ana", APPROVERS, None, at(3), channels=ONE.channels).state == "approved"
    with pytest.raises(IllegalTransition, match="is approved: it waits for nobody"):
        snooze_requisition(asked, NUMBER, wish(hour=4), APPROVERS)


def test_only_who_may_decide_a_requisition_may_snooze_it(asked: Store) -> None:
    for by in ("Bo", "Mei"):
        with pytest.raises(NotAllowedToDecide):
            snooze_requisition(asked, NUMBER, wish(by=by), APPROVERS)
    assert [row["is_allowed"] for row in rows(asked, tables.audit, "id")] == [False, False]


# -- crashes ------------------------------------------------------------------------------------------------------


def test_killed_at_any_statement_and_run_again_gives_the_same(make_url: Callable[[], str]) -> None:
    calm, stormy = make_url(), make_url()
    for url in (calm, stormy):
        see(Store(url), 0)
        see(Store(url), 1, shortage())
    snooze(Store(calm))
    kills = 0
    while _killed(stormy, kills) == -signal.SIGKILL:
        kills += 1
    assert kills >= 4
    for table in (tables.alert, tables.alert_event, tables.audit):
        assert _without_ids(Store(stormy), table) == _without_ids(Store(calm), table)


def _without_ids(store: Store, table: Any) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "id"} for row in rows(store, table)]


def _killed(url: str, statement: int) -> int | None:
    process = multiprocessing.get_context("fork").Process(target=_snooze_and_die, args=(url, statement))
    process.start()
    process.join(timeout=60)
    return process.exitcode


def _snooze_and_die(url: str, statement: int) -> None:
    store, seen = Store(url), [0]

    def look(*_: object) -> None:
        if seen[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        seen[0] += 1

    event.listen(store.engine, "before_cursor_execute", look)
    snooze(store)


def test_of_many_presses_at_once_one_snoozes(make_url: Callable[[], str]) -> None:
    url = make_url()
    see(Store(url), 0)
    see(Store(url), 1, shortage())
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: snooze(Store(url)), range(8)))
    assert sorted(one.is_repeat for one in done) == [False] + [True] * 7
    assert [row["actor"] for row in rows(Store(url), tables.alert_event, "id")] == ["tandem", "Ana"]


def test_the_receipts_of_an_alert_are_those_of_its_messages(short: Store) -> None:
    outbox = Outbox(short)
    (item,) = outbox.claim(at(1), 5)
    outbox.mark_sent(item.id, {"ts": "1.2"}, False, at(1))
    assert outbox.receipts(get_alert(short, KEY)) == [{"ts": "1.2"}]
