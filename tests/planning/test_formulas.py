"""The golden numbers and known optima of the formulas' published sources."""

import numpy as np
import pytest

from planning.formulas import (
    cycle_service_level,
    economic_order_quantity,
    exposure_spread,
    fill_rate,
    lot_size,
    order_up_to_level,
    reorder_point,
    safety_stock,
    standard_loss,
    z_for_fill_rate,
    z_value,
)


@pytest.mark.parametrize(("level", "stock"), [(0.90, 42.97), (0.95, 55.15), (0.98, 68.85)])
def test_safety_stock_with_both_spreads(level: float, stock: float) -> None:
    safety = safety_stock(z_value(level), 10, 4, 14, 3)
    assert safety == pytest.approx(stock, abs=0.005)
    assert reorder_point(10, 14, safety) == pytest.approx(140 + stock, abs=0.005)


def test_spreads_add_as_squares() -> None:
    z = z_value(0.95)
    demand_part, lead_part = safety_stock(z, 10, 4, 14, 0), safety_stock(z, 10, 0, 14, 3)
    assert (demand_part, lead_part) == (pytest.approx(24.62, abs=0.005), pytest.approx(49.35, abs=0.005))
    assert np.hypot(demand_part, lead_part) == pytest.approx(float(safety_stock(z, 10, 4, 14, 3)))


def test_periodic_review() -> None:
    safety = safety_stock(z_value(0.95), 10, 4, 21, 3)
    assert safety == pytest.approx(57.83, abs=0.005)
    assert order_up_to_level(10, 14, 7, safety) == pytest.approx(267.83, abs=0.005)


def test_lot_size_rounds_up_to_minimum_and_multiple() -> None:
    assert lot_size([37, 61, 0], 50, 12).tolist() == [60, 72, 0]
    assert lot_size([40], 0, 12).tolist() == [48]  # F6: whole packs
    assert lot_size([15], 24, np.nan).tolist() == [24]  # F5: the minimum is kept
    assert lot_size([12 * 0.1 * 30], 0, 12).tolist() == [36]  # 36.00000000000001 is 36


@pytest.mark.parametrize(("demand", "cost", "holding", "quantity"), [(3650, 50, 2, 427.20), (1300, 8, 0.225, 304.0468)])
def test_economic_order_quantity(demand: float, cost: float, holding: float, quantity: float) -> None:
    assert economic_order_quantity(demand, cost, holding) == pytest.approx(quantity, abs=0.005)


def test_fill_rate_is_not_the_service_level() -> None:
    sigma, z = exposure_spread(10, 4, 14, 3), z_value(0.95)
    assert sigma == pytest.approx(33.526, abs=0.0005)
    assert standard_loss(z) == pytest.approx(0.02089, abs=0.000005)
    assert fill_rate(z, sigma, 200) == pytest.approx(0.9965, abs=0.00005)


def test_a_target_fill_rate_gives_back_its_z() -> None:
    targets, lots = np.array([0.9965, 0.9, 0.5, 0.999999]), np.array([200, 200, 20, 200])
    z = z_for_fill_rate(targets, 33.526, lots)
    assert fill_rate(z, 33.526, lots) == pytest.approx(targets, abs=1e-9)
    assert cycle_service_level(z[0]) == pytest.approx(0.95, abs=0.0005)
    assert z[1] < 0  # a lot of 200 by itself fills more than 90 %: stock is not needed for safety


def test_what_has_no_service_level_has_no_z() -> None:
    assert np.isnan(z_value([0, 1, -0.1, np.nan, 95])).all()
    assert np.isnan(z_for_fill_rate([0, 1, 0.9, 0.9], [5, 5, np.nan, 5], [10, 10, 10, 0])).all()
    assert z_for_fill_rate(0.9, 0, 10) == 0
