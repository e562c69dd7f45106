"""Who may sign in to the sandbox's Odoo, and with which rights."""

from dataclasses import dataclass
from typing import Literal

from sandbox.odoo.errors import AccessError

Group = Literal["internal", "read", "purchase"]

_PURCHASE = frozenset({"purchase.order", "purchase.order.line"})
_HIDDEN_FROM_INTERNAL = ("sale.", "stock.move", "stock.warehouse.orderpoint", "purchase.", "mrp.")


@dataclass(frozen=True)
class User:
    """One user. `internal`: signs in, sees no orders; `read`: sees all; `purchase`: also writes purchase orders."""

    uid: int
    login: str
    secret: str
    group: Group
    name: str
    email: str | None = None

    def check_read(self, model: str) -> None:
        """Raises AccessError when this user may not see `model`."""
        if self.group == "internal" and model.startswith(_HIDDEN_FROM_INTERNAL):
            raise AccessError(f"You are not allowed to access '{model}' records.")

    def check_write(self, model: str, operation: str) -> None:
        """Raises AccessError when this user may not `create` or `write` records of `model`."""
        if self.group != "purchase" or model not in _PURCHASE:
            raise AccessError(f"You are not allowed to {operation} '{model}' records.")


USERS = (
    User(6, "tandem-reader", "sandbox-reader-key", "read", "Tandem (reads)", "tandem-reader@ridgeline.example"),
    User(7, "tandem-buyer", "sandbox-buyer-key", "purchase", "Tandem (buys)", "tandem-buyer@ridgeline.example"),
    User(8, "intern", "sandbox-intern-key", "internal", "Intern", "intern@ridgeline.example"),
)
"""The sandbox's own users. Their secrets open nothing but the sandbox."""
