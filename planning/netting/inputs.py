"""What goes in: frames, their columns and units. A column marked ? may be absent or empty.

Quantities are in the product's stock unit; BOM and supplier quantities are already converted to it. Instants are
datetimes without zone (the location's), or dates, which mean midnight. A day of lead time is 24 hours, or one open
day where a calendar is given.

items, one row per product and location
    product_id, location_id, on_hand_qty, safety_stock_qty?, order_up_to_qty? (when the balance falls below the safety
    stock, order up to this), cover_days? (periods of supply: one order covers the needs of so many days),
    firm_fence_days? (a firm receipt within so many days is waited for; empty: as long as a new order would take; 0: no
    waiting), effective_from?, effective_to?, last_buy_on? (no purchase is released on or after it), product_code?,
    location_code? (said to people in place of the ids)
safety_steps, one row per product, location and instant; replaces safety_stock_qty
    product_id, location_id, from_at, qty
sources, one row per source of supply
    source_id, product_id, location_id, kind (buy, make, transfer), priority?, score?, supplier_id?, supplier_name?,
    supplier_product_id? (whose terms), from_location_id?, lead_time_days? (buy, transfer), fixed_hours?,
    hours_per_unit? (make), hard_days?, soft_days?, min_qty?, multiple_qty?, max_qty?, fixed_lot_qty?, extra_qty? (yield
    beyond the order), unit_cost? (landed, base currency), calendar_id?, effective_from?, effective_to? (of the source),
    terms_from?, terms_to? (of price and terms), hold_reason? (why its orders wait)
price_breaks, one row per source and quantity from which the cost holds
    source_id, from_qty, unit_cost (landed, base currency)
bom, one row per product and component
    product_id, component_id, qty_per, location_id? (empty: everywhere), scrap? (share lost, 0 to below 1),
    effective_from?, effective_to?
demand, one row per open order line, or net forecast of a bucket
    demand_id, product_id, location_id, due_at, qty, kind? (order, forecast)
supply, one row per firm receipt; see `supply.counted` for what is counted once
    supply_id, product_id, location_id, due_at (re-estimated), qty, from_location_id?, start_at? (transfers)
calendars, one row per calendar
    calendar_id, open_weekdays (seven of 0 and 1 from Monday), order_weekdays? (the same; empty: every open day)
holidays, one row per closed day
    calendar_id, holiday_on

demand and supply may carry `item` instead of product_id and location_id: the row number in items. It saves a look-up.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import Array

if TYPE_CHECKING:
    import pandas as pd


def _empty() -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame()


@dataclass(frozen=True)
class Inputs:
    """The frames of one run. Columns and units: this module's docstring."""

    items: "pd.DataFrame"
    sources: "pd.DataFrame"
    demand: "pd.DataFrame"
    supply: "pd.DataFrame" = field(default_factory=_empty)
    bom: "pd.DataFrame" = field(default_factory=_empty)
    safety_steps: "pd.DataFrame" = field(default_factory=_empty)
    price_breaks: "pd.DataFrame" = field(default_factory=_empty)
    calendars: "pd.DataFrame" = field(default_factory=_empty)
    holidays: "pd.DataFrame" = field(default_factory=_empty)


def numbers(frame: "pd.DataFrame", column: str, default: float) -> Array:
    """The column as float64; `default` where it is absent or empty."""
    import pandas as pd

    if column not in frame:
        return np.full(len(frame), default)
    given = frame[column]
    given = given if given.dtype == np.float64 else pd.to_numeric(given, errors="coerce")
    values = given.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(values), default, values)


def instants(frame: "pd.DataFrame", column: str, default: int) -> Array:
    """The column as int64 seconds since 1970; `default` where it is absent or empty."""
    import pandas as pd

    if column not in frame:
        return np.full(len(frame), default, np.int64)
    given = frame[column]
    given = given if given.dtype.kind == "M" else pd.to_datetime(given)
    values = given.to_numpy().astype("datetime64[s]")
    return np.where(np.isnat(values), default, values.astype(np.int64))


def texts(frame: "pd.DataFrame", column: str) -> Any:
    """The column as object, None where it is absent or empty."""
    import pandas as pd

    if column not in frame:
        return np.full(len(frame), None, object)
    values = frame[column].to_numpy(dtype=object).copy()
    values[pd.isna(values)] = None
    return values


def seconds(instant: Any) -> int:
    """One instant as seconds since 1970."""
    return int(np.datetime64(instant, "s").astype(np.int64))


def datetimes(at: Array) -> Any:
    """Seconds as datetime64[s]."""
    return np.asarray(at, np.int64).astype("datetime64[s]")
