"""Known optima of stochastic policies, and the textbook instances of stockpyl beside its own functions."""

import pytest
from stockpyl.instances import load_instance
from stockpyl.newsvendor import newsvendor_normal as reference_normal
from stockpyl.newsvendor import newsvendor_poisson as reference_poisson
from stockpyl.rq import r_q_eoqss_approximation
from stockpyl.ss import s_s_discrete_exact

from planning.optima import min_max_poisson, newsvendor_normal, newsvendor_poisson, point_and_lot


def test_newsvendor_example_4_3() -> None:
    best = newsvendor_normal(0.18, 0.70, 50, 8)
    assert (best.order_up_to, best.cost) == (pytest.approx(56.6040, abs=5e-5), pytest.approx(1.99761, abs=5e-6))


def test_newsvendor_poisson() -> None:
    best = newsvendor_poisson(0.18, 0.70, 50)
    assert (best.order_up_to, best.cost) == (56, pytest.approx(1.79724, abs=5e-6))


def test_min_max_exact() -> None:
    best = min_max_poisson(1, 4, 5, 6)
    assert (best.reorder_point, best.order_up_to, best.cost) == (4, 10, pytest.approx(8.03411, abs=5e-6))


def test_point_and_lot() -> None:
    best = point_and_lot(0.225, 7.5, 8, demand=1300, demand_std=150, lead_time=1 / 12)
    assert (best.reorder_point, best.quantity) == (pytest.approx(190.337, abs=5e-4), pytest.approx(304.047, abs=5e-4))


def test_newsvendors_of_the_textbook() -> None:
    case = load_instance("problem_4_1")
    level, cost = reference_normal(**case)
    mine = newsvendor_normal(case["holding_cost"], case["stockout_cost"], case["demand_mean"], case["demand_sd"])
    assert (mine.order_up_to, mine.cost) == (pytest.approx(level), pytest.approx(cost))
    case = load_instance("problem_4_8a")
    level, cost = reference_poisson(**case)
    mine = newsvendor_poisson(case["holding_cost"], case["stockout_cost"], case["demand_mean"])
    assert (mine.order_up_to, mine.cost) == (pytest.approx(level), pytest.approx(cost))


@pytest.mark.parametrize(("h", "p", "k", "mean"), [(40, 125, 150, 4), (1, 9, 64, 10), (1, 4, 0.5, 3), (2, 2, 100, 25)])
def test_min_max_as_the_reference_finds_it(h: float, p: float, k: float, mean: float) -> None:
    low, high, cost = s_s_discrete_exact(h, p, k, True, mean)
    mine = min_max_poisson(h, p, k, mean)
    assert (mine.reorder_point, mine.order_up_to, mine.cost) == (low, high, pytest.approx(cost))


@pytest.mark.parametrize("name", ["problem_5_1", "problem_5_3"])
def test_point_and_lot_of_the_textbook(name: str) -> None:
    case = load_instance(name)
    point, quantity = r_q_eoqss_approximation(**case)
    demand = {"demand": case["demand_mean"], "demand_std": case["demand_sd"], "lead_time": case["lead_time"]}
    mine = point_and_lot(case["holding_cost"], case["stockout_cost"], case["fixed_cost"], **demand)
    assert (mine.reorder_point, mine.quantity) == (pytest.approx(point), pytest.approx(quantity))
