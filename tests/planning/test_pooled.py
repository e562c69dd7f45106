"""Rare series share model and spread; a few series alone do not, and order or company size change nothing."""

import numpy as np
import pytest

from planning.forecasting.choose import choose
from planning.forecasting.models import candidates
from planning.forecasting.pooled import FEWEST_SERIES, FROM_OTHERS, pooled_spread, usual_model

WEEKS = 104


def rare(count: int, drift: float = 0.0) -> np.ndarray:
    made = np.random.default_rng(3)
    rate = made.gamma(1, 0.3, (count, 1)) * np.exp(np.cumsum(made.normal(0, drift, (count, WEEKS)), axis=1))
    return made.poisson(np.minimum(rate, 0.6)).astype(float)


def test_series_whose_level_stands_go_by_a_long_memory_and_those_that_drift_by_a_short_one() -> None:
    still, drifting = usual_model(rare(400)), usual_model(rare(400, drift=0.3))
    assert still in {"mean", "ses 0.05"}
    assert drifting in {"mean of 13", "ses 0.1", "ses 0.2", "ses 0.3", "ses 0.5", "croston sba", "tsb"}


def test_few_rare_series_and_steady_ones_have_no_usual_model() -> None:
    assert usual_model(rare(FEWEST_SERIES)[: FEWEST_SERIES - 1]) is None
    assert usual_model(np.random.default_rng(1).poisson(30, (100, WEEKS)).astype(float)) is None
    assert usual_model(np.zeros((100, WEEKS))) is None
    assert usual_model(rare(100)[:, :20]) is None


def test_the_usual_model_does_not_depend_on_the_order_of_series() -> None:
    units = rare(100)
    assert usual_model(units) == usual_model(units[::-1])


def test_a_rare_series_leaves_the_usual_model_only_for_a_much_better_one() -> None:
    jump = np.zeros((1, WEEKS))
    jump[0, 10::4], jump[0, 70::2] = 1.0, 40.0
    units = np.concatenate([rare(100), jump])
    together, alone = choose(units, "ses 0.05"), choose(units)
    stayed, chose = ((one.method[:-1] == "ses 0.05").mean() for one in (together, alone))
    assert stayed > 0.8
    assert chose < 0.5
    assert together.level[0] == pytest.approx(candidates(units)["ses 0.05"][0, -1])
    assert together.method[-1] == alone.method[-1] != "ses 0.05"


def test_steady_series_do_not_follow_the_usual_model() -> None:
    units = np.random.default_rng(2).poisson(30, (20, WEEKS)).astype(float)
    assert choose(units, "ses 0.5").method.tolist() == choose(units).method.tolist()


def test_spreads_are_drawn_towards_those_of_like_means() -> None:
    mean = np.exp(np.linspace(-2, 2, 50))
    line, is_rare = 1.5 * mean**0.7, np.ones(50, bool)
    assert pooled_spread(mean, line, is_rare) == pytest.approx(line)
    odd = line.copy()
    odd[25] *= 4
    drawn = pooled_spread(mean, odd, is_rare)
    assert drawn[25] == pytest.approx(line[25] * 4 ** (1 - FROM_OTHERS), rel=0.15)


def test_steady_few_and_unknown_spreads_stay_as_they_are() -> None:
    mean, spread = np.full(60, 2.0), np.linspace(1, 3, 60)
    spread[4] = np.nan
    assert np.array_equal(pooled_spread(mean, spread, np.zeros(60, bool)), spread, equal_nan=True)
    assert np.array_equal(pooled_spread(mean[:20], spread[:20], np.ones(20, bool)), spread[:20], equal_nan=True)
    assert np.isnan(pooled_spread(mean, spread, np.ones(60, bool))[4])
