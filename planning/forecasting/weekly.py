"""From days with demand to regular weeks: what was asked for, corrected for days without stock."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
FEWEST_DAYS = 2
"""Days in stock below which a week says nothing of its demand."""


@dataclass(frozen=True)
class Weekly:
    """Regular series: `keys` (one row each: product_id, location_id, reason) and n x T `units`, the last week last.

    A week is seven days back from the business day. NaN: before the first whole week since the first demand, or too
    long without stock.
    """

    keys: "pd.DataFrame"
    units: Numbers


def weekly_demand(
    history: "pd.DataFrame", as_of: date, weeks: int = 104, without_stock: "pd.DataFrame | None" = None
) -> Weekly:
    """Demand by week, net of returns, of every product and location that was ever asked for.

    Args:
        history: product_id, location_id, demand_on, quantity, returned_qty (stock units); days without demand absent.
        as_of: the last day that counts.
        weeks: how many, at most; what is older is left out.
        without_stock: product_id, location_id, day_on: days on which nothing could be sold. A week's demand is scaled
            to seven days by its days in stock; with fewer than FEWEST_DAYS of them it is unknown, not zero.

    What came back beyond what a week sold is taken off the weeks before, and `reason` says so.
    """
    import pandas as pd

    ago = days_ago(history["demand_on"], as_of)
    inside = np.flatnonzero((ago >= 0) & (ago < 7 * weeks))
    ago, keys = ago[inside], history[KEYS].take(inside)
    net = _floats(history["quantity"])[inside] - np.nan_to_num(_floats(history["returned_qty"])[inside])
    known = keys.drop_duplicates().sort_values(KEYS, ignore_index=True)
    place = keys.groupby(KEYS).ngroup().to_numpy(np.int64)
    sums = np.bincount(place * weeks + weeks - 1 - ago // 7, net, len(known) * weeks)
    units = np.asarray(sums, dtype=np.float64).reshape(len(known), weeks)
    oldest = np.zeros(len(known), np.int64)
    np.maximum.at(oldest, place, ago)
    units[np.arange(weeks)[None, :] < weeks - (oldest[:, None] + 1) // 7] = np.nan
    below = (units < 0).sum(axis=1)
    known["reason"] = pd.Series([_said(count) for count in below], dtype=object)
    _take_back(units)
    if without_stock is not None:
        _put_in_stock(units, known, without_stock, as_of)
    return Weekly(known, units)


def days_ago(days: "pd.Series", as_of: date) -> Any:
    """Whole days from each day to `as_of` (int64; below zero: later)."""
    import pandas as pd

    return (pd.Timestamp(as_of) - pd.to_datetime(days)).dt.days.to_numpy(np.int64)


def _floats(column: "pd.Series") -> Numbers:
    return np.asarray(column.astype(float), dtype=np.float64)


def _take_back(units: Numbers) -> None:
    """No week below zero: what is below is carried to the weeks before, and lost only where there are none (n x T)."""
    below = np.zeros(len(units))
    for week in range(units.shape[1] - 1, -1, -1):
        left = np.nan_to_num(units[:, week]) + below
        np.minimum(left, 0.0, out=below)
        np.copyto(units[:, week], np.maximum(left, 0.0), where=~np.isnan(units[:, week]))


def days_without_stock(stockouts: "pd.DataFrame") -> "pd.DataFrame":
    """product_id, location_id, day_on of every day from `from_on` to `to_on` (included)."""
    rows, days = every_day(stockouts["from_on"], stockouts["to_on"])
    empty: pd.DataFrame = stockouts[KEYS].iloc[rows].assign(day_on=days).reset_index(drop=True)
    return empty


def every_day(first: "pd.Series", last: "pd.Series") -> tuple[Any, Any]:
    """The row and the day (datetime64[D]) of every day from `first` to `last` (included), row after row."""
    import pandas as pd

    begins, ends = (pd.to_datetime(given).to_numpy("datetime64[D]") for given in (first, last))
    count = np.maximum((ends - begins).astype(np.int64) + 1, 0)
    rows = np.repeat(np.arange(len(count)), count)
    return rows, begins[rows] + (np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count))


def _put_in_stock(units: Numbers, keys: "pd.DataFrame", without_stock: "pd.DataFrame", as_of: date) -> None:
    """Scales the weeks of `units` in which days were `without_stock`, in place: only those cells are looked at."""
    import pandas as pd

    weeks, out = units.shape[1], without_stock.drop_duplicates()
    ago = days_ago(out["day_on"], as_of)
    place = pd.MultiIndex.from_frame(keys[KEYS]).get_indexer(pd.MultiIndex.from_frame(out[KEYS]))
    asked = (place >= 0) & (ago >= 0) & (ago < 7 * weeks)
    cells, lost = np.unique(place[asked] * weeks + weeks - 1 - ago[asked] // 7, return_counts=True)
    days = 7 - lost
    flat = units.reshape(-1)
    flat[cells] = np.where(days < FEWEST_DAYS, np.nan, flat[cells] * 7 / np.maximum(days, 1))


def _said(weeks_below: int) -> str | None:
    if not weeks_below:
        return None
    return f"In {weeks_below} weeks more came back than was sold: the rest is taken off the weeks before."
