"""R18: the last day to order is the need less the lead time, on the supplier's own days."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.supplier_days import calendar_frames, order_by, supplier_calendars, without_ordering_days

MONDAY = date(2026, 9, 21)


def suppliers(*rows: tuple[str, Any, Any, Any]) -> pd.DataFrame:
    columns = ["supplier_id", "open_weekdays", "order_weekdays", "closed_days"]
    return pd.DataFrame(rows, columns=columns).assign(supplier_name="Nordic")


def last_day(required: float, lead: float, *row: Any) -> str:
    calendars = supplier_calendars(suppliers(("s", *row)), MONDAY)
    days = order_by([required], [lead], ["s"], calendars, MONDAY)[0]
    return str(np.datetime64(MONDAY) + np.timedelta64(int(days), "D"))


WEEK = "1111100"


@pytest.mark.parametrize(
    ("row", "last"),
    [
        ((None, None, None), "2026-10-01"),  # Thursday week after next: 24 - 14 calendar days
        ((WEEK, WEEK, None), "2026-10-01"),  # ten open days before Thursday the 15th
        ((WEEK, WEEK, "2026-10-01,2026-10-02,2026-10-05,2026-10-06,2026-10-07"), "2026-09-24"),  # Golden Week
        ((WEEK, "0100000", None), "2026-09-29"),  # orders on Tuesdays only
        (("1111111", "1111111", "2026-10-01"), "2026-09-30"),
    ],
)
def test_the_last_day_to_order(row: tuple[Any, ...], last: str) -> None:
    assert last_day(24, 14, *row) == last


def test_a_need_on_a_closed_day_is_delivered_before() -> None:
    assert last_day(26, 7, WEEK, WEEK, None) == "2026-10-09"  # Saturday the 17th: due on Friday, five open days before


def test_a_calendar_without_ordering_days_is_a_sentence_for_its_supplier_alone() -> None:
    calendars = supplier_calendars(suppliers(("s", WEEK, "0000011", None), ("t", WEEK, WEEK, None)), MONDAY)
    said = without_ordering_days(["s", "t", None], calendars)
    assert said[0].startswith("Calendar of Nordic (s) has no open day on which orders are taken")
    assert list(said[1:]) == ["", ""]
    assert order_by([24.0], [14.0], ["s"], calendars, MONDAY)[0] == 10


def test_holidays_are_one_row_a_day() -> None:
    calendars, holidays = calendar_frames(
        suppliers(("s", WEEK, WEEK, "2026-10-01,2026-10-02"), ("t", None, None, None))
    )
    assert calendars["supplier_id"].tolist() == ["s"]
    assert calendars["open_share"].tolist() == pytest.approx([5 / 7])
    assert holidays["holiday_on"].dt.day.tolist() == [1, 2]
    assert all(len(frame) == 0 for frame in calendar_frames(suppliers()))


@given(st.integers(0, 300), st.integers(0, 60), st.sets(st.integers(0, 200)))
def test_more_closed_days_never_allow_ordering_later(required: int, lead: int, closed: set[int]) -> None:
    told = ",".join(str(np.datetime64(MONDAY) + np.timedelta64(day, "D")) for day in sorted(closed))
    free, less = (
        order_by(
            [float(required)],
            [float(lead)],
            ["s"],
            supplier_calendars(suppliers(("s", WEEK, WEEK, said)), MONDAY),
            MONDAY,
        )[0]
        for said in (None, told or None)
    )
    assert less <= free <= required
