"""Forecast version 0: the mean of measured demand. Better models take this function's place, same shape."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

MEAN_VERSION = "mean-0"
LEAST_DAYS = 28
"""A product whose first demand is younger counts as this old: one sale yesterday is not one a day."""


def mean_forecast(items: "pd.DataFrame", history: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """Mean and spread of demand a day, per product and location.

    Args:
        items: one row per product_id, location_id with `demand_window_days`.
        history: product_id, location_id, demand_on, quantity, returned_qty (stock units); days without demand absent.
        as_of: the last day that counts; later demand is ignored.

    Returns:
        One row per item: product_id, location_id, forecast_version, method, mean_daily_demand (net of returns, never
        below zero), demand_std_daily (sample; NaN below two days), history_days, demand_days.
    """
    import pandas as pd

    keys = ["product_id", "location_id"]
    days = _with_age(history, as_of).merge(items[[*keys, "demand_window_days"]], on=keys)
    first = days.groupby(keys)["age"].max().add(1).rename("known_days")
    inside = days[days["age"] < days["demand_window_days"]]
    sums = (
        inside.assign(square=inside["net"] ** 2)
        .groupby(keys)
        .agg(total=("net", "sum"), squares=("square", "sum"), demand_days=("net", "size"))
    )
    wide = items[[*keys, "demand_window_days"]].merge(sums, on=keys, how="left").merge(first, on=keys, how="left")
    known = np.where(wide["known_days"].isna(), 0.0, np.maximum(wide["known_days"], LEAST_DAYS))
    count = np.fmin(wide["demand_window_days"].to_numpy(float), known)
    mean, spread = _moments(wide["total"].fillna(0).to_numpy(), wide["squares"].fillna(0).to_numpy(), count)
    return pd.DataFrame(
        {
            **{key: wide[key] for key in keys},
            "forecast_version": MEAN_VERSION,
            "method": "mean",
            "mean_daily_demand": np.maximum(mean, 0.0),
            "demand_std_daily": spread,
            "history_days": count.astype(int),
            "demand_days": wide["demand_days"].fillna(0).astype(int),
        }
    )


def _with_age(history: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    import pandas as pd

    age = (pd.Timestamp(as_of) - pd.to_datetime(history["demand_on"])).dt.days
    net = history["quantity"].astype(float) - history["returned_qty"].fillna(0).astype(float)
    return history.assign(age=age, net=net)[age >= 0]


def _moments(total: "np.ndarray", squares: "np.ndarray", count: "np.ndarray") -> tuple["np.ndarray", "np.ndarray"]:
    """Mean and sample deviation over `count` days, most of which may be zero; NaN deviation below two days."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(count > 0, total / count, 0.0)
        variance = np.where(count > 1, (squares - count * mean**2) / (count - 1), np.nan)
    return mean, np.sqrt(np.maximum(variance, 0.0))
