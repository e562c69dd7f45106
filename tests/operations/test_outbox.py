"""What leaves is claimed, delivered in order, and never lost."""

from datetime import timedelta

import pytest
from operations_made import NOW, RULES, at, candidates, evaluation, excess, rows, shortage

from operations import tables
from operations.errors import NotADeadLetter
from operations.outbox import LEASE, Outbox
from operations.reconcile import reconcile
from operations.store import Store


@pytest.fixture
def outbox(store: Store) -> Outbox:
    """Three shortages for `buying`, one excess for `buying` and `sales-zh`."""
    reconcile(store, evaluation(), candidates(), RULES, at(0))
    found = candidates(*(shortage(f"P{n}") for n in range(3)), excess())
    reconcile(store, evaluation(1), found, RULES, at(1))
    return Outbox(store)


def test_claimed_items_carry_the_row_and_are_not_claimed_twice(outbox: Outbox) -> None:
    first = outbox.claim(at(2), 3, ["buying"])
    assert [item.id for item in first] == sorted(item.id for item in first)
    assert {item.attempts for item in first} == {1}
    assert not any(item.unknown_outcome for item in first)
    assert first[0].payload["template"] == "shortage"
    assert first[0].payload["language"] == "en"
    assert first[0].payload["row"]["available_qty"] == "5"
    assert outbox.claim(at(2), 10, ["buying"]) == [], "order: the rest waits until the first ones are through"
    assert [item.payload["language"] for item in outbox.claim(at(2), 10)] == ["zh"]


def test_sent_keeps_the_receipt(outbox: Outbox, store: Store) -> None:
    item = outbox.claim(at(2), 1)[0]
    assert outbox.mark_sent(item.id, {"ts": "1.2", "channel": "C1"}, True, at(2))
    assert not outbox.mark_sent(item.id, {}, False, at(3)), "only what is being sent can be sent"
    row = rows(store, tables.outbox, "id")[0]
    assert (row["state"], row["receipt"]["ts"], row["is_possible_duplicate"]) == ("sent", "1.2", True)
    assert row["finished_at"] == at(2)


def test_a_retry_waits_and_its_channel_waits_behind_it(outbox: Outbox) -> None:
    first, *others = outbox.claim(at(2), 4, ["buying"])
    outbox.mark_retry(first.id, "429", at(3))
    outbox.release([item.id for item in others])
    assert outbox.claim(at(2.5), 10, ["buying"]) == []
    again = outbox.claim(at(3), 10, ["buying"])
    assert [item.id for item in again] == [first.id, *(item.id for item in others)]
    assert [item.attempts for item in again] == [2, 1, 1, 1]
    assert not again[0].unknown_outcome


def test_a_lost_reply_comes_back_as_unknown(outbox: Outbox) -> None:
    item = outbox.claim(at(2), 1)[0]
    outbox.mark_retry(item.id, "time-out", at(2), unknown_outcome=True)
    assert outbox.claim(at(2), 1)[0].unknown_outcome


def test_a_claim_of_a_dead_process_comes_back_as_unknown(outbox: Outbox) -> None:
    item = outbox.claim(at(2), 1)[0]
    assert item.id not in [other.id for other in outbox.claim(at(2) + LEASE - timedelta(seconds=1), 10)]
    again = outbox.claim(at(2) + LEASE, 1)[0]
    assert (again.id, again.unknown_outcome, again.attempts) == (item.id, True, 2)


def test_a_dead_letter_is_seen_lets_others_pass_and_can_be_sent_again(outbox: Outbox, store: Store) -> None:
    item = outbox.claim(at(2), 1)[0]
    outbox.mark_dead(item.id, "channel_not_found", at(2))
    assert dead(outbox) == [(item.id, "channel_not_found")]
    assert outbox.claim(at(2), 1)[0].id != item.id
    outbox.resend(item.id, "Ana", at(3))
    for wrong in (item.id, 999_999):
        with pytest.raises(NotADeadLetter, match=f"^{wrong} is not a dead item"):
            outbox.resend(wrong, "Ana", at(3))
    assert dead(outbox) == []
    assert {row["state"] for row in outbox.undelivered()} == {"pending", "sending"}
    assert outbox.counts()["buying"] == {"pending": 3, "sending": 1}
    assert [row["is_allowed"] for row in rows(store, tables.audit, "id")] == [True, False, False]


def dead(outbox: Outbox) -> list[tuple[int, str]]:
    return [(row["id"], row["reason"]) for row in outbox.undelivered() if row["state"] == "dead"]


def test_the_same_message_is_never_queued_twice(store: Store) -> None:
    row = {
        "dedupe_key": "a|b",
        "channel": "a",
        "kind": "b",
        "payload": {},
        "state": "pending",
        "attempts": 0,
        "created_at": NOW,
        "is_outcome_unknown": False,
        "is_possible_duplicate": False,
    }
    for _ in range(2):
        with store.begin() as session:
            store.insert_new(session, tables.outbox, [row])
    assert Outbox(store).counts() == {"a": {"pending": 1}}
