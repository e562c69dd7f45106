"""A person gives a requisition another quantity: checked, kept, and given up when the plan moves on."""

from decimal import Decimal
from typing import Any

import pytest
from operations_made import APPROVERS, RULES, at, candidates, evaluation, requisition, rows

from operations.edits import change_quantity, check_quantity, with_quantity
from operations.errors import BadQuantity, ChangedSinceSeen, IllegalTransition, NotAllowedToDecide
from operations.reads import get
from operations.reconcile import reconcile
from operations.requisitions import approve
from operations.store import Store
from operations.tables import audit, requisition_event
from operations.tables import requisition as requisition_table

NUMBER = "REQ-000001"


def plan(store: Store, hour: float, quantity: str = "60", **others: Any) -> None:
    row = requisition(quantity=quantity, min_order_qty=Decimal(12), order_multiple=Decimal(12), **others)
    reconcile(store, evaluation(hour), candidates(row), RULES, at(hour))


def edit(store: Store, quantity: str = "36", by: str = "Ana", **others: Any) -> str:
    return change_quantity(store, NUMBER, Decimal(quantity), by, APPROVERS, "half the shelf", at(1), **others)


def test_the_amounts_follow_and_the_event_says_who_and_why(store: Store) -> None:
    plan(store, 0)
    assert edit(store, expected_revision=1) == f"{NUMBER} is now for 36 piece, changed by Ana. Reason: half the shelf"
    row = get(store, NUMBER)
    assert (row["quantity"], row["purchase_quantity"], row["amount"]) == (36, 3, Decimal("73.5"))
    assert (row["base_amount"], row["revision"], row["edited_by"]) == (Decimal("66.15"), 2, "Ana")
    assert Decimal(row["arithmetic"]["quantity"]) == 60
    event = rows(store, requisition_event, "id")[-1]
    assert (event["actor"], event["why"], event["to_state"]) == ("Ana", "half the shelf", "pending")
    assert event["changes"]["quantity"] == ["60", "36"]


def test_the_same_plan_leaves_it_and_another_one_takes_over(store: Store) -> None:
    plan(store, 0)
    edit(store)
    plan(store, 2)
    plan(store, 3, "61")
    assert get(store, NUMBER)["quantity"] == 36
    plan(store, 4, unit_price=Decimal("26"), amount=Decimal("130"))
    row = get(store, NUMBER)
    assert (row["quantity"], row["amount"], row["edited_by"]) == (36, 78, "Ana")
    plan(store, 5, "120")
    row = get(store, NUMBER)
    assert (row["quantity"], row["edited_by"], row["planned_quantity"]) == (120, None, None)


def test_another_supplier_is_a_revision_that_keeps_a_persons_quantity_where_they_take_it(store: Store) -> None:
    plan(store, 0)
    edit(store)
    fast = {"supplier_id": "S2", "supplier_name": "Fast"}
    for hour in (2, 2.5):
        plan(store, hour, **fast, unit_price=Decimal(30))
    row = get(store, NUMBER)
    assert (row["number"], row["revision"], row["supplier_name"]) == (NUMBER, 3, "Fast")
    assert (row["quantity"], row["edited_by"], row["unit_price"]) == (36, "Ana", 30)
    assert rows(store, requisition_event, "id")[-1]["changes"]["supplier_id"] == ["S1", "S2"]
    box = requisition(
        quantity="60", min_order_qty=Decimal(60), order_multiple=Decimal(60), **fast | {"supplier_id": "S3"}
    )
    reconcile(store, evaluation(3), candidates(box), RULES, at(3))
    row = get(store, NUMBER)
    assert (row["supplier_id"], row["quantity"], row["edited_by"]) == ("S3", 60, None)


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [("0", "above 0"), ("-12", "above 0"), ("11", "12 or more"), ("40", "36 or 48"), ("12000000000", "at most")],
)
def test_what_the_supplier_does_not_take_is_refused_and_audited(store: Store, quantity: str, sentence: str) -> None:
    plan(store, 0)
    with pytest.raises(BadQuantity, match=sentence):
        edit(store, quantity)
    assert get(store, NUMBER)["quantity"] == 60
    assert [row["is_allowed"] for row in rows(store, audit, "id")] == [False]


def test_who_may_not_decide_may_not_edit_even_down_to_the_own_limit(store: Store) -> None:
    plan(store, 0)
    for by in ("mallory", "Bo"):
        with pytest.raises(NotAllowedToDecide):
            edit(store, "12", by)
    plan(store, 2, "48")
    with pytest.raises(NotAllowedToDecide):
        edit(store, "120", "Bo")
    assert get(store, NUMBER)["quantity"] == 48


def test_an_edit_of_what_is_decided_or_was_changed_is_refused(store: Store) -> None:
    plan(store, 0)
    edit(store)
    with pytest.raises(ChangedSinceSeen):
        edit(store, "48", expected_revision=1)
    with pytest.raises(ChangedSinceSeen):
        approve(store, NUMBER, "Bo", APPROVERS, None, at(2), expected_revision=1)
    approve(store, NUMBER, "Bo", APPROVERS, None, at(2), expected_revision=2)
    with pytest.raises(IllegalTransition):
        edit(store, "48")


def test_a_row_without_lot_takes_any_quantity() -> None:
    check_quantity({}, Decimal("0.5"))
    assert with_quantity({"quantity": 3, "amount": None}, Decimal(1))["amount"] is None


def test_nobody_approves_what_they_edited_where_somebody_else_may(store: Store) -> None:
    plan(store, 0)
    edit(store)
    with pytest.raises(NotAllowedToDecide, match="another approver decides"):
        approve(store, NUMBER, "Ana", APPROVERS, "", at(2))
    assert get(store, NUMBER)["state"] == "pending"
    assert [row["is_allowed"] for row in rows(store, audit, "id")][-1] is False
    alone = [one for one in APPROVERS if one.name == "Ana"]
    approve(store, NUMBER, "Ana", alone, "", at(3))
    assert get(store, NUMBER)["state"] == "approved"


def test_what_was_cut_stays_cut_until_the_need_itself_changes(store: Store) -> None:
    """F10: the buyer cut 60 to 36; the plan that counts the 36 asks for the rest."""
    plan(store, 0)
    edit(store)
    approve(store, NUMBER, "Bo", APPROVERS, "", at(2))
    for hour in (3, 4):
        plan(store, hour, "24", net_requirement=Decimal(24), approved_requisition_qty=Decimal(36))
    assert len(rows(store, requisition_table, "number")) == 1
    plan(store, 5, "48", net_requirement=Decimal(40), approved_requisition_qty=Decimal(36))
    numbers = [row["number"] for row in rows(store, requisition_table, "number")]
    assert len(numbers) == 2
    assert get(store, numbers[1])["quantity"] == 48
