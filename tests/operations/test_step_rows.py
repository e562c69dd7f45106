"""Steps as rows for the lake: each with who was asked and who decided, through the whole way of an approval."""

from decimal import Decimal
from typing import Any

import pytest
from operations_made import APPROVERS, RULES, at, candidates, evaluation, requisition
from test_routing import rule

from operations.reads import get
from operations.reassign import reassign
from operations.reconcile import reconcile
from operations.requisitions import approve, reject
from operations.routing import RuleSet
from operations.rule_versions import apply
from operations.step_rows import step_rows
from operations.store import Store

NUMBER = "REQ-000001"
TWO = RuleSet("two", (rule(approvers="Ana;Bo"), rule(2, "Bo", row=3)))


def told(store: Store) -> list[tuple[Any, ...]]:
    names = ("step", "asked", "since", "decided_at", "decided_by")
    return [tuple(row[name] for name in names) for row in step_rows(get(store, NUMBER))]


@pytest.fixture
def asked(store: Store) -> Store:
    """A requisition of 22.05 EUR that waits for Ana or Bo, then for Bo."""
    apply(store, TWO, "Ana", "two", at(0))
    reconcile(store, evaluation(), candidates(requisition(quantity=Decimal(12))), RULES, at(0))
    return store


def test_each_step_has_its_own_time_and_person(asked: Store) -> None:
    assert told(asked) == [(1, "Ana, Bo", at(0), None, None)]
    approve(asked, NUMBER, "Ana", APPROVERS, None, at(2))
    assert told(asked) == [(1, "Ana, Bo", at(0), at(2), "Ana"), (2, "Bo", at(2), None, None)]
    approve(asked, NUMBER, "Bo", APPROVERS, None, at(7))
    assert told(asked)[1:] == [(2, "Bo", at(2), at(7), "Bo")]


def test_a_rejection_ends_the_step_that_waits_and_the_next_never_began(asked: Store) -> None:
    reject(asked, NUMBER, "Bo", APPROVERS, "no", at(3))
    assert told(asked) == [(1, "Ana, Bo", at(0), at(3), "Bo")]


def test_whom_it_was_handed_to_is_who_was_asked(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition(quantity=Decimal(12))), RULES, at(0))
    reassign(store, NUMBER, "Bo", "Ana", APPROVERS, "knows it better", at(1))
    assert told(store) == [(1, "Bo", at(1), None, None)]


def test_without_rules_there_are_no_steps(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    approve(store, NUMBER, "Ana", APPROVERS, None, at(2))
    assert told(store) == []
