"""From levels, position and the time-phased plan to what should be ordered now, and why it may not leave."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.formulas import lot_size
from planning.supplier_days import Calendars, order_by, supplier_calendars, without_ordering_days

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
DAYS_PER_MONTH = 30.4375


def needs(
    items: "pd.DataFrame", forecast: "pd.DataFrame", levels: "pd.DataFrame", planned_orders: "pd.DataFrame", as_of: date
) -> "pd.DataFrame":
    """What each item needs now: the larger of what its level and what its dated needs ask for.

    The level asks for what lifts the position to order-up-to when it is at or below the reorder point. Dated needs
    (`dated_qty`) are the time-phased plan's purchases that must leave before the next review: orders and components
    with a day of their own, which a position does not show. A level set by policy is meant as it is: it decides alone.

    Columns: is_below_reorder_point, dated_qty, net_requirement (units), required_days (whole days from `as_of`), order
    (the planned purchase that makes it due, else the next one; -1: none). What is due by a level of policy or ERP has
    none: netting refills such a level at once, and whoever is fastest would always be asked. All frames but
    `planned_orders` are row for row the same products and locations.
    """
    import pandas as pd

    position = floats(items, "inventory_position")
    point, up_to = levels["reorder_point"].to_numpy(float), levels["order_up_to"].to_numpy(float)
    is_current = items["successor_code"].isna().to_numpy()
    below = (position <= point) & (up_to > 0) & is_current
    bought = planned_orders[planned_orders["kind"] == "buy"].sort_values(["need_on", "planned_order"])
    dated, needed_in, due = _dated_needs(items, levels, bought, as_of)
    dated = np.where(is_current, dated, 0.0)
    by_level = np.where(below, np.maximum(up_to - position, 0.0), 0.0)
    net = np.maximum(by_level, dated)
    usual = _days_until_needed(items, forecast, levels, below)
    is_fixed = levels["level_basis"].isin(["policy", "erp"]).to_numpy()
    return pd.DataFrame(
        {
            "is_below_reorder_point": below,
            "dated_qty": dated,
            "net_requirement": net,
            "required_days": np.where(dated > by_level + 1e-6, np.fmin(usual, needed_in), usual),
            "order": np.where(is_fixed & (net > 0), -1, np.where(due >= 0, due, _first_of(items, bought))),
        }
    )


def requirements(
    items: "pd.DataFrame",
    forecast: "pd.DataFrame",
    levels: "pd.DataFrame",
    needed: "pd.DataFrame",
    *,
    suppliers: "pd.DataFrame",
    as_of: date,
) -> "pd.DataFrame":
    """What should be ordered of each item, from whom and until when, and why it may not leave.

    `items` (of `suppliers.with_suppliers`) and `needed` (of `needs`) are row for row the same products and locations.
    `order_qty` is in stock units after minimum and multiple; `purchase_qty` the same in purchase units.
    `order_by_on`, on the calendar of the supplier (`suppliers`: `Facts`), before `as_of` means that it is already late.
    """
    import pandas as pd

    net, required = needed["net_requirement"].to_numpy(float), needed["required_days"].to_numpy(float)
    quantity = lot_size(net, floats(items, "min_order_qty"), floats(items, "order_multiple"))
    calendars, safety = supplier_calendars(suppliers, as_of), safety_days(items)
    lead = items["supplier_lead_days"].fillna(levels["lead_time_days"] - safety).to_numpy(float)
    return pd.DataFrame(
        {
            **{key: items[key] for key in KEYS},
            "inventory_position": floats(items, "inventory_position"),
            **{name: levels[name].to_numpy(float) for name in ("reorder_point", "order_up_to")},
            "is_below_reorder_point": needed["is_below_reorder_point"],
            "dated_qty": needed["dated_qty"].round(6),
            "net_requirement": net.round(6),
            "order_qty": quantity.round(6),
            "purchase_qty": (quantity / np.nan_to_num(floats(items, "units_per_purchase_uom"), nan=1.0)).round(6),
            "required_on": _dates(as_of, required),
            "order_by_on": _dates(as_of, order_by(required - safety, lead, items["supplier_id"], calendars, as_of)),
            **{name: items[name] for name in ("supplier_product_id", "supplier_lead_days", "supplier_reason")},
            "hold_reason": _holds(items, forecast, levels, quantity, calendars),
            "reason": levels["reason"],
        }
    )


def _dated_needs(
    items: "pd.DataFrame", levels: "pd.DataFrame", bought: "pd.DataFrame", as_of: date
) -> tuple[Any, Any, Any]:
    """Per item: units of planned purchases to be released before the next review, days until the first is needed, and
    which one that is (-1: none).

    Of an item with the ERP's levels only what must leave today: its reorder point is meant to cover the review.
    """
    import pandas as pd

    basis = levels["level_basis"].to_numpy()
    window = np.where(basis == "erp", 0.0, np.maximum(levels["review_days"].to_numpy(float) - 1, 0))
    until = items[KEYS].assign(last_on=pd.Timestamp(as_of) + pd.to_timedelta(np.floor(window), unit="D"))
    bought = bought.merge(until[basis != "policy"], on=KEYS)
    due = bought[pd.to_datetime(bought["release_on"]) <= bought["last_on"]]
    sums = due.groupby(KEYS).agg(dated_qty=("order_qty", "sum"), needed_on=("need_on", "min"))
    found = items[KEYS].merge(sums, on=KEYS, how="left")
    days = (pd.to_datetime(found["needed_on"]) - pd.Timestamp(as_of)).dt.days.clip(0, 365).to_numpy(float)
    return found["dated_qty"].fillna(0).to_numpy(float), days, _first_of(items, due)


def _first_of(items: "pd.DataFrame", orders: "pd.DataFrame") -> Any:
    """The first of `orders` (in their order) of each item: its number in the plan (int64), -1 for none."""
    first = orders.drop_duplicates(KEYS)[[*KEYS, "planned_order"]]
    return items[KEYS].merge(first, on=KEYS, how="left")["planned_order"].fillna(-1).to_numpy(np.int64)


def _days_until_needed(items: "pd.DataFrame", forecast: "pd.DataFrame", levels: "pd.DataFrame", below: Any) -> Any:
    """Whole days until free stock falls to the safety stock at mean demand; 0 when it is there, at most a year.

    Without demand nothing can be projected: what is at or below its reorder point is to be ordered today, and so is
    needed when the lead time is over.
    """
    free = floats(items, "on_hand_qty") - floats(items, "reserved_qty") - floats(items, "backorder_qty")
    spare = free - np.nan_to_num(levels["safety_stock"].to_numpy(float))
    demand = forecast["mean_daily_demand"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        undated = np.where(below, np.ceil(levels["lead_time_days"].to_numpy(float)), 365)
        days = np.where(demand > 0, np.floor(spare / demand), undated)
    return np.clip(days, 0, 365)


def _holds(
    items: "pd.DataFrame", forecast: "pd.DataFrame", levels: "pd.DataFrame", quantity: Any, calendars: Calendars
) -> list[str | None]:
    """Why an order may not leave by itself, as a sentence; None when nothing speaks against it."""
    import pandas as pd

    above_largest = _above_largest(quantity, floats(items, "max_order_qty"))
    limit, price = floats(items, "max_months_of_cover"), np.nan_to_num(floats(items, "unit_price"))
    never_open, months = without_ordering_days(items["supplier_id"], calendars), _months(forecast, quantity)
    reasons = np.select(
        [
            quantity <= 0,
            ~items["is_purchased"].fillna(False).astype(bool),
            pd.isna(items["supplier_id"]),
            price <= 0,
            ~items["terms_valid"].fillna(False).astype(bool),
            never_open != "",
            above_largest != "",
            months > limit,
            # No demand, no months to count: the ERP's level is the one measure of how much is too much.
            (levels["level_basis"].to_numpy() == "erp") & (quantity > levels["order_up_to"].to_numpy(float)),
        ],
        [
            "",
            "Assembled here: its components are ordered, not the product itself.",
            "No supplier offers this product. Add terms in the ERP or a price list.",
            "No price is known. Add one to the supplier's terms.",
            "The supplier's terms have expired. Ask for a new price.",
            never_open.astype(str),
            above_largest.astype(str),
            [
                f"The order is {m:.1f} months of demand, above the limit of {most:g}."
                for m, most in zip(months, limit, strict=True)
            ],
            "No demand is measured, and minimum or multiple make the order larger than the ERP's order-up-to level.",
        ],
        "",
    )
    return [str(reason) or None for reason in reasons]


def _months(forecast: "pd.DataFrame", quantity: Any) -> Any:
    """How many months of mean demand each quantity is; 0 without demand."""
    monthly = forecast["mean_daily_demand"].to_numpy(float) * DAYS_PER_MONTH
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(monthly > 0, quantity / monthly, 0.0)


def _above_largest(quantity: Any, largest: Any) -> Any:
    """Per item a sentence where more is asked for than the largest single order, '' elsewhere (object array)."""
    said = np.full(len(quantity), "", object)
    for row in np.flatnonzero(quantity > np.nan_to_num(largest, nan=np.inf) + 1e-6):
        said[row] = (
            f"{quantity[row]:g} are needed, the largest single order is {largest[row]:g}. "
            "Order them in several, or raise max_order_qty."
        )
    return said


def floats(frame: "pd.DataFrame", column: str) -> Any:
    """The column as float64, NaN where it is empty or no number."""
    import pandas as pd

    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def safety_days(items: "pd.DataFrame") -> Any:
    """Days by policy between delivery and need, hard (until it may be used) and soft (earlier than needed) together."""
    return sum(np.nan_to_num(floats(items, f"{kind}_safety_lead_days")) for kind in ("hard", "soft"))


def _dates(as_of: date, days: Any) -> Any:
    start = np.datetime64(as_of, "D")
    return (start + np.asarray(days).astype("timedelta64[D]")).astype("datetime64[s]")
