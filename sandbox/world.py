"""The sandbox company's world: every table of it, from one seed. The one truth behind all servers and files.

    world = simulate(seed=7)
    world.orders, world.movements, world.balances()

Columns and types of every frame: `sandbox.simulation.frames.FRAMES` (and docs/contracts.md). Instants and dates are
UTC without zone (`datetime64[ns]`).
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sandbox.simulation.clock import Clock
from sandbox.simulation.frames import FRAMES, frame

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_END = date(2026, 10, 31)
FEWEST_PRODUCTS, FEWEST_DAYS = 20, 90


@dataclass(frozen=True)
class World:
    """What happened up to the evening of `end_on`; see the module for units.

    A product without `sku` is known to the shop alone: no ERP, barcode, warehouse code or stock.
    """

    seed: int
    end_on: date
    locations: "pd.DataFrame"
    suppliers: "pd.DataFrame"
    products: "pd.DataFrame"
    supplier_products: "pd.DataFrame"
    bom_lines: "pd.DataFrame"
    customers: "pd.DataFrame"
    orders: "pd.DataFrame"
    order_lines: "pd.DataFrame"
    returns: "pd.DataFrame"
    purchase_orders: "pd.DataFrame"
    purchase_order_lines: "pd.DataFrame"
    receipts: "pd.DataFrame"
    movements: "pd.DataFrame"
    promotions: "pd.DataFrame"
    currency_rates: "pd.DataFrame"
    stories: "pd.DataFrame"

    def frames(self) -> "dict[str, pd.DataFrame]":
        """All frames by name, in a fixed order."""
        return {name: getattr(self, name) for name in FRAMES}

    def balances(self) -> "pd.DataFrame":
        """Stock at the end by product_no and location_no: on_hand (sellable, reserved included), reserved, damaged.

        Sums of movements, nothing else. `reserved` is all that confirmed orders still wait for; where it is above
        `on_hand` the product is oversold.
        """
        import pandas as pd

        place = ["product_no", "location_no"]
        moved = self.movements.pivot_table(
            index=place, columns="stock_status", values="quantity", aggfunc="sum", fill_value=0
        )
        moved = moved.reindex(columns=["sellable", "damaged"], fill_value=0)
        moved = moved.rename(columns={"sellable": "on_hand"})
        balances = pd.concat([moved, self._reserved()], axis=1).fillna(0).astype("int64")
        return balances.sort_index().reset_index()[[*place, "on_hand", "reserved", "damaged"]]

    def _reserved(self) -> "pd.Series[int]":
        lines = self.order_lines.merge(self.orders[["order_no", "location_no", "status"]], on="order_no")
        lines = lines[lines["status"] == "confirmed"]
        waiting = lines["quantity"] - lines["shipped_qty"] - lines["cancelled_qty"]
        reserved = waiting.groupby([lines["product_no"], lines["location_no"]]).sum()
        return reserved[reserved > 0].rename("reserved")


def simulate(
    seed: int = 7, products: int = 200, locations: int = 3, days: int = 730, end_on: date = DEFAULT_END
) -> World:
    """Lets a company live for `days` days up to `end_on`. The same arguments give the same world, to the byte.

    Raises:
        ValueError: the company is too small for what is planted in it.
    """
    if products < FEWEST_PRODUCTS or days < FEWEST_DAYS or locations < 1:
        raise ValueError(
            f"simulate: {products} products, {locations} locations, {days} days are too few; "
            f"give at least {FEWEST_PRODUCTS} products, 1 location and {FEWEST_DAYS} days."
        )
    from sandbox.simulation.company import Company

    company = Company(seed, products, locations, Clock(end_on, days))
    company.live()
    return World(seed, end_on, **{name: frame(name, rows) for name, rows in company.rows().items()})
