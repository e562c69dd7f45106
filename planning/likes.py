"""A new product without history of its own: until it has some, that of the product it is said to be like counts."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from planning.forecasting.choose import ORIGINS
from planning.successors import QUANTITIES

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
ENOUGH_DAYS = 7 * ORIGINS
"""Own history from which on a product stands alone: what the choice of a model needs."""


def borrow_history(history: "pd.DataFrame", likes: "pd.DataFrame", as_of: date) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """The history with the like-item's demand before a young product's own, and what was borrowed.

    Args:
        history: product_id, location_id, demand_on, quantity, returned_qty, customer_qty (stock units).
        likes: product_id, like_id, like_code, units_per (units expected of the product for one of the other).
        as_of: the last day that counts.

    Returns:
        The same columns, rows added; and one row per product and location that borrows: product_id, location_id,
        like_code, units_per, until_on (the last borrowed day).
    """
    import pandas as pd

    columns = [*KEYS, "like_code", "units_per", "until_on"]
    if likes.empty:
        return history, pd.DataFrame(columns=columns)
    days = history.assign(demand_on=pd.to_datetime(history["demand_on"]))
    days = days[days["demand_on"] <= pd.Timestamp(as_of)]
    others = days.rename(columns={"product_id": "like_id"}).merge(likes, on="like_id")
    begins = days.groupby(KEYS)["demand_on"].min().rename("begins_on")
    lent = others.merge(begins, on=KEYS, how="left")
    lent["until_on"] = (lent["begins_on"] - timedelta(days=1)).fillna(pd.Timestamp(as_of))
    young = (pd.Timestamp(as_of) - lent["until_on"]).dt.days < ENOUGH_DAYS
    lent = lent[young & (lent["demand_on"] <= lent["until_on"])]
    names = [name for name in QUANTITIES if name in history]
    factor = lent["units_per"].astype(float)
    scaled = lent.assign(**{name: lent[name].astype(float).fillna(0) * factor for name in names})
    if scaled.empty:
        return history, pd.DataFrame(columns=columns)
    joined = pd.concat([history.assign(demand_on=pd.to_datetime(history["demand_on"])), scaled[list(history.columns)]])
    return joined.reset_index(drop=True), scaled[columns].drop_duplicates(KEYS).reset_index(drop=True)


def said_of_likes(items: "pd.DataFrame", borrowed: "pd.DataFrame") -> list[str]:
    """A sentence for each item that borrows, row for row; empty for the others."""
    known = items[KEYS].merge(borrowed, on=KEYS, how="left")
    return [
        f"Too little history of its own: demand until {until:%Y-%m-%d} is that of {code} times {units:.10g}."
        if isinstance(code, str)
        else ""
        for code, units, until in zip(known["like_code"], known["units_per"], known["until_on"], strict=True)
    ]
