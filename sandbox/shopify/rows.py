"""The world's frames as the shop keeps them: plain rows, instants as text (`2026-01-31T08:00:00Z`), null as None."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


@dataclass
class ShopRows:
    """What is in the shop. A row carries `id` (whole number) and instants; children are found by their parent's id."""

    locations: list[Row]
    products: list[Row]
    customers: list[Row]
    orders: list[Row]
    lines_of: Mapping[int, list[Row]]
    refunds_of: Mapping[int, list[Row]]
    levels_of: Mapping[int, list[Row]]
    currency: str
    by_id: dict[tuple[str, int], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds = {"Location": self.locations, "Product": self.products, "Customer": self.customers, "Order": self.orders}
        self.by_id |= {(kind, row["id"]): row for kind, rows in kinds.items() for row in rows}
        for kind, children in (("LineItem", self.lines_of), ("Refund", self.refunds_of)):
            self.by_id |= {(kind, row["id"]): row for rows in children.values() for row in rows}


def shop_rows(world: Any) -> ShopRows:
    """The part of `world` (a `sandbox.world.World`) that the shop knows: its orders, and what it sells."""
    orders = [row for row in records(world.orders, "order_no") if row["in_shop"] and row["status"] != "draft"]
    lines_of = _lines(world, {row["id"] for row in orders})
    refunds_of = _refunds(world, orders, lines_of)
    for order in orders:
        _complete(order, lines_of[order["id"]], refunds_of.get(order["id"], []))
    products = [row for row in records(world.products, "product_no") if row["is_sold"] and row["shop_sku"]]
    currencies = [row["currency"] for row in orders]
    return ShopRows(
        locations=records(world.locations, "location_no"),
        products=products,
        customers=_customers(world, orders),
        orders=orders,
        lines_of=lines_of,
        refunds_of=refunds_of,
        levels_of=_levels(world, orders, lines_of),
        currency=max(set(currencies), key=currencies.count) if currencies else "EUR",
    )


def records(frame: "pd.DataFrame", number: str) -> list[Row]:
    """The frame's rows, ordered by `number`, which is also given as `id`."""
    import numpy as np
    import pandas as pd

    columns: dict[str, list[Any]] = {}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            texts = np.datetime_as_string(values.to_numpy("datetime64[s]"))
            columns[name] = [None if text == "NaT" else f"{text}Z" for text in texts]
        else:
            columns[name] = values.astype(object).where(values.notna(), None).tolist()
    columns["id"] = columns[number]
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return sorted(rows, key=lambda row: int(row["id"]))


def _customers(world: Any, orders: list[Row]) -> list[Row]:
    """The customers who ordered in the shop; one changes when he orders, as in Shopify."""
    last: dict[int, str] = {}
    for order in orders:
        last[order["customer_no"]] = max(last.get(order["customer_no"], ""), order["ordered_at"])
    rows = [row for row in records(world.customers, "customer_no") if row["id"] in last]
    for row in rows:
        row["updated_at"] = max(row["created_at"], last[row["id"]])
    return rows


def _lines(world: Any, orders: set[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in records(world.order_lines, "line_no"):
        if row["order_no"] in orders:
            found[row["order_no"]].append(row | {"returned_qty": 0})
    return found


def _refunds(world: Any, orders: list[Row], lines_of: Mapping[int, list[Row]]) -> dict[int, list[Row]]:
    """A refund for each return, and one for what was cancelled of an order, numbered after the returns."""
    line_by_no = {line["id"]: line for lines in lines_of.values() for line in lines}
    found: dict[int, list[Row]] = defaultdict(list)
    returns = records(world.returns, "return_no")
    for row in returns:
        if line := line_by_no.get(row["line_no"]):
            line["returned_qty"] += row["quantity"]
            restock = "RETURN" if row["disposition"] == "sellable" else "NO_RESTOCK"
            item = _refund_item(row["id"], line, row["quantity"], row["refund_amount"], restock)
            found[line["order_no"]].append(_refund(row["id"], line["order_no"], row["returned_at"], [item]))
    after = max((row["id"] for row in returns), default=0)
    for order in orders:
        items = [
            _refund_item(after + line["id"], line, line["cancelled_qty"], _paid(line, line["cancelled_qty"]), "CANCEL")
            for line in lines_of[order["id"]]
            if line["cancelled_qty"]
        ]
        if items:
            at = order["cancelled_at"] or order["updated_at"]
            found[order["id"]].append(_refund(after + order["id"], order["id"], at, items))
    return found


def _refund(number: int, order_no: int, at: str, items: list[Row]) -> Row:
    return {"id": number, "order_no": order_no, "created_at": at, "items": items}


def _refund_item(number: int, line: Row, quantity: int, amount: float, restock: str) -> Row:
    return {
        "id": number,
        "line_no": line["id"],
        "quantity": quantity,
        "amount": amount,
        "restock": restock,
        "order_no": line["order_no"],
    }


def _paid(line: Row, quantity: int) -> float:
    return float((line["unit_price"] - line["discount_amount"] / line["quantity"]) * quantity)


def _complete(order: Row, lines: list[Row], refunds: list[Row]) -> None:
    """Adds the two statuses, and lets a refund or shipment move the order's time of change, as in Shopify."""
    order["created_at"] = order["processed_at"] = order["ordered_at"]
    order["updated_at"] = (
        max(
            order["updated_at"],
            *(refund["created_at"] for refund in refunds),
            *(line["shipped_at"] or "" for line in lines),
        )
        if refunds or lines
        else order["updated_at"]
    )
    wanted = sum(line["quantity"] - line["cancelled_qty"] for line in lines)
    shipped = sum(line["shipped_qty"] for line in lines)
    kept = wanted - sum(line["returned_qty"] for line in lines)
    order["financial_status"] = "REFUNDED" if kept == 0 else "PARTIALLY_REFUNDED" if refunds else "PAID"
    order["fulfillment_status"] = (
        "UNFULFILLED" if shipped == 0 else "FULFILLED" if shipped >= wanted else "PARTIALLY_FULFILLED"
    )


def _levels(world: Any, orders: list[Row], lines_of: Mapping[int, list[Row]]) -> dict[int, list[Row]]:
    """Stock by product. Committed is what the shop's own orders wait for: a shop knows nothing of the ERP's."""
    committed: dict[tuple[int, int], int] = defaultdict(int)
    for order in orders:
        for line in lines_of[order["id"]]:
            open_qty = line["quantity"] - line["shipped_qty"] - line["cancelled_qty"]
            committed[line["product_no"], order["location_no"]] += open_qty
    moved = _last_moved(world)
    found: dict[int, list[Row]] = defaultdict(list)
    for row in world.balances().to_dict("records"):
        key = (int(row["product_no"]), int(row["location_no"]))
        level = {"product_no": key[0], "id": key[1], "committed": committed[key], "updated_at": moved.get(key)}
        found[key[0]].append(
            level | {"on_hand": int(row["on_hand"]) + int(row["damaged"]), "damaged": int(row["damaged"])}
        )
    return found


def _last_moved(world: Any) -> dict[tuple[int, int], str]:
    last = world.movements.groupby(["product_no", "location_no"])["moved_at"].max()
    return {(int(p), int(place)): at.strftime("%Y-%m-%dT%H:%M:%SZ") for (p, place), at in last.items()}
