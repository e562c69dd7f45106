"""A product that is replaced: its demand is its successor's, and nothing more is bought of it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES = ["quantity", "returned_qty", "customer_qty"]


def carry_over(history: "pd.DataFrame", successors: "pd.DataFrame") -> "pd.DataFrame":
    """Demand of replaced products as demand of what replaces them, in the successor's units.

    Args:
        history: product_id, location_id, demand_on, quantity, returned_qty, customer_qty (stock units).
        successors: product_id, successor_id (the last one), units_per; one row per product replaced by now.

    Returns:
        The same columns, one row per product, location and day.
    """
    if successors.empty:
        return history
    named = history.merge(successors[["product_id", "successor_id", "units_per"]], on="product_id", how="left")
    factor = named["units_per"].fillna(1.0).astype(float)
    moved = {name: named[name].astype(float).fillna(0) * factor for name in QUANTITIES}
    named = named.assign(product_id=named["successor_id"].fillna(named["product_id"]), **moved)
    return named.groupby(["product_id", "location_id", "demand_on"], as_index=False)[QUANTITIES].sum()
