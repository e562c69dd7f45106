"""The ERP's orders move requisitions on: forward, again, back, and to a second approval."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from operations_made import APPROVERS, RULES, at, candidates, evaluation, requisition, rows, total

from operations import tables
from operations.errors import IllegalTransition, NotAllowedToDecide
from operations.orders import CLOSE_AFTER
from operations.outbox import Outbox
from operations.reconcile import reconcile
from operations.requisitions import approve, get, mark_sent, pending, reject, withdraw
from operations.rules import Outcome
from operations.store import Store

NUMBER = "REQ-000001"
DAY = date(2026, 10, 31)


def order(**others: Any) -> dict[str, Any]:
    """A row of `fct_requisition_orders`: one order of one line, as approved: 60 for 110.25, nothing received."""
    row = {
        "requisition_number": NUMBER,
        "line": 1,
        "purchase_order_numbers": "P00017",
        **dict.fromkeys(("order_count", "line_count", "active_count"), 1),
        **dict.fromkeys(("draft_count", "done_count"), 0),
        "requested_qty": Decimal(60),
        "ordered_qty": Decimal(60),
        "received_qty": Decimal(0),
        "open_qty": Decimal(60),
        "ordered_base_amount": Decimal("110.25"),
        "last_received_on": None,
    }
    return {**row, **others}


NO_ORDER = order(order_count=0, line_count=0, active_count=0, purchase_order_numbers=None)
CANCELLED = order(active_count=0, ordered_qty=None, open_qty=Decimal(0), ordered_base_amount=None)
DRAFT = order(draft_count=1, open_qty=Decimal(0))
PARTLY = order(received_qty=Decimal(24), open_qty=Decimal(36))
ALL = order(received_qty=Decimal(60), open_qty=Decimal(0), last_received_on=DAY)
DEARER = order(ordered_base_amount=Decimal(140))


@pytest.fixture
def approved(store: Store) -> Store:
    """A store with one requisition of 60 for 110.25 EUR, approved."""
    reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    approve(store, NUMBER, "Ana", APPROVERS, "needed", at(0.5), channels=RULES.channels)
    return store


def cycle(store: Store, hour: float, *orders: dict[str, Any], needs: tuple[dict[str, Any], ...] = ()) -> Outcome:
    return reconcile(store, evaluation(hour), candidates(*needs), RULES, at(hour), orders=orders)


def state(store: Store) -> str:
    return str(get(store, NUMBER)["state"])


def test_the_whole_way_with_an_event_for_each_step(approved: Store) -> None:
    mark_sent(approved, NUMBER, "P00017", "write-back to erp", at(1))
    closed = order(**{**ALL, "done_count": 1})
    for hour, seen in enumerate((NO_ORDER, DRAFT, order(), PARTLY, ALL, closed), 2):
        cycle(approved, hour, seen)
    events = get(approved, NUMBER)["events"]
    assert [event["to_state"] for event in events][1:] == [
        "approved", "sent", "acknowledged", "ordered", "partly_received", "received", "closed",
    ]  # fmt: skip
    assert all(event["actor"] and event["why"] for event in events)
    assert events[5]["why"] == "24 of 60 on P00017 are received."


@pytest.mark.parametrize("seen", [NO_ORDER, DRAFT, order(), PARTLY, ALL, CANCELLED, DEARER])
def test_the_same_order_again_changes_nothing(approved: Store, seen: dict[str, Any]) -> None:
    cycle(approved, 1, seen)
    before = get(approved, NUMBER), total(approved, tables.outbox)
    assert cycle(approved, 2, seen).moved == {}
    assert (get(approved, NUMBER), total(approved, tables.outbox)) == before


def test_an_order_that_nobody_sent_is_recognised_and_states_may_be_skipped(approved: Store) -> None:
    assert cycle(approved, 1, ALL).moved == {NUMBER: "received"}
    assert get(approved, NUMBER)["purchase_order_reference"] == "P00017"


def test_a_delivery_that_is_noted_after_the_order_was_seen_is_a_repeat(approved: Store) -> None:
    """Killed between making the draft and noting it; a sync saw the draft before the next try."""
    cycle(approved, 1, DRAFT)
    assert mark_sent(approved, NUMBER, "P00017", "write-back to erp", at(2)).is_repeat
    assert state(approved) == "acknowledged"


@pytest.mark.parametrize("gone", [CANCELLED, NO_ORDER])
def test_a_cancelled_or_deleted_order_frees_the_need_in_the_same_cycle(approved: Store, gone: dict[str, Any]) -> None:
    cycle(approved, 1, order())
    outcome = cycle(approved, 2, gone, needs=(requisition(),))
    assert (outcome.moved, outcome.requisitions) == ({NUMBER: "closed"}, ("REQ-000002",))
    told = [row for row in rows(approved, tables.outbox, "id") if row["kind"] == "requisition_decided"]
    assert "P00017" in told[-1]["payload"]["row"]["decision_reason"]


def test_an_order_not_seen_yet_is_not_taken_for_gone(approved: Store) -> None:
    mark_sent(approved, NUMBER, "P00017", "erp", at(1))
    assert cycle(approved, 2, NO_ORDER).moved == {}
    assert state(approved) == "sent"


def test_an_order_without_the_product_says_nothing(approved: Store) -> None:
    assert cycle(approved, 1, order(line_count=0, active_count=0)).moved == {}


def test_a_receipt_that_is_taken_back(approved: Store) -> None:
    for hour, seen in enumerate((ALL, PARTLY, order()), 1):
        cycle(approved, hour, seen)
    assert state(approved) == "ordered"


@pytest.mark.parametrize(("days", "after"), [(0, "received"), (CLOSE_AFTER.days, "received"), (31, "closed")])
def test_a_received_order_closes_a_month_later(approved: Store, days: int, after: str) -> None:
    last = date.fromordinal(DAY.toordinal() - days)
    cycle(approved, 1, {**ALL, "last_received_on": last})
    assert state(approved) == after


@pytest.mark.parametrize(
    ("seen", "is_asked"),
    [
        ({"ordered_qty": Decimal(66), "ordered_base_amount": Decimal("121.275")}, False),
        ({"ordered_qty": Decimal(67), "ordered_base_amount": Decimal("123.1125")}, True),
        ({"ordered_qty": Decimal(36), "ordered_base_amount": Decimal("66.15")}, True),
        ({"ordered_base_amount": Decimal("121.275")}, False),
        ({"ordered_base_amount": Decimal("121.3")}, True),
        ({"ordered_base_amount": None}, False),
    ],
)
def test_more_than_a_tenth_off_is_asked_again(approved: Store, seen: dict[str, Any], is_asked: bool) -> None:
    cycle(approved, 1, order(**seen))
    assert state(approved) == ("changed" if is_asked else "ordered")


def test_what_is_asked_again_shows_the_order_and_waits_for_who_may(approved: Store) -> None:
    cycle(approved, 1, DEARER)
    (waiting,) = pending(approved)
    assert (waiting["state"], waiting["revision"], waiting["base_amount"]) == ("changed", 2, 140)
    told = rows(approved, tables.outbox, "id")[-1]
    assert told["payload"]["row"]["changes"]["base_amount"] == ["110.25", "140"]
    assert "unit price 1.84 became 2.33" in told["payload"]["row"]["decision_reason"]
    with pytest.raises(NotAllowedToDecide, match="up to 100"):
        approve(approved, NUMBER, "Bo", APPROVERS, None, at(2))
    again = approve(approved, NUMBER, "Ana", APPROVERS, "dearer now", at(2), write_back_to="erp")
    assert not again.is_repeat
    assert [row for row in rows(approved, tables.outbox) if row["kind"] == "erp_requisition"] == [], "it is there"
    assert cycle(approved, 3, DEARER).moved == {NUMBER: "ordered"}
    assert cycle(approved, 4, DEARER).moved == {}


def test_an_order_that_is_put_right_needs_no_second_approval(approved: Store) -> None:
    cycle(approved, 1, DEARER)
    cycle(approved, 2, order())
    found = get(approved, NUMBER)
    assert (found["state"], found["base_amount"], found["unit_price"]) == (
        "ordered",
        Decimal("110.25"),
        Decimal("24.5"),
    )


def test_a_changed_order_may_be_rejected(approved: Store) -> None:
    cycle(approved, 1, DEARER)
    reject(approved, NUMBER, "Ana", APPROVERS, "too dear", at(2))
    assert cycle(approved, 3, DEARER).moved == {}
    assert state(approved) == "rejected"


def test_withdrawn_before_it_is_sent_it_does_not_reach_the_erp(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    approve(store, NUMBER, "Ana", APPROVERS, None, at(1), channels=RULES.channels, write_back_to="erp")
    withdraw(store, NUMBER, "Ana", APPROVERS, "too early", at(2), channels=RULES.channels)
    kinds = [row["kind"] for row in rows(store, tables.outbox, "id")]
    assert "erp_requisition" not in kinds, "nobody can send again what was withdrawn"
    assert kinds.count("requisition_decided") == 2, "approval and withdrawal are both told"
    assert reconcile(store, evaluation(3), candidates(requisition()), RULES, at(3)).requisitions == ("REQ-000002",)


def test_what_is_on_its_way_to_the_erp_is_not_withdrawn(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    approve(store, NUMBER, "Ana", APPROVERS, None, at(1), write_back_to="erp")
    Outbox(store).claim(at(2), 1, ["erp"])
    with pytest.raises(IllegalTransition, match="Cancel its draft order there"):
        withdraw(store, NUMBER, "Ana", APPROVERS, None, at(3))
    assert state(store) == "approved"
