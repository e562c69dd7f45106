"""Every case of the netting oracle: exact where any correct MRP must agree, our stated choice where it is policy."""

from typing import Any

import pandas as pd
import pytest

from planning.netting.consume import Consumption, net_forecast
from planning.netting.frames import orders_frame
from planning.netting.projection import balances, cover_days, unmet
from tests.planning.oracle_cases import CASES, expected_sums, place, planned, sums

pytestmark = pytest.mark.skipif(not CASES, reason="../shared/oracles is not here")
EXACT = ["N1", "N2", "N3", "N4", "N5", "N7", "N8", "N10"]


@pytest.mark.parametrize("name", EXACT)
def test_planned_orders_are_exact(name: str) -> None:
    assert sums(*planned(CASES[name])) == expected_sums(CASES[name]["expected"]["planned_orders"])


@pytest.mark.parametrize("name", EXACT)
def test_balances_and_shortages_are_exact(name: str) -> None:
    expected = CASES[name]["expected"]
    problem, netted = planned(CASES[name])
    found = balances(problem, netted)
    after = {(row.product_id, row.location_id, row.at): row.balance for row in found.itertuples()}
    for row in expected["balances"]:
        assert after[row["item"], place(row), pd.Timestamp(row["date"])] == row["on_hand_after"], row
    short = [
        (row.product_id, row.from_at, str(row.to_at), row.lowest_balance) for row in unmet(problem, netted).itertuples()
    ]
    assert short == [unmet_row(row) for row in expected["unmet"]]


def unmet_row(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["item"], pd.Timestamp(row["from"]), str(pd.Timestamp(row["to"])), row["lowest_balance"])


def test_n13_with_fence_and_without() -> None:
    expected = CASES["N13"]["expected"]
    problem, netted = planned(CASES["N13"], fence_days=999)
    assert not sums(problem, netted)
    short = unmet(problem, netted).iloc[0]
    assert (short["from_at"], str(short["to_at"]), short["lowest_balance"]) == unmet_row(expected["unmet"][0])[1:]
    assert short["mended_by"] == "r1"
    assert sums(*planned(CASES["N13"])) == expected_sums(expected["variants"][0]["planned_orders"])


def test_n12_order_up_to_is_the_plain_run() -> None:
    assert sums(*planned(CASES["N12"])) == expected_sums(CASES["N12"]["expected"]["planned_orders"])


def test_n11_is_planned_from_the_need_not_from_today() -> None:
    """The oracle's engine is constrained there: nothing starts before as_of. Ours says when the order should have left,
    that it is past due, and when it is usable if it leaves today: 180 days on, as theirs."""
    problem, netted = planned(CASES["N11"])
    first = orders_frame(problem, netted).iloc[0]
    assert (first["qty"], first["is_past_due"], first["need_at"]) == (20, True, pd.Timestamp("2024-01-01"))
    assert first["expected_at"] == pd.Timestamp("2025-06-30")


def test_n11_cover() -> None:
    cover = pd.DataFrame(CASES["N11"]["expected"]["cover"]).rename(columns={"date": "at"})
    cover["is_firm"] = cover.index == 0
    cover["is_overdue"] = cover["qty"] == -25
    assert cover_days(cover, opening=5).tolist() == cover["cover_days"].tolist()


def consumed(case: dict[str, Any], **windows: Any) -> dict[tuple[str, str], float | None]:
    rename = {"item": "product_id", "gross": "qty", "due": "due_at"}
    forecast = pd.DataFrame(case["forecast"]).rename(columns=rename).assign(location_id="here")
    orders = pd.DataFrame(case["orders"]).rename(columns=rename).assign(location_id="here")
    for frame, columns in ((forecast, ["bucket_start", "bucket_end"]), (orders, ["due_at"])):
        for column in columns:
            frame[column] = pd.to_datetime(frame[column], format="ISO8601")
    given = case["policy_parameters"] | windows
    rule = Consumption(given["net_early_days"], given["net_late_days"], given.get("net_past_orders", False))
    found = net_forecast(forecast, orders, case["as_of"], rule)
    return {(row.product_id, f"{row.bucket_start:%Y-%m-%dT%H:%M:%S}"): row.net_qty for row in found.itertuples()}


@pytest.mark.parametrize("name", ["N15", "N16"])
def test_forecast_consumption(name: str) -> None:
    case = CASES[name]
    for variant in (case["expected"], *case["expected"]["variants"]):
        found = consumed(case, **variant.get("policy_parameters", {}))
        for row in variant["net_forecast"]:
            net = found[row["item"], row["bucket_start"]]
            assert (None if pd.isna(net) else net) == row["net"], row
