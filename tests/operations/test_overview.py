"""What people see of the store, and the warning when no cycle finishes."""

from decimal import Decimal

from operations_made import RULES, at, candidates, evaluation, requisition, shortage

from operations.heartbeat import warn_if_late
from operations.outbox import Outbox
from operations.overview import open_alert, standing, undelivered, waiting_requisition
from operations.reconcile import reconcile
from operations.store import Store


def test_sums_are_exact(store: Store) -> None:
    found = [requisition(f"P{n}", base_amount=Decimal("0.1")) for n in range(3)]
    reconcile(store, evaluation(), candidates(*found), RULES, at(0))
    assert standing(store)["Requisitions"] == [{"state": "pending", "count": 3, "amount": Decimal("0.3")}]


def test_the_dearest_requisition_and_the_gravest_alert_come_first(store: Store) -> None:
    found = (requisition("P1"), requisition("P2", quantity="600"), shortage("P1"), shortage("P2", severity="high"))
    reconcile(store, evaluation(), candidates(*found), RULES, at(0))
    waiting, alert = waiting_requisition(store), open_alert(store, "shortage")
    assert waiting is not None
    assert (waiting["product_id"], waiting["requisition_number"]) == ("P2", "REQ-000002")
    assert alert is not None
    assert alert["product_id"] == "P2"
    assert [payload["template"] for payload in undelivered(store)] == ["digest"]


def test_a_late_cycle_is_said_once(store: Store) -> None:
    channels = {"buying": (("heartbeat",), "en")}
    reconcile(store, evaluation(), candidates(), RULES, at(0))
    assert not warn_if_late(store, channels, 2, at(1))
    assert warn_if_late(store, channels, 2, at(3))
    assert warn_if_late(store, channels, 2, at(4))
    assert Outbox(store).counts() == {"buying": {"pending": 1}}
