"""A shop with spreadsheets only (R74): from CSV with Chinese headers to requisitions checked by hand."""

from statistics import NormalDist
from typing import Any

import pytest
from spreadsheets_company import found_shop, run_cycle

from operations.requisitions import get, pending
from tandem.cli.lookup import find_items
from tandem.cycle import Cycle
from tandem.stores import open_store


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    return run_cycle(found_shop(tmp_path_factory.mktemp("shop") / "company"))


def requisitions(cycle: Cycle) -> dict[str, dict[str, Any]]:
    store = open_store(cycle)
    return {row["product_code"]: get(store, row["number"]) for row in pending(store)}


def test_what_runs_short_is_ordered_and_nothing_else(cycle: Cycle) -> None:
    assert set(requisitions(cycle)) == {"T-01", "M-01"}


def test_tea_by_hand(cycle: Cycle) -> None:
    """A packet every second day, three or four a week; 30 days of lead time, stated; packs of 10, at least 20; CNY."""
    asked = requisitions(cycle)["T-01"]
    inputs = asked["arithmetic"]
    assert float(inputs["mean_daily_demand"]) == pytest.approx(0.5, abs=0.005)
    assert float(inputs["horizon_demand"]) == pytest.approx(37 * float(inputs["mean_daily_demand"]))
    safety = NormalDist().inv_cdf(0.95) * float(inputs["horizon_std"])
    assert 0 < safety < 4, "from the forecast's own error: it is nearly always the same"
    assert float(inputs["safety_stock"]) == pytest.approx(safety, abs=1e-4)
    assert float(inputs["reorder_point"]) == pytest.approx(float(inputs["horizon_demand"]) + safety, abs=1e-4)
    assert float(inputs["order_up_to"]) == pytest.approx(44 * float(inputs["mean_daily_demand"]) + safety, abs=1e-4)
    assert inputs["lead_time_basis"] == "stated"
    assert float(inputs["net_requirement"]) == 20  # 10 to the level, but planned by day in the supplier's lots
    line = asked["lines"][0]
    assert (line["quantity"], line["currency"]) == (20, "CNY")
    assert float(line["base_amount"]) == pytest.approx(20 * 300 * 0.126)  # the rate of 1 May is the last before the day


def test_reserved_cups_are_not_there(cycle: Cycle) -> None:
    item = find_items(cycle, "白瓷杯")[0]
    assert (item["on_hand_qty"], item["reserved_qty"], item["inventory_position"]) == (9, 2, 7)
    assert requisitions(cycle)["M-01"]["lines"][0]["quantity"] == 24


def test_why_not_ordered(cycle: Cycle) -> None:
    item = find_items(cycle, "t-02")[0]
    assert not item["is_below_reorder_point"]
    assert item["order_qty"] == 0
