"""The golden MRP number of TERMS.md, and the lot rule of the walk against that of planning.formulas."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.formulas import lot_size
from planning.netting.choice import lot
from planning.netting.engine import net
from planning.netting.frames import orders_frame
from planning.netting.inputs import Inputs
from planning.netting.prepare import prepare
from planning.netting.projection import balances

AS_OF = datetime(2026, 1, 5)
KEY = {"product_id": "p", "location_id": "l"}


def week(number: int) -> datetime:
    return AS_OF + timedelta(weeks=number - 1)


def golden() -> Inputs:
    gross = [20, 15, 40, 10, 35, 20]
    demand = [KEY | {"demand_id": n, "due_at": week(n), "qty": qty} for n, qty in enumerate(gross, 1)]
    source = {"source_id": "s", "kind": "buy", "supplier_id": "v", "lead_time_days": 14, "unit_cost": 1.0}
    return Inputs(
        pd.DataFrame([KEY | {"on_hand_qty": 25, "safety_stock_qty": 10, "firm_fence_days": 0}]),
        pd.DataFrame([KEY | source | {"min_qty": 30, "multiple_qty": 10}]),
        pd.DataFrame(demand),
        pd.DataFrame([KEY | {"supply_id": "r", "due_at": week(2), "qty": 30}]),
    )


def test_golden_mrp() -> None:
    problem = prepare(golden(), AS_OF)
    orders = orders_frame(problem, net(problem))
    assert orders["due_at"].tolist() == [week(1), week(4), week(5), week(6)]
    assert orders["qty"].tolist() == [30, 30, 30, 30]
    assert orders["release_at"].tolist() == [week(-1), week(2), week(3), week(4)]
    assert orders["is_past_due"].tolist() == [True, False, False, False]
    assert orders["expected_at"].iloc[0] == week(3)
    assert balances(problem, net(problem))["balance"].tolist() == [35, 50, 10, 30, 25, 35]


@given(st.floats(0.01, 1e5), st.floats(0, 1e4), st.sampled_from([0.0, 1.0, 12.0, 0.5, 100.0]))
def test_lot_equals_the_formula(need: float, least: float, multiple: float) -> None:
    assert lot(need, least, multiple) == pytest.approx(float(lot_size(need, least, multiple)))


def test_minimum_50_multiple_12() -> None:
    assert [lot(need, 50, 12) for need in (37, 61)] == [60, 72]
    assert np.ceil(lot(0.5, 0, 0)) == 1
