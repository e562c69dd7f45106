"""A company of two systems whose documents are changed, repeated, deleted and come late, at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from connectors.tables.streams import SYSTEM
from lake import Lake, land
from lake.changes import deletions
from lake.landing import write
from lake.records import begin
from lake.types import arrow_schema

AS_OF = date(2026, 6, 30)
COMPANY = """version: 1
company: {name: Changing, base_currency: EUR, time_zone: Europe/Berlin, as_of: 2026-06-30}
sources:
  erp: {system: tables, folder: data, streams: {products: {table: none.csv, columns: {product_id: id}}}}
  shop: {system: tables, folder: data, streams: {products: {table: none.csv, columns: {product_id: id}}}}
identity: {masters: {product: [erp], supplier: [erp], customer: [erp], location: [erp]}}
stock_of_record: {"*": erp}
channels: {owner: {type: console, kinds: [requisition, shortage, excess, late_receipt, stale_source]}}
approvers: [{name: owner}]
"""
PRODUCTS, PLACES, CUSTOMERS = 14, ("Berlin", "Tokyo"), 5
Row = dict[str, Any]


class ChangingCompany:
    """What both systems hold, and the lake that learns of it load by load."""

    def __init__(self, folder: Path, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tandem.yaml").write_text(COMPANY, "utf-8")
        self.file = folder / "tandem.yaml"
        self.lake = Lake(str(folder / ".tandem" / "lake"))
        self.random = Random(seed)
        self.moment = datetime(2026, 7, 1, tzinfo=UTC)
        self.number = 0
        self.held: dict[tuple[str, str], dict[str, Row]] = {}
        self.happened: Counter[str] = Counter()
        self.waiting: dict[tuple[str, str], dict[str, Row]] = {}
        self._found()

    def happen(self, events: int) -> None:
        """So many events, each landed by its own system; several share a load."""
        kinds = [
            self._order, self._order, self._order, self._seen_twice, self._late, self._changed, self._changed,
            self._moved_line, self._repeated, self._deleted, self._returned, self._stock_moved, self._stock_moved,
            self._new_code, self._unit, self._rate, self._zone, self._client,
        ]  # fmt: skip
        for _ in range(events):
            kind = self.random.choice(kinds)
            kind()
            self.happened[kind.__name__] += 1
        self._load()

    def _found(self) -> None:
        for n in range(PRODUCTS):
            if n != 3:  # one that nobody has told of yet
                self._put("erp", "products", f"p{n}", self._product(f"p{n}", f"SKU-{n}"))
            self._put("shop", "products", f"v{n}", self._product(f"v{n}", f"SKU-{n}"))
        for n, zone in enumerate(("Europe/Berlin", "Asia/Tokyo")):
            place = {"location_id": PLACES[n], "location_code": PLACES[n], "name": PLACES[n], "time_zone": zone}
            self._put("erp", "locations", PLACES[n], {**place, "is_active": True})
        for n in range(CUSTOMERS - 1):
            self._put(
                "erp", "customers", f"c{n}", {"customer_id": f"c{n}", "customer_code": f"C{n}", "is_active": True}
            )
        self._put("erp", "currency_rates", "USD", self._dollar(date(2024, 1, 1), "0.90"))
        for _ in range(5):
            self._order()
            self._returned()
            self._stock_moved()
        self._load()

    def _product(self, key: str, code: str) -> Row:
        flags = dict.fromkeys(("is_active", "is_sold", "is_purchased"), True)
        return {"product_id": key, "product_code": code, "name": code, "uom": "pc", "is_assembled": False, **flags}

    def _dollar(self, day: date, rate: str) -> Row:
        return {"currency": "USD", "base_currency": "EUR", "rate_on": day, "rate": rate}

    def _order(self, source: str | None = None, origin: str | None = None, days_ago: int = 40) -> str:
        """An order of one to three lines; gives its number."""
        source = source or self.random.choice(("erp", "shop"))
        self.number += 1
        order = f"{source}-{self.number}"
        for line in range(self.random.randint(1, 3)):
            self._put(source, "order_lines", f"{order}-{line}", self._line(source, order, line, origin, days_ago))
        return order

    def _line(self, source: str, order: str, line: int, origin: str | None, days_ago: int) -> Row:
        pick, quantity = self.random.choice, self.random.randint(1, 9)
        return {
            "order_line_id": f"{order}-{line}", "order_id": order, "order_number": order, "origin_reference": origin,
            "channel": "online", "status": pick(("draft", "confirmed", "confirmed", "done", "cancelled")),
            "customer_id": f"c{self.random.randrange(CUSTOMERS)}", "product_id": self._item(source),
            "location_id": pick((*PLACES, None)),
            "ordered_at": self._instant(days_ago), "shipped_at": pick((None, self._instant(5))), "quantity": quantity,
            "shipped_qty": self.random.randint(0, quantity), "uom": pick(("pc", "pc", "case", None)),
            "unit_price": "10", "net_amount": 10 * quantity, "currency": pick(("EUR", "EUR", "USD", "GBP")),
        }  # fmt: skip

    def _item(self, source: str) -> str:
        return f"{'p' if source == 'erp' else 'v'}{self.random.randrange(PRODUCTS)}"

    def _instant(self, days_ago: int) -> datetime:
        return datetime(2026, 6, 30, 23) - timedelta(minutes=self.random.randint(0, days_ago * 1440))

    def _seen_twice(self) -> None:
        """The ERP books an order of the shop; sometimes before the shop's own telling arrives."""
        orders = sorted({row["order_id"] for row in self._rows("shop", "order_lines").values()})
        ahead = f"shop-{self.number + 2}"
        named = self.random.choice(orders) if orders and self.random.random() < 0.8 else ahead
        self._order("erp", origin=named)
        if named == ahead:
            self._order("shop")

    def _late(self) -> None:
        self._order(days_ago=700)

    def _changed(self) -> None:
        source, key = self._some("order_lines")
        self._change(source, "order_lines", key, quantity=self.random.randint(1, 20), status="confirmed", shipped_qty=0)

    def _moved_line(self) -> None:
        """Another product, place, customer, currency or reference under the same line id."""
        source, key = self._some("order_lines")
        column = self.random.choice(("product_id", "location_id", "customer_id", "currency", "origin_reference"))
        orders = sorted({row["order_id"] for row in self._rows("shop", "order_lines").values()}) or [None]
        new = {
            "product_id": self._item(source), "location_id": self.random.choice(PLACES), "customer_id": "c4",
            "currency": "USD", "origin_reference": self.random.choice(orders) if source == "erp" else None,
        }  # fmt: skip
        self._change(source, "order_lines", key, **{column: new[column]})

    def _repeated(self) -> None:
        """The same row again, in a load of its own."""
        source, key = self._some("order_lines")
        self._load()
        self._change(source, "order_lines", key)
        self._load()

    def _deleted(self) -> None:
        stream = self.random.choice(("order_lines", "returns", "inventory_movements"))
        source, key = self._some(stream)
        self._load()
        del self._rows(source, stream)[key]
        self._delete(source, stream)

    def _returned(self) -> None:
        source, key = self._some("order_lines")
        line = self._rows(source, "order_lines")[key]
        self.number += 1
        product = line["product_id"] if self.random.random() < 0.8 else self._item(source)
        self._put(source, "returns", f"r{self.number}", {
            "return_id": f"r{self.number}", "product_id": product,
            "order_line_id": self.random.choice((key, key, None)),
            "location_id": self.random.choice((None, *PLACES)), "returned_at": self._instant(10), "quantity": 1,
            "disposition": self.random.choice(("sellable", "damaged")), "refund_amount": "10", "currency": "USD",
        })  # fmt: skip

    def _stock_moved(self) -> None:
        self.number += 1
        self._put("erp", "inventory_movements", f"m{self.number}", {
            "movement_id": f"m{self.number}", "product_id": self._item("erp"),
            "location_id": self.random.choice((*PLACES, "Nowhere")), "moved_at": self._instant(200),
            "quantity": self.random.randint(-5, 30), "uom": self.random.choice(("pc", "case")),
            "movement_type": self.random.choice(("sale", "receipt", "adjustment", "production_out")),
            "stock_status": self.random.choice(("sellable", "sellable", "damaged")),
        })  # fmt: skip

    def _new_code(self) -> None:
        """The shop gives a product another code, or the ERP tells of the one nobody knew."""
        n = self.random.randrange(PRODUCTS)
        if n == 3:
            self._put("erp", "products", "p3", self._product("p3", "SKU-3"))
        elif self.random.random() < 0.3:
            self._put("shop", "products", f"v{n}", self._product(f"v{n}", f"SKU-{self.random.randrange(PRODUCTS)}"))

    def _unit(self) -> None:
        factor = self.random.choice((6, 12))
        self._put("erp", "units", "case", {"unit_id": "case", "uom": "case", "base_uom": "pc", "factor": factor})

    def _rate(self) -> None:
        day = date(2026, 1, 1) + timedelta(days=self.random.randrange(180))
        self._put("erp", "currency_rates", str(day), self._dollar(day, f"0.{self.random.randint(80, 99)}"))

    def _zone(self) -> None:
        if self.random.random() < 0.1:
            zone = self.random.choice(("Asia/Tokyo", "Asia/Kolkata"))
            self._change("erp", "locations", "Tokyo", time_zone=zone)

    def _client(self) -> None:
        self._put("erp", "customers", "c4", {"customer_id": "c4", "customer_code": "C4", "is_active": True})

    def _some(self, stream: str) -> tuple[str, str]:
        held = sorted((source, key) for (source, name), rows in self.held.items() if name == stream for key in rows)
        return self.random.choice(held)

    def _rows(self, source: str, stream: str) -> dict[str, Row]:
        return self.held.setdefault((source, stream), {})

    def _put(self, source: str, stream: str, key: str, row: Row) -> None:
        self._rows(source, stream)[key] = row
        self.waiting.setdefault((source, stream), {})[key] = row

    def _change(self, source: str, stream: str, key: str, **changed: Any) -> None:
        self._put(source, stream, key, {**self._rows(source, stream)[key], **changed})

    def _load(self) -> None:
        """Lands what waits: changed rows of incremental streams, all rows of snapshots; nothing waits afterwards."""
        for source in ("erp", "shop"):
            tables = dict(self._tables(source))
            if tables:
                self.moment += timedelta(minutes=1)
                land(self.lake, SYSTEM, source, tables, self.moment)
        self.waiting.clear()

    def _tables(self, source: str) -> Iterator[tuple[str, pa.Table]]:
        for (told_by, name), rows in self.waiting.items():
            stream = SYSTEM.stream(name)
            told = self._rows(source, name) if stream.disposition == "snapshot" else rows
            if told_by == source:
                yield name, _table(name, told)

    def _delete(self, source: str, stream: str) -> None:
        """A sweep of keys finds what is gone."""
        self.moment += timedelta(minutes=1)
        load, declared = begin(self.lake, SYSTEM.name, source, self.moment), SYSTEM.stream(stream)
        (key,) = declared.key
        gone = deletions(
            load, declared, pa.table({key: list(self._rows(source, stream))}, pa.schema([(key, pa.string())]))
        )
        if gone.table is not None:
            load.accept({stream: write(load, declared, gone, [])})


def _table(name: str, rows: dict[str, Row]) -> pa.Table:
    """Rows in the stream's columns and types; a column nobody filled is null."""
    schema = arrow_schema(SYSTEM.stream(name), lineage=False)
    decimals = {field.name for field in schema if pa.types.is_decimal(field.type)}
    filled = [
        {c: Decimal(v) if c in decimals and v is not None else v for c, v in row.items()} for row in rows.values()
    ]
    return pa.Table.from_pylist(filled, schema=schema)
