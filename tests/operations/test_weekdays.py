"""Weekdays and days in a cell: every way people write them, and what they read when it is none."""

from datetime import date

import pytest

from operations.weekdays import days, weekdays


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("Mon-Fri", "1111100"), ("mon, THU", "1001000"), ("1-5", "1111100"), ("6;7", "0000011"),
        ("周一，周三", "1010000"), ("周六-周一", "1000011"), ("Monday", "1000000"), ("Fri-Mon", "1000111"),
        ("Sun-Sun", "0000001"),
    ],
)  # fmt: skip
def test_weekdays_are_read(said: str, marks: str) -> None:
    assert weekdays("open_weekdays", said) == marks


@pytest.mark.parametrize("said", ["Mo", "Mon-", "8", "0-5", "every day", "-"])
def test_other_words_are_refused(said: str) -> None:
    with pytest.raises(ValueError, match="write them as Mon-Fri"):
        weekdays("open_weekdays", said)


def test_days_alone_and_in_rows_each_once() -> None:
    found = days("closed_days", "2026-10-03..2026-10-05; 2026-10-01，2026-10-04")
    assert found == [date(2026, 10, day) for day in (1, 3, 4, 5)]
    assert days("closed_days", "") == []


@pytest.mark.parametrize("said", ["2026-13-01", "2026-10-05..2026-10-01", "2026-10-01..2028-10-01", "1.10.2026"])
def test_other_days_are_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"write one as 2026-10-01"):
        days("closed_days", said)
