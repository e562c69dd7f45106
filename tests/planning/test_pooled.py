"""Rare series share model and spread; a few series alone do not, and order or company size change nothing."""

import numpy as np
import pytest

from planning.forecasting.choose import choose
from planning.forecasting.models import candidates
from planning.forecasting.pooled import FEWEST_SERIES, OTHERS_COUNT, Sizes, pooled_variance, usual_model
from planning.forecasting.quantiles import lumpy_quantiles, quantiles, week_quantiles

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


def test_variances_of_sizes_are_drawn_towards_those_of_like_means() -> None:
    mean = np.linspace(2, 20, 50)
    line, is_rare = 1.5 * mean**1.4, np.ones(50, bool)
    count = np.full(50, OTHERS_COUNT)
    assert pooled_variance(Sizes(mean, line, count), is_rare) == pytest.approx(line, rel=0.01)
    odd = line.copy()
    odd[25] *= 16
    assert pooled_variance(Sizes(mean, odd, count), is_rare)[25] == pytest.approx(4 * line[25], rel=0.15)
    once = Sizes(mean, np.where(np.arange(50) == 7, np.nan, line), count)
    assert pooled_variance(once, is_rare)[7] == pytest.approx(line[7], rel=0.05), "of one sale others know more"


def test_sizes_are_of_the_buckets_with_demand() -> None:
    sizes = Sizes.of(np.array([[0, 2, np.nan, 4, 0], [0, 0, 0, 0, 0], [0, 0, 3, 0, 0]], float))
    assert sizes.mean.tolist() == pytest.approx([3, np.nan, 3], nan_ok=True)
    assert sizes.variance.tolist() == pytest.approx([2, np.nan, np.nan], nan_ok=True)
    assert sizes.count.tolist() == [2, 0, 1]


def test_steady_and_few_series_keep_their_own_variance() -> None:
    sizes = Sizes(np.full(60, 2.0), np.linspace(1, 3, 60), np.full(60, 5.0))
    assert np.array_equal(pooled_variance(sizes, np.zeros(60, bool)), sizes.variance)
    few = Sizes(sizes.mean[:20], sizes.variance[:20], sizes.count[:20])
    assert np.array_equal(pooled_variance(few, np.ones(20, bool)), few.variance)


def test_quantiles_of_lumps_are_those_of_their_simulation() -> None:
    made = np.random.default_rng(5)
    drawn = np.where(made.random(400_000) < 0.3, 1 + made.poisson(4, 400_000), 0)
    shares = (0.5, 0.65, 0.8, 0.9, 0.99)
    assert lumpy_quantiles([1.5], [5.0], [4.0], shares)[0].tolist() == np.quantile(drawn, shares).tolist()


def test_quantiles_of_lumps_never_cross_and_unknown_ones_are_those_of_the_spread() -> None:
    rare, shares = np.array([True, True, False]), (0.5, 0.9, 0.95, 0.99)
    said = week_quantiles(
        [0.5, 0.5, 5.0], [2.0, 2.0, 1.0], rare, (np.array([4.0, np.nan, 5.0]), np.full(3, 9.0)), shares
    )
    assert (np.diff(said, axis=1) >= 0).all()
    assert said[1:].tolist() == quantiles([0.5, 5.0], [2.0, 1.0], rare[1:], shares).tolist()
