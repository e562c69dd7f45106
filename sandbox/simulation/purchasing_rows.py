"""What the buyer wrote down, as rows of frames."""

from collections.abc import Sequence
from typing import Any

from sandbox.simulation.catalogue import SUPPLIERS, Catalogue
from sandbox.simulation.purchasing import PurchaseLine, PurchaseOrder

Row = tuple[Any, ...]


def purchase_rows(orders: Sequence[PurchaseOrder], catalogue: Catalogue) -> tuple[list[Row], list[Row]]:
    """Rows of `purchase_orders` and of `purchase_order_lines`."""
    heads = [_head(order) for order in orders]
    lines = [_line(line, catalogue) for order in orders for line in order.lines]
    return heads, lines


def _head(order: PurchaseOrder) -> Row:
    return (
        order.number,
        f"P{order.number:05d}",
        order.supplier + 1,
        order.location + 1,
        order.ordered_at,
        order.confirmed_at,
        SUPPLIERS[order.supplier].currency,
        order.status,
        order.updated_at,
    )


def _line(line: PurchaseLine, catalogue: Catalogue) -> Row:
    return (
        line.number,
        line.order.number,
        line.product + 1,
        line.quantity,
        catalogue.products[line.product].purchase_uom,
        line.unit_price,
        line.requested_on,
        line.promised_on,
        line.received,
    )
