"""A company of many order lines, made straight in the lake: what does a build cost after a few new lines (R75)?

Every line is shipped from stock and so has a movement, and a tenth of the lines come back broken. Everything is drawn
from hashes of the row's number, so that the same size is the same company everywhere.
"""

import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.tables.streams import SYSTEM
from lake import Lake
from lake.changes import row_hash_sql
from lake.records import StreamLoad, begin
from lake.types import SQL_TYPES, borrow, quoted

SOURCE = "erp"
AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
COMPANY = """version: 1
company: {name: Many lines, base_currency: EUR, time_zone: Europe/Berlin, as_of: 2026-06-30}
sources:
  erp: {system: tables, folder: data, streams: {products: {table: none.csv, columns: {product_id: id}}}}
identity: {masters: {product: [erp], supplier: [erp], customer: [erp], location: [erp]}}
stock_of_record: {"*": erp}
channels: {owner: {type: console, kinds: [requisition, shortage, excess, late_receipt, stale_source]}}
approvers: [{name: owner}]
"""


MASTERS = {
    "products": """
        select 'P' || n as product_id, 'P' || n as product_code, 'Item ' || n as name, 'C' || (n % 40) as category,
            'pc' as uom, 10 + n % 90 as list_price, 5 + n % 40 as unit_cost, 'EUR' as currency, true as is_active,
            true as is_sold, true as is_purchased, false as is_assembled
        from range({products}) as numbers(n)""",
    "suppliers": """
        select 'S' || n as supplier_id, 'S' || n as supplier_code, 'Supplier ' || n as name, true as is_active
        from range(200) as numbers(n)""",
    "customers": """
        select 'K' || n as customer_id, 'K' || n as customer_code, 'retailer' as customer_class, true as is_active
        from range(10000) as numbers(n)""",
    "locations": """
        select 'L' || n as location_id, 'L' || n as location_code, 'Place ' || n as name, 'DE' as country,
            'Europe/Berlin' as time_zone, true as is_active
        from range(3) as numbers(n)""",
    "supplier_products": """
        select 'T' || n as supplier_product_id, 'S' || (n % 200) as supplier_id, 'P' || n as product_id,
            5 + n % 40 as unit_price, 'EUR' as currency, 10 + n % 30 as lead_time_days
        from range({products}) as numbers(n)""",
    "purchase_order_lines": """
        select 'B' || n as purchase_order_line_id, 'B' || n as purchase_order_id, 'B' || n as purchase_order_number,
            'done' as status, 'S' || (n % 200) as supplier_id, 'P' || n as product_id, 'L' || (n % 3) as location_id,
            timestamp '2024-06-01' as ordered_at, timestamp '2024-06-02' as confirmed_at,
            date '2024-06-20' as promised_on, 100000 as quantity, 100000 as received_qty, 5 + n % 40 as unit_price,
            'EUR' as currency
        from range({products}) as numbers(n)""",
    "receipts": """
        select 'R' || n as receipt_id, 'B' || n as purchase_order_line_id, 'P' || n as product_id,
            'L' || (n % 3) as location_id, timestamp '2024-06-20' as received_at, 100000 as quantity
        from range({products}) as numbers(n)""",
}
"""Stream -> SQL of what there is once."""

SOLD = """
    select n, hash(n) % {products} as product, 1 + n % 5 as quantity,
        timestamp '2024-07-01' + to_minutes(cast(hash(n + 7) % 1050000 as integer)) as sold_at
    from range({first}, {last}) as numbers(n)"""
"""The lines numbered from `first` to before `last`."""

DOCUMENTS = {
    "order_lines": """
        select 'O' || n as order_line_id, 'O' || (n // 3) as order_id, 'SO' || (n // 3) as order_number,
            'online' as channel, 'done' as status, 'K' || (hash(n // 3) % 10000) as customer_id,
            'P' || product as product_id, 'L' || (product % 3) as location_id,
            sold_at as ordered_at, sold_at as shipped_at,
            quantity, quantity as shipped_qty, 'pc' as uom, 10 + n % 90 as unit_price,
            quantity * (10 + n % 90) as net_amount, 'EUR' as currency, sold_at as updated_at
        from ({sold})""",
    "returns": """
        select 'Z' || n as return_id, 'O' || n as order_line_id, 'P' || product as product_id,
            'L' || (product % 3) as location_id, sold_at + interval 9 days as returned_at, 1 as quantity,
            'damaged' as disposition
        from ({sold}) where n % 10 = 0""",
    "inventory_movements": """
        select 'M' || n as movement_id, 'P' || product as product_id, 'L' || (product % 3) as location_id,
            sold_at as moved_at, -quantity as quantity, 'sale' as movement_type, 'sellable' as stock_status,
            'O' || n as document_line_id
        from ({sold})
        union all
        select 'A' || n, 'P' || n, 'L' || (n % 3), timestamp '2024-06-20', 100000, 'receipt', 'sellable', 'B' || n
        from range({products}) as numbers(n) where {first} = 0""",
    "inventory_levels": """
        select 'P' || n as product_id, 'L' || (n % 3) as location_id, 100000 - coalesce(quantity, 0) as on_hand_qty,
            0 as reserved_qty, 0 as damaged_qty, timestamp '2026-06-30 20:00:00' as counted_at
        from range({products}) as numbers(n)
        left join (select product, sum(quantity) as quantity from ({all_sold}) group by product) on n = product""",
}
"""Stream -> SQL of what the lines leave behind."""


def documents(products: int, first: int, last: int) -> dict[str, str]:
    """SQL of the documents of the lines numbered from `first` to before `last`, and of the stock after them."""
    sold = SOLD.format(products=products, first=first, last=last)
    all_sold = SOLD.format(products=products, first=0, last=last)
    given = {"products": products, "first": first, "sold": sold, "all_sold": all_sold}
    return {name: query.format(**given) for name, query in DOCUMENTS.items()}


def company(folder: Path, products: int, lines: int) -> Path:
    """Makes the company in `folder` with all its rows accepted; returns its company file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    (folder / "tandem.yaml").write_text(COMPANY, "utf-8")
    masters = {name: query.format(products=products) for name, query in MASTERS.items()}
    put(folder, {**masters, **documents(products, 0, lines)}, AS_OF + timedelta(hours=4))
    return folder / "tandem.yaml"


def put(folder: Path, rows: Mapping[str, str], moment: datetime) -> None:
    """One accepted load of `rows` (stream -> SQL), written by DuckDB itself."""
    lake = Lake(str(folder / ".tandem" / "lake"))
    load = begin(lake, SYSTEM.name, SOURCE, moment)
    accepted = {}
    for name, query in rows.items():
        file = f"raw_{SOURCE}/{name}/{load.load_id}.0.parquet"
        with borrow() as connection:
            lake.register(connection)
            (folder / ".tandem" / "lake" / file).parent.mkdir(parents=True, exist_ok=True)
            count = connection.execute(_copy(name, query, lake.uri(file), load.load_id, moment)).fetchone()
        assert count
        stream = SYSTEM.stream(name)
        accepted[name] = StreamLoad(stream.disposition, (file,), count[0], total_rows=count[0])
    load.accept(accepted)


def _copy(name: str, query: str, target: str, load_id: str, moment: datetime) -> str:
    stream = SYSTEM.stream(name)
    typed = ", ".join(f"cast({quoted(c)} as {SQL_TYPES[kind]}) as {quoted(c)}" for c, kind in stream.columns.items())
    empty = ", ".join(f"null::{SQL_TYPES[kind]} as {quoted(c)}" for c, kind in stream.columns.items())
    whole = f"select {typed} from (select * from ({query}) union all by name select {empty} where false)"
    lineage = (
        f"'{SOURCE}' as _source, '{load_id}' as _load_id, timestamp '{moment:%Y-%m-%d %H:%M:%S}' as _loaded_at, "
        f"{row_hash_sql(stream)} as _row_hash, false as _is_deleted"
    )
    return f"copy (select *, {lineage} from ({whole})) to '{target}' (format parquet, compression zstd)"


def main(folder: str, products: int, lines: int) -> None:
    """A first build and one after 1,000 new lines; prints wall and processor seconds of both as JSON."""
    from tandem import steps
    from tandem.cycle import Cycle
    from tandem.settings import load_company

    file = company(Path(folder), products, lines)
    seconds = {}
    for name in ("first", "after 1,000 new lines"):
        cycle = Cycle(load_company(file), AS_OF.date())
        steps.export(cycle)
        started, used = time.monotonic(), time.process_time()
        steps.build(cycle)
        seconds[name] = {"wall": time.monotonic() - started, "processor": time.process_time() - used}
        put(Path(folder), documents(products, lines, lines + 1000), AS_OF + timedelta(hours=5))
    sys.stdout.write(json.dumps(seconds) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
