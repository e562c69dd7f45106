"""Measures of a forecast: golden numbers, edges, and a published figure over real data."""

from pathlib import Path

import numpy as np
import pytest

from planning.forecasting.accuracy import bias, mase, pinball, tracking_signal, value_added, wape

A, F = [100, 80, 120, 0, 60], [90, 100, 100, 10, 70]
NAIVE = [100, 100, 80, 120, 0]


def test_golden_numbers() -> None:
    assert wape(A, F) == pytest.approx(0.1944, abs=5e-5)
    assert bias(A, F) == pytest.approx(0.0278, abs=5e-5)
    assert mase(A, F, [80, 95, 70, 110, 100]) == pytest.approx(0.6222, abs=5e-5)
    assert wape(A, NAIVE) == pytest.approx(0.6667, abs=5e-5)
    assert value_added(A, F, NAIVE) == pytest.approx(47.22, abs=5e-3)


def test_no_demand_has_no_share_of_it() -> None:
    assert np.isnan(wape([0, 0], [1, 2])) and np.isnan(bias([0, 0], [1, 2]))
    assert np.isnan(mase([1.0], [2.0], [5, 5, 5])), "a flat history has no scale"
    assert np.isnan(mase([1.0], [2.0], [5])), "one point has no step"


def test_each_series_by_itself_and_unknown_times_left_out() -> None:
    assert wape([[10, np.nan], [4, 4]], [[8, 5], [4, 6]]).tolist() == pytest.approx([0.2, 0.25])


def test_pinball_asks_for_more_above_a_high_quantile() -> None:
    assert pinball([10.0], [8.0], 0.9) == pytest.approx(1.8)
    assert pinball([10.0], [12.0], 0.9) == pytest.approx(0.2)


def test_tracking_signal_of_a_forecast_that_is_always_too_high() -> None:
    assert tracking_signal([10, 10, 10, 10, 10], [12, 12, 12, 12, 12]) == pytest.approx(5)


@pytest.mark.shared
def test_seasonal_naive_over_the_car_parts_is_the_printed_figure(shared_data: Path) -> None:
    import pandas as pd

    rows = pd.read_parquet(shared_data / "carparts" / "carparts.parquet")
    series = rows.pivot(index="part_id", columns="month", values="demand").astype(float).dropna()
    assert series.shape == (2509, 51)
    known, after = series.to_numpy()[:, :-12], series.to_numpy()[:, -12:]
    errors = mase(after, known[:, -12:], known, season=12)
    assert np.nanmean(errors[np.isfinite(errors)]) == pytest.approx(1.2014638390969912, abs=1e-9)
