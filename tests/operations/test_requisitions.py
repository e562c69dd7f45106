"""Decisions: by those who may, once, whoever presses how often."""

import multiprocessing
from decimal import Decimal
from typing import Any

import pytest
from operations_made import APPROVERS, NOW, RULES, at, candidates, evaluation, requisition, rows, total

from operations import tables
from operations.errors import ChangedSinceSeen, IllegalTransition, NotAllowedToDecide, UnknownRequisition
from operations.reconcile import reconcile
from operations.requisitions import approve, get, mark_sent, pending, reject, release
from operations.states import TRANSITIONS, check_transition
from operations.store import Store

NUMBER = "REQ-000001"


@pytest.fixture
def asked(store: Store) -> Store:
    """A store with one pending requisition of 110.25 EUR."""
    reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    return store


def test_approval_is_an_event_a_message_and_a_write_back(asked: Store) -> None:
    assert [row["number"] for row in pending(asked)] == [NUMBER]
    decision = approve(asked, NUMBER, "Ana", APPROVERS, "needed", at(1), channels=RULES.channels, write_back_to="erp")
    assert (decision.state, decision.is_repeat) == ("approved", False)
    found = get(asked, NUMBER)
    assert (found["state"], found["decided_by"], found["decided_at"]) == ("approved", "Ana", at(1))
    assert found["events"][-1]["why"] == "needed"
    items = rows(asked, tables.outbox, "id")[1:]
    assert [(item["channel"], item["kind"]) for item in items] == [
        ("buying", "requisition_decided"),
        ("erp", "erp_requisition"),
    ]
    assert items[1]["payload"]["row"]["quantity"] == "60"
    assert pending(asked) == []


def test_a_second_press_says_who_was_first(asked: Store) -> None:
    approve(asked, NUMBER, "Ana", APPROVERS, None, at(1), channels=RULES.channels, write_back_to="erp")
    count = total(asked, tables.outbox), total(asked, tables.requisition_event)
    again = approve(asked, NUMBER, "Ana", APPROVERS, None, at(2), channels=RULES.channels, write_back_to="erp")
    assert again.is_repeat
    assert again.sentence == f"{NUMBER} was already approved by Ana at 2026-10-31 07:01 UTC."
    assert (total(asked, tables.outbox), total(asked, tables.requisition_event)) == count


@pytest.mark.parametrize(("by", "word"), [("Eve", "not among"), ("Bo", "up to 100")])
def test_who_may_not_changes_nothing_and_is_logged(asked: Store, by: str, word: str) -> None:
    before = get(asked, NUMBER)
    for decide in (approve, reject):
        with pytest.raises(NotAllowedToDecide, match=word):
            decide(asked, NUMBER, by, APPROVERS, None, at(1), channels=RULES.channels)
    assert get(asked, NUMBER) == before
    assert total(asked, tables.outbox) == 1
    denied = rows(asked, tables.audit)
    assert [(row["actor"], row["is_allowed"], row["subject"]) for row in denied] == [(by, False, NUMBER)] * 2


def test_an_amount_unknown_in_base_currency_needs_somebody_without_limit(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition(base_amount=None)), RULES, at(0))
    with pytest.raises(NotAllowedToDecide, match="not known in base currency"):
        approve(store, NUMBER, "Bo", APPROVERS, None, at(1))
    assert approve(store, NUMBER, "Ana", APPROVERS, None, at(1)).state == "approved"


def test_a_limit_includes_its_amount(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition(base_amount=Decimal("100.00"))), RULES, at(0))
    assert approve(store, NUMBER, "Bo", APPROVERS, None, at(1)).by == "Bo"


def test_what_was_decided_stays(asked: Store) -> None:
    reject(asked, NUMBER, "Ana", APPROVERS, "enough", at(1))
    with pytest.raises(IllegalTransition, match="is rejected and cannot become approved"):
        approve(asked, NUMBER, "Ana", APPROVERS, None, at(2))
    assert get(asked, NUMBER)["state"] == "rejected"


def test_the_approver_decides_on_what_was_shown(asked: Store) -> None:
    reconcile(asked, evaluation(1), candidates(requisition(quantity="600")), RULES, at(1))
    with pytest.raises(ChangedSinceSeen, match="now for 600"):
        approve(asked, NUMBER, "Ana", APPROVERS, None, at(2), expected_revision=1)
    assert approve(asked, NUMBER, "Ana", APPROVERS, None, at(2), expected_revision=2).state == "approved"


def test_a_held_one_is_released_first_and_stays_released(store: Store) -> None:
    held = candidates(requisition(hold_reason="14 months of cover"))
    reconcile(store, evaluation(), held, RULES, at(0))
    with pytest.raises(IllegalTransition, match="14 months"):
        approve(store, NUMBER, "Ana", APPROVERS, None, at(1))
    release(store, NUMBER, "Ana", APPROVERS, "new season", at(1))
    reconcile(store, evaluation(2), held, RULES, at(2))
    assert get(store, NUMBER)["state"] == "pending"
    grown = candidates(requisition(quantity="90", hold_reason="21 months of cover"))
    reconcile(store, evaluation(3), grown, RULES, at(3))
    assert get(store, NUMBER)["state"] == "held"


def test_what_is_held_for_stale_data_is_not_released_by_hand(store: Store) -> None:
    stale = candidates(requisition(is_stale=True, stale_sources="erp"))
    reconcile(store, evaluation(stale_sources="erp"), stale, RULES, at(0))
    with pytest.raises(IllegalTransition, match="older than its limit"):
        release(store, NUMBER, "Ana", APPROVERS, None, at(1))


def test_the_way_to_the_order(asked: Store) -> None:
    with pytest.raises(IllegalTransition):
        mark_sent(asked, NUMBER, None, "tandem", at(1))
    approve(asked, NUMBER, "Ana", APPROVERS, None, at(1))
    mark_sent(asked, NUMBER, "odoo:17", "tandem", at(2))
    assert mark_sent(asked, NUMBER, "odoo:17", "tandem", at(3)).is_repeat
    found = get(asked, NUMBER)
    assert (found["state"], found["purchase_order_reference"]) == ("sent", "odoo:17")
    assert approve(asked, NUMBER, "Ana", APPROVERS, None, at(5)).is_repeat, "a late press is a repeat as well"


def test_an_unknown_number_says_so(store: Store) -> None:
    with pytest.raises(UnknownRequisition, match="REQ-9"):
        approve(store, "REQ-9", "Ana", APPROVERS, None, NOW)


def test_a_rejected_need_stays_rejected_until_it_grows(asked: Store) -> None:
    reject(asked, NUMBER, "Ana", APPROVERS, None, at(1))
    same = reconcile(asked, evaluation(2), candidates(requisition(quantity="63")), RULES, at(2))
    assert (same.opened, list(same.suppressed)) == ((), ["requisition|P1|L1"])
    assert "rejected by Ana" in same.suppressed["requisition|P1|L1"]
    grown = reconcile(asked, evaluation(3), candidates(requisition(quantity="64")), RULES, at(3))
    assert grown.requisitions == ("REQ-000002",)
    assert get(asked, "REQ-000002")["episode"] == 2


def test_a_rejection_ends_with_its_need(asked: Store) -> None:
    reject(asked, NUMBER, "Ana", APPROVERS, None, at(1))
    reconcile(asked, evaluation(2), candidates(), RULES, at(2))
    later = reconcile(asked, evaluation(3), candidates(requisition()), RULES, at(3))
    assert later.requisitions == ("REQ-000002",)


def test_an_approval_that_the_plan_did_not_see_makes_no_second_requisition(asked: Store) -> None:
    """Approved between the export and the evaluation: the plan still asks for the same 60."""
    approve(asked, NUMBER, "Ana", APPROVERS, None, at(1))
    blind = evaluation(2, decisions_known_at=evaluation(0).known_at)
    outcome = reconcile(asked, blind, candidates(requisition()), RULES, at(2))
    assert (outcome.opened, list(outcome.suppressed)) == ((), ["requisition|P1|L1"])
    seeing = reconcile(asked, evaluation(3), candidates(requisition(quantity="24")), RULES, at(3))
    assert seeing.requisitions == ("REQ-000002",), "additional need, net of what was approved"


def test_an_export_of_another_cycle_does_not_make_an_approval_seen(asked: Store) -> None:
    """The newest export knows the approval, the plan was made before it: the candidate does not count it."""
    approve(asked, NUMBER, "Ana", APPROVERS, None, at(1))
    assert reconcile(asked, evaluation(2), candidates(requisition()), RULES, at(2)).opened == ()


def test_without_the_moment_of_export_the_candidate_itself_must_count_the_approval(asked: Store) -> None:
    approve(asked, NUMBER, "Ana", APPROVERS, None, at(1))
    blind = evaluation(2, decisions_known_at=None)
    assert reconcile(asked, blind, candidates(requisition()), RULES, at(2)).opened == ()
    seeing = candidates(requisition(quantity="24", approved_requisition_qty=Decimal(60)))
    assert len(reconcile(asked, evaluation(2.5, decisions_known_at=None), seeing, RULES, at(2.5)).opened) == 1


def test_a_withdrawn_one_cannot_be_approved(asked: Store) -> None:
    reconcile(asked, evaluation(1), candidates(), RULES, at(1))
    with pytest.raises(IllegalTransition, match="is withdrawn"):
        approve(asked, NUMBER, "Ana", APPROVERS, None, at(2))


def test_every_transition_is_either_listed_or_refused() -> None:
    for before, allowed in TRANSITIONS.items():
        for after in TRANSITIONS:
            if after in allowed:
                check_transition(NUMBER, before, after)
            else:
                with pytest.raises(IllegalTransition):
                    check_transition(NUMBER, before, after)
    with pytest.raises(IllegalTransition, match="does not know"):
        check_transition(NUMBER, "dreaming", "approved")


def _press(url: str, number: int, start: Any, told: Any) -> None:
    store = Store(url)
    start.wait(timeout=60)
    decide = approve if number % 2 else reject
    try:
        told.put(decide(store, NUMBER, "Ana", APPROVERS, f"press {number}", at(1), channels=RULES.channels).is_repeat)
    except IllegalTransition:
        told.put("refused")


def test_sixteen_processes_press_at_once_and_one_decides(asked: Store, url: str) -> None:
    asked.close()
    context = multiprocessing.get_context("fork")
    start, told = context.Barrier(16), context.Queue()
    presses = [context.Process(target=_press, args=(url, number, start, told)) for number in range(16)]
    for press in presses:
        press.start()
    answers = [told.get(timeout=60) for _ in presses]
    for press in presses:
        press.join(timeout=60)
    assert answers.count(False) == 1, answers
    assert answers.count(True) == 7
    assert answers.count("refused") == 8
    decisions = [event for event in get(asked, NUMBER)["events"] if event["actor"] == "Ana"]
    assert len(decisions) == 1
    assert total(asked, tables.outbox) == 2
    assert total(asked, tables.audit) == 16
