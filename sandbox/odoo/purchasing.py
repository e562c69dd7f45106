"""Writing purchase orders: `create`, `write`, `button_confirm`, `button_cancel`, with Odoo's defaults and refusals."""

from typing import Any

from sandbox.odoo import ids
from sandbox.odoo.changes import Changes
from sandbox.odoo.errors import InvalidField, MissingError, OdooError
from sandbox.odoo.table import Database
from sandbox.odoo.users import User

ORDER, LINE = "purchase.order", "purchase.order.line"
Values = dict[str, Any]


def create_order(changes: Changes, user: User, values: Values, at: str, external: str | None = None) -> int:
    """A draft RFQ with the lines of `order_line` (`[0, 0, values]` commands). Gives its id."""
    database = changes.database
    commands = values.get("order_line") or []
    head = {name: value for name, value in values.items() if name != "order_line"}
    _required(database, ORDER, head, ("partner_id",))
    order_id = changes.create(
        ORDER, {**_order_defaults(database, user, at), **head}, uid=user.uid, at=at, external=external
    )
    for command in commands:
        add_line(changes, user, order_id, _line_values(command), at=at)
    return order_id


def add_line(
    changes: Changes, user: User, order_id: int, values: Values, *, at: str, external: str | None = None
) -> int:
    """One line of an order; a price that is not given is the supplier's."""
    database = changes.database
    _required(database, LINE, values, ("product_id",))
    full = {**_line_defaults(database, order_id, values), **values, "order_id": order_id}
    full["price_subtotal"] = round(full["product_qty"] * full["price_unit"], 2)
    line_id = changes.create(LINE, full, uid=user.uid, at=at, external=external)
    refresh_order(changes, user, order_id, at)
    return line_id


def change_lines(changes: Changes, user: User, line_ids: list[int], values: Values, at: str) -> None:
    """Writes lines; on a confirmed order Odoo sends a message and needs the user's e-mail address."""
    database = changes.database
    for id_ in line_ids:
        if database[LINE].value(id_, "state") == "purchase" and "product_qty" in values and not user.email:
            raise OdooError("Unable to send message, please configure the sender's email address.")
    changes.write(LINE, line_ids, values, uid=user.uid, at=at)
    for order_id in {database[LINE].value(id_, "order_id") for id_ in line_ids}:
        refresh_order(changes, user, order_id, at)


def refresh_order(changes: Changes, user: User, order_id: int, at: str) -> None:
    """A line's change moves its order: totals and the earliest date."""
    table = changes.database[LINE]
    lines = changes.database.children(LINE, "order_id", order_id)
    total = sum(table.value(line, "product_qty") * table.value(line, "price_unit") for line in lines)
    planned = sorted(filter(None, (table.value(line, "date_planned") for line in lines)))
    values = {"amount_untaxed": round(total, 2), "amount_total": round(total, 2)}
    changes.write(ORDER, [order_id], values | ({"date_planned": planned[0]} if planned else {}), uid=user.uid, at=at)


def confirm(changes: Changes, user: User, order_ids: list[int]) -> bool:
    """RFQ -> purchase order, with one incoming move a line. Confirmed orders stay as they are."""
    at = changes.now()
    for order_id in order_ids:
        if _state(changes.database, order_id) in ("draft", "sent"):
            _set_state(changes, user, order_id, "purchase", at=at, date_approve=at[:19])
            for line in changes.database.children(LINE, "order_id", order_id):
                _expect(changes, user, order_id, line, at)
    return True


def cancel(changes: Changes, user: User, order_ids: list[int]) -> None:
    """Cancels orders without receipts, and their open moves. Raises OdooError when something was received."""
    at, database = changes.now(), changes.database
    for order_id in order_ids:
        _state(database, order_id)
        lines = database.children(LINE, "order_id", order_id)
        if any(database[LINE].value(line, "qty_received") for line in lines):
            raise OdooError(f"Unable to cancel purchase order {database.label(ORDER, order_id)}. Receipts exist.")
        _set_state(changes, user, order_id, "cancel", at=at)
        moves = [move for line in lines for move in database.children("stock.move", "purchase_line_id", line)]
        changes.write("stock.move", moves, {"state": "cancel"}, uid=user.uid, at=at)


def _state(database: Database, order_id: int) -> str:
    if database[ORDER].position(order_id) is None:
        raise MissingError(f"Record does not exist or has been deleted. (Record: {ORDER}({order_id},))")
    return str(database[ORDER].value(order_id, "state"))


def _set_state(changes: Changes, user: User, order_id: int, state: str, *, at: str, **more: str) -> None:
    changes.write(ORDER, [order_id], {"state": state, **more}, uid=user.uid, at=at)
    lines = changes.database.children(LINE, "order_id", order_id)
    changes.write(LINE, lines, {"state": state}, uid=user.uid, at=at)


def _expect(changes: Changes, user: User, order_id: int, line: int, at: str) -> None:
    database = changes.database
    product, quantity = (database[LINE].value(line, name) for name in ("product_id", "product_uom_qty"))
    warehouse = database["stock.picking.type"].value(database[ORDER].value(order_id, "picking_type_id"), "warehouse_id")
    values = {
        "product_id": product,
        "product_uom": ids.UNITS,
        "product_uom_qty": quantity,
        "product_qty": quantity,
        "quantity_done": 0.0,
        "location_id": ids.VENDORS,
        "location_dest_id": database["stock.warehouse"].value(warehouse, "lot_stock_id"),
        "state": "assigned",
        "date": database[LINE].value(line, "date_planned"),
        "origin": database[ORDER].value(order_id, "name"),
        "purchase_line_id": line,
        "company_id": ids.COMPANY,
    }
    changes.create("stock.move", values, uid=user.uid, at=at)


def _required(database: Database, model: str, values: Values, names: tuple[str, ...]) -> None:
    for name in values:
        field = database[model].field(name)
        target = values[name] if field.type == "many2one" else False
        if target and field.relation and database[field.relation].position(target) is None:
            raise OdooError(f"No matching record found for database id '{target}' in field '{name}'")
    if missing := [name for name in names if not values.get(name)]:
        raise OdooError(f"Missing required value for the field '{missing[0]}' on a record of model '{model}'")


def _order_defaults(database: Database, user: User, at: str) -> Values:
    """As Odoo's: own company and currency, first warehouse, the user as buyer."""
    return {
        "name": f"P{database[ORDER].next_id:05d}",
        "state": "draft",
        "date_order": at[:19],
        "currency_id": database["res.company"].value(ids.COMPANY, "currency_id"),
        "picking_type_id": ids.picking_type(database["stock.warehouse"].ids[0], "incoming"),
        "user_id": user.uid,
        "company_id": ids.COMPANY,
    }


def _line_defaults(database: Database, order_id: int, values: Values) -> Values:
    template = database["product.product"].value(values["product_id"], "product_tmpl_id")
    unit = values.get("product_uom") or database["product.template"].value(template, "uom_po_id")
    quantity = float(values.get("product_qty") or 1.0)
    return {
        "name": database.label("product.template", template),
        "product_qty": quantity,
        "product_uom": unit,
        "product_uom_qty": quantity * float(database["uom.uom"].value(unit, "factor_inv")),
        "price_unit": _price(database, order_id, template),
        "date_planned": database[ORDER].value(order_id, "date_order"),
        "qty_received": 0.0,
        "qty_received_method": "stock_moves",
        "state": database[ORDER].value(order_id, "state"),
    }


def _price(database: Database, order_id: int, template: int) -> float:
    """The newest price that the order's supplier has for the product; 0 when there is none."""
    terms, supplier = database["product.supplierinfo"], database[ORDER].value(order_id, "partner_id")
    for id_ in reversed(database.children("product.supplierinfo", "product_tmpl_id", template)):
        if terms.value(id_, "partner_id") == supplier:
            return float(terms.value(id_, "price"))
    return 0.0


def _line_values(command: Any) -> Values:
    if not isinstance(command, list | tuple) or len(command) != 3 or command[0] != 0:
        raise InvalidField(f"Wrong command for field 'order_line': {command!r}")
    return dict(command[2])
