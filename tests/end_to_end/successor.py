"""A world told again: a product sold to the end has replaced another, thirty days before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from sandbox.world import DEFAULT_END, World

OLD = 1000
"""The replaced product's number is the successor's and this."""
REPLACED_ON = pd.Timestamp(DEFAULT_END) - pd.Timedelta(days=30)


def succeeded(world: World) -> tuple[World, int]:
    """The same world, in which documents before `REPLACED_ON` are of an older product; and the successor's number.

    What was left of the old one is booked over that day, so every balance of the successor stays what it was.
    """
    chosen = _chosen(world)
    ordered = world.order_lines["order_no"].map(world.orders.set_index("order_no")["ordered_at"])
    lines = _old(world.order_lines, chosen, ordered < REPLACED_ON)
    bought = world.purchase_order_lines["po_no"].map(world.purchase_orders.set_index("po_no")["ordered_at"])
    purchases = _old(world.purchase_order_lines, chosen, bought < REPLACED_ON)
    told = replace(
        world,
        products=_with_old(world.products, chosen),
        order_lines=lines,
        purchase_order_lines=purchases,
        movements=_booked_over(_moved(world, chosen, lines, purchases), chosen),
    )
    return told, chosen


def _chosen(world: World) -> int:
    """The most sold product that no story is about, that nothing is made of and no price list of the sandbox ties."""
    told = set(world.stories["product_no"].dropna().astype(int))
    parts = set(world.bom_lines.filter(like="_no").to_numpy().ravel())
    plain = world.products[world.products["sku"].notna() & world.products["is_sold"] & world.products["is_purchased"]]
    free = plain[~plain["product_no"].isin(told | parts) & plain["shop_sku"].notna()]["product_no"]
    sold = world.order_lines[world.order_lines["product_no"].isin(free)].groupby("product_no")["quantity"].sum()
    return int(sold.idxmax())


def _old(frame: pd.DataFrame, chosen: int, before: Any) -> pd.DataFrame:
    return frame.assign(product_no=frame["product_no"].where((frame["product_no"] != chosen) | ~before, chosen + OLD))


def _with_old(products: pd.DataFrame, chosen: int) -> pd.DataFrame:
    (row,) = products[products["product_no"] == chosen].to_dict("records")
    names = {name: f"{row[name]}-OLD" for name in ("sku", "shop_sku", "wms_code", "barcode")}
    titles = {name: f"{row[name]} ({REPLACED_ON.year - 1})" for name in ("name", "name_zh", "shop_title")}
    return pd.concat(
        [products, pd.DataFrame([{**row, "product_no": chosen + OLD, **names, **titles}])], ignore_index=True
    )


def _moved(world: World, chosen: int, lines: pd.DataFrame, purchases: pd.DataFrame) -> pd.DataFrame:
    """Every movement of the product goes with its document; what has none, by its day."""
    moves = world.movements
    return_line = moves["return_no"].map(world.returns.set_index("return_no")["line_no"])
    by_line = moves["line_no"].fillna(return_line).map(lines.set_index("line_no")["product_no"])
    by_purchase = moves["po_line_no"].map(purchases.set_index("po_line_no")["product_no"])
    by_day = (chosen + OLD) * (moves["moved_at"] < REPLACED_ON) + chosen * (moves["moved_at"] >= REPLACED_ON)
    product = by_line.fillna(by_purchase).fillna(by_day).astype("int64")
    return moves.assign(product_no=moves["product_no"].where(moves["product_no"] != chosen, product))


def _booked_over(moves: pd.DataFrame, chosen: int) -> pd.DataFrame:
    place = ["location_no", "stock_status"]
    left = moves[moves["product_no"] == chosen + OLD].groupby(place, as_index=False)["quantity"].sum()
    booked = [
        left.assign(product_no=number, quantity=sign * left["quantity"])
        for number, sign in ((chosen + OLD, -1), (chosen, 1))
    ]
    rows = pd.concat(booked, ignore_index=True).query("quantity != 0")
    first = moves["movement_no"].max() + 1
    rows = rows.assign(movement_no=range(first, first + len(rows)), moved_at=REPLACED_ON, movement_type="adjustment")
    return pd.concat([moves, rows.reindex(columns=moves.columns)], ignore_index=True)
