"""statsforecast's models for the few series that are worth their seconds, and their median with our own choice.

Models of steady series are fitted once and rolled through the last year with those parameters; our own smoothing
constants are chosen on the same weeks too. Those of rare ones cost less and are made anew at each origin.
Sources: Fiorucci et al. 2016 (optimised theta); Hyndman et al. 2008 (ETS); Svetunkov, Kourentzes & Ord 2022 (CES);
Petropoulos & Kourentzes 2015 (IMAPA); Nikolopoulos et al. 2011 (ADIDA); Petropoulos & Svetunkov 2020 (median).
"""

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from planning.forecasting.choose import HORIZON, ORIGINS
from planning.forecasting.fitted import DAMPING, Fitted, slopes
from planning.forecasting.seasons import AHEAD
from planning.formulas import Numbers

Make = Callable[[], Any]
"""Makes a model of statsforecast: `forward` and `forecast` of it give a dictionary with the path under "mean"."""
Paths = Callable[[Numbers, Numbers, int], list[Any]]
"""The paths at the origins: of a series as it was known, as it is known now, and the buckets cut off before."""
COMBINED = "median of models"
_STEPS = slopes(DAMPING, np.arange(AHEAD))


def steady_models() -> dict[str, Make]:
    """Models of smooth and erratic series by name; their seasons are taken off before (`seasons`)."""
    from statsforecast.models import AutoCES, AutoETS, DynamicOptimizedTheta

    return {
        "ets": lambda: AutoETS(season_length=1, damped=True),
        "optimised theta": lambda: DynamicOptimizedTheta(season_length=1),
        "ces": lambda: AutoCES(season_length=1, model="N"),
    }


def rare_models() -> dict[str, Make]:
    """Models of intermittent and lumpy series by name."""
    from statsforecast.models import ADIDA, IMAPA, CrostonOptimized

    return {"adida": ADIDA, "imapa": IMAPA, "optimised croston": CrostonOptimized}


def rolled(units: Numbers, latest: Numbers, make: Make, period: int) -> Fitted:
    """A steady model, fitted to all that is known, at each origin of the last `period` and now; NaN before, and in rows
    that the model does not take.

    Args:
        units: n x T without the season as it was known then; known in every bucket after the first known one.
        latest: the same without the season as it is known now: what the model is fitted to and says of now.
        make: the model.
        period: buckets of a year.
    """
    origins = range(units.shape[1] - period - HORIZON + 1, units.shape[1])

    def paths(known: Numbers, now: Numbers, unknown: int) -> list[Any]:
        model = make().fit(now)
        past = [model.forward(known[: origin - unknown], h=AHEAD)["mean"] for origin in origins]
        return [*past, model.forward(now, h=AHEAD)["mean"]]

    return _by_row(units, latest, paths, len(origins) + 1)


def again(units: Numbers, latest: Numbers, make: Make) -> Fitted:
    """A rare model, made anew at each of the last ORIGINS and now; `rolled` says what is given and found."""
    last = range(units.shape[1] - ORIGINS - HORIZON + 1, units.shape[1])

    def paths(known: Numbers, now: Numbers, unknown: int) -> list[Any]:
        past = [make().forecast(y=known[: origin - unknown], h=AHEAD)["mean"] for origin in last]
        return [*past, make().forecast(y=now, h=AHEAD)["mean"]]

    return _by_row(units, latest, paths, len(last) + 1)


def combined(own: Fitted, others: Sequence[Fitted]) -> Fitted:
    """The median of our own and of the library's, bucket by bucket, without season; NaN where one is missing."""
    return Fitted(*_line(np.median([_paths(one) for one in (own, *others)], axis=0)))


def _paths(fitted: Fitted) -> Numbers:
    """n x (T + 1) x AHEAD without season."""
    level = fitted.level[..., None]
    if fitted.slope is None:
        return np.broadcast_to(level, (*fitted.level.shape, AHEAD))
    steps = slopes(np.asarray(fitted.damping)[..., None], np.arange(AHEAD))
    return np.asarray(level + fitted.slope[..., None] * steps)


def _line(paths: Numbers) -> tuple[Numbers, Numbers]:
    """Level and slope of `... x AHEAD` buckets: they agree with the path's sum over HORIZON and its rise to the end."""
    slope = (paths[..., -1] - paths[..., 0]) / (_STEPS[-1] - _STEPS[0])
    return paths[..., :HORIZON].mean(axis=-1) - slope * _STEPS[:HORIZON].mean(), slope


def _by_row(units: Numbers, latest: Numbers, paths: Paths, origins: int) -> Fitted:
    """`paths` at the last `origins` of every row, which is given from its first known bucket on."""
    said = np.full((len(units), origins, AHEAD), np.nan)
    for row, (series, now) in enumerate(zip(units, latest, strict=True)):
        first = int(np.argmax(~np.isnan(series)))
        said[row] = _safely(partial(paths, series[first:], now[first:], first), said[row])
    level, slope = (np.full((len(units), units.shape[1] + 1), np.nan) for _ in range(2))
    level[:, -origins:], slope[:, -origins:] = _line(said)
    return Fitted(level, slope)


def _safely(paths: Callable[[], list[Any]], unknown: Numbers) -> Numbers:
    """The paths, or `unknown` (NaN) where the model does not take the series: the next candidate is then looked at.

    The library raises what its optimisers meet, a plain Exception among it.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            said = np.asarray(paths(), dtype=np.float64)
        except Exception:  # noqa: BLE001
            return unknown
    return said if np.isfinite(said).all() else unknown
