"""Minutes that approvers took, from events: asked twice counts twice, a hold counts for nobody."""

from decimal import Decimal
from typing import Any

from operations_made import APPROVERS, RULES, at, candidates, evaluation, requisition
from test_orders import DEARER, order

from operations.reconcile import reconcile
from operations.requisitions import approve, reject, withdraw
from operations.store import Store
from operations.waits import Wait, waits

NUMBER = "REQ-000001"


def cycle(store: Store, hour: float, *needs: dict[str, Any], orders: tuple[dict[str, Any], ...] = ()) -> None:
    reconcile(store, evaluation(hour), candidates(*needs), RULES, at(hour), orders=orders)


def wait(store: Store) -> Wait | None:
    with store.read() as session:
        return waits(session).get(NUMBER)


def test_one_that_nobody_decided_waits_since_it_was_asked(store: Store) -> None:
    cycle(store, 0, requisition())
    assert wait(store) == Wait(None, at(0))
    cycle(store, 1, requisition(quantity=Decimal(72)))
    assert wait(store) == Wait(None, at(0)), "a new revision is the same question"


def test_a_decision_ends_the_wait_and_a_withdrawal_later_does_not_lengthen_it(store: Store) -> None:
    cycle(store, 0, requisition())
    approve(store, NUMBER, "Ana", APPROVERS, None, at(0.5))
    assert wait(store) == Wait(Decimal(30), None)
    withdraw(store, NUMBER, "Ana", APPROVERS, "too early", at(9))
    assert wait(store) == Wait(Decimal(30), None)


def test_a_changed_order_waits_again_on_top_of_the_first_decision(store: Store) -> None:
    cycle(store, 0, requisition())
    approve(store, NUMBER, "Ana", APPROVERS, None, at(0.5))
    cycle(store, 5, orders=(DEARER,))
    assert wait(store) == Wait(Decimal(30), at(5))
    reject(store, NUMBER, "Ana", APPROVERS, "too dear", at(6))
    assert wait(store) == Wait(Decimal(90), None)


def test_an_order_that_is_again_as_approved_was_decided_by_nobody(store: Store) -> None:
    cycle(store, 0, requisition())
    approve(store, NUMBER, "Ana", APPROVERS, None, at(0.5))
    cycle(store, 5, orders=(DEARER,))
    cycle(store, 7, orders=(order(),))
    assert wait(store) == Wait(Decimal(30), None)


def test_a_hold_is_nobodys_time(store: Store) -> None:
    cycle(store, 0, requisition(hold_reason="above six months of use"))
    assert wait(store) is None
    cycle(store, 4, requisition())
    assert wait(store) == Wait(None, at(4))
    cycle(store, 5, requisition(hold_reason="above six months of use"))
    assert wait(store) == Wait(None, None)


def test_a_need_that_is_gone_was_decided_by_nobody(store: Store) -> None:
    cycle(store, 0, requisition())
    cycle(store, 3)
    assert wait(store) == Wait(None, None)
