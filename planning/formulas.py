"""The inventory formulas: one function each, on numbers or NumPy arrays alike.

Symbols: d mean demand a day, sd its standard deviation, L lead time in days, sl its standard deviation, R review
period in days, z standard normal quantile of the cycle service level. All quantities are in the stock unit.
Sources: ILM = Schönsleben, Integral Logistics Management; SPP = Silver, Pyke, Thomas.
"""

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
"""An array of float64; every function takes plain floats as well."""


def z_value(service_level: Any) -> Numbers:
    """Standard normal quantile of a cycle service level, in standard deviations (ILM 11.3.3: CSL = Phi(z)).

    `service_level` lies between 0 and 1, both excluded; NaN gives NaN.
    """
    levels = np.asarray(service_level, dtype=np.float64)
    known = {level: NormalDist().inv_cdf(level) for level in np.unique(levels[~np.isnan(levels)]).tolist()}
    looked_up = np.vectorize(lambda level: known.get(level, np.nan), otypes=[np.float64])(levels)
    return np.asarray(looked_up, dtype=np.float64)


def safety_stock(z: Any, demand: Any, demand_std: Any, days: Any, lead_time_std: Any) -> Numbers:
    """Safety stock over `days` of exposure, units: z * sqrt(days * sd^2 + d^2 * sl^2).

    `days` is L for continuous review, L + R for periodic review (SPP; proof and limits: independence, normality).
    """
    d, sd, sl = (np.asarray(value, dtype=np.float64) for value in (demand, demand_std, lead_time_std))
    return np.asarray(z * np.sqrt(np.asarray(days) * sd**2 + d**2 * sl**2), dtype=np.float64)


def reorder_point(demand: Any, lead_time: Any, safety: Any) -> Numbers:
    """Reorder point, units: d * L + safety stock; order when the inventory position is at or below it (ILM 11.3.1)."""
    return np.asarray(np.asarray(demand) * lead_time + safety, dtype=np.float64)


def order_up_to_level(demand: Any, lead_time: Any, review: Any, safety: Any) -> Numbers:
    """Order-up-to level S, units: d * (L + R) + safety stock over L + R (ILM, SPP: (R, S) system)."""
    return np.asarray(np.asarray(demand) * (np.asarray(lead_time) + review) + safety, dtype=np.float64)


def lot_size(net: Any, minimum: Any, multiple: Any) -> Numbers:
    """Order quantity, units: ceil(max(net, minimum) / multiple) * multiple when net > 0, else 0.

    A multiple of 0 or NaN means none: whole units are ordered all the same. The small allowance keeps 36.0000001,
    which is 36 in binary, from becoming 48.
    """
    needed, least = np.asarray(net, dtype=np.float64), np.nan_to_num(np.asarray(minimum, dtype=np.float64))
    step = np.nan_to_num(np.asarray(multiple, dtype=np.float64))
    step = np.where(step > 0, step, 1.0)
    lots = np.ceil(np.maximum(needed, least) / step - 1e-9)
    return np.where(needed > 0, lots * step, 0.0)


def economic_order_quantity(annual_demand: float, order_cost: float, holding_cost: float) -> float:
    """EOQ, units: sqrt(2 * D * K / h), D units a year, K per order, h per unit and year (ILM 11.4.2)."""
    return float(np.sqrt(2 * annual_demand * order_cost / holding_cost))
