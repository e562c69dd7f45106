"""`tandem stock PRODUCT`: what is there, promised, coming and still to be promised, by location, and what disagrees."""

from typing import Any

import typer
from rich.table import Table

from tandem.cli.app import COMPANY_FILE, AsJson, AsOf, CompanyFile, KnownAt, command, cycle_of, err, out, show
from tandem.cli.lookup import Rows, find_products
from tandem.cli.people import Product
from tandem.cycle import Cycle
from tandem.warehouse import open_warehouse, rows_of

_SECTIONS = {
    "Stock": """
        select location_code, on_hand_qty as on_hand, reserved_qty as reserved, available_qty as available,
            damaged_qty as damaged, in_transit_qty as in_transit, in_transit_late_qty as late,
            backorder_qty as backorder, stock_source as record, counted_at
        from marts.fct_inventory_position join marts.dim_location using (location_id)""",
    "In transit": """
        select location_code, expected_on, in_transit_qty as quantity, is_late as overdue, i.promised_on
        from marts.fct_in_transit i join marts.dim_location using (location_id)""",
    "Available to promise": """
        select location_code, period_on as from_day, supply_qty as supply, demand_qty as orders, atp_qty as atp,
            cumulative_atp_qty as cumulative, oversold_qty as oversold
        from marts.fct_available_to_promise join marts.dim_location using (location_id)""",
    "Open orders": """
        select location_code, queue_place as place, order_number, customer_class, a.open_qty as open,
            allocated_qty as from_stock, awaited_qty as from_receipts, short_qty as short, covered_on
        from marts.fct_allocations a join marts.dim_location using (location_id)""",
    "Counted otherwise than the documents say": """
        select location_code, stock_status, counted_qty as counted, ledger_qty as ledger, residual_qty as residual,
            residual_cause as cause, document_reference as document, since_on
        from marts.fct_inventory_residuals join marts.dim_location using (location_id)""",
    "Counted otherwise by another system": """
        select location_code, d.record_source as record, record_qty as counted, other_source as other,
            other_qty as counts, difference_qty as difference
        from marts.fct_stock_differences d join marts.dim_location using (location_id)""",
}


@command
def stock(
    product: Product,
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """On hand, reserved, in transit by day, available to promise and who waits, of a product by any of its names."""
    found = stock_of(cycle_of(company, as_of, known_at), product)
    if not found:
        err.print(f"No system calls a product {product!r}. `tandem status` lists what is held.", markup=False)
        raise typer.Exit(1)
    show(found, as_json, lambda: _print(found))


def stock_of(cycle: Cycle, name: str) -> list[dict[str, Any]]:
    """Each product that any system calls `name`, with its rows by section."""
    with open_warehouse(cycle) as connection:
        return [
            {
                "product": f"{product['product_code']} {product['name'] or ''}".strip(),
                **{
                    title: rows_of(
                        connection.execute(
                            f"{query} where product_id = $id order by all", {"id": product["product_id"]}
                        )
                    )
                    for title, query in _SECTIONS.items()
                },
            }
            for product in find_products(connection, name)
        ]


def _print(products: list[dict[str, Any]]) -> None:
    for product in products:
        out.print(product["product"], style="bold", markup=False)
        for title in _SECTIONS:
            if rows := product[title]:
                out.print(_table(title, rows))


def _table(title: str, rows: Rows) -> Table:
    table = Table(*rows[0], title=title, title_justify="left", box=None, header_style="bold")
    for row in rows:
        table.add_row(*(_text(value) for value in row.values()))
    return table


def _text(value: Any) -> str:
    """A cell: quantities without empty decimals, nothing for null."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
