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

    A week in which more came back than was sold counts as zero, and `reason` says so.
    """
    import pandas as pd

    rows = _dated(history, "demand_on", as_of, weeks)
    net = rows["quantity"].astype(float) - rows["returned_qty"].fillna(0).astype(float)
    known = rows[KEYS].drop_duplicates().sort_values(KEYS, ignore_index=True)
    place = rows.groupby(KEYS).ngroup().to_numpy(np.int64)
    column = weeks - 1 - rows["weeks_ago"].to_numpy()
    sums = np.bincount(place * weeks + column, net, len(known) * weeks)
    units = np.asarray(sums, dtype=np.float64).reshape(len(known), weeks)
    oldest = np.zeros(len(known), np.int64)
    np.maximum.at(oldest, place, rows["days_ago"].to_numpy())
    units[np.arange(weeks)[None, :] < weeks - (oldest[:, None] + 1) // 7] = np.nan
    below = (units < 0).sum(axis=1)
    known["reason"] = pd.Series([_said(count) for count in below], dtype=object)
    units = np.maximum(units, 0.0)
    return Weekly(known, _in_stock(units, known, without_stock, as_of) if without_stock is not None else units)


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


def _dated(rows: "pd.DataFrame", column: str, as_of: date, weeks: int) -> "pd.DataFrame":
    """The rows of the last `weeks`, with days_ago and weeks_ago (0: the seven days that end with as_of)."""
    import pandas as pd

    ago = (pd.Timestamp(as_of) - pd.to_datetime(rows[column])).dt.days
    inside = (ago >= 0) & (ago < 7 * weeks)
    known = ago[inside].astype(np.int64)
    return rows[inside].assign(days_ago=known, weeks_ago=known // 7)


def _in_stock(units: Numbers, keys: "pd.DataFrame", without_stock: "pd.DataFrame", as_of: date) -> Numbers:
    import pandas as pd

    weeks = units.shape[1]
    out = _dated(without_stock.drop_duplicates(), "day_on", as_of, weeks)
    index = pd.MultiIndex.from_frame(keys[KEYS])
    place = index.get_indexer(pd.MultiIndex.from_frame(out[KEYS]))
    column = weeks - 1 - out["weeks_ago"].to_numpy()
    asked = place >= 0
    days = 7 - np.bincount(place[asked] * weeks + column[asked], minlength=units.size).reshape(units.shape)
    return np.asarray(np.where(days < FEWEST_DAYS, np.nan, units * 7 / np.maximum(days, 1)), dtype=np.float64)


def _said(weeks_below: int) -> str | None:
    if not weeks_below:
        return None
    return f"In {weeks_below} weeks more came back than was sold: they count as weeks without demand."
