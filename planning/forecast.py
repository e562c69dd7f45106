"""The forecast of the plan: for every product and place the model that erred least, or the mean where data is thin."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.forecasting.accuracy import bias, mase, pinball, value_added, wape
from planning.forecasting.choose import FEWEST, HORIZON, ORIGINS, RARE, Chosen, choose, error_spread
from planning.forecasting.classes import demand_class
from planning.forecasting.fitted import Fitted
from planning.forecasting.pooled import Sizes, pooled_variance, usual_model
from planning.forecasting.quantiles import week_quantiles
from planning.forecasting.seasons import AHEAD, Season, seasons
from planning.forecasting.shapes import choose_shape
from planning.forecasting.valuable import choose_library
from planning.forecasting.weekly import Weekly, days_ago, weekly_demand
from planning.formulas import Numbers
from planning.policy.levels import demand_over

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
FORECAST_VERSION = "weekly-4"
SEASON_WEEKS, LEVEL_WEEKS = 156, 104
"""Weeks of history that seasons are taken from, and levels and errors."""
REGULAR_WEEKS = 100
"""Of the last LEVEL_WEEKS so many must be known before trend or season is looked for: two years, a few weeks lost."""
LEAST_DAYS = 28
"""A product whose first demand is younger counts as this old: one sale yesterday is not one a day."""
CHUNK = 50_000
"""Series that are forecast at once: bounds memory, changes no figure."""
QUANTILES = {"week_qty_p50": 0.5, "week_qty_p90": 0.9, "week_qty_p95": 0.95, "week_qty_p99": 0.99}


def demand_forecast(
    items: "pd.DataFrame",
    history: "pd.DataFrame",
    horizon_days: Any,
    as_of: date,
    without_stock: "pd.DataFrame | None" = None,
    *,
    library_items: int = 0,
) -> "tuple[pd.DataFrame, Numbers]":
    """Expected demand a day and its spreads, per product and location, and by week.

    Args:
        items: product_id, location_id, demand_window_days, optional category (its products share a season), optional
            abc_class and unit_cost_amount (by which the most valuable are found).
        history: product_id, location_id, demand_on, quantity, returned_qty, optional customer_qty (stock units); days
            without demand absent.
        horizon_days: per item, lead time plus review: the span over which the forecast's error is measured.
        as_of: the last day that counts; later demand is ignored.
        without_stock: product_id, location_id, day_on on which nothing could be sold.
        library_items: how many items of class A, the most valuable, statsforecast's models are tried for.

    Returns:
        One row per item: product_id, location_id, forecast_version, method, demand_class, mean_daily_demand (net of
        returns, never below zero; of trend and season the mean of lead time and review), independent_share (of demand
        by customers, not by production), demand_std_daily (sample; NaN below two days), error_std (units, of the error
        over the horizon; NaN where too little is known), week_qty_p50 to p99 (units a week), wape, bias, mase, pinball
        (units; all one week ahead), value_added (points against naive), error_weeks (weeks compared), history_days,
        demand_days.
        And n x AHEAD weeks from tomorrow on, units a week.
    """
    import pandas as pd

    means = _window_means(items, history, as_of)
    weekly = weekly_demand(history, as_of, SEASON_WEEKS, without_stock)
    horizons = items[KEYS].assign(horizon_weeks=np.ceil(np.fmax(np.asarray(horizon_days, float), 1) / 7))
    known = weekly.keys[KEYS].merge(horizons, on=KEYS, how="left")
    shared, usual = _seasons(weekly, items), usual_model(weekly.units[:, -LEVEL_WEEKS:])
    valuable = _valuable(weekly.keys, items, means, library_items)
    parts = [
        _chosen(Weekly(weekly.keys.iloc[part], weekly.units[part]), known["horizon_weeks"].fillna(1).to_numpy()[part],
                {name: season.part(part) for name, season in shared.items()}, usual, with_library=valuable[part].any())
        for part in _chunks(valuable)
    ]  # fmt: skip
    chosen = _with_quantiles(pd.concat(parts)) if parts else pd.DataFrame(columns=[*KEYS, *_OF_CHOSEN])
    wide = means.merge(chosen, on=KEYS, how="left")
    own = (wide["error_weeks"].astype(float) >= FEWEST).to_numpy()
    exact = np.asarray(horizon_days, float) / (7 * horizons["horizon_weeks"].to_numpy(float))
    weeks = np.where(own[:, None], wide[_WEEKS].to_numpy(float), 7 * means[["mean_daily_demand"]].to_numpy(float))
    covered = np.fmin(np.fmax(np.asarray(horizon_days, float), 1), 7 * AHEAD)
    table = means.assign(
        forecast_version=FORECAST_VERSION,
        method=np.where(own, wide["method"], "mean of days"),
        demand_class=wide["demand_class"].fillna("none"),
        mean_daily_demand=demand_over(covered, 0, weeks) / covered,
        error_std=np.where(own, _numbers(wide, "error_std") * np.sqrt(exact), np.nan),
        **{name: np.where(own, _numbers(wide, name), np.nan) for name in _MEASURES},
        error_weeks=_numbers(wide, "error_weeks", 0).astype(int),
    )
    return table, weeks


_MEASURES = (*QUANTILES, "wape", "bias", "mase", "pinball", "value_added")
_PAST = range(0, ORIGINS, HORIZON)
"""Weeks ago, of which quantiles are judged: as many as a series' weeks would cost as much as the whole forecast."""
_ACTUAL, _SAID = ([f"{name}_{ago}" for ago in _PAST] for name in ("actual", "said"))
_WEEKS = [f"week_{ahead}" for ahead in range(AHEAD)]
_SIZES = ("size_mean", "size_variance", "size_count")
_OF_CHOSEN = ("method", "demand_class", "error_std", "error_weeks", *_MEASURES, *_WEEKS)


def _valuable(keys: "pd.DataFrame", items: "pd.DataFrame", means: "pd.DataFrame", most: int) -> Any:
    """Whether each series is of class A and among the `most` whose demand costs most; none where no class is known."""
    if not most or "abc_class" not in items:
        return np.zeros(len(keys), bool)
    worth = means["mean_daily_demand"].to_numpy() * _numbers(items, "unit_cost_amount", 0)
    first = np.argsort(-worth, kind="stable")
    first = first[(items["abc_class"].to_numpy() == "A")[first]][:most]
    chosen = items[KEYS].iloc[first].assign(is_valuable=True)
    return keys[KEYS].merge(chosen, on=KEYS, how="left")["is_valuable"].notna().to_numpy()


def _chunks(valuable: Any) -> "Iterator[Any]":
    """Places of the series that are forecast at once: the valuable ones together, as they share a model (0131)."""
    for places in (np.flatnonzero(valuable), np.flatnonzero(~valuable)):
        for first in range(0, len(places), CHUNK):
            yield places[first : first + CHUNK]


def _regular(units: Numbers) -> Any:
    """Whether a series has two years and sells steadily: only those can show a trend or a season."""
    recent = units[:, -LEVEL_WEEKS:]
    steady = np.isin(demand_class(recent), ["smooth", "erratic"])
    return steady & ((~np.isnan(recent)).sum(axis=1) >= REGULAR_WEEKS)


def _seasons(weekly: Weekly, items: "pd.DataFrame") -> dict[str, Season]:
    """Seasons of all series together, as a category's products are not in one chunk."""
    groups = items[KEYS].assign(category=items["category"].fillna("") if "category" in items else "")
    named = weekly.keys[KEYS].merge(groups, on=KEYS, how="left")["category"].fillna("")
    return seasons(weekly.units, named, _regular(weekly.units))


def _with_quantiles(chosen: "pd.DataFrame") -> "pd.DataFrame":
    """Quantiles of next week's demand, of all series together, as rare ones share what is known of their sizes."""
    rare, level = chosen["demand_class"].isin(RARE).to_numpy(), chosen[_WEEKS[0]].to_numpy(float)
    sizes = Sizes(*(chosen[name].to_numpy(float) for name in _SIZES))
    lumps = (sizes.mean, pooled_variance(sizes, rare))
    said = week_quantiles(level, chosen["week_std"], rare, lumps, tuple(QUANTILES.values()))
    loss = _past_loss(chosen, rare, lumps)
    return chosen.assign(pinball=loss, **dict(zip(QUANTILES, said.T, strict=True)))


def _past_loss(chosen: "pd.DataFrame", rare: Any, lumps: tuple[Numbers, Numbers]) -> Numbers:
    """Mean pinball loss of the quantiles, one week ahead, in the weeks of _PAST."""
    shares = tuple(QUANTILES.values())
    said = [week_quantiles(chosen[name], chosen["week_std"], rare, lumps, shares) for name in _SAID]
    actual = np.repeat(chosen[_ACTUAL].to_numpy(float), len(shares), axis=1)
    return pinball(actual, np.concatenate(said, axis=1), np.tile(shares, len(_PAST)))


def _chosen(
    weekly: Weekly, horizon_weeks: Any, shared: dict[str, Season], usual: str | None, *, with_library: bool
) -> "pd.DataFrame":
    """Model, weeks ahead, spreads and past accuracy of each series."""
    units, regular = weekly.units[:, -LEVEL_WEEKS:], _regular(weekly.units)
    recent = {name: season.since(SEASON_WEEKS - LEVEL_WEEKS) for name, season in shared.items()}
    chosen, named = choose_shape(units, choose(units, usual), regular, recent), demand_class(units)
    if with_library:
        chosen = choose_library(units, chosen, regular, recent)
    path, sizes = chosen.fitted.path(AHEAD), Sizes.of(units)
    return weekly.keys[KEYS].assign(
        method=chosen.method,
        demand_class=named,
        error_std=_horizon_errors(units, chosen.fitted, horizon_weeks),
        error_weeks=chosen.origins,
        week_std=error_spread(units, chosen.fitted, 1),
        **dict(zip(_SIZES, (sizes.mean, sizes.variance, sizes.count), strict=True)),
        **_accuracy(units, chosen),
        **dict(zip(_WEEKS, path.T, strict=True)),
    )


def _horizon_errors(units: Any, fitted: Fitted, weeks: Any) -> Any:
    """Spread of the error over each series' own number of weeks; a longer span than is known is taken from a shorter.

    Errors of weeks are then added as if independent: sqrt(weeks / known weeks).
    """
    found = np.full(len(units), np.nan)
    for span in np.unique(weeks):
        mine = weeks == span
        longest = int(max(1, min(span, units.shape[1] - ORIGINS)))
        found[mine] = error_spread(units[mine], fitted.rows(mine), longest) * np.sqrt(span / longest)
    missing = np.isnan(found)
    found[missing] = error_spread(units[missing], fitted.rows(missing), 1) * np.sqrt(weeks[missing])
    return found


def _accuracy(units: Any, chosen: Chosen) -> dict[str, Any]:
    """One week ahead, over the newest ORIGINS weeks, and what the quantiles are judged by."""
    actual, said = units[:, -ORIGINS:], chosen.fitted.sums(1)[:, :-1][:, -ORIGINS:]
    naive = units[:, -ORIGINS - 1 : -1]
    return {
        "wape": wape(actual, said),
        "bias": bias(actual, said),
        "mase": mase(actual, said, units),
        "value_added": value_added(actual, said, naive),
        **dict(zip(_ACTUAL, (actual[:, -1 - ago] for ago in _PAST), strict=True)),
        **dict(zip(_SAID, (said[:, -1 - ago] for ago in _PAST), strict=True)),
    }


def _window_means(items: "pd.DataFrame", history: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """Mean and spread of demand a day within the policy's window, and how much of it customers asked for."""
    import pandas as pd

    ago = days_ago(history["demand_on"], as_of)
    past = np.flatnonzero(ago >= 0)
    first = history[KEYS].take(past).assign(age=ago[past]).groupby(KEYS)["age"].max().add(1).rename("known_days")
    near = np.flatnonzero((ago >= 0) & (ago < items["demand_window_days"].max()))
    days = _net(history.take(near)).assign(age=ago[near]).merge(items[[*KEYS, "demand_window_days"]], on=KEYS)
    inside = days[days["age"] < days["demand_window_days"]]
    sums = (
        inside.assign(square=inside["net"] ** 2)
        .groupby(KEYS)
        .agg(
            total=("net", "sum"), squares=("square", "sum"), demand_days=("net", "size"), asked=("quantity", "sum"),
            customers=("customers", "sum"),
        )
    )  # fmt: skip
    wide = items[[*KEYS, "demand_window_days"]].merge(sums, on=KEYS, how="left").merge(first, on=KEYS, how="left")
    known = np.where(wide["known_days"].isna(), 0.0, np.maximum(wide["known_days"], LEAST_DAYS))
    count = np.fmin(wide["demand_window_days"].to_numpy(float), known)
    mean, spread = _moments(wide["total"].fillna(0).to_numpy(), wide["squares"].fillna(0).to_numpy(), count)
    asked = _numbers(wide, "asked", 0)
    share = np.divide(_numbers(wide, "customers", 0), asked, out=np.ones(len(wide)), where=asked > 0)
    return pd.DataFrame(
        {
            **{key: wide[key] for key in KEYS},
            "mean_daily_demand": np.maximum(mean, 0.0),
            "independent_share": np.clip(share, 0, 1),
            "demand_std_daily": spread,
            "history_days": count.astype(int),
            "demand_days": wide["demand_days"].fillna(0).astype(int),
        }
    )


def _net(history: "pd.DataFrame") -> "pd.DataFrame":
    asked = history["quantity"].astype(float)
    customers = history["customer_qty"].astype(float) if "customer_qty" in history else asked
    net = asked - history["returned_qty"].fillna(0).astype(float)
    return history[KEYS].assign(net=net, quantity=asked, customers=customers)


def _moments(total: "np.ndarray", squares: "np.ndarray", count: "np.ndarray") -> tuple["np.ndarray", "np.ndarray"]:
    """Mean and sample deviation over `count` days, most of which may be zero; NaN deviation below two days."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(count > 0, total / count, 0.0)
        variance = np.where(count > 1, (squares - count * mean**2) / (count - 1), np.nan)
    return mean, np.sqrt(np.maximum(variance, 0.0))


def _numbers(frame: "pd.DataFrame", column: str, default: float = np.nan) -> Any:
    return frame[column].astype(float).fillna(default).to_numpy()
