"""A company with every kind of bad planning input, one product a kind, and one product of which nothing is wrong."""

from datetime import date, timedelta
from pathlib import Path

from files_company import FilesCompany

AS_OF = date(2026, 6, 30)
COMPANY = """version: 1
company: {name: Spoiled, base_currency: EUR, time_zone: Europe/Berlin, as_of: 2026-06-30}
sources:
  erp:
    system: tables
    folder: erp
    streams:
      locations: {table: places.csv, columns: {location_id: code, location_code: code, name: code}}
      suppliers: {table: suppliers.csv, columns: {supplier_id: code, supplier_code: code, name: code}}
      products:
        table: products.csv
        columns: {product_id: code, product_code: code, name: code, uom: "'pc'", is_purchased: buy, is_assembled: make,
                  unit_cost: "5", currency: "'EUR'"}
      bom_lines:
        table: bom.csv
        columns: {bom_line_id: id, product_id: parent, component_id: part, quantity_per: qty, scrap_rate: scrap}
      supplier_products:
        table: terms.csv
        columns: {supplier_product_id: product, supplier_id: supplier, product_id: product, unit_price: price,
                  currency: "'EUR'", uom: "'pc'", min_order_qty: moq, order_multiple: "1", lead_time_days: days,
                  valid_to: until}
      inventory_levels:
        table: stock.csv
        columns: {product_id: product, location_id: "'HAM'", on_hand_qty: "0", reserved_qty: "0"}
      order_lines:
        table: sales.csv
        columns: {order_line_id: id, order_id: id, product_id: product, location_id: "'HAM'", status: "'confirmed'",
                  ordered_at: sold, requested_on: day, shipped_at: sold, quantity: qty, shipped_qty: qty,
                  unit_price: "10", currency: "'EUR'", updated_at: sold}
      returns:
        table: returns.csv
        columns: {return_id: id, order_line_id: line, product_id: product, location_id: "'HAM'", returned_at: back,
                  quantity: qty, disposition: "'sellable'", updated_at: back}
identity: {masters: {product: [erp], location: [erp], supplier: [erp]}}
stock_of_record: {"*": erp}
forecasts: {overrides: expected.csv}
policies: {supplier_calendars: calendars.csv}
channels: {owner: {type: console, kinds: [requisition]}}
approvers: [{name: owner}]
"""
SOLD_EVENLY = (
    "GOOD", "SPIKE", "NOLEAD", "NOSUPPLIER", "FREE", "EXPIRED", "BULK", "CLOSED", "LOOP1", "LOSES", "RETURNED",
)  # fmt: skip
ASSEMBLED = ("LOOP1", "LOOP2", "LOSES")
BOUGHT = ("GOOD", "UNSOLD", "ONCE", "ZEROS", "BELOW", "RETURNED", "SPIKE", "NOLEAD", "NOSUPPLIER", "FREE", "EXPIRED",
          "BULK", "CLOSED", "PART")  # fmt: skip
PRODUCTS = (*BOUGHT, *ASSEMBLED)
EVERY_THIRD_DAY = [AS_OF - timedelta(days=3 * back) for back in range(40, 0, -1)]


class Spoiled(FilesCompany):
    """The company, by its commands."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, COMPANY, _files())
        (root / "expected.csv").write_text(
            "product_code,location_code,from_on,to_on,mode,quantity,author,reason,decided_at\n"
            "NOBODY,HAM,2026-07-06,2026-07-12,add,50,anna,a product that does not exist,2026-06-29T09:00:00\n"
            "GOOD,HAM,2026-07-06,2026-07-12,add,50,anna,a fair,2026-06-29T09:00:00\n",
            "utf-8",
        )
        (root / "calendars.csv").write_text(
            "supplier_code,open_weekdays,order_weekdays,closed_days\nASLEEP,Mon-Fri,Sat,\n", "utf-8"
        )


def _files() -> dict[str, str]:
    return {
        "places.csv": _table("code", "HAM"),
        "suppliers.csv": _table("code", "MILL", "ASLEEP"),
        "products.csv": _table(
            "code,buy,make", *(f"{p},{str(p in BOUGHT).lower()},{str(p in ASSEMBLED).lower()}" for p in PRODUCTS)
        ),
        "bom.csv": _table("id,parent,part,qty,scrap", "1,LOOP1,LOOP2,1,0", "2,LOOP2,LOOP1,1,0", "3,LOSES,PART,2,1.0"),
        "terms.csv": _table("supplier,product,price,moq,days,until", *(_terms(p) for p in BOUGHT if p != "NOSUPPLIER")),
        "stock.csv": _table("product", *PRODUCTS),
        "sales.csv": _table("id,product,day,sold,qty", *_sales()),
        "returns.csv": _table("id,line,product,back,qty", *_returns()),
    }


def _table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


def _terms(product: str) -> str:
    supplier = "ASLEEP" if product == "CLOSED" else "MILL"
    price = 0 if product == "FREE" else 5
    least = 5000 if product == "BULK" else 1
    days = "" if product == "NOLEAD" else 7
    return f"{supplier},{product},{price},{least},{days},{'2026-01-31' if product == 'EXPIRED' else ''}"


def _sales() -> list[str]:
    sold = [(product, day, 6) for product in SOLD_EVENLY for day in EVERY_THIRD_DAY]
    sold += [("SPIKE", AS_OF - timedelta(days=20), 60000), ("ONCE", AS_OF - timedelta(days=9), 4)]
    sold += [("ZEROS", day, 0) for day in EVERY_THIRD_DAY] + [("BELOW", day, -6) for day in EVERY_THIRD_DAY]
    return [f"s{n},{product},{day},{day} 10:00,{qty}" for n, (product, day, qty) in enumerate(sold)]


def _returns() -> list[str]:
    """RETURNED comes back whole, and a day more of it than was ever sold."""
    first = SOLD_EVENLY.index("RETURNED") * len(EVERY_THIRD_DAY)
    lines = [(f"s{first + n}", day + timedelta(days=1)) for n, day in enumerate(EVERY_THIRD_DAY)]
    return [f"r{n},{line},RETURNED,{day} 09:00,{7 if n == 0 else 6}" for n, (line, day) in enumerate(lines)]
