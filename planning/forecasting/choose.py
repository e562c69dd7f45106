"""Which model forecasts a series best: all are tried at the same past origins, the least wrong one is taken."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.forecasting.classes import demand_class
from planning.forecasting.fitted import Fitted
from planning.forecasting.models import candidates
from planning.formulas import Numbers

ORIGINS = 26
"""Past origins that are looked at, the newest."""
HORIZON = 4
"""Buckets ahead over which errors are summed to compare models: what a purchase must cover, not a single week."""
TOLERANCE = 0.05
"""A model must be better by this share than a simpler one, or the difference is chance."""
FEWEST = 13
"""Errors below which a series says nothing of its own spread: a quarter of weeks."""
RARE = ("intermittent", "lumpy")
MUCH_BETTER = 0.3
"""A rare series leaves the model that serves all of them best only for one that erred less by this share."""
NOT_FOR_RARE = "naive"
"""No candidate of intermittent and lumpy series: it takes one sale, or one week without, for a new level."""


@dataclass(frozen=True)
class Chosen:
    """The chosen model of each series.

    Attributes:
        method: n names.
        level: n, units of the next bucket, never below 0; NaN where nothing is known.
        fitted: what the chosen model said before each of the T + 1 buckets.
        error: n, root mean square of the error over HORIZON buckets; NaN where nothing could be compared.
        naive_error: the same of the naive forecast.
        origins: n, how many errors were compared.
    """

    method: "np.ndarray[Any, Any]"
    level: Numbers
    fitted: Fitted
    error: Numbers
    naive_error: Numbers
    origins: "np.ndarray[Any, Any]"


def choose(demand: Any, usual: str | None = None) -> Chosen:
    """Chooses a level among the `models.candidates` of each series' class, by the error over HORIZON at the last
    ORIGINS.

    `demand`: n x T units. The simplest model within TOLERANCE of the best is taken, for a rare series `usual` unless
    that is MUCH_BETTER (`pooled.usual_model`); a series with fewer than ORIGINS errors goes by its plain mean, for
    among few errors the luckiest model wins. `shapes.choose_shape` goes on from here.
    """
    units = np.asarray(demand, dtype=np.float64)
    made = candidates(units)
    names = list(made)
    recent = {name: recent_errors(units, Fitted(one)) for name, one in made.items()}
    errors = np.stack([root_mean_square(one) for one in recent.values()])
    counted = (~np.isnan(recent["naive"])).sum(axis=1)
    is_rare = np.isin(demand_class(units), RARE)
    unfit = is_rare & (np.array(names) == NOT_FOR_RARE)[:, None]
    ranked = np.where(np.isnan(errors) | unfit, np.inf, errors)
    best, rows = simplest_good(ranked), np.arange(len(units))
    if usual is not None:
        common = names.index(usual)
        stays = is_rare & (ranked[best, rows] >= ranked[common] * (1 - MUCH_BETTER))
        best = np.where(stays, common, best)
    best = np.where(counted >= ORIGINS, best, names.index("mean"))
    fitted = np.stack(list(made.values()))[best, rows]
    return Chosen(
        np.array(names, object)[best],
        np.maximum(fitted[:, -1], 0),
        Fitted(fitted),
        errors[best, rows],
        errors[names.index("naive")],
        counted,
    )


def model_errors(demand: Any) -> dict[str, Numbers]:
    """Root mean square of the error over HORIZON at the last ORIGINS, by the models that rare series may have."""
    units = np.asarray(demand, dtype=np.float64)
    made = {name: one for name, one in candidates(units).items() if name != NOT_FOR_RARE}
    return {name: root_mean_square(recent_errors(units, Fitted(one))) for name, one in made.items()}


def recent_errors(units: Numbers, fitted: Fitted) -> Numbers:
    """Errors over HORIZON at the last ORIGINS, n x ORIGINS units: actual less forecast."""
    return cumulative_errors(units, fitted, HORIZON)[:, -ORIGINS:]


def simplest_good(errors: Numbers) -> "np.ndarray[Any, Any]":
    """The first of the models (models x n, simplest first) within TOLERANCE of the best."""
    good = errors <= errors.min(axis=0) * (1 + TOLERANCE) + 1e-9
    return np.asarray(np.argmax(good, axis=0))


def cumulative_errors(demand: Any, fitted: Fitted, horizon: int) -> Numbers:
    """Error of the sum over `horizon` buckets from each origin on, units: actual less forecast; n x (T - horizon + 1).

    NaN where a bucket of the span is unknown, or nothing was forecast at its origin.
    """
    units = np.asarray(demand, dtype=np.float64)
    sums = np.zeros((len(units), units.shape[1] + 1))
    known = np.zeros_like(sums)
    np.cumsum(np.isnan(units), axis=1, out=known[:, 1:])
    sums[:, 1:] = np.cumsum(np.nan_to_num(units), axis=1)
    spans = sums[:, horizon:] - sums[:, :-horizon]
    gaps = known[:, horizon:] - known[:, :-horizon]
    return np.where(gaps > 0, np.nan, spans - fitted.sums(horizon)[:, : spans.shape[1]])


def error_spread(demand: Any, fitted: Fitted, horizon: int) -> Numbers:
    """Root mean square of the error over `horizon` buckets, units: the spread behind safety stock; NaN below FEWEST."""
    errors = cumulative_errors(demand, fitted, horizon)
    counted = (~np.isnan(errors)).sum(axis=1)
    return np.where(counted >= FEWEST, root_mean_square(errors), np.nan)


def root_mean_square(errors: Numbers) -> Numbers:
    """Of each row, unknown errors left out; NaN where all are unknown."""
    counted = (~np.isnan(errors)).sum(axis=1)
    squares = np.nansum(errors**2, axis=1)
    means = np.divide(squares, counted, out=np.full(len(errors), np.nan), where=counted > 0)
    return np.asarray(np.sqrt(means), dtype=np.float64)
