"""Models against statsforecast's, the choice among them, quantiles, and what real spare parts say of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.forecasting.accuracy import pinball
from planning.forecasting.choose import FEWEST, choose, cumulative_errors, error_spread
from planning.forecasting.classes import demand_class
from planning.forecasting.fitted import Fitted
from planning.forecasting.models import (
    candidates,
    croston_sba,
    exponential_smoothing,
    naive,
    tsb,
    window_average,
)
from planning.forecasting.quantiles import SHARES, quantiles


def rare(seed: int, n: int = 1, buckets: int = 60) -> Any:
    made = np.random.default_rng(seed)
    return np.where(made.random((n, buckets)) < 0.35, made.poisson(4, (n, buckets)) + 1, 0).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_models_say_what_statsforecast_says(seed: int) -> None:
    from statsforecast.models import TSB, CrostonSBA, Naive, SimpleExponentialSmoothing, WindowAverage

    units = rare(seed)
    units[0, 0] = 3.0
    ours = {
        Naive(): naive(units), WindowAverage(window_size=13): window_average(units),
        SimpleExponentialSmoothing(alpha=0.2): exponential_smoothing(units, 0.2), CrostonSBA(): croston_sba(units),
        TSB(alpha_d=0.1, alpha_p=0.1): tsb(units),
    }  # fmt: skip
    for model, found in ours.items():
        theirs = model.forecast(y=units[0], h=1)["mean"][0]
        assert found[0, -1] == pytest.approx(theirs, rel=1e-5), type(model).__name__


def test_no_model_looks_ahead_and_an_unknown_bucket_teaches_nothing() -> None:
    units = rare(7, 4)
    later = units.copy()
    later[:, 40:] = 99.0
    for name, found in candidates(units).items():
        assert np.array_equal(found[:, :41], candidates(later)[name][:, :41], equal_nan=True), name
    with_gap = np.insert(units, 30, np.nan, axis=1)
    for name in ("naive", "ses 0.2", "croston sba", "tsb"):
        assert np.allclose(candidates(with_gap)[name][:, -1], candidates(units)[name][:, -1]), name


def test_a_level_that_jumped_is_followed_and_noise_is_not() -> None:
    made = np.random.default_rng(3)
    jumped = np.concatenate([made.normal(10, 1, 40), made.normal(50, 1, 40)])
    level = made.normal(20, 8, 80).clip(0)
    chosen = choose(np.stack([jumped, level]))
    assert chosen.level[0] == pytest.approx(50, abs=2)
    assert chosen.level[1] == pytest.approx(level.mean(), abs=4), "half a spread"
    assert (chosen.error <= chosen.naive_error).all()


def test_too_little_history_is_its_mean_without_a_spread() -> None:
    young = np.full((1, 60), np.nan)
    young[0, -5:] = [4, 6, 5, 4, 6]
    chosen = choose(young)
    assert (chosen.method[0], chosen.level[0]) == ("mean", 5.0)
    assert np.isnan(error_spread(young, chosen.fitted, 4)[0]) and chosen.origins[0] < FEWEST
    assert np.isnan(choose(np.full((1, 60), np.nan)).level[0])


def test_errors_are_summed_over_the_span() -> None:
    units, said = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[np.nan, 1.0, 1.0, 1.0, 1.0]])
    found = cumulative_errors(units, Fitted(said), 2)
    assert np.isnan(found[0, 0]) and found[0, 1:].tolist() == [3.0, 5.0]


@given(st.floats(0.01, 200), st.floats(0, 300), st.booleans())
@settings(max_examples=200)
def test_quantiles_never_cross_and_are_never_negative(mean: float, spread: float, is_rare: bool) -> None:
    (found,) = quantiles([mean], [spread], [is_rare])
    assert (found >= 0).all() and (np.diff(found) >= 0).all()


def test_the_result_does_not_depend_on_other_rows() -> None:
    units = rare(11, 20)
    every, alone = choose(units), choose(units[[13]])
    assert (every.method[13], every.level[13]) == (alone.method[0], alone.level[0])


@pytest.mark.shared
def test_spare_parts_are_forecast_better_than_by_the_plain_methods(shared_data: Path) -> None:
    """Mean pinball loss over the last twelve months, one month ahead at a time, at four quantiles."""
    import pandas as pd

    rows = pd.read_parquet(shared_data / "carparts" / "carparts.parquet")
    series = rows.pivot(index="part_id", columns="month", values="demand").astype(float).dropna().to_numpy()
    losses: dict[str, list[float]] = {}
    for origin in range(39, 51):
        known, after = series[:, :origin], series[:, origin]
        chosen = choose(known)
        spread = error_spread(known, chosen.fitted, 1)
        rarely = np.isin(demand_class(known), ["intermittent", "lumpy"])
        said = {"ours": quantiles(chosen.level, spread, rarely)}
        for name, found in (("ses", exponential_smoothing(known, 0.1)), ("croston", croston_sba(known)),
                            ("tsb", tsb(known)), ("seasonal naive", None)):  # fmt: skip
            level = known[:, -12] if found is None else found[:, -1]
            past = known[:, 12:] - known[:, :-12] if found is None else (known - found[:, :-1])[:, 1:]
            normal = np.nanstd(past, axis=1)
            said[name] = quantiles(level, normal, np.zeros(len(level), bool))
        for name, found in said.items():
            loss = np.mean([np.nanmean(pinball(after[:, None], found[:, [k]], q)) for k, q in enumerate(SHARES)])
            losses.setdefault(name, []).append(float(loss))
    mean = {name: float(np.mean(found)) for name, found in losses.items()}
    print(mean)
    assert mean["ours"] < min(value for name, value in mean.items() if name != "ours")
