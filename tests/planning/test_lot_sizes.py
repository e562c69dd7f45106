"""Known optima of lot sizing, and the textbook instances of stockpyl beside its own functions."""

import itertools

import numpy as np
import pytest
from stockpyl.eoq import economic_order_quantity_with_all_units_discounts
from stockpyl.instances import load_instance
from stockpyl.wagner_whitin import wagner_whitin as reference_wagner_whitin

from planning.lot_sizes import PriceBreak, economic_lot, lot_cost, lot_with_price_breaks, wagner_whitin


def test_economic_lot_example_3_1() -> None:
    lot = economic_lot(1300, 8, 0.225)
    assert (lot.quantity, lot.cost) == (pytest.approx(304.0468, abs=5e-5), pytest.approx(68.4105, abs=5e-5))
    assert lot_cost(lot.quantity * 1.1, 1300, 8, 0.225) > lot.cost < lot_cost(lot.quantity * 0.9, 1300, 8, 0.225)


def test_wagner_whitin_example_3_9() -> None:
    plan = wagner_whitin([90, 120, 80, 70], 500, 2)
    assert plan.quantities == [210, 0, 150, 0]
    assert plan.cost == 1380


@pytest.mark.parametrize("name", ["problem_3_27", "problem_3_29"])
def test_wagner_whitin_of_the_textbook(name: str) -> None:
    case = load_instance(name)
    _, cost, *_ = reference_wagner_whitin(**case)
    assert wagner_whitin(case["demand"], case["fixed_cost"], case["holding_cost"]).cost == pytest.approx(cost)


@pytest.mark.parametrize("seed", range(20))
def test_wagner_whitin_finds_what_trying_everything_finds(seed: int) -> None:
    draw = np.random.default_rng(seed)
    demand = (draw.integers(0, 60, 6) * draw.integers(0, 2, 6)).tolist()
    plan = wagner_whitin(demand, 70, 1)
    assert plan.cost == pytest.approx(min(filter(None.__ne__, (_cost(demand, at) for at in _choices(6)))))
    assert sum(plan.quantities) == sum(demand)


def _choices(periods: int) -> itertools.product:
    return itertools.product([False, True], repeat=periods)


def _cost(demand: list[int], ordered: tuple[bool, ...]) -> float | None:
    """Ordering in these periods what is needed until the next; None when something comes too late."""
    cost, last = 0.0, None
    for period, (units, order) in enumerate(zip(demand, ordered, strict=True)):
        last = period if order else last
        if units and last is None:
            return None
        cost += 70 * order + (units * (period - last) if last is not None else 0)
    return cost


@pytest.mark.parametrize("name", ["example_3_5", "problem_3_12"])
def test_price_breaks_of_the_textbook(name: str) -> None:
    case = load_instance(name)
    quantity, _, cost = economic_order_quantity_with_all_units_discounts(**case)
    breaks = [PriceBreak(*step) for step in zip(case["breakpoints"], case["unit_costs"], strict=True)]
    lot = lot_with_price_breaks(case["demand_rate"], case["fixed_cost"], case["holding_cost_rate"], breaks[::-1])
    assert (lot.quantity, lot.cost) == (pytest.approx(quantity), pytest.approx(cost))


def test_no_price_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="at least one price"):
        lot_with_price_breaks(100, 1, 0.2, [])
