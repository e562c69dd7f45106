"""Stock moves as Odoo keeps them: every movement, and one open move for whatever is still to come or go."""

from typing import TYPE_CHECKING, Any

from sandbox.odoo import ids
from sandbox.odoo.columns import Columns, filled, instants, links, plain, stacked, written
from sandbox.odoo.masters import Tables, uom_sizes
from sandbox.odoo.orders import sale_names

if TYPE_CHECKING:
    import pandas as pd

    from sandbox.world import World

COUNTERPARTS = {
    "opening": ids.LOSS,
    "adjustment": ids.LOSS,
    "receipt": ids.VENDORS,
    "supplier_return": ids.VENDORS,
    "sale": ids.CUSTOMERS,
    "sale_return": ids.CUSTOMERS,
    "production_in": ids.PRODUCTION,
    "production_out": ids.PRODUCTION,
    "transfer_in": ids.TRANSIT,
    "transfer_out": ids.TRANSIT,
    "scrap": ids.SCRAP,
}
"""Movement type -> the location at the other end."""

_RETURNS = {"sale_return": "sale", "supplier_return": "receipt"}
_INCOMING = {"receipt", "sale_return"}


def move_tables(world: "World") -> Tables:
    """`stock.move`, and the pickings and production orders that its rows belong to."""
    facts = _facts(world)
    done = _done(facts)
    return {
        "stock.move": stacked(done, _open_sales(world), _open_purchases(world)),
        "stock.picking": _pickings(facts),
        "mrp.production": _productions(facts),
    }


def _facts(world: "World") -> "pd.DataFrame":
    """Movements with their documents and both locations, by movement number."""
    facts = world.movements.sort_values("movement_no").reset_index(drop=True)
    inward = facts["quantity"] > 0
    own = (
        facts["location_no"]
        .map(ids.stock)
        .where(facts["stock_status"] != "damaged", facts["location_no"].map(ids.quality))
    )
    other = facts["movement_type"].map(COUNTERPARTS).fillna(ids.LOSS).astype("int64")
    return facts.assign(
        source=other.where(inward, own),
        target=own.where(inward, other),
        code=facts["location_no"].map(world.locations.set_index("location_no")["code"]),
        **_documents(world, facts),
    ).assign(picking=_picking_numbers)


def _documents(world: "World", facts: "pd.DataFrame") -> dict[str, "pd.Series[Any]"]:
    """The order line and document behind each movement; nothing for orders that the ERP does not know."""
    returned = facts["return_no"].map(world.returns.set_index("return_no")["line_no"]).astype("Int64")
    line = facts["line_no"].fillna(returned)
    order = line.map(world.order_lines.set_index("line_no")["order_no"])
    sale_name = order.map(sale_names(world))
    purchase = facts["po_line_no"].map(world.purchase_order_lines.set_index("po_line_no")["po_no"])
    purchase_name = purchase.map(world.purchase_orders.set_index("po_no")["number"])
    return {
        "any_line": line,
        "sale_line": line.where(sale_name.notna()),
        "origin": sale_name.fillna(purchase_name),
        "document": order.fillna(purchase),
    }


def _picking_numbers(facts: "pd.DataFrame") -> "pd.Series[Any]":
    """What left or came at one moment for one document is one picking; 0 where there is no document."""
    has_document = facts["document"].notna()
    keys = ["movement_type", "document", "location_no", "moved_at"]
    return (facts[has_document].groupby(keys, sort=False).ngroup() + 1).reindex(facts.index, fill_value=0)


def _done(facts: "pd.DataFrame") -> Columns:
    size, quantity = len(facts), plain(facts["quantity"].abs().astype(float))
    is_return = facts["movement_type"].isin(list(_RETURNS))
    return {
        "id": plain(facts["movement_no"]),
        "product_id": plain(facts["product_no"]),
        "product_uom": filled(ids.UNITS, size),
        "product_uom_qty": quantity,
        "product_qty": quantity,
        "quantity_done": quantity,
        "location_id": plain(facts["source"]),
        "location_dest_id": plain(facts["target"]),
        "state": filled("done", size),
        "date": instants(facts["moved_at"]),
        "picking_id": links(facts["picking"]),
        "origin": plain(facts["origin"]),
        "reference": _references(facts),
        "sale_line_id": links(facts["sale_line"]),
        "purchase_line_id": links(facts["po_line_no"]),
        "origin_returned_move_id": _returned_moves(facts),
        "to_refund": plain(is_return),
        "scrapped": plain(facts["movement_type"] == "scrap"),
        "is_inventory": plain(facts["movement_type"].isin(["opening", "adjustment"])),
        "raw_material_production_id": links(facts["production_no"].where(facts["movement_type"] == "production_out")),
        "production_id": links(facts["production_no"].where(facts["movement_type"] == "production_in")),
        "warehouse_id": plain(facts["location_no"]),
        "company_id": filled(ids.COMPANY, size),
        "write_date": written(facts["moved_at"]),
    }


def _references(facts: "pd.DataFrame") -> list[str]:
    return [
        _picking_name(code, kind, picking) if picking else "Product Quantity Updated"
        for code, kind, picking in zip(facts["code"], facts["movement_type"], facts["picking"], strict=True)
    ]


def _picking_name(code: str, movement_type: str, number: int) -> str:
    return f"{code}/{'IN' if movement_type in _INCOMING else 'OUT'}/{number:05d}"


def _returned_moves(facts: "pd.DataFrame") -> list[Any]:
    """For each return the move that it takes back: of its line, and of its quantity and status if there is one."""
    lines = facts["any_line"].fillna(facts["po_line_no"]).fillna(0)
    amounts = facts["quantity"].abs()
    kept: dict[tuple[Any, ...], int] = {}
    found: list[Any] = []
    columns = (facts["movement_no"], facts["movement_type"], lines, amounts, facts["stock_status"])
    for number, kind, line, amount, status in zip(*columns, strict=True):
        kept.setdefault((kind, line), int(number))
        kept.setdefault((kind, line, amount, status), int(number))
        taken = _RETURNS.get(kind, "")
        found.append(kept.get((taken, line, amount, status)) or kept.get((taken, line), False) if line else False)
    return found


def _pickings(facts: "pd.DataFrame") -> Columns:
    heads = facts[facts["picking"] > 0].drop_duplicates("picking").sort_values("picking")
    incoming = heads["movement_type"].isin(list(_INCOMING))
    types = [
        ids.picking_type(n, "incoming" if i else "outgoing")
        for n, i in zip(heads["location_no"], incoming, strict=True)
    ]
    return {
        "id": plain(heads["picking"]),
        "name": _references(heads),
        "state": filled("done", len(heads)),
        "picking_type_id": types,
        "origin": plain(heads["origin"]),
        "location_id": plain(heads["source"]),
        "location_dest_id": plain(heads["target"]),
        "scheduled_date": instants(heads["moved_at"]),
        "date_done": instants(heads["moved_at"]),
        "company_id": filled(ids.COMPANY, len(heads)),
        "write_date": written(heads["moved_at"]),
    }


def _productions(facts: "pd.DataFrame") -> Columns:
    made = facts[(facts["movement_type"] == "production_in") & facts["production_no"].notna()]
    made = made.sort_values("production_no")
    return {
        "id": links(made["production_no"]),
        "name": [f"MO/{number:05d}" for number in made["production_no"]],
        "state": filled("done", len(made)),
        "product_id": plain(made["product_no"]),
        "product_qty": plain(made["quantity"].astype(float)),
        "product_uom_id": filled(ids.UNITS, len(made)),
        "date_planned_start": instants(made["moved_at"]),
        "date_finished": instants(made["moved_at"]),
        "company_id": filled(ids.COMPANY, len(made)),
        "write_date": written(made["moved_at"]),
    }


def _open_sales(world: "World") -> Columns:
    """What confirmed orders of the ERP still wait for; assigned as long as stock lasts, oldest order first."""
    heads = world.orders[world.orders["in_erp"] & (world.orders["status"] == "confirmed")].set_index("order_no")
    lines = world.order_lines[world.order_lines["order_no"].isin(heads.index)]
    lines = lines.assign(left=lines["quantity"] - lines["shipped_qty"] - lines["cancelled_qty"])
    lines = lines[lines["left"] > 0].assign(
        location_no=lambda each: each["order_no"].map(heads["location_no"]),
        ordered_at=lambda each: each["order_no"].map(heads["ordered_at"]),
        changed_at=lambda each: each["order_no"].map(heads["updated_at"]),
    )
    lines = lines.sort_values(["ordered_at", "line_no"])
    on_hand = world.balances().set_index(["product_no", "location_no"])["on_hand"]
    places = [on_hand.get(key, 0) for key in zip(lines["product_no"], lines["location_no"], strict=True)]
    is_covered = lines.groupby(["product_no", "location_no"])["left"].cumsum() <= places
    lines = lines.assign(state=is_covered.map({True: "assigned", False: "confirmed"})).sort_values("line_no")
    return {
        **_open(lines, lines["line_no"] + ids.OPEN_OUT, lines["left"], lines["changed_at"]),
        "location_id": [ids.stock(n) for n in lines["location_no"]],
        "location_dest_id": filled(ids.CUSTOMERS, len(lines)),
        "state": plain(lines["state"]),
        "date": instants(lines["ordered_at"]),
        "origin": plain(lines["order_no"].map(sale_names(world))),
        "sale_line_id": links(lines["line_no"]),
    }


def _open_purchases(world: "World") -> Columns:
    """What ordered goods have not come yet, in stock units."""
    live = world.purchase_orders["status"].isin(["pending", "confirmed"])
    heads = world.purchase_orders[live].set_index("po_no")
    lines = world.purchase_order_lines[world.purchase_order_lines["po_no"].isin(heads.index)]
    lines = lines.assign(left=(lines["quantity"] - lines["received_qty"]) * lines["uom"].map(uom_sizes(world)))
    lines = lines[lines["left"] > 0]
    location = lines["po_no"].map(heads["location_no"])
    return {
        **_open(lines, lines["po_line_no"] + ids.OPEN_IN, lines["left"], lines["po_no"].map(heads["updated_at"])),
        "location_id": filled(ids.VENDORS, len(lines)),
        "location_dest_id": [ids.stock(n) for n in location],
        "state": filled("assigned", len(lines)),
        "date": instants(lines["promised_on"].fillna(lines["requested_on"])),
        "origin": plain(lines["po_no"].map(heads["number"])),
        "purchase_line_id": links(lines["po_line_no"]),
    }


def _open(
    lines: "pd.DataFrame", numbers: "pd.Series[Any]", left: "pd.Series[Any]", changed: "pd.Series[Any]"
) -> Columns:
    size, quantity = len(lines), plain(left.astype(float))
    return {
        "id": plain(numbers),
        "product_id": plain(lines["product_no"]),
        "product_uom": filled(ids.UNITS, size),
        "product_uom_qty": quantity,
        "product_qty": quantity,
        "quantity_done": filled(0.0, size),
        "to_refund": filled(False, size),
        "scrapped": filled(False, size),
        "is_inventory": filled(False, size),
        "company_id": filled(ids.COMPANY, size),
        "write_date": written(changed),
    }
