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

    What does not lie between 0 and 1, both excluded, gives NaN.
    """
    levels, place = np.unique(np.asarray(service_level, dtype=np.float64), return_inverse=True)
    known = [NormalDist().inv_cdf(level) if 0 < level < 1 else np.nan for level in levels.tolist()]
    return np.asarray(known, dtype=np.float64)[place].reshape(np.shape(service_level))


def cycle_service_level(z: Any) -> Numbers:
    """Cycle service level, a share: Phi(z) (ILM 11.3.3b); the inverse of `z_value`."""
    from scipy.special import ndtr  # type: ignore[import-untyped]

    return np.asarray(ndtr(np.asarray(z, dtype=np.float64)), dtype=np.float64)


def standard_loss(z: Any) -> Numbers:
    """Standard normal loss function G(z) = phi(z) - z * (1 - Phi(z)): units short a cycle per unit of sigma (SPP)."""
    points = np.asarray(z, dtype=np.float64)
    density = np.exp(-0.5 * points**2) / np.sqrt(2 * np.pi)
    return np.asarray(density - points * cycle_service_level(-points), dtype=np.float64)


def fill_rate(z: Any, sigma: Any, quantity: Any) -> Numbers:
    """Share of units filled at once: 1 - sigma * G(z) / Q (ILM 1.4.4, SPP), never below 0.

    `sigma` is the spread of demand over the exposure (lead time, plus review if periodic), `quantity` what one cycle
    brings: the lot under continuous review, d * R under periodic review.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        short = np.asarray(sigma, dtype=np.float64) * standard_loss(z) / np.asarray(quantity, dtype=np.float64)
    return np.maximum(1 - short, 0.0)


def z_for_fill_rate(target: Any, sigma: Any, quantity: Any) -> Numbers:
    """The z whose `fill_rate` is `target`: the root of G(z) = (1 - target) * Q / sigma; below 0 where Q is large.

    ln G is concave, so Newton's steps come from the right without overshoot after the first. No spread gives 0 and
    a target outside 0 to 1 NaN.
    """
    fill, spread, lot = (np.asarray(value, dtype=np.float64) for value in (target, sigma, quantity))
    valid = (fill > 0) & (fill < 1) & (lot > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = np.log(np.where(valid & (spread > 0), (1 - fill) * lot / spread, np.nan))
    z = np.ones_like(wanted)
    for _ in range(12):
        loss = standard_loss(z)
        z = np.clip(z + (np.log(loss) - wanted) * loss / cycle_service_level(-z), -1e6, 10.0)
    return np.where(valid, np.where(spread > 0, z, np.where(spread == 0, 0.0, np.nan)), np.nan)


def exposure_spread(demand: Any, demand_std: Any, days: Any, lead_time_std: Any) -> Numbers:
    """Spread of demand over `days` of exposure, units: sqrt(days * sd^2 + d^2 * sl^2) (SPP)."""
    d, sd, sl = (np.asarray(value, dtype=np.float64) for value in (demand, demand_std, lead_time_std))
    return np.asarray(np.sqrt(np.asarray(days) * sd**2 + d**2 * sl**2), dtype=np.float64)


def safety_stock(z: Any, demand: Any, demand_std: Any, days: Any, lead_time_std: Any) -> Numbers:
    """Safety stock over `days` of exposure, units: z * sqrt(days * sd^2 + d^2 * sl^2).

    `days` is L for continuous review, L + R for periodic review (SPP; proof and limits: independence, normality).
    """
    return np.asarray(z * exposure_spread(demand, demand_std, days, lead_time_std), dtype=np.float64)


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


def economic_order_quantity(annual_demand: Any, order_cost: Any, holding_cost: Any) -> Numbers:
    """EOQ, units: sqrt(2 * D * K / h), D units a year, K per order, h per unit and year (ILM 11.4.2)."""
    yearly, order, holding = (np.asarray(v, dtype=np.float64) for v in (annual_demand, order_cost, holding_cost))
    return np.asarray(np.sqrt(2 * yearly * order / holding), dtype=np.float64)
