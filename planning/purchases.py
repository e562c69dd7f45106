"""What limits purchases together: the smallest order that a supplier takes, price breaks, the budget (R49)."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from planning.consolidate import Consolidated, Terms, consolidate
from planning.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
PULL_DAYS = 28
"""How far ahead one looks for needs that fill up a supplier's smallest order."""
BROUGHT_FORWARD = "Brought forward, so that the supplier's smallest order is reached."


def within_means(
    items: "pd.DataFrame", needed: "pd.DataFrame", planned_orders: "pd.DataFrame", facts: Facts, as_of: date
) -> "pd.DataFrame":
    """The requirements after budget and suppliers' smallest orders.

    What the budget does not bear, or what stays below a supplier's smallest order, waits: its `hold_reason` says so.
    A later purchase that fills up an order leaves with it: it gets quantities, days and a reason of its own.

    `items` and `needed` (of `requirements`) are row for row the same products and locations.
    """
    if facts.budget_left is None and not (facts.suppliers["min_order_amount"] > 0).any():
        return needed
    orders = _orders(items, needed, planned_orders, as_of)
    if orders.empty:
        return needed
    terms = Terms(window_days=1, pull_days=PULL_DAYS, budget=facts.budget_left, max_months=np.inf)
    made = consolidate(
        orders, _sources(items), _breaks(items, facts.price_breaks), facts.suppliers, as_of=as_of, terms=terms
    )
    return _told(items, needed, made, as_of)


def _orders(
    items: "pd.DataFrame", needed: "pd.DataFrame", planned_orders: "pd.DataFrame", as_of: date
) -> "pd.DataFrame":
    """What is due now and nothing holds, and the later purchases of what is not due, one row each."""
    import pandas as pd

    free = needed["hold_reason"].isna()
    due = needed[free & (needed["order_qty"] > 0)]
    idle = needed[free & (needed["order_qty"] == 0)][KEYS].merge(items[[*KEYS, "supplier_id"]], on=KEYS)
    usable = items[items["is_purchased"].fillna(False).astype(bool) & items["terms_valid"].fillna(False).astype(bool)]
    later = planned_orders[(planned_orders["kind"] == "buy") & planned_orders["hold_reason"].isna()]
    later = later.merge(idle, on=[*KEYS, "supplier_id"]).merge(usable[KEYS], on=KEYS)
    released = pd.to_datetime(later["release_on"])
    parts = [
        due[KEYS].assign(
            release_at=pd.Timestamp(as_of), due_at=pd.to_datetime(due["required_on"]), qty=due["order_qty"]
        ),
        later[KEYS].assign(
            # What is not due today must not count as due, whatever day it was planned for.
            release_at=released.where(released > pd.Timestamp(as_of), pd.Timestamp(as_of) + pd.Timedelta(days=1)),
            due_at=pd.to_datetime(later["need_on"]),
            qty=later["order_qty"],
        ),
    ]
    orders = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    fixed = {"kind": "buy", "supplier_id": None, "is_past_due": False, "hold_reason": None}
    return orders.assign(**fixed, order=np.arange(len(orders)), source_id=_place(orders))


def _place(rows: "pd.DataFrame") -> "pd.Series":
    return rows["product_id"] + "@" + rows["location_id"]


def _sources(items: "pd.DataFrame") -> "pd.DataFrame":
    """The chosen supplier of each item, and what a stock unit costs in base currency."""
    import pandas as pd

    costs = pd.to_numeric(items["base_unit_price"], errors="coerce").astype(float)
    return items[["supplier_id", "currency"]].assign(source_id=_place(items), unit_cost=costs)


def _breaks(items: "pd.DataFrame", price_breaks: "pd.DataFrame") -> "pd.DataFrame":
    tiers = price_breaks[["supplier_product_id", "from_qty", "base_unit_price"]]
    found = items[[*KEYS, "supplier_product_id"]].merge(tiers, on="supplier_product_id")
    costs = found["base_unit_price"].astype(float)
    return found[["from_qty"]].astype(float).assign(source_id=_place(found), unit_cost=costs)


def _told(items: "pd.DataFrame", needed: "pd.DataFrame", made: Consolidated, as_of: date) -> "pd.DataFrame":
    """The requirements with what waits held, and what is brought forward asked for."""
    import pandas as pd

    waits = made.waiting.drop_duplicates(KEYS).set_index(KEYS)["reason"]
    keys = pd.MultiIndex.from_frame(needed[KEYS])
    held = needed["hold_reason"].where(needed["hold_reason"].notna(), pd.Series(waits.reindex(keys).to_numpy()))
    told = needed.assign(hold_reason=held.astype(object).where(held.notna(), None))
    pulled = made.lines[made.lines["is_pulled"]]
    if pulled.empty:
        return told
    extra = pulled.groupby(KEYS).agg(qty=("qty", "sum"), due_at=("due_at", "min")).reindex(keys)
    rows = extra["qty"].notna().to_numpy()
    qty = extra["qty"].to_numpy(float)[rows].round(6)
    per = items["units_per_purchase_uom"].astype(float).fillna(1.0).to_numpy()[rows]
    told.loc[rows, "dated_qty"] = told.loc[rows, "net_requirement"] = told.loc[rows, "order_qty"] = qty
    told.loc[rows, "purchase_qty"] = (qty / per).round(6)
    told.loc[rows, "required_on"] = extra["due_at"].to_numpy()[rows].astype("datetime64[s]")
    told.loc[rows, "order_by_on"] = np.datetime64(as_of, "s")
    said = [f"{reason} {BROUGHT_FORWARD}" if isinstance(reason, str) else BROUGHT_FORWARD for reason in told["reason"]]
    told["reason"] = np.where(rows, np.array(said, dtype=object), told["reason"].to_numpy(dtype=object))
    return told
