"""Odoo as a receiver: an approved requisition becomes one draft order there. For systems, not for people."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from alerts.channels.channel import Receipt
from alerts.errors import Refused, Unknown, Unreachable
from connectors.errors import BadReply, ConnectorError, NotThere, ServerFailed
from connectors.errors import Unreachable as NoAnswer
from connectors.odoo.writer import LoadRefused, find_requisition, push_requisition
from tandem.errors import TandemError

if TYPE_CHECKING:
    from connectors.odoo.client import OdooClient

Row = Mapping[str, Any]

_UNKNOWN_OUTCOME = (NoAnswer, ServerFailed, BadReply)
_FINAL = (LoadRefused, NotThere)


class OdooOrders:
    """Draft orders in one Odoo.

    Args:
        name: the source's name in the company file.
        open_client: signs in when first used.
        in_odoo: turns an outbox row into what `push_requisition` takes, under Odoo's ids.
        note: is told number and name of the order, each time it is known to be there.
    """

    can_be_asked = True

    def __init__(
        self,
        name: str,
        open_client: Callable[[], "OdooClient"],
        in_odoo: Callable[[Row], dict[str, Any]],
        note: Callable[[str, str], None],
    ) -> None:
        self.name = name
        self._open_client = open_client
        self._in_odoo = in_odoo
        self._note = note

    def send_row(self, row: Row, dedupe_key: str) -> Receipt:
        """Makes the order, or finds it. Odoo keeps the external id unique, so a repeat makes no second one."""
        return self._asked(lambda client: push_requisition(client, self._in_odoo(row)), dedupe_key) or self._lost()

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """The order that carries our external id, whenever it was made."""
        return self._asked(lambda client: find_requisition(client, _number(dedupe_key)), dedupe_key)

    def check(self) -> None:
        """Signs in."""
        self._asked(lambda client: client.ensure_signed_in(), "")

    def _asked(self, ask: Callable[["OdooClient"], dict[str, Any] | None], dedupe_key: str) -> Receipt | None:
        """The order as a receipt, after it was noted. Raises a DeliveryError."""
        try:
            client = self._open_client()
            try:
                order = ask(client)
            finally:
                client.close()
            if order is None:
                return None
            self._note(_number(dedupe_key), str(order["name"]))
        except ConnectorError as error:
            raise self._said(error) from error
        except TandemError as error:  # warehouse held, secret not set: nothing was sent
            raise Unreachable(f"{self.name}: {error}") from error
        return Receipt(self.name, {name: str(order[name]) for name in ("id", "name", "state")})

    def _said(self, error: ConnectorError) -> Refused | Unknown | Unreachable:
        kind = Refused if isinstance(error, _FINAL) else Unknown if isinstance(error, _UNKNOWN_OUTCOME) else Unreachable
        return kind(str(error))

    def _lost(self) -> Receipt:
        raise Unknown(f"{self.name}: Odoo did not say which order it made. It is looked for before the next try.")


def _number(dedupe_key: str) -> str:
    """The requisition's number: the last part of `<source>|erp_requisition|<number>`."""
    return dedupe_key.rpartition("|")[2]
