"""Forecasts: seconds by number of series, and loss over real data against the plain methods."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from planning.forecasting.accuracy import bias, pinball, wape
from planning.forecasting.choose import choose, error_spread
from planning.forecasting.classes import demand_class
from planning.forecasting.models import croston_sba, exponential_smoothing, tsb
from planning.forecasting.quantiles import SHARES, quantiles

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
        chosen = choose(units)
        spread = error_spread(units, chosen.fitted, 4)
        quantiles(4 * chosen.level, spread, np.isin(demand_class(units), ["intermittent", "lumpy"]))
    return {"seconds": time.perf_counter() - began}


def car_parts(folder: Path) -> Any:
    """n x 51 months."""
    import pandas as pd

    rows = pd.read_parquet(folder / "carparts" / "carparts.parquet")
    return rows.pivot(index="part_id", columns="month", values="demand").astype(float).dropna().to_numpy()


def online_retail(folder: Path) -> Any:
    """n x weeks of goods sold, products that sold in at least a tenth of the weeks; returns taken off."""
    import pandas as pd

    rows = pd.read_parquet(folder / "online_retail_ii" / "online_retail.parquet")
    rows = rows[rows["StockCode"].str.match(r"^\d{5}")]
    week = rows["InvoiceDate"].dt.to_period("W-SUN").dt.start_time
    table = rows.assign(week=week).pivot_table(index="StockCode", columns="week", values="Quantity", aggfunc="sum")
    units = table.fillna(0).clip(lower=0).to_numpy()[:, :-1]
    return units[(units > 0).mean(axis=1) >= 0.1]


def losses(series: Any, season: int, origins: int, with_ets: bool) -> list[str]:
    """A line a method: mean pinball loss at each share, WAPE and bias, one step ahead at the last `origins`."""
    found: dict[str, list[Any]] = {}
    after = series[:, -origins:]
    for origin in range(series.shape[1] - origins, series.shape[1]):
        for name, (level, said) in _methods(series[:, :origin], season, with_ets).items():
            found.setdefault(name, []).append((level, said))
    lines = []
    for name, steps in found.items():
        level, said = np.stack([one[0] for one in steps], 1), np.stack([one[1] for one in steps], 1)
        loss = [float(np.nanmean(pinball(after, said[:, :, k], q))) for k, q in enumerate(SHARES)]
        all_actual, all_level = after.ravel(), np.nan_to_num(level).ravel()
        figures = [f"{one:.4f}" for one in loss] + [
            f"{wape(all_actual, all_level):.4f}",
            f"{bias(all_actual, all_level):+.4f}",
        ]
        lines.append(f"| {name} | {np.mean(loss):.4f} | {' | '.join(figures)} |")
    return lines


def _methods(known: Any, season: int, with_ets: bool) -> dict[str, tuple[Any, Any]]:
    chosen = choose(known)
    rare = np.isin(demand_class(known), ["intermittent", "lumpy"])
    made = {"ours": (chosen.level, quantiles(chosen.level, error_spread(known, chosen.fitted, 1), rare))}
    plain = {"SES": exponential_smoothing(known, 0.1), "Croston-SBA": croston_sba(known), "TSB": tsb(known)}
    smooth = np.zeros(len(known), bool)
    for name, fitted in plain.items():
        spread = np.nanstd((known - fitted[:, :-1])[:, 1:], axis=1)
        made[name] = (fitted[:, -1], quantiles(fitted[:, -1], spread, smooth))
    ago = known[:, -season]
    made["seasonal naive"] = (ago, quantiles(ago, np.nanstd(known[:, season:] - known[:, :-season], axis=1), smooth))
    if with_ets:
        made["AutoETS"] = _auto_ets(known, season)
    return made


def _auto_ets(known: Any, season: int) -> tuple[Any, Any]:
    from statsforecast.models import AutoETS

    levels, said = [], []
    for row in known:
        found = AutoETS(season_length=season).forecast(y=row, h=1, level=[80, 90, 98])
        levels.append(found["mean"][0])
        said.append([found["mean"][0], *(found[f"hi-{level}"][0] for level in (80, 90, 98))])
    return np.maximum(levels, 0), np.maximum.accumulate(np.maximum(said, 0), axis=1)


HEAD = "| method | pinball | 0.5 | 0.9 | 0.95 | 0.99 | WAPE | bias |\n|---|---|---|---|---|---|---|---|"

if __name__ == "__main__":
    if sys.argv[1].isdigit():
        print(json.dumps(timed(int(sys.argv[1]))))
    else:
        shared = Path(sys.argv[1])
        print("Car parts, month by month, the last 12", HEAD, *losses(car_parts(shared), 12, 12, False), sep="\n")
        print("\nCar parts, the last month, with AutoETS", HEAD, *losses(car_parts(shared), 12, 1, True), sep="\n")
        print("\nOnline Retail II, week by week, the last 12", HEAD, sep="\n")
        print(*losses(online_retail(shared), 52, 12, False), sep="\n")
