"""Write-back to the ERP: which sources take requisitions, and the ids that our own names have over there.

Off unless the company file says `write_back: true` for a source (D49).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from connectors.config import OdooConfig
from tandem.cycle import Cycle, now
from tandem.stores import open_store
from tandem.warehouse import hold_warehouse, open_warehouse

if TYPE_CHECKING:
    from alerts.channels.odoo import OdooOrders
    from connectors.odoo.client import OdooClient

Row = Mapping[str, Any]

PATIENCE_SECONDS = 600
"""How long a delivery waits for the warehouse; after that it is tried again by a later one."""

_IDS = """
with products as (
    select source_id from intermediate.xref_product where source = $source and conformed_id = $product_id
    order by method <> 'master', source_id limit 1
),
suppliers as (
    select source_id from intermediate.xref_supplier where source = $source and conformed_id = $supplier_id
    order by method <> 'master', source_id limit 1
),
places as (
    select source_id from intermediate.xref_location where source = $source and conformed_id = $location_id
    order by method <> 'master', source_id limit 1
),
units as (
    select u.uom, u.unit_id, u.base_uom = own.base_uom as is_kindred
    from staging.stg_odoo__units u
    left join staging.stg_odoo__products p on p.source = u.source and p.product_id = (select source_id from products)
    left join staging.stg_odoo__units own on own.source = u.source and own.uom = p.uom
    where u.source = $source
)
select
    (select source_id from products) as product,
    (select source_id from suppliers) as supplier,
    (select source_id from places) as warehouse,
    (select unit_id from units where uom = $purchase_uom order by is_kindred desc, unit_id limit 1) as purchase_unit,
    (select unit_id from units where uom = $uom order by is_kindred desc, unit_id limit 1) as stock_unit
"""
_PARAMETERS = ("product_id", "supplier_id", "location_id", "purchase_uom", "uom")


def write_back_sources(cycle: Cycle) -> dict[str, OdooConfig]:
    """The sources that are switched on and take approved requisitions, by name."""
    enabled = cycle.company.enabled_sources.items()
    return {name: config for name, config in enabled if isinstance(config, OdooConfig) and config.write_back}


def open_write_backs(cycle: Cycle) -> "dict[str, OdooOrders]":
    """A receiver for each of `write_back_sources`. Connects to nothing; a dry run has none."""
    if cycle.dry_run:
        return {}
    return {name: _open(cycle, name, config) for name, config in write_back_sources(cycle).items()}


def _open(cycle: Cycle, name: str, config: OdooConfig) -> "OdooOrders":
    from alerts.channels.odoo import OdooOrders
    from operations.requisitions import mark_sent

    def note(number: str, reference: str) -> None:
        mark_sent(open_store(cycle), number, reference, f"write-back to {name}", now())

    return OdooOrders(name, lambda: _client(cycle, name, config), lambda row: in_odoo(cycle, name, row), note)


def _client(cycle: Cycle, name: str, config: OdooConfig) -> "OdooClient":
    from connectors.odoo.client import OdooClient
    from connectors.pseudonym import unnamed
    from connectors.reader import ReaderContext

    return OdooClient(config, ReaderContext(name, cycle.secrets, cycle.company.root, now(), unnamed))


def in_odoo(cycle: Cycle, source: str, row: Row) -> dict[str, Any]:
    """A decided requisition under the ids of the Odoo called `source`, for `push_requisition`.

    Ordered in the purchase unit where Odoo has it, else in the stock unit.

    Raises:
        NotThere: Odoo's product, supplier, warehouse or unit is not known; the text says which.
        WarehouseError: the warehouse is not there, or busy for too long.
    """
    ids = _ids(cycle, source, row)
    wanted = {"product": "product_name", "supplier": "supplier_name", "warehouse": "location_code"}
    _check_known(source, row, {what: row.get(name) for what, name in wanted.items() if ids[what] is None})
    return {
        "number": row["requisition_number"],
        "supplier": ids["supplier"],
        "warehouse": ids["warehouse"],
        "currency": row.get("currency"),
        "lines": [{"product": ids["product"], "required_on": row["required_on"], **_amounts(source, row, ids)}],
    }


def _ids(cycle: Cycle, source: str, row: Row) -> dict[str, Any]:
    parameters = {name: row.get(name) for name in _PARAMETERS} | {"source": source}
    with hold_warehouse(cycle, PATIENCE_SECONDS), open_warehouse(cycle) as connection:
        cursor = connection.execute(_IDS, parameters)
        names = [column[0] for column in cursor.description or ()]
        return dict(zip(names, cursor.fetchall()[0], strict=True))


def _amounts(source: str, row: Row, ids: Row) -> dict[str, Any]:
    from decimal import Decimal

    if ids["purchase_unit"] is not None and row.get("purchase_quantity") is not None:
        return {
            "purchase_quantity": row["purchase_quantity"],
            "unit_price": row.get("unit_price") or 0,
            "uom": ids["purchase_unit"],
        }
    if ids["stock_unit"] is None:
        _check_known(source, row, {"unit": row.get("uom")})
    quantity = Decimal(str(row["quantity"]))
    price = Decimal(str(row.get("amount") or 0)) / quantity if quantity else Decimal(0)
    return {"purchase_quantity": quantity, "unit_price": price, "uom": ids["stock_unit"]}


def _check_known(source: str, row: Row, missing: Row) -> None:
    from connectors.errors import NotThere

    if missing:
        named = ", ".join(f"{what} {name}" for what, name in missing.items())
        raise NotThere(
            f"{source}: Odoo's id of {named} is not known, so {row['requisition_number']} cannot be ordered there. "
            "Add it in Odoo or to the alias file, run a cycle, and send the requisition again."
        )
