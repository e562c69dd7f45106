"""Quants and replenishment rules as Odoo keeps them."""

from typing import TYPE_CHECKING

from sandbox.odoo import ids
from sandbox.odoo.columns import Columns, filled, plain, stacked, written
from sandbox.odoo.masters import Tables, uom_sizes
from sandbox.odoo.moves import COUNTERPARTS

if TYPE_CHECKING:
    import pandas as pd

    from sandbox.world import World

_COVER_DAYS = (14, 35)
"""Days of mean sales that the company once set as minimum and maximum of its rules."""


def stock_tables(world: "World") -> Tables:
    """`stock.quant` of internal and virtual locations, and `stock.warehouse.orderpoint`."""
    return {
        "stock.quant": stacked(*_internal_quants(world), _virtual_quants(world)),
        "stock.warehouse.orderpoint": _orderpoints(world),
    }


def _internal_quants(world: "World") -> tuple[Columns, Columns]:
    """Sellable stock has odd ids, damaged stock even ones. Odoo never reserves more than it has."""
    balances = world.balances().sort_values(["product_no", "location_no"]).reset_index(drop=True)
    last = world.movements.groupby(["product_no", "location_no"])["moved_at"].max().rename("moved_at").reset_index()
    balances = balances.merge(last, how="left", on=["product_no", "location_no"])
    balances["moved_at"] = balances["moved_at"].fillna(world.movements["moved_at"].min())
    numbers = balances.index.to_series()
    damaged = balances[balances["damaged"] != 0]
    reserved = balances["reserved"].clip(upper=balances["on_hand"].clip(lower=0))
    sellable = _quants(balances, numbers * 2 + 1, [ids.stock(n) for n in balances["location_no"]], "on_hand", reserved)
    broken = [ids.quality(n) for n in damaged["location_no"]]
    return sellable, _quants(damaged, numbers[damaged.index] * 2 + 2, broken, "damaged", damaged["damaged"] * 0)


def _quants(
    balances: "pd.DataFrame", numbers: "pd.Series[int]", places: list[int], column: str, reserved: "pd.Series[int]"
) -> Columns:
    return {
        "id": plain(numbers),
        "product_id": plain(balances["product_no"]),
        "location_id": places,
        "quantity": plain(balances[column].astype(float)),
        "reserved_quantity": plain(reserved.astype(float)),
        "company_id": filled(ids.COMPANY, len(balances)),
        "in_date": [text[:19] for text in written(balances["moved_at"])],
        "write_date": written(balances["moved_at"]),
    }


def _virtual_quants(world: "World") -> Columns:
    """What suppliers, customers, production and adjustments gave and took: the other side of every internal quant."""
    moves = world.movements.assign(
        place=world.movements["movement_type"].map(COUNTERPARTS).fillna(ids.LOSS).astype("int64"),
        amount=-world.movements["quantity"],
    )
    sums = (
        moves.groupby(["product_no", "place"]).agg(amount=("amount", "sum"), moved_at=("moved_at", "max")).reset_index()
    )
    numbers = sums.index.to_series() + ids.VIRTUAL_QUANT + 1
    return _quants(sums, numbers, plain(sums["place"]), "amount", sums["amount"] * 0)


def _orderpoints(world: "World") -> Columns:
    """One rule per bought product and place it is kept at; the multiple is the supplier's, in stock units."""
    places = world.movements.groupby(["product_no", "location_no"])["moved_at"].min().reset_index()
    bought = world.products.loc[world.products["is_purchased"], "product_no"]
    rules = places[places["product_no"].isin(bought)].reset_index(drop=True)
    terms = world.supplier_products.drop_duplicates("product_no").set_index("product_no")
    multiple = (terms["order_multiple"] * terms["uom"].map(uom_sizes(world))).reindex(rules["product_no"]).fillna(1)
    daily = _daily_sales(world).reindex(list(zip(rules["product_no"], rules["location_no"], strict=True))).fillna(0)
    minimum, maximum = ((daily * days).round().tolist() for days in _COVER_DAYS)
    return {
        "id": list(range(1, len(rules) + 1)),
        "name": [f"OP/{number:05d}" for number in range(1, len(rules) + 1)],
        "trigger": filled("auto", len(rules)),
        "active": filled(True, len(rules)),
        "product_id": plain(rules["product_no"]),
        "warehouse_id": plain(rules["location_no"]),
        "location_id": [ids.stock(n) for n in rules["location_no"]],
        "product_min_qty": minimum,
        "product_max_qty": maximum,
        "qty_multiple": multiple.astype(float).tolist(),
        "company_id": filled(ids.COMPANY, len(rules)),
        "write_date": written(rules["moved_at"]),
    }


def _daily_sales(world: "World") -> "pd.Series[float]":
    """Mean units a day that left for customers, by product and location, over the days of the world."""
    moved = world.movements["moved_at"]
    days = max(1, (moved.max() - moved.min()).days)
    sales = world.movements[world.movements["movement_type"] == "sale"]
    sold: pd.Series[float] = -sales.groupby(["product_no", "location_no"])["quantity"].sum() / days
    return sold
