"""Twenty simulated companies under one roof, as canonical tables of a shop, an ERP and a warehouse each, in the lake.

Every id and code begins with the seed, so that nothing of one is anything of another. Built together they cost one
build. Planted beside the simulation's own stories: a stock movement that never arrived, a line that is corrected
months later, a product that replaced another thirty days before the end, and warehouses that have gone silent (those
of odd seeds).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from successor import OLD, REPLACED_ON, succeeded

from connectors.tables.streams import SYSTEM
from lake import Lake, land
from sandbox.generation.tables import table
from sandbox.world import simulate

SEEDS = range(1, 21)
END = simulate(seed=1, products=60, days=150).end_on
NOW = datetime(END.year, END.month, END.day, 23, tzinfo=UTC)
COMPANY = """version: 1
company: {{name: Twenty, base_currency: EUR, time_zone: Europe/Berlin, as_of: {end}}}
sources:
{sources}
identity:
  masters: {{product: [erp], supplier: [erp], customer: [erp, shop], location: [erp]}}
  aliases: aliases.csv
  product_links: product_links.csv
stock_of_record: {{{records}, "*": erp}}
channels: {{owner: {{type: console, kinds: [requisition]}}}}
approvers: [{{name: owner}}]
"""
SOURCE = (
    "  {name}: {{system: tables, folder: data, "
    "streams: {{products: {{table: none.csv, columns: {{product_id: id}}}}}}}}"
)


class Told:
    """One world, and what was planted in its telling."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.world, self.replaced = succeeded(simulate(seed=seed, products=60, days=150))
        lines = self.world.order_lines.merge(self.world.orders, on="order_no")
        old = lines[(lines["status"] == "done") & ~lines["in_shop"] & (lines["cancelled_qty"] == 0)]
        self.corrected = old.iloc[len(old) // 3]
        moves = self.world.movements
        # The world's purchase lines tell gross what came; where some went back, documents do not explain stock.
        sent_back = set(moves.loc[moves["movement_type"] == "supplier_return", "product_no"])
        sales = moves[(moves["movement_type"] == "sale") & (moves["location_no"] != 3)]
        sales = sales[~sales["product_no"].isin(sent_back)]
        self.lost = sales.iloc[len(sales) // 2]

    def story(self, name: str) -> Any:
        """The row of the simulation's story."""
        (row,) = self.world.stories[self.world.stories["story"] == name].itertuples()
        return row

    def id(self, kind: str, number: Any) -> str:
        """The id that a system gives: `7-p12`."""
        return f"{self.seed}-{kind}{int(number)}"

    def stock(self) -> pd.DataFrame:
        """The balances of what has a SKU; an unknown one is kept nowhere."""
        known = self.world.products.loc[self.world.products["sku"].notna(), "product_no"]
        balances = self.world.balances()
        return balances[balances["product_no"].isin(known)]

    def sku(self, product_no: Any) -> str:
        """The ERP's code of a product."""
        return f"{self.seed}-{self.world.products.set_index('product_no').loc[product_no, 'sku']}"

    @property
    def wms(self) -> str:
        """The name of this company's warehouse system."""
        return f"wms{self.seed}"

    @property
    def is_silent(self) -> bool:
        """Whether the warehouse has delivered nothing for three days."""
        return self.seed % 2 == 1


def found(folder: Path) -> list[Told]:
    """Founds the twenty companies in `folder`, everything landed but the corrections."""
    worlds = [Told(seed) for seed in SEEDS]
    folder.mkdir(parents=True, exist_ok=True)
    names = ["erp", "shop", *(one.wms for one in worlds)]
    sources = "\n".join(SOURCE.format(name=name) for name in names)
    records = ", ".join(f'"{one.seed}-SHA": {one.wms}' for one in worlds)
    (folder / "tandem.yaml").write_text(COMPANY.format(end=END, sources=sources, records=records), "utf-8")
    aliases = [line for one in worlds for line in _aliases(one)]
    (folder / "aliases.csv").write_text("\n".join(["entity,source,source_id,code,pack_factor", *aliases]), "utf-8")
    links = [
        f"successor,{one.sku(one.replaced + OLD)},{one.sku(one.replaced)},,{REPLACED_ON:%Y-%m-%d}," for one in worlds
    ]
    header = "kind,product_code,other_code,units_per,valid_from,reason"
    (folder / "product_links.csv").write_text("\n".join([header, *links]), "utf-8")
    lake = Lake(str(folder / ".tandem" / "lake"))
    land(lake, SYSTEM, "erp", _together([erp(one) for one in worlds]), NOW - timedelta(minutes=30))
    land(lake, SYSTEM, "shop", _together([shop(one) for one in worlds]), NOW - timedelta(minutes=20))
    for one in worlds:
        land(lake, SYSTEM, one.wms, wms(one), NOW - timedelta(days=3 if one.is_silent else 0, minutes=10))
    return worlds


def correct(folder: Path, worlds: list[Told]) -> None:
    """The ERP corrects one old line of each company: one piece more was sold, months ago."""
    rows = []
    for one in worlds:
        lines = _order_lines(one, one.world.orders["in_erp"], "p")
        mine = lines[lines["order_line_id"] == one.id("l", one.corrected["line_no"])].copy()
        mine["quantity"] += 1
        rows.append(mine)
    lake = Lake(str(folder / ".tandem" / "lake"))
    land(lake, SYSTEM, "erp", {"order_lines": _table("order_lines", pd.concat(rows))}, NOW - timedelta(minutes=5))


def erp(one: Told) -> Mapping[str, pd.DataFrame]:
    """What the ERP knows: every product with a SKU, all purchasing, its own orders and the stock of its locations."""
    world, seed = one.world, one.seed
    products = world.products[world.products["sku"].notna()]
    terms = world.supplier_products.reset_index()
    purchases = world.purchase_order_lines.merge(world.purchase_orders, on="po_no")
    receipts = world.receipts.merge(purchases, on="po_line_no", suffixes=("", "_ordered"))
    packed = products[products["units_per_purchase_uom"] > 1]
    kept = world.movements[(world.movements["location_no"] != 3)]
    kept = kept[kept["movement_no"] != one.lost["movement_no"]]
    return {
        "products": _frame(
            product_id=products["product_no"].map(lambda n: one.id("p", n)), product_code=f"{seed}-" + products["sku"],
            barcode=f"{seed}-" + products["barcode"], name=products["name"], category=products["category"],
            uom=products["uom"], list_price=products["list_price"], unit_cost=products["unit_cost"], currency="EUR",
            is_active=True, is_sold=products["is_sold"], is_purchased=products["is_purchased"],
            is_assembled=products["is_assembled"],
        ),
        "suppliers": _frame(
            supplier_id=world.suppliers["supplier_no"].map(lambda n: one.id("s", n)),
            supplier_code=f"{seed}-" + world.suppliers["code"], name=f"{seed} " + world.suppliers["name"],
            grade=world.suppliers["grade"], is_active=True,
        ),
        "customers": _customers(one),
        "locations": _frame(
            location_id=f"{seed}-" + world.locations["code"], location_code=f"{seed}-" + world.locations["code"],
            name=f"{seed} " + world.locations["name"], country=world.locations["country"],
            time_zone=world.locations["time_zone"], is_active=True,
        ),
        "supplier_products": _frame(
            supplier_product_id=terms["index"].map(lambda n: one.id("t", n)),
            supplier_id=terms["supplier_no"].map(lambda n: one.id("s", n)),
            product_id=terms["product_no"].map(lambda n: one.id("p", n)), unit_price=terms["unit_price"],
            currency=terms["currency"], uom=terms["uom"], min_order_qty=terms["min_order_qty"],
            order_multiple=terms["order_multiple"], lead_time_days=terms["lead_time_days"],
            valid_from=terms["valid_from"].dt.date, valid_to=terms["valid_to"].dt.date,
        ),
        "units": _frame(
            unit_id=packed["product_no"].map(lambda n: one.id("u", n)), uom=packed["purchase_uom"],
            product_id=packed["product_no"].map(lambda n: one.id("p", n)), base_uom=packed["uom"],
            factor=packed["units_per_purchase_uom"],
        ),
        "currency_rates": _frame(
            currency=world.currency_rates["currency"], base_currency="EUR",
            rate_on=world.currency_rates["rate_on"].dt.date, rate=world.currency_rates["rate"],
        ),
        "order_lines": _order_lines(one, world.orders["in_erp"], "p"),
        "returns": _returns(one, in_shop=False),
        "purchase_order_lines": _frame(
            purchase_order_line_id=purchases["po_line_no"].map(lambda n: one.id("b", n)),
            purchase_order_id=purchases["po_no"].map(lambda n: one.id("o", n)),
            purchase_order_number=f"{seed}-" + purchases["number"], status=purchases["status"],
            supplier_id=purchases["supplier_no"].map(lambda n: one.id("s", n)),
            product_id=purchases["product_no"].map(lambda n: one.id("p", n)), location_id=_places(one, purchases),
            ordered_at=purchases["ordered_at"], confirmed_at=purchases["confirmed_at"],
            requested_on=purchases["requested_on"].dt.date, promised_on=purchases["promised_on"].dt.date,
            quantity=purchases["quantity"], received_qty=purchases["received_qty"], uom=purchases["uom"],
            unit_price=purchases["unit_price"], currency=purchases["currency"],
        ),
        "receipts": _frame(
            receipt_id=receipts["receipt_no"].map(lambda n: one.id("r", n)),
            purchase_order_line_id=receipts["po_line_no"].map(lambda n: one.id("b", n)),
            product_id=receipts["product_no"].map(lambda n: one.id("p", n)), location_id=_places(one, receipts),
            received_at=receipts["received_at"], quantity=receipts["quantity"], rejected_qty=receipts["rejected_qty"],
            uom=receipts["uom"],
        ),
        "inventory_movements": _movements(one, kept, lambda n: one.id("p", n)),
        "inventory_levels": _levels(one, one.stock().query("location_no != 3"), lambda n: one.id("p", n)),
    }  # fmt: skip


def shop(one: Told) -> Mapping[str, pd.DataFrame]:
    """What the shop knows: its own codes and titles, its orders and what came back."""
    sold = one.world.products[one.world.products["shop_sku"].notna()]
    return {
        "products": _frame(
            product_id=sold["product_no"].map(lambda n: one.id("v", n)), product_code=f"{one.seed}-" + sold["shop_sku"],
            barcode=f"{one.seed}-" + sold["barcode"], name=sold["shop_title"], is_active=True, is_sold=True,
        ),
        "customers": _customers(one),
        "order_lines": _order_lines(one, one.world.orders["in_shop"], "v"),
        "returns": _returns(one, in_shop=True),
    }  # fmt: skip


def wms(one: Told) -> Mapping[str, pa.Table]:
    """What the warehouse system knows, under its own codes."""
    codes = one.world.products.set_index("product_no")["wms_code"]
    moved = one.world.movements[one.world.movements["location_no"] == 3]
    counted = one.stock().query("location_no == 3")
    tables = {
        "inventory_movements": _movements(one, moved, lambda n: f"{one.seed}-{codes[n]}"),
        "inventory_levels": _levels(one, counted, lambda n: f"{one.seed}-{codes[n]}"),
    }
    return {name: _table(name, frame) for name, frame in tables.items()}


def _order_lines(one: Told, chosen: pd.Series, prefix: str) -> pd.DataFrame:
    orders = one.world.orders[chosen]
    lines = one.world.order_lines.merge(orders, on="order_no")
    is_shop = prefix == "v"
    twice = lines["in_shop"] & lines["in_erp"]
    number = f"{one.seed}-" + lines["number"]
    return _frame(
        order_line_id=lines["line_no"].map(lambda n: one.id("l", n)),
        order_id=lines["order_no"].map(lambda n: one.id("d", n)), order_number=number if is_shop else "SO " + number,
        origin_reference=None if is_shop else number.where(twice, None), channel=lines["channel"],
        status=lines["status"], customer_id=lines["customer_no"].map(lambda n: one.id("c", n)),
        product_id=lines["product_no"].map(lambda n: one.id(prefix, n)), location_id=_places(one, lines),
        ordered_at=lines["ordered_at"], shipped_at=lines["shipped_at"], quantity=lines["quantity"],
        shipped_qty=lines["shipped_qty"], cancelled_qty=lines["cancelled_qty"], unit_price=lines["unit_price"],
        discount_amount=lines["discount_amount"], currency=lines["currency"],
    )  # fmt: skip


def _returns(one: Told, *, in_shop: bool) -> pd.DataFrame:
    lines = one.world.order_lines.merge(one.world.orders, on="order_no")
    back = one.world.returns.merge(lines, on="line_no", suffixes=("", "_sold"))
    back = back[back["in_shop"] == in_shop]
    return _frame(
        return_id=back["return_no"].map(lambda n: one.id("z", n)),
        order_line_id=back["line_no"].map(lambda n: one.id("l", n)),
        product_id=back["product_no"].map(lambda n: one.id("v" if in_shop else "p", n)),
        location_id=_places(one, back), returned_at=back["returned_at"], quantity=back["quantity"],
        disposition=back["disposition"], refund_amount=back["refund_amount"], currency=back["currency"],
    )  # fmt: skip


def _movements(one: Told, moved: pd.DataFrame, product: Any) -> pd.DataFrame:
    return _frame(
        movement_id=moved["movement_no"].map(lambda n: one.id("m", n)), product_id=moved["product_no"].map(product),
        location_id=_places(one, moved), moved_at=moved["moved_at"], quantity=moved["quantity"],
        movement_type=moved["movement_type"], stock_status=moved["stock_status"],
    )  # fmt: skip


def _levels(one: Told, counted: pd.DataFrame, product: Any) -> pd.DataFrame:
    return _frame(
        product_id=counted["product_no"].map(product), location_id=_places(one, counted),
        on_hand_qty=counted["on_hand"], reserved_qty=counted["reserved"], damaged_qty=counted["damaged"],
        counted_at=pd.Timestamp(NOW.replace(tzinfo=None)) - pd.Timedelta(hours=1),
    )  # fmt: skip


def _customers(one: Told) -> pd.DataFrame:
    customers = one.world.customers
    return _frame(
        customer_id=customers["customer_no"].map(lambda n: one.id("c", n)),
        customer_code=customers["customer_no"].map(lambda n: one.id("c", n)),
        customer_class=customers["customer_class"], is_active=True,
    )  # fmt: skip


def _places(one: Told, rows: pd.DataFrame) -> pd.Series:
    codes = one.world.locations.set_index("location_no")["code"]
    return f"{one.seed}-" + rows["location_no"].map(codes)


def _frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns).reset_index(drop=True)


def _together(parts: list[Mapping[str, pd.DataFrame]]) -> dict[str, pa.Table]:
    """The streams of all twenty; the rates of a currency and day are the first one's."""
    joined = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    if "currency_rates" in joined:
        joined["currency_rates"] = joined["currency_rates"].drop_duplicates(["currency", "base_currency", "rate_on"])
    return {name: _table(name, frame) for name, frame in joined.items()}


def _aliases(one: Told) -> list[str]:
    """What somebody declared: the warehouse's codes that are not the ERP's."""
    named = one.world.products[one.world.products["sku"].notna()]
    other = named[named["wms_code"] != named["sku"]]
    return [f"product,{one.wms},{one.seed}-{row.wms_code},{one.seed}-{row.sku},1" for row in other.itertuples()]


def _table(stream: str, frame: pd.DataFrame) -> pa.Table:
    columns = {name: pa.array(frame[name].tolist(), from_pandas=True) for name in frame if frame[name].notna().any()}
    return table(stream, columns)
