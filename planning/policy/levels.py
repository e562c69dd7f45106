"""Safety stock, reorder point and order-up-to level of many items at once, and what each stands on.

The reorder point covers lead time and review: at review 0 it is d * L + SS, and at review R with lot 0 the order-up-to
level of periodic review, d * (L + R) + SS (TERMS.md). A lot above 0 is added to it: order-up-to = reorder point + lot
((R, s, S) of Silver, Pyke, Thomas), so that not every review orders.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from planning.formulas import Numbers, economic_order_quantity, exposure_spread, z_for_fill_rate, z_value
from planning.policy.lumpy import Simulated, Simulation, simulate_levels

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
SIMULATED_CLASSES = ("intermittent", "lumpy")


def demand_over(days: Any, daily: Any, weeks_ahead: Numbers | None = None) -> Numbers:
    """Expected demand over the next `days`, units.

    Args:
        days: n numbers, fractions allowed.
        daily: n means a day: the level forecast, used without `weeks_ahead` and beyond its end.
        weeks_ahead: n x weeks forecast (units a week, from tomorrow); a part of a week counts in proportion.
    """
    exposed, mean = np.asarray(days, dtype=np.float64), np.asarray(daily, dtype=np.float64)
    if weeks_ahead is None:
        return exposed * mean
    weeks = weeks_ahead.shape[1]
    whole = np.zeros((len(weeks_ahead), weeks + 1))
    np.cumsum(weeks_ahead, axis=1, out=whole[:, 1:])
    at = np.nan_to_num(np.clip(exposed / 7, 0, weeks))
    row, low = np.arange(len(whole)), np.floor(at).astype(np.int64)
    inside = whole[row, low] + (at - low) * (whole[row, np.minimum(low + 1, weeks)] - whole[row, low])
    return np.asarray(inside + np.maximum(exposed - 7 * weeks, 0) * mean, dtype=np.float64)


def economic_lots(items: "pd.DataFrame") -> Numbers:
    """EOQ per item, at most `max_lot_days` of demand; 0 where a cost is missing or there is no demand.

    `items`: mean_daily_demand, order_cost (an order), holding_rate (a share of the price a year), unit_price,
    max_lot_days.
    """
    demand, order_cost = items["mean_daily_demand"].to_numpy(float), items["order_cost"].to_numpy(float)
    holding = (items["holding_rate"] * items["unit_price"]).to_numpy(float)
    known = (demand > 0) & (order_cost > 0) & (holding > 0)
    lots = economic_order_quantity(np.where(known, 365 * demand, 0), order_cost, np.where(known, holding, 1))
    return np.where(known, np.fmin(lots, items["max_lot_days"].to_numpy(float) * demand), 0.0)


def policy_levels(
    items: "pd.DataFrame", weeks_ahead: Numbers | None = None, simulation: Simulation | None = None
) -> "pd.DataFrame":
    """Levels of all items; a row with a bad input is held with the reason and has no levels.

    Args:
        items: product_id, location_id, demand_class ('smooth', 'erratic', 'intermittent', 'lumpy'), mean_daily_demand,
            demand_std_daily (NaN: unknown), error_std (units: spread of the forecast's cumulative error over lead time
            plus review; NaN where no forecast drives the plan), lead_time_days, lead_time_std_days, review_days,
            service_level (0 to 1), service_kind ('cycle', 'fill'), lot_qty (units; 0: order up to each review).
        weeks_ahead: n x weeks forecast; without it the mean demand holds.
        simulation: for intermittent and lumpy items; without it all go by the formula.

    Returns:
        Same rows and index: the keys; horizon_days (L + R), horizon_demand, horizon_std (units), spread_basis
        ('forecast_error', 'demand', 'simulated', 'none'), z_value (NaN where simulated), safety_stock (NaN where the
        spread is unknown), reorder_point, order_up_to, level_basis ('computed', 'simulated', 'held'), reason.
    """
    frame = items.assign(horizon_days=items["lead_time_days"] + items["review_days"])
    frame["horizon_demand"] = demand_over(frame["horizon_days"], frame["mean_daily_demand"], weeks_ahead)
    frame["cycle_qty"] = _cycle_quantities(frame)
    wrong = _what_is_wrong(frame)
    found = _by_formula(frame)
    if simulation is None:
        return _levels(frame, found, wrong)
    chosen = (wrong == "") & frame["demand_class"].isin(SIMULATED_CLASSES).to_numpy()
    known_spread = frame.assign(lead_time_std_days=frame["lead_time_std_days"].fillna(0))
    return _levels(frame, _put(found, simulate_levels(known_spread, simulation, chosen)), wrong)


def _cycle_quantities(frame: "pd.DataFrame") -> Numbers:
    """What a cycle brings, units, for fill rates: the lot, at least a review's demand; NaN for cycle service."""
    demand, days = frame["horizon_demand"].to_numpy(float), frame["horizon_days"].to_numpy(float)
    daily = demand / np.maximum(days, 1)
    quantity = np.maximum(frame["lot_qty"].fillna(0), daily * np.maximum(frame["review_days"], 1))
    return np.where(frame["service_kind"] == "fill", quantity, np.nan)


def _by_formula(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Spread over the horizon, z and safety stock by the normal formula. Never below 0: a large lot already serves."""
    import pandas as pd

    days = frame["horizon_days"].to_numpy(float)
    daily = np.asarray(frame["horizon_demand"] / np.where(days > 0, days, 1.0), dtype=np.float64)
    error, late = frame["error_std"].to_numpy(float), frame["lead_time_std_days"].fillna(0).to_numpy(float)
    demand_spread = exposure_spread(daily, frame["demand_std_daily"], days, late)
    spread = np.where(np.isnan(error), demand_spread, np.hypot(error, daily * late))
    basis = np.select([~np.isnan(error), ~np.isnan(spread)], ["forecast_error", "demand"], "none")
    target, cycle = frame["service_level"].to_numpy(float), frame["cycle_qty"].to_numpy(float)
    z = z_value(target)
    fill = ~np.isnan(cycle)
    z[fill] = z_for_fill_rate(target[fill], spread[fill], np.maximum(cycle[fill], 1e-9))
    safety = np.maximum(z * spread, 0.0)
    return pd.DataFrame(
        {"horizon_std": spread, "spread_basis": basis, "z_value": z, "safety_stock": safety}, index=frame.index
    )


def _put(found: "pd.DataFrame", drawn: Simulated) -> "pd.DataFrame":
    """Safety stock is what the level holds above mean demand as simulated; the forecast's mean comes on top."""
    done = ~np.isnan(drawn.level)
    return found.assign(
        horizon_std=np.where(done, drawn.spread, found["horizon_std"]),
        spread_basis=np.where(done, "simulated", found["spread_basis"]),
        z_value=np.where(done, np.nan, found["z_value"]),
        safety_stock=np.where(done, np.maximum(drawn.level - drawn.mean, 0.0), found["safety_stock"]),
    )


def _levels(frame: "pd.DataFrame", found: "pd.DataFrame", wrong: Any) -> "pd.DataFrame":
    held, none = wrong != "", frame["horizon_demand"].to_numpy(float) <= 0
    safety = np.where(held, np.nan, np.where(none, 0.0, found["safety_stock"]))
    point = np.where(held, np.nan, frame["horizon_demand"].to_numpy(float) + np.nan_to_num(safety))
    lot = np.where(none, 0.0, frame["lot_qty"].fillna(0).to_numpy(float))
    basis = np.select([held, found["spread_basis"] == "simulated"], ["held", "simulated"], "computed")
    return frame[[*KEYS, "horizon_days", "horizon_demand"]].assign(
        horizon_std=found["horizon_std"],
        spread_basis=found["spread_basis"],
        z_value=found["z_value"],
        safety_stock=safety,
        reorder_point=point,
        order_up_to=point + lot,
        level_basis=basis,
        reason=_reasons(frame, found, wrong, none),
    )


def _what_is_wrong(frame: "pd.DataFrame") -> Any:
    """What is wrong with a row, as a sentence; empty where nothing is."""
    return np.select(
        [
            ~(frame["lead_time_days"] >= 0),
            ~(frame["review_days"] >= 0),
            ~(frame["horizon_demand"] >= 0),
            ~((frame["service_level"] > 0) & (frame["service_level"] < 1)),
            ~frame["service_kind"].isin(["cycle", "fill"]),
        ],
        [
            "The lead time is unknown or below zero: state one in the supplier's terms or in the policy.",
            "The review period is unknown or below zero: correct the policy.",
            "Expected demand is unknown or below zero: correct the forecast.",
            "The service level is not between 0 and 1: correct the policy.",
            "The kind of service is neither 'cycle' nor 'fill': correct the policy.",
        ],
        "",
    )


def _reasons(frame: "pd.DataFrame", found: "pd.DataFrame", wrong: Any, none: Any) -> Any:
    lumpy = frame["demand_class"].isin(SIMULATED_CLASSES).to_numpy()
    basis = found["spread_basis"].to_numpy()
    said = np.select(
        [wrong != "", none, basis == "simulated", basis == "none", lumpy, basis == "demand"],
        [
            wrong,
            "No demand is expected: nothing is kept.",
            "Demand comes in lumps: the level is a quantile of simulated demand over lead time and review.",
            "The spread is unknown (fewer than two points): no safety stock is set, only mean demand is covered.",
            "Demand comes in lumps, but too few days with demand are known to simulate: the normal formula is used.",
            "No forecast error is measured: the spread of demand is used.",
        ],
        "",
    ).astype(object)
    return np.where(said == "", None, said)
