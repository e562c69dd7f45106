"""A new product borrows the history of what it is like, until its own suffices."""

from datetime import timedelta

import pandas as pd
import pytest

from planning.facts import Facts
from planning.likes import ENOUGH_DAYS, borrow_history
from planning.replenish import make_plan
from tests.planning.test_replenish import AS_OF, history, item

LIKE = pd.DataFrame([{"product_id": "new", "like_id": "p1", "like_code": "SKU-1", "units_per": 0.5}])
KNOWN = history([10.0] * 400)


def own(days: int) -> pd.DataFrame:
    """2 a day of the new product on the last `days`."""
    return history([2.0] * days, "new")


def borrowed(days: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    parts = [KNOWN, own(days)] if days else [KNOWN]
    rows, said = borrow_history(pd.concat(parts, ignore_index=True), LIKE, AS_OF)
    return rows[rows["product_id"] == "new"].sort_values("demand_on"), said


def test_without_any_history_it_is_all_borrowed_in_its_own_measure() -> None:
    rows, said = borrowed(0)
    assert rows["quantity"].tolist() == [5.0] * 400
    assert said.to_dict("records") == [
        {"product_id": "new", "location_id": "l1", "like_code": "SKU-1", "units_per": 0.5,
         "until_on": pd.Timestamp(AS_OF)}
    ]  # fmt: skip


def test_its_own_days_count_as_they_are_and_none_twice() -> None:
    rows, said = borrowed(30)
    assert rows["quantity"].tolist() == [5.0] * 370 + [2.0] * 30
    assert not rows["demand_on"].duplicated().any()
    assert said["until_on"].tolist() == [pd.Timestamp(AS_OF - timedelta(days=30))]


@pytest.mark.parametrize(("days", "is_young"), [(ENOUGH_DAYS - 1, True), (ENOUGH_DAYS, False)])
def test_own_history_of_half_a_year_suffices(days: int, is_young: bool) -> None:
    rows, said = borrowed(days)
    assert (len(rows) > days) is is_young and (len(said) == 1) is is_young


def test_nothing_is_lent_to_a_place_where_the_other_never_sold_and_without_links_nothing_changes() -> None:
    rows, said = borrow_history(history([1.0], "other"), LIKE, AS_OF)
    assert len(rows) == 1 and said.empty
    assert borrow_history(KNOWN, LIKE.head(0), AS_OF)[0] is KNOWN


def test_the_plan_orders_what_the_like_item_says_and_tells_so() -> None:
    items = pd.DataFrame([item(), item() | {"product_id": "new"}])
    plan = make_plan(items, KNOWN, Facts(likes=LIKE), AS_OF)
    forecast = plan.expected.forecast.set_index("product_id")["mean_daily_demand"]
    assert forecast["new"] == pytest.approx(forecast["p1"] / 2)
    reasons = plan.levels.set_index("product_id")["reason"]
    assert reasons["new"].startswith(f"Too little history of its own: demand until {AS_OF} is that of SKU-1 times 0.5.")
    assert plan.requirements.set_index("product_id")["reason"]["new"] == reasons["new"]
    alone = make_plan(items, KNOWN, Facts(), AS_OF)
    assert alone.levels.set_index("product_id")["reason"]["new"] == "No demand in the window."
    assert alone.levels.set_index("product_id")["reorder_point"]["new"] == 0
