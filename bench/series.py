"""Series that forecasts are measured on: two real sets, and families of which the truth is known."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

WEEKS = 182
"""Three and a half years of weeks."""


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


def generated(family: str, count: int = 300) -> Any:
    """`count` x WEEKS whole units of one of FAMILIES; the same with every call."""
    return FAMILIES[family](np.random.default_rng(31), count)


def _poisson(made: np.random.Generator, count: int, bend: Any) -> Any:
    return made.poisson(made.gamma(0.7, 15, (count, 1)) * bend).astype(float)


def _season(made: np.random.Generator, count: int) -> Any:
    return _poisson(made, count, 1 + 0.6 * np.cos(2 * np.pi * np.arange(WEEKS) / 52))


def _trend(made: np.random.Generator, count: int) -> Any:
    return _poisson(made, count, 1 + np.arange(WEEKS) / 104)


def _level(made: np.random.Generator, count: int) -> Any:
    return _poisson(made, count, np.ones(WEEKS))


def _lumps(made: np.random.Generator, count: int) -> Any:
    """Geometric sizes, now and then."""
    size = made.gamma(1, 4, (count, 1)) + 1e-3
    sold = made.random((count, WEEKS)) < made.uniform(0.03, 0.6, (count, 1))
    return sold * (1.0 + made.geometric(1 / (1 + size), (count, WEEKS)))


def _noisy(made: np.random.Generator, mean: Any, spread: float = 0.25) -> Any:
    """Whole units around `mean`, wider than Poisson: a factor of lognormal noise of mean 1 on top."""
    noise = np.exp(spread * made.standard_normal(mean.shape) - spread**2 / 2)
    return made.poisson(mean * noise).astype(float)


def _base(made: np.random.Generator, count: int) -> Any:
    return np.exp(made.normal(3.5, 0.8, (count, 1)))


def _shifts(made: np.random.Generator, count: int) -> Any:
    """One to three steps to another level, by a factor between a third and three."""
    steps = made.random((count, WEEKS)) < 2 / WEEKS
    moved = np.cumsum(steps * made.uniform(-np.log(3), np.log(3), (count, WEEKS)), axis=1)
    return _noisy(made, _base(made, count) * np.exp(moved))


def _damped(made: np.random.Generator, count: int) -> Any:
    """A trend that wears off: up or down, half gone within 10 to 60 weeks, begun at any time."""
    at, begins = np.arange(WEEKS), made.integers(0, WEEKS - 20, (count, 1))
    run = np.maximum(at - begins, 0)
    share = 1 - 0.5 ** (run / made.uniform(10, 60, (count, 1)))
    return _noisy(made, _base(made, count) * np.exp(made.normal(0, 0.9, (count, 1)) * share))


def _yearly(made: np.random.Generator, count: int) -> Any:
    """A season of each product's own, times a level that drifts."""
    at = 2 * np.pi * np.arange(WEEKS) / 52
    wave = made.uniform(0.1, 0.7, (count, 1)) * np.cos(at + made.uniform(0, 2 * np.pi, (count, 1)))
    drift = np.cumsum(0.02 * made.standard_normal((count, WEEKS)), axis=1)
    return _noisy(made, _base(made, count) * np.exp(wave + drift))


def _changing(made: np.random.Generator, count: int) -> Any:
    """Rare demand whose chance drifts, as of parts that age."""
    drift = np.cumsum(0.12 * made.standard_normal((count, WEEKS)), axis=1)
    chance = 1 / (1 + np.exp(-(made.normal(-1, 1, (count, 1)) + drift)))
    size = 1 + made.gamma(1, 3, (count, 1))
    return (made.random((count, WEEKS)) < chance) * (1.0 + made.poisson(size, (count, WEEKS)))


def _autocorrelated(made: np.random.Generator, count: int) -> Any:
    """A good month follows a good month: logarithms of order one, which return to their mean."""
    memory, now = made.uniform(0.5, 0.95, (count, 1)), np.zeros((count, 1))
    shocks, kept = 0.35 * made.standard_normal((count, WEEKS)), np.zeros((count, WEEKS))
    for week in range(WEEKS):
        now = memory * now + np.sqrt(1 - memory**2) * shocks[:, [week]]
        kept[:, [week]] = now
    return _noisy(made, _base(made, count) * np.exp(kept), 0.1)


def _priced(made: np.random.Generator, count: int) -> Any:
    """Weeks of a lower price, one in ten, that sell up to four times as much, and less in the week after."""
    cut = (made.random((count, WEEKS)) < 0.1) * made.uniform(0.1, 0.4, (count, WEEKS))
    after = np.column_stack([np.zeros(count), cut[:, :-1]])
    elasticity = made.uniform(1, 3, (count, 1))
    return _noisy(made, _base(made, count) * (1 - cut) ** -elasticity * (1 - after) ** (elasticity / 3))


def _drifting(made: np.random.Generator, count: int) -> Any:
    """A level that walks at random, as most of a supermarket's."""
    drift = np.cumsum(made.uniform(0.01, 0.12, (count, 1)) * made.standard_normal((count, WEEKS)), axis=1)
    return _noisy(made, _base(made, count) * np.exp(drift), 0.15)


FAMILIES: dict[str, Callable[[np.random.Generator, int], Any]] = {
    "season": _season,
    "trend": _trend,
    "level": _level,
    "lumpy": _lumps,
    "level shifts": _shifts,
    "damped trends": _damped,
    "season of its own": _yearly,
    "changing chance": _changing,
    "autocorrelated": _autocorrelated,
    "priced": _priced,
    "drifting": _drifting,
}
