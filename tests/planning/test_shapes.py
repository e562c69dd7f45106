"""Trend and season on generated companies whose truth is known, and what they leave alone."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.forecast import demand_forecast
from planning.forecasting.choose import choose, cumulative_errors
from planning.forecasting.fitted import DAMPING, Fitted
from planning.forecasting.seasons import AHEAD, seasons
from planning.forecasting.shapes import choose_shape
from planning.forecasting.trends import damped_trend, seasonal_naive, theta

SERIES = 150
AS_OF = date(2026, 6, 29)


def company(shape: str, weeks: int = 104) -> tuple[Any, Any]:
    """Poisson demand around a known mean, and that mean of the half year ahead."""
    made, at = np.random.default_rng(5), np.arange(weeks + AHEAD)
    season = 1 + 0.6 * np.cos(2 * np.pi * (at - 20) / 52)
    trend = 1 + 1.2 * at / weeks
    mean = made.gamma(3, 12, (SERIES, 1)) * {"season": season, "trend": trend, "both": season * trend}.get(
        shape, 1 + 0 * at
    )
    return made.poisson(mean[:, :weeks]).astype(float), mean[:, weeks:]


def both_choices(units: Any) -> tuple[Any, Any]:
    regular = np.ones(len(units), bool)
    made = seasons(units, np.full(len(units), "tents", object), regular)
    plain = choose(units)
    return plain, choose_shape(units, plain, regular, made)


def wape(said: Any, truth: Any) -> float:
    return float(np.abs(said - truth).sum() / truth.sum())


@pytest.mark.parametrize(("shape", "share"), [("season", 0.3), ("trend", 0.8), ("both", 0.3)])
def test_a_shape_is_forecast_clearly_better_than_by_a_level_and_by_last_year(shape: str, share: float) -> None:
    units, truth = company(shape)
    plain, shaped = both_choices(units)
    found = wape(shaped.fitted.path(AHEAD), truth)
    assert found < share * wape(plain.fitted.path(AHEAD), truth)
    assert found < 0.7 * wape(units[:, -52 : -52 + AHEAD], truth)


def test_no_shape_is_seen_where_there_is_none() -> None:
    units, truth = company("level")
    plain, shaped = both_choices(units)
    assert (plain.method == shaped.method).mean() > 0.9
    assert wape(shaped.fitted.path(AHEAD), truth) < wape(plain.fitted.path(AHEAD), truth) + 0.005


def test_thin_products_learn_their_season_from_their_category() -> None:
    made, at = np.random.default_rng(9), np.arange(104)
    factor = 1 + 0.5 * np.sin(2 * np.pi * at / 52)
    units = made.poisson(2 * np.concatenate([np.tile(factor, (60, 1)), np.tile(2 - factor, (60, 1))])).astype(float)
    found = seasons(units, np.repeat(["up", "down"], 60), np.ones(120, bool))["season of its category"]
    assert found.now[0, 104:] == pytest.approx(1 + 0.5 * np.sin(2 * np.pi * np.arange(104, 130) / 52), abs=0.15)
    assert found.now[60, 104:] == pytest.approx(1 - 0.5 * np.sin(2 * np.pi * np.arange(104, 130) / 52), abs=0.15)


def test_what_is_tested_was_known_before_the_last_year() -> None:
    units, _ = company("season")
    later = units.copy()
    later[:, -52:] *= 3
    regular, names = np.ones(SERIES, bool), np.full(SERIES, "tents", object)
    for name, season in seasons(units, names, regular).items():
        assert np.array_equal(season.tested, seasons(later, names, regular)[name].tested), name


def test_errors_of_a_slope_are_summed_along_it() -> None:
    line = Fitted(np.array([[np.nan, 10.0, 10.0]]), np.array([[0.0, 0.0, 2.0]]))
    d = DAMPING
    assert line.sums(2)[0, 1:].tolist() == pytest.approx([20, 20 + 2 * (d + (d + d**2))])
    assert line.path(2)[0].tolist() == pytest.approx([10 + 2 * d, 10 + 2 * (d + d**2)])
    assert np.isnan(cumulative_errors([[1.0, 2.0]], line, 2)[0, 0])


def test_a_line_is_followed_by_theta_and_by_the_damped_trend() -> None:
    line = np.arange(100.0)[None, :] + 20
    assert theta(line, 0.5).slope[0, -1] == pytest.approx(0.5), "half of the line's slope"
    assert damped_trend(line, 0.5, 0.1).slope[0, -1] == pytest.approx(1, abs=0.25)
    assert seasonal_naive(line, 52).path(3)[0].tolist() == [68, 69, 70]


def test_a_season_reaches_levels_by_the_weeks_that_the_plan_covers() -> None:
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=7 * 156)
    season = 10 * (1 + 0.8 * np.sin(2 * np.pi * np.arange(7 * 156) / 364))
    rows = [pd.DataFrame({"product_id": f"p{n}", "location_id": "l", "demand_on": days, "quantity": season + n,
                          "returned_qty": 0.0}) for n in range(4)]  # fmt: skip
    items = pd.DataFrame({"product_id": [f"p{n}" for n in range(4)], "location_id": "l", "demand_window_days": 90})
    table, weeks = demand_forecast(items, pd.concat(rows), np.full(4, 21.0), AS_OF)
    ahead = 70 * (1 + 0.8 * np.sin(2 * np.pi * (np.arange(AHEAD) + 0.5) / 52))
    assert weeks[0] == pytest.approx(ahead, rel=0.1)
    assert table["mean_daily_demand"].iloc[0] == pytest.approx(weeks[0, :3].mean() / 7)
    assert "season" in table["method"].iloc[0]
