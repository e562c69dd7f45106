"""Policies to replay: fixed levels, and levels computed anew from what was known on the day."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planning.formulas import Numbers
from planning.policy.levels import policy_levels
from planning.policy.lumpy import DemandEvents, Simulation
from planning.replay.run import Levels, Policy

if TYPE_CHECKING:
    import pandas as pd

Forecaster = Callable[[Numbers], tuple[Numbers, Numbers]]
"""From known demand (n x days) to weeks ahead (n x weeks, units a week) and the spread of the cumulative error over
lead time plus review (n, units; NaN: unknown)."""


def fixed_levels(reorder_point: Numbers, order_up_to: Numbers) -> Policy:
    """The same levels for ever: what an ERP's order points are."""
    return lambda known, day: Levels(reorder_point, order_up_to)


def measured_levels(items: "pd.DataFrame", window_days: int, seed: int | None = None, draws: int = 1000) -> Policy:
    """Levels from mean and spread of the last `window_days`; with a seed, lumpy items are simulated.

    `items`: what `policy_levels` needs except mean_daily_demand, demand_std_daily and error_std.
    """

    def policy(known: Numbers, day: int) -> Levels:
        window = known[:, -window_days:]
        spread = window.std(axis=1, ddof=1) if window.shape[1] > 1 else np.full(len(window), np.nan)
        mean = np.maximum(window.mean(axis=1), 0) if window.shape[1] else np.zeros(len(window))
        frame = items.assign(mean_daily_demand=mean, demand_std_daily=spread, error_std=np.nan)
        simulation = None if seed is None else Simulation(events_of(window), seed, draws)
        return _levels(policy_levels(frame, None, simulation))

    return policy


def forecast_levels(items: "pd.DataFrame", forecaster: Forecaster) -> Policy:
    """Levels driven by a forecast made anew each time from what was known; its own error is the spread."""

    def policy(known: Numbers, day: int) -> Levels:
        weeks_ahead, error_std = forecaster(known)
        beyond = weeks_ahead.mean(axis=1) / 7
        frame = items.assign(mean_daily_demand=beyond, demand_std_daily=np.nan, error_std=error_std)
        return _levels(policy_levels(frame, weeks_ahead))

    return policy


def events_of(window: Numbers) -> DemandEvents:
    """Days with demand of a dense history (n x days)."""
    item, day = np.nonzero(window > 0)
    starts = np.concatenate(([0], np.cumsum(np.bincount(item, minlength=len(window))))).astype(np.int64)
    spans = np.full(len(window), max(window.shape[1], 1), dtype=np.int64)
    return DemandEvents(starts, day.astype(np.int64), window[item, day].astype(np.float64), spans)


def sample_lead_times(mean: Numbers, std: Numbers, days: int, random: np.random.Generator) -> NDArray[np.int64]:
    """n x days whole lead times: gamma of that mean and spread, rounded; the mean itself where the spread is 0."""
    spread = np.where(std > 0, std, 1.0)
    shape, scale = (
        np.where(mean > 0, (mean / spread) ** 2, 1.0),
        np.where(mean > 0, spread**2 / np.fmax(mean, 1e-9), 0.0),
    )
    drawn = random.gamma(shape[:, None], scale[:, None], (len(mean), days))
    return np.rint(np.where(std[:, None] > 0, drawn, mean[:, None])).astype(np.int64)


def _levels(frame: "pd.DataFrame") -> Levels:
    return Levels(frame["reorder_point"].to_numpy(float), frame["order_up_to"].to_numpy(float))
