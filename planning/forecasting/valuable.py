"""The choice of valuable series among our own forecast and statsforecast's, which take too long for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planning.forecasting.choose import MUCH_BETTER, ORIGINS, RARE, Chosen, recent_errors, root_mean_square
from planning.forecasting.classes import demand_class
from planning.forecasting.fitted import DAMPING, Fitted
from planning.forecasting.library import COMBINED, Make, again, combined, rare_models, rolled, steady_models
from planning.forecasting.pooled import FEWEST_SERIES, least_wrong
from planning.forecasting.seasons import Season
from planning.forecasting.shapes import CLEARLY, NO_SEASONS, SEASONAL_NAIVE, year_errors
from planning.formulas import Numbers

OWN = "own"


@dataclass(frozen=True)
class _Kind:
    """How series of a kind are tried: the models, their forecasts at past origins, the error of those, and the share
    by which one must err less than what serves all."""

    models: Mapping[str, Make]
    tested: Callable[[Numbers, Numbers, Make], Fitted]
    error: Callable[[Numbers, Fitted], Numbers]
    margin: float


def choose_library(
    demand: Any, chosen: Chosen, regular: Any, made: Mapping[str, Season] = NO_SEASONS, period: int = 52
) -> Chosen:
    """The same choice, with a model of statsforecast, or the median of all, where those serve better.

    Series of a kind go by our own or by the median of models, whichever errs less over all of them (0123, 0131); one
    leaves that only for a candidate that erred clearly less. Below FEWEST_SERIES each begins at our own. A model that
    does not take a series is no candidate of it, and `method` says so.

    Args:
        demand: n x T units a bucket, of series that are worth some 20 ms each.
        chosen: levels and shapes, as `choose` and `choose_shape` give them.
        regular: n, whether a series has two years and sells steadily.
        made: seasons by name (`seasons.seasons`); a series keeps the season that it has.
        period: buckets of a year.
    """
    units = np.asarray(demand, dtype=np.float64)
    filled = np.where(np.isnan(units), chosen.fitted.sums(1)[:, :-1], units)
    steady = np.flatnonzero(regular & (chosen.method != SEASONAL_NAIVE))
    rare = np.flatnonzero(np.isin(demand_class(units), RARE) & (chosen.origins >= ORIGINS))
    plain = tuple(filled / _factors(chosen, made, units.shape[1], is_test=is_test) for is_test in (True, False))
    if steady.size:
        chosen = _chosen(chosen, units, plain, steady, _steady(period))
    return _chosen(chosen, units, plain, rare, _rare()) if rare.size else chosen


def _steady(period: int) -> _Kind:
    return _Kind(
        steady_models(),
        lambda plain, now, make: rolled(plain, now, make, period),
        lambda units, fitted: year_errors(units, fitted, period),
        CLEARLY,
    )


def _rare() -> _Kind:
    return _Kind(
        rare_models(), again, lambda units, fitted: root_mean_square(recent_errors(units, fitted)), MUCH_BETTER
    )


def _factors(chosen: Chosen, made: Mapping[str, Season], buckets: int, *, is_test: bool) -> Numbers:
    """The season that each series has, n x T; 1 where it has none."""
    found = np.ones((len(chosen.method), buckets))
    for name, season in made.items():
        mine = np.array([method.endswith(name) for method in chosen.method], bool)
        found[mine] = (season.tested if is_test else season.now)[mine, :buckets]
    return found


def _chosen(chosen: Chosen, units: Numbers, plain: tuple[Numbers, ...], rows: Any, kind: _Kind) -> Chosen:
    """The choice of the series of one kind; `plain` are their units without season, as tested and as now."""
    own, before, now = chosen.fitted.rows(rows), *(one[rows] for one in plain)
    tested = {name: kind.tested(before, now, make) for name, make in kind.models.items()}
    tested[COMBINED] = combined(own, list(tested.values()))
    errors = {OWN: kind.error(units[rows], own)}
    errors |= {name: kind.error(units[rows], replace(one, factor=own.factor)) for name, one in tested.items()}
    names = np.array(list(errors), object)[_best(errors, kind.margin)]
    for name, fitted in tested.items():
        mine = np.flatnonzero(names == name)
        if mine.size:
            chosen = _put(chosen, rows[mine], name, fitted.rows(mine), errors[name][mine])
    return _said(chosen, rows, {name: np.isnan(errors[name]) & ~np.isnan(errors[OWN]) for name in kind.models})


def _best(errors: Mapping[str, Numbers], margin: float) -> Any:
    """Place of each series' candidate: what serves all of them, or its own best where that is better by `margin`."""
    ranked, names = np.stack([np.where(np.isnan(one), np.inf, one) for one in errors.values()]), list(errors)
    rows = np.arange(ranked.shape[1])
    shared = {name: errors[name] for name in (OWN, COMBINED)}
    usual = names.index(least_wrong(shared)) if rows.size >= FEWEST_SERIES else names.index(OWN)
    start = np.where(np.isinf(ranked[usual]), names.index(OWN), usual)
    best = ranked.argmin(axis=0)
    leaves = ranked[best, rows] < ranked[start, rows] * (1 - margin)
    return np.where(leaves, best, start)


def _put(chosen: Chosen, rows: Any, name: str, made: Fitted, error: Numbers) -> Chosen:
    """The choice with the library's model for some series."""
    level, method, errors = chosen.fitted.level.copy(), chosen.method.copy(), chosen.error.copy()
    slope, damping = np.zeros_like(level), np.full((len(level), 1), DAMPING)
    if chosen.fitted.slope is not None:
        slope[:], damping[:] = chosen.fitted.slope, chosen.fitted.damping
    level[rows], slope[rows], damping[rows] = made.level, made.slope, DAMPING
    method[rows], errors[rows] = [_named(name, one) for one in method[rows]], error
    fitted = replace(chosen.fitted, level=level, slope=slope, damping=damping)
    return replace(chosen, method=method, level=fitted.path(1)[:, 0], fitted=fitted, error=errors)


def _named(name: str, before: str) -> str:
    """`ces, season of its own`: the season stays."""
    return ", ".join([name, *before.split(", ")[1:]])


def _said(chosen: Chosen, rows: Any, failed: Mapping[str, Any]) -> Chosen:
    """The choice whose `method` names the models that did not take the series."""
    method = chosen.method.copy()
    for name, which in failed.items():
        method[rows[which]] = [f"{one}, without {name}" for one in method[rows[which]]]
    return replace(chosen, method=method)
