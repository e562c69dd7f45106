"""All tables of the sandbox's Odoo, derived from the simulated company: the same world gives the same rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.odoo.masters import Tables, master_tables
from sandbox.odoo.moves import move_tables
from sandbox.odoo.orders import order_tables
from sandbox.odoo.parties import party_tables
from sandbox.odoo.stock import stock_tables
from sandbox.odoo.users import User

if TYPE_CHECKING:
    from sandbox.world import World


def build_tables(world: "World", base_currency: str, users: Sequence[User]) -> Tables:
    """Model -> columns. `base_currency` is the currency of the company's books."""
    known = known_to_erp(world)
    return {
        **master_tables(known, base_currency),
        **party_tables(known, base_currency, users),
        **order_tables(known, base_currency),
        **move_tables(known),
        **stock_tables(known),
    }


def known_to_erp(world: "World") -> "World":
    """The world without products that only the shop knows (no `sku`), nor anything about them."""
    products = world.products[world.products["sku"].fillna("") != ""]
    kept = set(products["product_no"])
    with_product = ("supplier_products", "order_lines", "purchase_order_lines", "movements")
    frames = {name: getattr(world, name) for name in with_product}
    return replace(
        world, products=products, **{n: frame[frame["product_no"].isin(kept)] for n, frame in frames.items()}
    )
