"""Lead times: the golden line, weights, shrinkage, outliers, and what cannot be measured."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from planning.lead_times import LeadTimeRules, choose_lead_times, line_lead_times, measured_lead_times

TODAY = date(2026, 3, 1)
PLAIN = LeadTimeRules(half_life_days=float("inf"), prior_lines=0)


def _lines(days: list[float], product: str = "P", age: int = 10, supplier: str = "S") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "supplier_id": supplier,
            "product_id": product,
            "lead_time_days": days,
            "received_on": pd.Timestamp(TODAY) - pd.Timedelta(days=age),
        }
    )


def test_golden_lead_time() -> None:
    got = measured_lead_times(_lines([14, 12, 20, 15, 14]), TODAY, PLAIN).iloc[0]
    assert (got["measured_lead_time_days"], got["measured_lead_time_std_days"]) == (15, pytest.approx(3.0))
    assert got["measured_lead_time_std_days"] / got["measured_lead_time_days"] == pytest.approx(0.20)
    assert got["lead_time_lines"] == 5


def test_receipts_of_a_line_weigh_by_quantity_and_lines_count_equally() -> None:
    start = date(2026, 1, 1)
    rows = [("1", 10, 90.0), ("1", 20, 10.0), ("2", 15, 1.0)]
    receipts = pd.DataFrame(
        [(line, "S", "P", start, start + timedelta(days=days), units) for line, days, units in rows],
        columns=["line_id", "supplier_id", "product_id", "confirmed_on", "received_on", "received_qty"],
    )
    got = line_lead_times(receipts, TODAY)
    assert got.lines["lead_time_days"].tolist() == [11.0, 15.0]
    assert measured_lead_times(got.lines, TODAY, PLAIN)["measured_lead_time_days"].tolist() == [13.0]
    assert line_lead_times(receipts, start + timedelta(days=10)).lines["lead_time_days"].tolist() == [10.0]


def test_what_cannot_be_measured_is_held_in_words() -> None:
    start = date(2026, 1, 10)
    receipts = pd.DataFrame(
        [
            ("1", None, start, 5.0),
            ("2", start, None, 5.0),
            ("3", start, date(2026, 1, 9), 5.0),
            ("4", start, start, 0.0),
        ],
        columns=["line_id", "confirmed_on", "received_on", "received_qty"],
    ).assign(supplier_id="S", product_id="P")
    got = line_lead_times(receipts, TODAY)
    assert got.lines.empty
    assert got.held["line_id"].tolist() == ["1", "2", "3", "4"]
    words = ["No confirmation date", "No receipt date", "before it was confirmed", "Received nothing"]
    assert all(word in reason for word, reason in zip(words, got.held["reason"], strict=True))


def test_few_lines_are_shrunk_to_the_supplier() -> None:
    lines = pd.concat([_lines([10, 10, 12, 8] * 10), _lines([20], product="Q")])
    got = measured_lead_times(lines, TODAY, LeadTimeRules(half_life_days=float("inf"))).set_index("product_id")
    assert got.loc["Q", "lead_time_basis"] == "supplier"
    fence = 12 + 3 * 2.5  # upper quartile + spans * a quarter of the median
    supplier_mean = (400 + fence) / 41
    assert got.loc["Q", "measured_lead_time_days"] == pytest.approx(0.2 * fence + 0.8 * supplier_mean)
    assert got.loc["P", "measured_lead_time_days"] == pytest.approx((40 * 10 + 4 * supplier_mean) / 44)
    assert got.loc["Q", "measured_lead_time_std_days"] > 0  # one line has no spread of its own: the supplier's


def test_one_line_in_all_has_no_spread() -> None:
    got = measured_lead_times(_lines([9]), TODAY, PLAIN).iloc[0]
    assert got["measured_lead_time_days"] == 9
    assert np.isnan(got["measured_lead_time_std_days"])


def test_a_year_of_delay_by_mistake_is_drawn_in_and_counted() -> None:
    got = measured_lead_times(_lines([10, 11, 10, 9, 10, 375]), TODAY, PLAIN).iloc[0]
    assert got["outlier_lines"] == 1
    assert 10 <= got["measured_lead_time_days"] < 11.5


def test_a_receipt_booked_at_once_by_mistake_is_drawn_in() -> None:
    got = measured_lead_times(_lines([30, 31, 30, 29, 30, 0]), TODAY, PLAIN).iloc[0]
    assert got["outlier_lines"] == 1
    assert got["measured_lead_time_days"] > 150 / 6


def test_recent_lines_count_more() -> None:
    lines = pd.concat([_lines([20] * 5, age=730), _lines([10] * 5, age=0)])
    got = measured_lead_times(lines, TODAY, LeadTimeRules(half_life_days=365, prior_lines=0, outlier_spans=99)).iloc[0]
    assert got["measured_lead_time_days"] == pytest.approx((5 * 10 + 5 * 0.25 * 20) / 6.25)
    assert got["effective_lines"] < got["lead_time_lines"] == 10


def test_the_first_that_is_known_is_chosen() -> None:
    items = pd.DataFrame(
        {
            "measured_lead_time_days": [15, 12, 11, np.nan, np.nan],
            "measured_lead_time_std_days": [3, 2, np.nan, np.nan, np.nan],
            "lead_time_lines": [5, 1, 1, 0, 0],
            "supplier_lines": [9, 8, 2, 0, 0],
            "stated_lead_time_days": [9, 9, 9, np.nan, -1],
            "policy_lead_time_days": [7, 7, 7, 7, np.nan],
        }
    )
    got = choose_lead_times(items, LeadTimeRules())
    assert got["lead_time_basis"].tolist() == ["measured", "supplier", "stated", "policy", "held"]
    assert got["lead_time_days"].tolist()[:4] == [15, 12, 9, 7]
    assert got["lead_time_std_days"].tolist() == [3, 2, 0, 0, 0]
    assert got["reason"].iloc[0] is None
    assert "No lead time is known" in got["reason"].iloc[4]
