"""Overrides spread over days: on top or instead, in any order of rows, never below zero."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.adjustments import WEEKS_AHEAD, Outlook, outlook

AS_OF = date(2026, 3, 1)
FORECAST = pd.DataFrame([{"product_id": "p", "location_id": "l", "mean_daily_demand": 2.0}])


def said(mode: str, first: int, last: int, quantity: float, decided: int = 1) -> dict[str, Any]:
    """From `first` to `last` day after AS_OF."""
    return {
        "override_id": f"o{decided}", "product_id": "p", "location_id": "l", "from_on": AS_OF + timedelta(first),
        "to_on": AS_OF + timedelta(last), "mode": mode, "quantity": quantity, "decided_at": decided,
    }  # fmt: skip


def with_overrides(*rows: dict[str, Any]) -> Outlook:
    return outlook(FORECAST, pd.DataFrame(list(rows), columns=list(said("add", 1, 1, 0))), AS_OF)


def test_nothing_said_changes_nothing() -> None:
    made = with_overrides()
    assert (made.weeks == 14).all() and made.changes.empty


def test_on_top_is_spread_over_its_days() -> None:
    made = with_overrides(said("add", 6, 9, 40))
    assert made.weeks[0, :3].tolist() == [34, 34, 14]
    assert made.changes["week_from_on"].tolist() == [date(2026, 3, 2), date(2026, 3, 9)]


def test_instead_replaces_only_its_days() -> None:
    assert with_overrides(said("set", 1, 7, 3)).weeks[0, 0] == pytest.approx(3)
    assert with_overrides(said("set", 5, 7, 30)).weeks[0, 0] == pytest.approx(14 * 4 / 7 + 30)


def test_the_later_decision_comes_after() -> None:
    add, put = said("add", 1, 7, 10, decided=1), said("set", 1, 7, 3, decided=2)
    assert with_overrides(put, add).weeks[0, 0] == pytest.approx(3)
    assert with_overrides({**put, "decided_at": 0}, add).weeks[0, 0] == pytest.approx(13)


def test_less_than_nothing_is_nothing_and_unknown_products_are_left_out() -> None:
    made = with_overrides(said("add", 1, 7, -99), {**said("add", 1, 7, 5), "product_id": "q"})
    assert made.weeks[0, 0] == 0 and made.changes["product_id"].tolist() == ["p"]


@given(st.integers(1, 150), st.integers(0, 60), st.floats(0, 1e4))
def test_nothing_of_an_addition_is_lost(first: int, length: int, quantity: float) -> None:
    inside = max(0, min(first + length, 7 * WEEKS_AHEAD) - first + 1)
    more = with_overrides(said("add", first, first + length, quantity)).weeks.sum() - 14 * WEEKS_AHEAD
    assert more == pytest.approx(quantity * inside / (length + 1), abs=1e-6)
