"""Handing over: who is asked then, what holds it, and who may not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from operations_made import RULES as USUAL
from operations_made import at, candidates, evaluation, requisition, rows
from test_routing import rule

from operations import tables
from operations.chase import Patience, chase
from operations.edits import change_quantity
from operations.errors import ChangedSinceSeen, IllegalTransition, NotAllowedToDecide
from operations.reassign import reassign
from operations.reconcile import reconcile
from operations.requisitions import approve, get, reject
from operations.rights import asked_of
from operations.routing import RuleSet
from operations.rule_versions import apply
from operations.store import Store
from tandem.approval_settings import Approvals, Approver

NUMBER = "REQ-000001"
APPROVERS = (Approver(name="Ana"), Approver(name="Bo"), Approver(name="Cy", limit=Decimal(100)), Approver(name="Di"))
RULES = replace(USUAL, approvers=APPROVERS)
TWO = RuleSet("two", (rule(hours=Decimal(4), escalate_to="Di"), rule(2, "Bo", row=3)))


def ask(store: Store, hour: float = 0, **others: Any) -> None:
    reconcile(store, evaluation(hour), candidates(requisition(**others)), RULES, at(hour))


def hand(store: Store, to: str, by: str, hour: float = 1, **others: Any) -> str:
    return reassign(store, NUMBER, to, by, APPROVERS, "knows it better", at(hour), channels=RULES.channels, **others)


@pytest.fixture
def asked(store: Store) -> Store:
    """A requisition of 110.25 EUR that waits for Ana first, then for Bo."""
    apply(store, TWO, "Ana", "two", at(0))
    ask(store)
    return store


def test_only_the_other_one_is_asked_and_told_as_a_new_revision(asked: Store) -> None:
    assert hand(asked, "Di", "Ana") == f"{NUMBER} is handed over to Di by Ana. Reason: knows it better"
    found = get(asked, NUMBER)
    assert (asked_of(found, APPROVERS), found["revision"]) == (["Di"], 2)
    with pytest.raises(NotAllowedToDecide, match="waits for Di"):
        approve(asked, NUMBER, "Ana", APPROVERS, None, at(2))
    approve(asked, NUMBER, "Di", APPROVERS, None, at(2), channels=RULES.channels)
    assert asked_of(get(asked, NUMBER), APPROVERS) == ["Bo"], "the next step is asked as the rules say"
    told = [row["payload"]["row"] for row in rows(asked, tables.outbox, "id") if row["kind"] == "requisition"]
    assert [one["asked"] for one in told] == [["Ana"], ["Di"], ["Bo"]]
    event = get(asked, NUMBER)["events"][1]
    assert (event["actor"], event["why"], event["changes"]) == ("Ana", "knows it better", {"asked": [["Ana"], ["Di"]]})


def test_it_outlasts_evaluations_that_ask_nobody_anew_and_no_others(asked: Store) -> None:
    hand(asked, "Di", "Ana")
    ask(asked, 2)
    ask(asked, 3, quantity=Decimal(61))
    assert asked_of(get(asked, NUMBER), APPROVERS) == ["Di"]
    ask(asked, 4, quantity=Decimal(120))
    assert asked_of(get(asked, NUMBER), APPROVERS) == ["Ana"]


def test_without_rules_any_approver_hands_over_and_then_only_one_is_asked(store: Store) -> None:
    ask(store)
    hand(store, "Bo", "Ana")
    ask(store, 2)
    with pytest.raises(NotAllowedToDecide, match="waits for Bo"):
        approve(store, NUMBER, "Ana", APPROVERS, None, at(3))
    hand(store, "Ana", "Bo", 4)
    assert approve(store, NUMBER, "Ana", APPROVERS, None, at(5)).state == "approved"


def test_its_time_limits_run_on_and_an_escalation_is_asked_besides(asked: Store) -> None:
    hand(asked, "Bo", "Ana")
    patience = Patience(Approvals(), "UTC", RULES.channels, APPROVERS)
    assert chase(asked, patience, at(30 * 24)).escalated == (NUMBER,)
    assert asked_of(get(asked, NUMBER), APPROVERS) == ["Bo", "Di"]


@pytest.mark.parametrize(
    ("to", "by", "said"),
    [
        ("Bo", "Eve", "Eve may not decide"),
        ("Bo", "Bo", "Bo is not asked"),
        ("Eve", "Ana", "Eve is not among"),
        ("Cy", "Ana", "Cy may decide up to 100"),
        ("Ana", "Ana", "Ana is asked already"),
    ],
)
def test_who_may_not_and_to_whom_not(asked: Store, to: str, by: str, said: str) -> None:
    before = get(asked, NUMBER)
    with pytest.raises(NotAllowedToDecide, match=said):
        hand(asked, to, by)
    assert get(asked, NUMBER) == before
    last = rows(asked, tables.audit, "id")[-1]
    assert (last["what"], last["actor"], last["is_allowed"]) == ("requisition reassigned", by, False)


def test_nobody_takes_what_they_changed(asked: Store) -> None:
    change_quantity(asked, NUMBER, Decimal(72), "Di", APPROVERS, "more", at(1))
    with pytest.raises(NotAllowedToDecide, match="Di changed the quantity"):
        hand(asked, "Di", "Ana", 2)


def test_what_is_decided_or_seen_otherwise_stays(asked: Store) -> None:
    with pytest.raises(ChangedSinceSeen, match="you saw 7"):
        hand(asked, "Di", "Ana", expected_revision=7)
    reject(asked, NUMBER, "Ana", APPROVERS, "no", at(2))
    with pytest.raises(IllegalTransition, match="waits for nobody"):
        hand(asked, "Di", "Ana", 3)


def test_of_many_presses_at_once_one_hands_over(asked: Store) -> None:
    def press(_: int) -> bool:
        try:
            hand(asked, "Di", "Ana", expected_revision=1)
        except (ChangedSinceSeen, NotAllowedToDecide):
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 1
    assert [event["changes"] for event in get(asked, NUMBER)["events"]][1:] == [{"asked": [["Ana"], ["Di"]]}]
