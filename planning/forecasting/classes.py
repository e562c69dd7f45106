"""Classes of products: by value (ABC), by spread (XYZ), by how often and how evenly they sell (Syntetos-Boylan)."""

from typing import Any

import numpy as np

from planning.formulas import Numbers

ABC_LIMITS = (0.80, 0.95)
XYZ_LIMITS = (0.5, 1.0)
ADI_LIMIT, CV2_LIMIT = 1.32, 0.49
"""Syntetos, Boylan & Croston 2005."""
CHUNK = 50_000
"""Series that are classified at once: bounds memory, changes nothing."""


def abc(value: Any, limits: tuple[float, float] = ABC_LIMITS) -> "np.ndarray[Any, Any]":
    """A, B or C by the cumulative share of value in which each begins, largest first (ILM 11.2).

    `value`: n numbers in one currency; NaN and below zero count as zero. Without any value all are C.
    """
    worth = np.nan_to_num(np.asarray(value, dtype=np.float64)).clip(min=0)
    order = np.argsort(-worth, kind="stable")
    begins = np.empty(len(worth))
    begins[order] = np.cumsum(worth[order]) - worth[order]
    share = begins / worth.sum() if worth.sum() > 0 else np.ones(len(worth))
    return np.where(worth <= 0, "C", np.select([share < limits[0], share < limits[1]], ["A", "B"], "C"))


def coefficient_of_variation(demand: Any) -> Numbers:
    """Sample deviation over mean, per series (last axis is time); NaN below two points or without demand."""
    units = np.asarray(demand, dtype=np.float64)
    count = (~np.isnan(units)).sum(axis=-1)
    mean = np.divide(np.nansum(units, axis=-1), count, out=np.full(count.shape, np.nan), where=count > 0)
    squares = np.nansum((units - mean[..., None]) ** 2, axis=-1)
    spread = np.sqrt(np.divide(squares, count - 1, out=np.full(count.shape, np.nan), where=count > 1))
    return np.asarray(np.divide(spread, mean, out=np.full(count.shape, np.nan), where=mean > 0))


def xyz(demand: Any, limits: tuple[float, float] = XYZ_LIMITS) -> "np.ndarray[Any, Any]":
    """X, Y or Z by the coefficient of variation of demand per bucket; Z where it is unknown."""
    spread = coefficient_of_variation(demand)
    return np.select([spread < limits[0], spread < limits[1]], ["X", "Y"], "Z")


def demand_class(demand: Any) -> "np.ndarray[Any, Any]":
    """smooth, erratic, intermittent or lumpy by ADI and CV² of the demand that is not zero (Syntetos-Boylan); none.

    `demand`: n x T units, NaN where unknown. ADI is known buckets over buckets with demand.
    """
    units = np.asarray(demand, dtype=np.float64)
    parts = [_classes(units[first : first + CHUNK]) for first in range(0, max(len(units), 1), CHUNK)]
    return np.concatenate(parts)


def _classes(units: Numbers) -> "np.ndarray[Any, Any]":
    sold = np.where(units > 0, units, np.nan)
    times = (~np.isnan(sold)).sum(axis=-1)
    buckets = (~np.isnan(units)).sum(axis=-1)
    interval = np.divide(buckets, times, out=np.full(times.shape, np.nan), where=times > 0)
    uneven = np.nan_to_num(coefficient_of_variation(sold)) ** 2 >= CV2_LIMIT
    rare = interval >= ADI_LIMIT
    named = np.select([rare & uneven, rare, uneven], ["lumpy", "intermittent", "erratic"], "smooth")
    return np.where(times == 0, "none", named)
