"""Weeks from days: net, regular, corrected for days without stock."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from planning.forecasting.weekly import weekly_demand

AS_OF = date(2026, 3, 31)


def sold(*rows: tuple[str, int, float, float]) -> pd.DataFrame:
    """Product, days ago, quantity, returned."""
    return pd.DataFrame(
        [(p, "L", AS_OF - timedelta(days=ago), quantity, back) for p, ago, quantity, back in rows],
        columns=["product_id", "location_id", "demand_on", "quantity", "returned_qty"],
    )


def test_a_week_is_seven_days_back_from_the_business_day() -> None:
    found = weekly_demand(
        sold(("b", 0, 3, 0), ("b", 6, 4, 1), ("b", 7, 5, 0), ("b", 14, 8, 0), ("a", 27, 2, 0), ("a", -1, 9, 0)),
        AS_OF,
        4,
    )
    assert found.keys["product_id"].tolist() == ["a", "b"]
    assert found.units[0].tolist() == [2, 0, 0, 0]
    assert np.isnan(found.units[1, :2]).all(), "its first day begins no whole week"
    assert found.units[1, 2:].tolist() == [5, 6]


def test_more_returns_than_sales_is_no_demand_and_is_said() -> None:
    found = weekly_demand(sold(("a", 20, 9, 0), ("a", 13, 2, 0), ("a", 1, 1, 5)), AS_OF, 3)
    assert found.units.tolist() == [[7, 0, 0]], "what came back was sold before"
    assert "1 weeks more came back" in found.keys["reason"][0]


def test_days_without_stock_are_scaled_away_and_a_week_without_any_is_unknown() -> None:
    days = pd.DataFrame([("a", "L", AS_OF - timedelta(days=ago)) for ago in [*range(14, 20), *range(21, 24)]])
    days.columns = pd.Index(["product_id", "location_id", "day_on"])
    found = weekly_demand(sold(("a", 1, 7, 0), ("a", 8, 7, 0), ("a", 20, 1, 0), ("a", 27, 8, 0)), AS_OF, 4, days)
    assert found.units[0, [0, 2, 3]].tolist() == pytest.approx([14, 7, 7])
    assert np.isnan(found.units[0, 1]), "one day in stock says too little"


def test_the_order_of_rows_does_not_matter() -> None:
    rows = sold(*[(f"p{n % 5}", n, float(n), 0.0) for n in range(40)])
    one, other = weekly_demand(rows, AS_OF, 6), weekly_demand(rows[::-1], AS_OF, 6)
    assert one.keys.equals(other.keys) and np.array_equal(one.units, other.units, equal_nan=True)


def test_a_company_without_demand_has_no_series() -> None:
    found = weekly_demand(sold(), AS_OF, 4)
    assert len(found.keys) == 0 and found.units.shape == (0, 4)
