"""When open purchase lines will come: never today for ever, never forgotten."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from planning.delays import DelayRecord, learn_delays
from planning.promises import expected_receipts

TODAY = date(2026, 3, 1)


def _record(delays: list[int]) -> DelayRecord:
    planned = pd.Timestamp(TODAY) - pd.Timedelta(days=100)
    days = pd.to_timedelta(pd.Series(delays), unit="D")
    return learn_delays(
        pd.DataFrame({"supplier_id": "A", "planned_on": planned, "actual_on": planned + days}), TODAY, prior_lines=0
    )


def _open(*late: int | None, supplier: str = "A") -> pd.DataFrame:
    dates = [None if days is None else TODAY - timedelta(days=days) for days in late]
    return pd.DataFrame({"supplier_id": supplier, "promised_on": pd.to_datetime(pd.Series(dates))})


def test_an_overdue_line_comes_when_lines_as_late_came() -> None:
    record = _record([0] * 8 + [5, 5, 5, 9])
    got = expected_receipts(_open(-10, 2, 6), record, TODAY)
    assert (got["expected_on"].dt.date - TODAY).tolist() == [timedelta(days=10), timedelta(days=3), timedelta(days=3)]
    assert got["expected_basis"].tolist() == ["supplier"] * 3
    assert got["reason"].iloc[0] is None
    assert "2 days late: lines as late as this come about 5 days" in got["reason"].iloc[1]


def test_later_than_anything_on_record_it_stays_supply_but_far_away() -> None:
    got = expected_receipts(_open(9, 40), _record([0, 3, 9]), TODAY)
    assert (got["expected_on"].dt.date - TODAY).tolist() == [timedelta(days=9), timedelta(days=40)]
    assert got["expected_basis"].tolist() == ["beyond record"] * 2
    assert "longer than any line on record" in got["reason"].iloc[1]


def test_a_supplier_without_record_has_that_of_all() -> None:
    got = expected_receipts(_open(1, supplier="new"), _record([0, 0, 4, 4]), TODAY)
    assert got["expected_basis"].tolist() == ["all suppliers"]
    assert got["expected_on"].dt.date.tolist() == [TODAY + timedelta(days=3)]


def test_a_line_without_date_is_held_and_the_rest_goes_on() -> None:
    got = expected_receipts(_open(None, 0), _record([0, 1]), TODAY)
    assert got["expected_basis"].tolist() == ["held", "supplier"]
    assert pd.isna(got["expected_on"].iloc[0])
    assert "ask the supplier" in got["reason"].iloc[0]


@given(st.lists(st.integers(-20, 60), max_size=30), st.lists(st.integers(-40, 200), min_size=1, max_size=20))
def test_nothing_overdue_is_expected_today_or_before(delays: list[int], late: list[int]) -> None:
    got = expected_receipts(_open(*sorted(late)), _record(delays), TODAY)
    assert (got["expected_on"] > pd.Timestamp(TODAY)).all()
    if delays:
        beyond = got[(got["expected_basis"] == "beyond record") & (got["days_late"] >= 0)]
        assert beyond["expected_on"].is_monotonic_increasing
