"""Writes an approved requisition back as a draft RFQ: once, however often it is asked.

The key is an external id (`__tandem__.req_<number>`), which Odoo keeps unique. `origin` is for people, who may
change it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connectors.errors import BadReply, ConnectorError, ServerFailed, Unreachable
from connectors.odoo.client import OdooClient

ORDER = "purchase.order"
_ATTEMPTS = 5
_HEAD = ("id", "partner_id/.id", "origin")
_LINE = ("id", "product_id/.id", "product_qty", "product_uom/.id", "price_unit", "date_planned")
_UNKNOWN_OUTCOME = (Unreachable, ServerFailed, BadReply)


class LoadRefused(ConnectorError):
    """Odoo understood the requisition and did not take it."""


def push_requisition(client: OdooClient, requisition: Mapping[str, Any]) -> dict[str, Any]:
    """The draft RFQ of an approved requisition, made now or earlier.

    Args:
        client: signs in as a user with purchase rights and an e-mail address.
        requisition: `number`; `supplier` (id of res.partner); `lines`, each with `product` (id of product.product),
            `purchase_quantity` and `unit_price` per `uom` (id of uom.uom), `required_on`. Where the order is not in the
            company's own currency, `currency` (ISO code); where it is not for the first warehouse, `warehouse` (id of
            stock.warehouse). Ids are text or whole numbers.

    Returns:
        `id`, `name` and `state` of the order, and `created`: False when it was there before. An order that people have
        gone on with (`state` is not `draft`), or cancelled, is given back as it is.

    Raises:
        ConnectorError: with Odoo's words; nothing was written, or it will be found by the next call.
    """
    number = str(requisition["number"])
    if found := find_requisition(client, number):
        return {**found, "created": False}
    fields, rows = _sheet(client, requisition)
    try:
        order_id = _load(client, number, fields, rows)
    except _UNKNOWN_OUTCOME:
        if found := find_requisition(client, number):
            return {**found, "created": True}
        raise
    return {**_order(client, order_id), "created": True}


def find_requisition(client: OdooClient, number: str) -> dict[str, Any] | None:
    """`id`, `name` and `state` of the order that carries our key for `number`; None when there is none.

    The table of external ids is closed to ordinary users, so the orders that may be ours are asked for theirs.
    """
    client.ensure_signed_in()
    domain = ["|", ["origin", "like", number], ["create_uid", "=", client.uid]]
    ids = client.call(ORDER, "search", [domain], {"order": "id desc"})
    known = client.call(ORDER, "get_external_id", [ids]) if ids else {}
    ours = [int(id_) for id_, external in known.items() if external == external_id(number)]
    return _order(client, ours[0]) if ours else None


def external_id(number: str, line: int | None = None) -> str:
    """The key of a requisition's order, or of its line (from 1). A dot would end the module name, so there is none."""
    key = "".join(sign if sign.isalnum() or sign in "_-" else "_" for sign in number)
    return f"__tandem__.req_{key}" + (f"_{line}" if line is not None else "")


def _sheet(client: OdooClient, requisition: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Columns and rows for `load`, order on the first. Without `order_line/id` a repeat would add lines."""
    number = str(requisition["number"])
    head = dict(zip(_HEAD, (external_id(number), str(requisition["supplier"]), number), strict=True))
    head |= _currency(client, requisition.get("currency")) | _picking_type(client, requisition.get("warehouse"))
    fields = [*head, *(f"order_line/{name}" for name in _LINE)]
    lines = [_line(number, place, line) for place, line in enumerate(requisition["lines"], 1)]
    if not lines:
        raise BadReply(f"{client.source}: requisition {number} has no lines; nothing was sent to Odoo.")
    blank = [""] * len(head)
    return fields, [[*(head.values() if place == 0 else blank), *line] for place, line in enumerate(lines)]


def _line(number: str, place: int, line: Mapping[str, Any]) -> list[str]:
    return [
        external_id(number, place),
        str(line["product"]),
        str(Decimal(str(line["purchase_quantity"]))),
        str(line["uom"]),
        str(Decimal(str(line["unit_price"]))),
        _noon(line["required_on"]),
    ]


def _noon(day: date | str) -> str:
    """Noon UTC, so that the day is the same in nearly every time zone."""
    text = day.strftime("%Y-%m-%d") if isinstance(day, date | datetime) else str(day)[:10]
    return f"{text} 12:00:00"


def _currency(client: OdooClient, code: str | None) -> dict[str, str]:
    """`load` does not ask the supplier's terms for the currency: without it the price would be in the company's own."""
    if code is None:
        return {}
    found = client.call("res.currency", "search", [[["name", "=", code]]], {"limit": 1})
    return {"currency_id/.id": _only(client, found, f"active currency {code}")}


def _picking_type(client: OdooClient, warehouse: str | int | None) -> dict[str, str]:
    """The warehouse's receipts; without it Odoo delivers to the first warehouse."""
    if warehouse is None:
        return {}
    domain = [["code", "=", "incoming"], ["warehouse_id", "=", int(warehouse)]]
    found = client.call("stock.picking.type", "search", [domain], {"limit": 1})
    return {"picking_type_id/.id": _only(client, found, f"receipt operation for warehouse {warehouse}")}


def _only(client: OdooClient, found: Sequence[int], what: str) -> str:
    if not found:
        raise BadReply(f"{client.source}: Odoo has no {what}. Nothing was written; set it up there and push again.")
    return str(found[0])


def _load(client: OdooClient, number: str, fields: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The order's id. `load` says every error with HTTP 200 and no ids; a clash with another writer is tried again."""
    for attempt in range(1, _ATTEMPTS + 1):
        said = client.call(ORDER, "load", [], {"fields": list(fields), "data": [list(row) for row in rows]})
        if said.get("ids"):
            return int(said["ids"][0])
        words = "; ".join(str(each.get("message", "")) for each in said.get("messages") or []) or "no reason given"
        if "could not serialize access" not in words:
            raise LoadRefused(
                f"{client.source}: Odoo refuses requisition {number}: {words[:300]}. Nothing was written; "
                "correct it in Odoo or reject the requisition."
            )
        client.wait(attempt)
    raise ServerFailed(
        f"{client.source}: requisition {number} met other writers {_ATTEMPTS} times. Push it again later."
    )


def _order(client: OdooClient, order_id: int) -> dict[str, Any]:
    rows = client.call(ORDER, "read", [[order_id]], {"fields": ["name", "state"], "load": None})
    if not rows:
        raise BadReply(f"{client.source}: order {order_id} was written and is gone again. Look in Odoo who deleted it.")
    return {"id": order_id, "name": str(rows[0]["name"]), "state": str(rows[0]["state"])}
