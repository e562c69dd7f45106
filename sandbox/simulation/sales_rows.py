"""What the sales desk wrote down, as rows of frames."""

from collections.abc import Sequence
from typing import Any

from sandbox.simulation.sales import Order

Row = tuple[Any, ...]


def order_rows(orders: Sequence[Order]) -> tuple[list[Row], list[Row]]:
    """Rows of `orders` and of `order_lines`, both in the order of their numbers."""
    heads: list[Row] = []
    lines: list[Row] = []
    for number, order in enumerate(orders, 1):
        heads.append(_head(number, order))
        lines += [
            (
                x.number,
                number,
                x.product + 1,
                x.quantity,
                x.unit_price,
                x.discount,
                x.shipped,
                x.shipped_at,
                x.cancelled,
            )
            for x in order.lines
        ]
    return heads, lines


def _head(number: int, order: Order) -> Row:
    return (
        number,
        order.number,
        order.channel,
        order.in_shop,
        order.in_erp,
        order.customer,
        order.location + 1,
        order.ordered_at,
        order.status,
        "EUR",
        order.cancelled_at,
        order.updated_at,
    )
