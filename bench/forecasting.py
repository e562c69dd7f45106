"""Forecasts: seconds by number of series, and loss over real data against the plain methods."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.series import FAMILIES, car_parts, generated, online_retail
from bench.simulated_cost import FILL_RATES, SERVICE, at_fill_rates, curve
from planning.forecasting.accuracy import bias, pinball, wape
from planning.forecasting.choose import Chosen, choose, error_spread
from planning.forecasting.classes import demand_class
from planning.forecasting.models import croston_sba, exponential_smoothing, tsb
from planning.forecasting.pooled import Sizes, pooled_variance, usual_model
from planning.forecasting.quantiles import SHARES, quantiles, week_quantiles
from planning.forecasting.seasons import Season, seasons
from planning.forecasting.shapes import choose_shape
from planning.forecasting.valuable import choose_library

WEEKS, AHEAD = 104, 26
CHUNK = 50_000


def timed(count: int) -> dict[str, float]:
    """Seconds to choose a model and a spread for `count` series of two years of weeks, most of them rare."""
    made = np.random.default_rng(7)
    began = time.perf_counter()
    for first in range(0, count, CHUNK):
        n = min(CHUNK, count - first)
        chance = made.uniform(0.05, 1, (n, 1))
        units = np.where(made.random((n, WEEKS)) < chance, made.poisson(6, (n, WEEKS)) + 1.0, 0.0)
        chosen = choose(units, usual_model(units))
        spread = error_spread(units, chosen.fitted, 4)
        quantiles(4 * chosen.level, spread, np.isin(demand_class(units), ["intermittent", "lumpy"]))
    return {"seconds": time.perf_counter() - began}


def losses(series: Any, season: int, origins: int, with_library: bool) -> list[str]:
    """A line a method, one step ahead: pinball loss at each share, WAPE, bias, stock and cost at each fill rate."""
    found: dict[str, list[Any]] = {}
    after = series[:, -origins:]
    for origin in range(series.shape[1] - origins, series.shape[1]):
        for name, made in _methods(series[:, :origin], season, with_library).items():
            found.setdefault(name, []).append(made)
    return [_line(name, after, steps) for name, steps in found.items()]


def _line(name: str, after: Any, steps: list[Any]) -> str:
    level, said = np.stack([one[0] for one in steps], 1), np.nan_to_num(np.stack([one[1] for one in steps], 1))
    loss = [float(np.nanmean(pinball(after, said[:, :, QUANTILES.index(q)], q))) for q in SHARES]
    actual, mean = after.ravel(), np.nan_to_num(level).ravel()
    points = curve(after, said[:, :, [QUANTILES.index(q) for q in SERVICE]])
    bought = [*at_fill_rates(points, "stock"), *at_fill_rates(points, "cost"), min(point.cost for point in points)]
    figures = [*(f"{one:.4f}" for one in loss), f"{wape(actual, mean):.4f}", f"{bias(actual, mean):+.4f}"]
    return f"| {name} | {np.mean(loss):.4f} | {' | '.join([*figures, *(f'{one:.3f}' for one in bought)])} |"


QUANTILES = tuple(sorted({*SHARES, *SERVICE}))


def _methods(known: Any, season: int, with_library: bool) -> dict[str, tuple[Any, Any]]:
    rare = np.isin(demand_class(known), ["intermittent", "lumpy"])
    made = {"ours alone": _said(known, season, rare, _chosen(known, season, ~rare))}
    if with_library:
        made["ours"] = _said(known, season, rare, _with_library(known, season, ~rare))
    plain = {"SES": exponential_smoothing(known, 0.1), "Croston-SBA": croston_sba(known), "TSB": tsb(known)}
    smooth = np.zeros(len(known), bool)
    for name, fitted in plain.items():
        spread = np.nanstd((known - fitted[:, :-1])[:, 1:], axis=1)
        made[name] = (fitted[:, -1], quantiles(fitted[:, -1], spread, smooth, QUANTILES))
    ago = known[:, -season]
    spread = np.nanstd(known[:, season:] - known[:, :-season], axis=1)
    made["seasonal naive"] = (ago, quantiles(ago, spread, smooth, QUANTILES))
    if with_library:
        made["AutoETS"] = _auto_ets(known, season)
    return made


def _said(known: Any, season: int, rare: Any, chosen: Chosen) -> tuple[Any, Any]:
    """Level and quantiles of the next bucket, as the plan makes them."""
    recent = _recent(known, season)
    sizes, spread = Sizes.of(recent), error_spread(recent, chosen.fitted, 1)
    lumps = (sizes.mean, pooled_variance(sizes, rare))
    return chosen.level, week_quantiles(chosen.level, spread, rare, lumps, QUANTILES)


def _with_library(known: Any, season: int, steady: Any) -> Chosen:
    regular, made = _seasons(known, season, steady)
    return choose_library(_recent(known, season), _chosen(known, season, steady), regular, made, season)


def _chosen(known: Any, season: int, steady: Any) -> Chosen:
    """As the plan chooses: weeks of three years for the season, of two for the level."""
    recent, (regular, made) = _recent(known, season), _seasons(known, season, steady)
    return choose_shape(recent, choose(recent, usual_model(recent)), regular, made, season)


def _seasons(known: Any, season: int, steady: Any) -> tuple[Any, dict[str, Season]]:
    """Which series are regular, and their seasons over the buckets of `_recent`."""
    regular = steady & (known.shape[1] >= 2 * season)
    made = seasons(known[:, -3 * season :], np.zeros(len(known), int), regular, season)
    cut = known[:, -3 * season :].shape[1] - _recent(known, season).shape[1]
    return regular & (cut >= 0), _cut(made, cut)


def _recent(known: Any, season: int) -> Any:
    return known[:, -max(2 * season, WEEKS) :]


def _cut(made: Any, first: int) -> Any:
    return {name: season.since(first) for name, season in made.items()} if first >= 0 else {}


def _auto_ets(known: Any, season: int) -> tuple[Any, Any]:
    """Seasons up to 24 only: that is where statsforecast's ETS ends."""
    from statsforecast.models import AutoETS

    model = AutoETS(season_length=season if season <= 24 else 1)
    upper = sorted({round(200 * q - 100) for q in QUANTILES if q > 0.5})
    levels, said = [], []
    for row in known:
        found = model.forecast(y=row, h=1, level=upper)
        levels.append(found["mean"][0])
        said.append([found["mean"][0], *(found[f"hi-{level}"][0] for level in upper)])
    return np.maximum(levels, 0), np.maximum.accumulate(np.maximum(said, 0), axis=1)


HEAD = (
    "| method | pinball | 0.5 | 0.9 | 0.95 | 0.99 | WAPE | bias | "
    + " | ".join(f"{name} at fill {one:.0%}" for name in ("stock", "cost") for one in FILL_RATES)
    + " | least cost |\n|"
    + "---|" * (9 + 2 * len(FILL_RATES))
)


def _tables(shared: Path) -> None:
    parts, shop = car_parts(shared), online_retail(shared)
    sample = np.random.default_rng(1).permutation(len(parts))[:ETS_SAMPLE]
    for title, series, season, with_library in (
        ("Car parts, the last 12 months one by one", parts, 12, False),
        (f"Car parts, {ETS_SAMPLE} of them by lot, with AutoETS", parts[sample], 12, True),
        ("Online Retail II, the last 12 weeks one by one", shop, 52, False),
        *((f"Generated, {family}", generated(family), 52, False) for family in FAMILIES),
        *((f"{family}, with the library", generated(family, ETS_COUNT), 52, True) for family in FAMILIES),
    ):
        print(
            f"\n{title}, {len(series)} series\n", HEAD, *losses(series, season, 12, with_library), sep="\n", flush=True
        )


ETS_SAMPLE = 250
"""AutoETS takes a tenth of a second a series and origin."""
ETS_COUNT = 100

if __name__ == "__main__":
    if sys.argv[1].isdigit():
        print(json.dumps(timed(int(sys.argv[1]))))
    else:
        _tables(Path(sys.argv[1]))
