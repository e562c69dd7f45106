"""`load`: import of rows with external ids, the one way of writing that can be repeated without a second order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.odoo.changes import Changes
from sandbox.odoo.errors import OdooError
from sandbox.odoo.purchasing import LINE, ORDER, add_line, change_lines, create_order
from sandbox.odoo.users import User

Values = dict[str, Any]
SERIALIZATION = "could not serialize access due to concurrent update"


@dataclass
class _Line:
    external: str | None
    values: Values


@dataclass
class _Order:
    external: str | None
    values: Values
    lines: list[_Line] = field(default_factory=list)


def refused(message: str) -> dict[str, Any]:
    """What `load` answers to any error: HTTP 200, no ids, and the error among the messages."""
    return {
        "ids": False,
        "messages": [{"type": "error", "message": message, "record": 0, "rows": {"from": 0, "to": 0}}],
    }


def load_orders(changes: Changes, user: User, fields: Sequence[str], data: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """`purchase.order.load`: all rows or none. Rows without order columns continue the order above."""
    try:
        orders = list(_orders(changes, fields, data))
        _check(changes, orders)
        return {"ids": [_store(changes, user, order) for order in orders], "messages": []}
    except OdooError as error:
        return refused(error.message)


def _orders(changes: Changes, fields: Sequence[str], data: Sequence[Sequence[Any]]) -> Iterator[_Order]:
    order: _Order | None = None
    for row in data:
        said = {name: value for name, value in zip(fields, row, strict=True) if value not in ("", None, False)}
        head = {name: value for name, value in said.items() if not name.startswith("order_line/")}
        line = {name.removeprefix("order_line/"): said[name] for name in said if name.startswith("order_line/")}
        if head:
            if order is not None:
                yield order
            order = _Order(head.pop("id", None), _values(changes, ORDER, head))
        if order is not None and line:
            order.lines.append(_Line(line.pop("id", None), _values(changes, LINE, line)))
    if order is not None:
        yield order


def _values(changes: Changes, model: str, said: Values) -> Values:
    """Column names of an import to field names; `name/.id` is a database id. Numbers may come as text."""
    table = changes.database[model]
    values: Values = {}
    for column, value in said.items():
        name, _, kind = column.partition("/")
        known = table.field(name)
        if known.type == "many2one":
            values[name] = _linked(changes, str(known.relation), kind, value, name)
        else:
            values[name] = float(value) if known.type in ("float", "monetary") else value
    return values


def _linked(changes: Changes, model: str, kind: str, value: Any, name: str) -> int:
    if kind == ".id" and str(value).isdigit() and changes.database[model].position(int(value)) is not None:
        return int(value)
    owner = changes.database.external.get(str(value)) if kind == "id" else None
    if owner is None or owner[0] != model:
        what = "external" if kind == "id" else "database"
        raise OdooError(f"No matching record found for {what} id '{value}' in field '{name}'")
    return owner[1]


def _check(changes: Changes, orders: Sequence[_Order]) -> None:
    """Everything that can be wrong is said before anything is written: `load` is one transaction."""
    for order in orders:
        if not _known(changes, ORDER, order.external) and not order.values.get("partner_id"):
            raise OdooError("Missing required value for the field 'Vendor' (partner_id)")
        for line in order.lines:
            if not _known(changes, LINE, line.external) and not line.values.get("product_id"):
                raise OdooError("Missing required value for the field 'Product' (product_id)")


def _known(changes: Changes, model: str, external: str | None) -> int | None:
    owner = changes.database.external.get(external or "")
    return owner[1] if owner and owner[0] == model else None


def _store(changes: Changes, user: User, order: _Order) -> int:
    at = changes.now()
    order_id = _known(changes, ORDER, order.external)
    if order_id is None:
        order_id = create_order(changes, user, order.values, at, order.external)
    else:
        changes.write(ORDER, [order_id], order.values, uid=user.uid, at=at)
    for line in order.lines:
        line_id = _known(changes, LINE, line.external)
        if line_id is None:
            add_line(changes, user, order_id, line.values, at=at, external=line.external)
        else:
            change_lines(changes, user, [line_id], line.values, at)
    return order_id
