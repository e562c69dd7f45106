"""statsforecast's models for the few series that are worth their seconds, and their mean with our own choice.

Steady series: fitted to what was known before the last year and rolled through it, as `seasons` are tested; then fitted
to all that is known. Rare ones: made anew at each of the last origins, which costs less.
Sources: Fiorucci et al. 2016 (optimised theta); Hyndman et al. 2008 (ETS); Svetunkov, Kourentzes & Ord 2022 (CES);
Petropoulos & Kourentzes 2015 (IMAPA); Nikolopoulos et al. 2011 (ADIDA); Bates & Granger 1969 (the mean of forecasts).
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from planning.forecasting.choose import HORIZON, ORIGINS
from planning.forecasting.fitted import DAMPING, Fitted, slopes
from planning.forecasting.seasons import AHEAD
from planning.formulas import Numbers

Make = Callable[[], Any]
"""Makes a model of statsforecast: `forward` and `forecast` of it give a dictionary with the path under "mean"."""
COMBINED = "mean of all models"
_STEPS = slopes(DAMPING, np.arange(AHEAD))


def steady_models() -> dict[str, Make]:
    """Models of smooth and erratic series by name; their seasons are taken off before (`seasons`)."""
    from statsforecast.models import AutoCES, AutoETS, DynamicOptimizedTheta

    return {
        "ets": lambda: AutoETS(season_length=1),
        "optimised theta": lambda: DynamicOptimizedTheta(season_length=1),
        "ces": lambda: AutoCES(season_length=1, model="N"),
    }


def rare_models() -> dict[str, Make]:
    """Models of intermittent and lumpy series by name."""
    from statsforecast.models import ADIDA, IMAPA, CrostonOptimized

    return {"adida": ADIDA, "imapa": IMAPA, "optimised croston": CrostonOptimized}


def rolled(units: Numbers, make: Make, period: int) -> Fitted:
    """A steady model's forecasts from each origin of the last `period`, its parameters from what was known before.

    `units`: n x T, without season, known in every bucket after the first known one. NaN in rows that the model does not
    take, and before the last `period`.
    """
    origins = range(units.shape[1] - period - HORIZON + 1, units.shape[1] + 1)

    def paths(known: Numbers, unknown: int) -> list[Any]:
        model = make().fit(known[: origins[0] - unknown])
        return [model.forward(known[: origin - unknown], h=AHEAD)["mean"] for origin in origins]

    return _by_row(units, paths, origins)


def latest(units: Numbers, make: Make) -> Fitted:
    """A model's forecasts of now, from all that is known; NaN at all other origins."""
    return again(units, make, 0)


def again(units: Numbers, make: Make, origins: int = ORIGINS + HORIZON) -> Fitted:
    """A model's forecasts made anew at each of the last `origins` and now."""
    last = range(max(units.shape[1] - origins, 1), units.shape[1] + 1)

    def paths(known: Numbers, unknown: int) -> list[Any]:
        return [make().forecast(y=known[: origin - unknown], h=AHEAD)["mean"] for origin in last]

    return _by_row(units, paths, last)


def combined(own: Fitted, others: Mapping[str, Fitted]) -> Fitted:
    """The mean of our own forecasts and of the library's, NaN where one is missing; the season as our own."""
    parts = [as_line(own), *others.values()]
    level, slope = (np.mean([getattr(one, name) for one in parts], axis=0) for name in ("level", "slope"))
    return Fitted(level, slope)


def as_line(fitted: Fitted) -> Fitted:
    """The same without its season, as level and slope damped by DAMPING (`_line`)."""
    if fitted.slope is None:
        return Fitted(fitted.level, np.zeros_like(fitted.level))
    steps = slopes(np.asarray(fitted.damping)[..., None], np.arange(AHEAD))
    level, slope = _line(fitted.level[..., None] + fitted.slope[..., None] * steps)
    return Fitted(level, slope)


def _line(paths: Numbers) -> tuple[Numbers, Numbers]:
    """Level and slope of `... x AHEAD` buckets: they agree with the path's sum over HORIZON and its rise to the end."""
    slope = (paths[..., -1] - paths[..., 0]) / (_STEPS[-1] - _STEPS[0])
    return paths[..., :HORIZON].mean(axis=-1) - slope * _STEPS[:HORIZON].mean(), slope


def _by_row(units: Numbers, paths: Callable[[Numbers, int], list[Any]], origins: range) -> Fitted:
    """`paths` (one for each of `origins`) of every row, which is given from its first known bucket on."""
    said = np.full((len(units), len(origins), AHEAD), np.nan)
    for row, series in enumerate(units):
        first = int(np.argmax(~np.isnan(series)))
        said[row] = _safely(paths, series[first:], first, said[row])
    level, slope = (np.full((len(units), units.shape[1] + 1), np.nan) for _ in range(2))
    level[:, origins[0] :], slope[:, origins[0] :] = _line(said)
    return Fitted(level, slope)


def _safely(paths: Callable[[Numbers, int], list[Any]], known: Numbers, first: int, unknown: Numbers) -> Numbers:
    """The paths, or `unknown` (NaN) where the model does not take the series: the next candidate is then looked at.

    The library raises what its optimisers meet, a plain Exception among it.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            said = np.asarray(paths(known, first), dtype=np.float64)
        except Exception:  # noqa: BLE001
            return unknown
    return said if said.shape == unknown.shape and np.isfinite(said).all() else unknown
