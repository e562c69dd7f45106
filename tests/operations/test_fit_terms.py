"""What passed the outgoing check is known by its terms; what was held or released has not passed."""

from decimal import Decimal

from operations_made import APPROVERS, RULES, at, candidates, evaluation, requisition

from operations.reads import fit_terms, terms_of
from operations.reconcile import reconcile
from operations.requisitions import release
from operations.store import Store


def test_the_same_terms_have_passed_however_numbers_are_written(store: Store) -> None:
    row = requisition()
    reconcile(store, evaluation(), candidates(row), RULES, at(0))
    assert terms_of({**row, "unit_price": 24.5, "quantity": Decimal("60.000")}) in fit_terms(store)


def test_other_terms_have_not_passed(store: Store) -> None:
    row = requisition()
    reconcile(store, evaluation(), candidates(row), RULES, at(0))
    for column, value in (("unit_price", None), ("unit_price", Decimal(25)), ("supplier_id", None), ("quantity", 72)):
        assert terms_of({**row, column: value}) not in fit_terms(store)


def test_held_and_released_ones_have_not_passed(store: Store) -> None:
    row = requisition(hold_reason="unit_price is not above zero")
    reconcile(store, evaluation(), candidates(row), RULES, at(0))
    assert fit_terms(store) == set()
    release(store, "REQ-000001", "Ana", APPROVERS, None, at(1))
    assert fit_terms(store) == set()
