"""What is promised rests on how late lines came, beside their promised day and beside the lead time."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.arrivals import Arrivals, expected_supply, learn_arrivals

TODAY = date(2026, 3, 1)
SOURCES = pd.DataFrame(
    {"supplier_id": "A", "product_id": ["p", "new"], "measured_days": [12.0, None], "stated_days": [10.0, 30.0]}
)
NINE_IN_TEN = [0] * 8 + [4, 9]


def learnt(delays: list[int | None], product: str = "p") -> Arrivals:
    """From lines ordered 10 days before their promised day, which came so many days after it (None: not yet)."""
    promised = [TODAY - timedelta(days=60)] * len(delays)
    receipts = pd.DataFrame(
        {
            "supplier_id": "A",
            "product_id": product,
            "lead_time_from_on": [day - timedelta(days=10) for day in promised],
            "promised_on": promised,
            "completed_on": [
                None if late is None else day + timedelta(days=late) for day, late in zip(promised, delays, strict=True)
            ],
        }
    )
    return learn_arrivals(receipts, SOURCES, TODAY)


def expected(arrivals: Arrivals, *promised: date | None, share: float = 0.9) -> list[dict[str, Any]]:
    supply = pd.DataFrame({"supplier_id": "A", "promised_on": pd.to_datetime(pd.Series(promised))})
    new = pd.Series(pd.Timestamp(TODAY + timedelta(days=14)), index=supply.index)
    return expected_supply(supply, new, arrivals, TODAY, share).to_dict("records")


def day(days: int) -> pd.Timestamp:
    return pd.Timestamp(TODAY + timedelta(days=days))


def test_a_line_comes_as_promised_and_is_relied_on_later() -> None:
    (one,) = expected(learnt(NINE_IN_TEN), TODAY + timedelta(days=5))
    assert (one["expected_on"], one["reliable_on"], one["expected_basis"]) == (day(5), day(9), "supplier")
    assert one["sentence"] is None


def test_what_came_early_is_not_counted_on_early() -> None:
    (one,) = expected(learnt([-6] * 9 + [-2]), TODAY + timedelta(days=5))
    assert (one["expected_on"], one["reliable_on"]) == (day(5), day(5))


def test_a_line_100_days_late_is_not_there_tomorrow() -> None:
    late, later = expected(learnt(NINE_IN_TEN), TODAY - timedelta(days=100), TODAY - timedelta(days=2))
    assert (late["expected_on"], late["expected_basis"]) == (day(100), "beyond record")
    assert late["reliable_on"] == day(900)
    assert (later["expected_on"], later["reliable_on"]) == (day(2), day(7))


def test_a_line_of_a_wrong_century_is_expected_in_ten_years_at_most() -> None:
    (one,) = expected(learnt(NINE_IN_TEN), date(1970, 1, 1), share=0.99)
    assert one["reliable_on"] == day(3650)


def test_a_line_without_a_day_comes_when_a_new_order_would() -> None:
    (one,) = expected(learnt(NINE_IN_TEN), None)
    assert (one["expected_on"], one["reliable_on"], one["expected_basis"]) == (day(14), day(18), "lead time")
    assert "Ask the supplier" in one["sentence"]


@pytest.mark.parametrize("delays", [[], [40, 50]])
def test_two_lines_prove_nothing(delays: list[int | None]) -> None:
    arrivals = learnt(delays)
    soon, due, late = expected(arrivals, *(TODAY + timedelta(days=days) for days in (5, 0, -10)))
    assert (soon["expected_on"], soon["reliable_on"], soon["expected_basis"]) == (day(5), day(5), "promised")
    assert soon["sentence"] is None
    assert (due["expected_on"], late["expected_on"]) == (day(1), day(10))
    assert arrivals.slip_days(pd.Series(["A", None]), False, 0.9).tolist() == [0, 0]


def test_lead_times_slip_beside_the_measured_one_or_the_stated_one() -> None:
    """Ten lines ordered at a stated 10 days came after 10 to 19; their mean is 12 when rounded."""
    arrivals = learnt(NINE_IN_TEN)
    assert arrivals.slip_days(pd.Series(["A", "A"]), np.array([True, False]), 0.9).tolist() == [2, 4]
    assert arrivals.slip_days(pd.Series(["A"]), False, 0.99).tolist() == [9]
    assert learnt(NINE_IN_TEN, "unknown").slip_days(pd.Series(["A"]), False, 0.9).tolist() == [0]


def test_lines_that_wait_count_as_later() -> None:
    (one,) = expected(learnt([*NINE_IN_TEN, None, None, None]), TODAY + timedelta(days=5))
    assert one["expected_on"] == day(5) and one["reliable_on"] > day(9)


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(-20, 55)), max_size=30),
    st.lists(st.integers(-200, 40), min_size=1, max_size=10),
    st.floats(0.5, 0.95),
)
def test_a_day_to_rely_on_is_never_before_the_likely_one(
    delays: list[int | None], promised: list[int], share: float
) -> None:
    rows = expected(learnt(delays), *(TODAY + timedelta(days=days) for days in promised), share=share)
    for row, days in zip(rows, promised, strict=True):
        assert row["reliable_on"] >= row["expected_on"] >= max(day(days), day(1))
