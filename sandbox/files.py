"""The files of the sandbox company: what suppliers drop, what the warehouse counts, and the declared aliases.

Below the folder:
    suppliers/<code>/pricelist_<valid from>.xlsx    one per price period, with headers in the supplier's own words
    suppliers/<code>/confirmations_<month>.csv      what the supplier confirmed in that month
    wms/stock.csv                                   stock of the locations whose record is the warehouse system
    aliases.csv                                     entity,source,source_id,code,pack_factor

The same world gives the same bytes and the same file times. A reader never meets half a file.
"""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.pricelists import price_list

if TYPE_CHECKING:
    import pandas as pd

    from sandbox.world import World

WMS_SOURCE = "wms"
SHOP_SOURCE = "shop"
CONFIRMED_MONTHS = 6
CONFIRMATION_HEADERS = {
    "plain": ("Order", "Item No", "Your Code", "Qty", "Unit", "Delivery date", "Price", "Currency", "Confirmed at"),
    "chinese": ("采购单号", "货号", "客户货号", "确认数量", "单位", "交货日期", "单价", "币种", "确认时间"),
}


def write_files(world: "World", folder: Path) -> list[Path]:
    """Writes every file of `world` below `folder`, and gives their paths.

    A file that has the right bytes already stays untouched; files of another world are taken away.
    """
    import pandas as pd

    end = pd.Timestamp(world.end_on) + pd.Timedelta(hours=22)
    written = [
        _put(folder / "wms" / "stock.csv", _csv(_wms_rows(world, end)), end),
        _put(folder / "aliases.csv", _csv(_alias_rows(world)), end),
    ]
    for supplier in world.suppliers.itertuples():
        written += _supplier_files(world, supplier, folder / "suppliers" / str(supplier.code))
    for path in (folder / "suppliers").glob("*/*_*.*"):
        if path.name.startswith(("pricelist_", "confirmations_")) and path not in written:
            path.unlink()
    return written


def _put(path: Path, content: bytes, modified: "pd.Timestamp") -> Path:
    """Writes beside and renames, with the file time that it would have had."""
    path.parent.mkdir(parents=True, exist_ok=True)
    seconds = int(modified.timestamp())
    if path.exists() and path.read_bytes() == content and int(path.stat().st_mtime) == seconds:
        return path
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    os.utime(part, (seconds, seconds))
    return part.replace(path)


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _wms_rows(world: "World", counted_at: "pd.Timestamp") -> list[Sequence[Any]]:
    """A warehouse reserves what it has: what is oversold it does not know."""
    places = world.locations[world.locations["record"] == "wms"]
    stock = world.balances().merge(places[["location_no", "code"]], on="location_no")
    stock = stock.merge(world.products[["product_no", "wms_code"]].dropna(), on="product_no")
    reserved = stock[["reserved", "on_hand"]].min(axis=1)
    counts = zip(stock["wms_code"], stock["code"], stock["on_hand"], reserved, stock["damaged"], strict=True)
    header = ("code", "site", "qty", "reserved", "damaged", "counted_at")
    return [header, *((*count, f"{counted_at.isoformat()}Z") for count in counts)]


def _alias_rows(world: "World") -> list[Sequence[Any]]:
    """The warehouse's codes, and the shop's locations, that nothing else would link."""
    known = world.products.dropna(subset=["sku", "wms_code"])
    differing = known[known["sku"] != known["wms_code"]]
    pairs = zip(differing["wms_code"], differing["sku"], strict=True)
    header = ("entity", "source", "source_id", "code", "pack_factor")
    products = [("product", WMS_SOURCE, code, sku, 1) for code, sku in pairs]
    places = zip(world.locations["location_no"], world.locations["code"], strict=True)
    locations = [("location", SHOP_SOURCE, f"gid://shopify/Location/{number}", code, 1) for number, code in places]
    return [header, *products, *locations]


def _supplier_files(world: "World", supplier: Any, folder: Path) -> list[Path]:
    import pandas as pd

    terms = world.supplier_products[world.supplier_products["supplier_no"] == supplier.supplier_no]
    terms = terms.merge(world.products, on="product_no", suffixes=("", "_product"))
    written = []
    for valid_from, period in terms.groupby("valid_from", sort=True):
        begins = pd.Timestamp(str(valid_from))
        content = price_list(period, int(supplier.supplier_no), str(supplier.country), begins)
        written.append(_put(folder / f"pricelist_{begins:%Y-%m-%d}.xlsx", content, begins - pd.Timedelta(days=9.5)))
    return written + _confirmations(world, supplier, folder)


def _confirmations(world: "World", supplier: Any, folder: Path) -> list[Path]:
    import pandas as pd

    lines = _confirmed_lines(world, int(supplier.supplier_no))
    header = CONFIRMATION_HEADERS["chinese" if supplier.country == "CN" else "plain"]
    written = []
    for month, confirmed in lines.groupby(lines["confirmed_at"].dt.to_period("M"), sort=True):
        rows = [header, *(_confirmation(line) for line in confirmed.itertuples())]
        closed = min(
            pd.Period(str(month), "M").end_time.floor("s"), pd.Timestamp(world.end_on) + pd.Timedelta(hours=20)
        )
        written.append(_put(folder / f"confirmations_{month}.csv", _csv(rows), closed))
    return written


def _confirmed_lines(world: "World", supplier_no: int) -> "pd.DataFrame":
    import pandas as pd

    orders = world.purchase_orders
    since = pd.Timestamp(world.end_on).to_period("M").start_time - pd.DateOffset(months=CONFIRMED_MONTHS - 1)
    orders = orders[(orders["supplier_no"] == supplier_no) & (orders["confirmed_at"] >= since)]
    orders = orders[orders["status"] != "cancelled"]
    lines = orders.merge(world.purchase_order_lines, on="po_no")
    terms = world.supplier_products[world.supplier_products["supplier_no"] == supplier_no]
    codes = terms.drop_duplicates("product_no")[["product_no", "item_code"]]
    return lines.merge(codes, on="product_no").merge(world.products[["product_no", "sku"]], on="product_no")


def _confirmation(line: Any) -> Sequence[Any]:
    return (
        line.number,
        line.item_code,
        line.sku,
        line.quantity,
        line.uom,
        f"{line.promised_on:%Y-%m-%d}",
        f"{line.unit_price:.2f}",
        line.currency,
        f"{line.confirmed_at.isoformat()}Z",
    )
