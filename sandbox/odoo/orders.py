"""Sales and purchase orders as Odoo keeps them."""

from typing import TYPE_CHECKING, Any

from sandbox.odoo import ids
from sandbox.odoo.columns import Columns, filled, instants, plain, written
from sandbox.odoo.masters import Tables, currency_ids, uom_ids, uom_sizes

if TYPE_CHECKING:
    import pandas as pd

    from sandbox.world import World

_SALE_STATES = {"draft": "draft", "confirmed": "sale", "done": "done", "cancelled": "cancel"}
_PURCHASE_STATES = {
    "draft": "draft",
    "pending": "purchase",  # ordered; that the supplier has not confirmed is nothing Odoo knows
    "confirmed": "purchase",
    "done": "done",
    "cancelled": "cancel",
    "rejected": "cancel",
}


def order_tables(world: "World", base_currency: str) -> Tables:
    """Sales orders that the ERP knows, and all purchase orders, with their lines."""
    currencies = currency_ids(world, base_currency)
    return {
        "sale.order": _sales(world, currencies),
        "sale.order.line": _sale_lines(world),
        "purchase.order": _purchases(world, currencies),
        "purchase.order.line": _purchase_lines(world),
    }


def sale_names(world: "World") -> dict[int, str]:
    """Order number of the world -> the ERP's own name; an order that the shop took has another number there."""
    orders = world.orders[world.orders["in_erp"]]
    return {
        number: f"WEB{number:05d}" if in_shop else name
        for number, name, in_shop in zip(orders["order_no"], orders["number"], orders["in_shop"], strict=True)
    }


def _sales(world: "World", currencies: dict[str, int]) -> Columns:
    orders = world.orders[world.orders["in_erp"]]
    shipped = world.order_lines.groupby("order_no")["shipped_at"].max()
    names = sale_names(world)
    return {
        "id": plain(orders["order_no"]),
        "name": [names[number] for number in orders["order_no"]],
        "state": [_SALE_STATES[status] for status in orders["status"]],
        "partner_id": [ids.customer(n) for n in orders["customer_no"]],
        "partner_shipping_id": [ids.customer(n) for n in orders["customer_no"]],
        "client_order_ref": plain(orders["number"].where(orders["in_shop"])),
        "date_order": instants(orders["ordered_at"]),
        "effective_date": instants(orders["order_no"].map(shipped)),
        "warehouse_id": plain(orders["location_no"]),
        "currency_id": [currencies[code] for code in orders["currency"]],
        "company_id": filled(ids.COMPANY, len(orders)),
        "create_date": written(orders["ordered_at"]),
        "write_date": written(orders["updated_at"]),
    }


def _sale_lines(world: "World") -> Columns:
    """A cancelled part shrinks the line, as in Odoo; a return shrinks `qty_delivered`."""
    heads = world.orders[world.orders["in_erp"]].set_index("order_no")
    lines = world.order_lines[world.order_lines["order_no"].isin(heads.index)]
    states = lines["order_no"].map(heads["status"]).map(_SALE_STATES)
    kept = (lines["quantity"] - lines["cancelled_qty"]).where(states != "cancel", lines["quantity"])
    returned = lines["line_no"].map(_returned(world)).fillna(0)
    discount = lines["discount_amount"] / (lines["quantity"] * lines["unit_price"]).where(lambda gross: gross > 0)
    net = kept * lines["unit_price"] * (1 - discount.fillna(0))
    return {
        "id": plain(lines["line_no"]),
        "order_id": plain(lines["order_no"]),
        "product_id": plain(lines["product_no"]),
        "product_uom_qty": plain(kept.astype(float)),
        "product_uom": filled(ids.UNITS, len(lines)),
        "qty_delivered": plain((lines["shipped_qty"] - returned).astype(float)),
        "qty_delivered_method": filled("stock_move", len(lines)),
        "price_unit": plain(lines["unit_price"]),
        "discount": plain((discount.fillna(0) * 100).round(6)),
        "price_subtotal": plain(net.round(2)),
        "state": plain(states),
        "create_date": written(lines["order_no"].map(heads["ordered_at"])),
        "write_date": written(lines["order_no"].map(heads["updated_at"])),
    }


def _returned(world: "World") -> "pd.Series[Any]":
    """Units that came back, by order line: what the movements say."""
    back = world.movements[world.movements["movement_type"] == "sale_return"]
    lines = back["return_no"].map(world.returns.set_index("return_no")["line_no"])
    return back["quantity"].groupby(lines.astype("int64")).sum()


def _purchases(world: "World", currencies: dict[str, int]) -> Columns:
    orders = world.purchase_orders
    lines = world.purchase_order_lines
    promised = lines["promised_on"].fillna(lines["requested_on"]).groupby(lines["po_no"]).min()
    return {
        "id": plain(orders["po_no"]),
        "name": plain(orders["number"]),
        "state": [_PURCHASE_STATES[status] for status in orders["status"]],
        "partner_id": [ids.supplier(n) for n in orders["supplier_no"]],
        "date_order": instants(orders["ordered_at"]),
        "date_approve": instants(orders["confirmed_at"]),
        "date_planned": instants(orders["po_no"].map(promised)),
        "currency_id": [currencies[code] for code in orders["currency"]],
        "picking_type_id": [ids.picking_type(n, "incoming") for n in orders["location_no"]],
        "company_id": filled(ids.COMPANY, len(orders)),
        "create_date": written(orders["ordered_at"]),
        "write_date": written(orders["updated_at"]),
    }


def _purchase_lines(world: "World") -> Columns:
    """Quantity and price per purchase unit; goods sent back to the supplier shrink `qty_received`."""
    heads = world.purchase_orders.set_index("po_no")
    lines = world.purchase_order_lines
    units, sizes = uom_ids(world), uom_sizes(world)
    sent_back = lines["po_line_no"].map(_sent_back(world)).fillna(0)
    received = lines["received_qty"] - sent_back / lines["uom"].map(sizes)
    return {
        "id": plain(lines["po_line_no"]),
        "order_id": plain(lines["po_no"]),
        "product_id": plain(lines["product_no"]),
        "product_qty": plain(lines["quantity"].astype(float)),
        "product_uom": [units[name] for name in lines["uom"]],
        "product_uom_qty": plain((lines["quantity"] * lines["uom"].map(sizes)).astype(float)),
        "price_unit": plain(lines["unit_price"]),
        "price_subtotal": plain((lines["quantity"] * lines["unit_price"]).round(2)),
        "date_planned": instants(lines["promised_on"].fillna(lines["requested_on"])),
        "qty_received": plain(received.astype(float)),
        "qty_received_method": filled("stock_moves", len(lines)),
        "state": plain(lines["po_no"].map(heads["status"]).map(_PURCHASE_STATES)),
        "create_date": written(lines["po_no"].map(heads["ordered_at"])),
        "write_date": written(lines["po_no"].map(heads["updated_at"])),
    }


def _sent_back(world: "World") -> "pd.Series[Any]":
    """Stock units that went back to the supplier, by purchase order line."""
    back = world.movements[
        (world.movements["movement_type"] == "supplier_return") & world.movements["po_line_no"].notna()
    ]
    return -back["quantity"].groupby(back["po_line_no"].astype("int64")).sum()
