"""Odoo as a receiver of rows: what became of each outcome, without a server."""

from datetime import UTC, datetime
from typing import Any

import pytest

from alerts.channels.channel import RowReceiver
from alerts.channels.odoo import OdooOrders
from alerts.errors import Refused, Unknown, Unreachable
from connectors.errors import BadReply, NotThere, ServerFailed, WrongCredential
from tandem.settings import SecretMissing

KEY = "erp|erp_requisition|REQ-000007"


class _Client:
    def close(self) -> None:
        """Nothing is open."""


def _orders(monkeypatch: pytest.MonkeyPatch, order: Any, noted: list[tuple[str, str]]) -> OdooOrders:
    def answer(*_: Any) -> Any:
        if isinstance(order, Exception):
            raise order
        return order

    monkeypatch.setattr("alerts.channels.odoo.push_requisition", answer)
    monkeypatch.setattr("alerts.channels.odoo.find_requisition", answer)
    client: Any = _Client()
    return OdooOrders("erp", lambda: client, dict, lambda *said: noted.append(said))


def test_the_order_is_noted_and_is_the_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[str, str]] = []
    orders = _orders(monkeypatch, {"id": 9, "name": "P00009", "state": "draft", "created": True}, noted)
    assert isinstance(orders, RowReceiver)
    receipt = orders.send_row({}, KEY)
    assert receipt.as_json() == {"channel": "erp", "id": "9", "name": "P00009", "state": "draft"}
    assert orders.find(KEY, datetime(2026, 1, 1, tzinfo=UTC)) == receipt
    assert noted == [("REQ-000007", "P00009")] * 2, "found after a crash, it is noted as well"


def test_an_order_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[str, str]] = []
    assert _orders(monkeypatch, None, noted).find(KEY, datetime(2026, 1, 1, tzinfo=UTC)) is None
    assert not noted


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ServerFailed("erp: 502"), Unknown),
        (BadReply("erp: half"), Unknown),
        (NotThere("erp: Odoo's id of product X is not known"), Refused),
        (WrongCredential("erp: refused"), Unreachable),
        (SecretMissing("env:X: no such secret"), Unreachable),
    ],
)
def test_an_error_says_whether_it_may_have_arrived(
    monkeypatch: pytest.MonkeyPatch, error: Exception, kind: type[Exception]
) -> None:
    with pytest.raises(kind, match=str(error)):
        _orders(monkeypatch, error, []).send_row({}, KEY)
