"""Bad input is held with a sentence and the rest is planned; calendars, effective dates, lots, transfers."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.netting.frames import orders_frame
from planning.netting.messages import messages
from planning.netting.offers import offers
from planning.netting.pegging import pegs_frame
from planning.netting.promises import promises
from tests.planning.netting_rows import buy, day, item, line, make, need, plan, receipt


def reasons(*rows: Any, **frames: Any) -> list[str]:
    problem, netted = plan(*rows, **frames)
    assert orders_frame(problem, netted)["product_id"].tolist() == ["good"], "the rest is planned"
    return problem.held["reason"].tolist()


GOOD = ([item("good")], [buy("good")], [need(20, 5, "good")])


def test_a_cycle_is_refused_as_a_path_and_the_rest_is_planned() -> None:
    items = [item(name) for name in ("good", "a", "b", "c")]
    sources = [make(name) for name in ("a", "b", "c")] + [buy("good"), buy("c")]
    bom = [line("a", "b"), line("b", "a"), line("b", "c"), line("c", "good", 2)]
    demand = [need(20, 5, "good"), need(20, 1, "a"), need(20, 0, "c")]
    problem, netted = plan(items, sources, demand, bom=bom)
    assert problem.held["reason"].tolist() == [
        "Cycle: a -> b -> a. Nothing on it is planned until a BOM line or a transfer of it is removed."
    ]
    assert orders_frame(problem, netted)["product_id"].tolist() == ["good"]
    assert messages(problem, netted)["kind"].tolist() == ["no_source"]


def test_two_locations_that_supply_each_other_are_a_cycle_too() -> None:
    moves = [
        buy("p", place, source_id=place, kind="transfer", from_location_id=other)
        for place, other in (("east", "west"), ("west", "east"))
    ]
    items = [item("p", "east"), item("p", "west")]
    held = plan(items, moves, [need(20, 5, "p", "west")])[0].held
    assert [reason.split(".")[0] for reason in held["reason"]] == ["Cycle: p at east -> p at west -> p at east"]


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ({"bom": [line("good", "x", scrap=1.0)]}, "loses everything or more (scrap 1.0). Give a share below 1."),
        ({"bom": [line("good", "x", 0)]}, "takes 0. Give a quantity above 0."),
    ],
)
def test_bom_lines_that_cannot_be(frames: dict[str, Any], said: str) -> None:
    assert [reason.endswith(said) for reason in reasons(*GOOD, **frames)] == [True]


def test_movements_that_cannot_be() -> None:
    items, sources, demand = GOOD
    odd = [need(3, -4, "good"), need(3, 1, "ghost"), need(3, float("nan"), "good"), need(3, 1, "good", due_at=None)]
    said = reasons(items, sources, [*demand, *odd], [receipt(3, 1, "ghost")])
    assert sorted(reason.split(".")[0] for reason in said) == [
        "Demand for ghost at l, which is not planned",
        "Demand of -4",
        "Demand of 1",
        "Demand of nan is no quantity of 0 or more",
        "Supply for ghost at l, which is not planned",
    ]


def test_a_calendar_without_open_days_holds_its_sources() -> None:
    items, sources, demand = [*GOOD[0], item("p")], [*GOOD[1], buy(calendar_id="never")], [*GOOD[2], need(20, 5)]
    calendars = [{"calendar_id": "never", "open_weekdays": "0000000"}]
    assert reasons(items, sources, demand, calendars=calendars) == [
        "Calendar never has no open day on which orders are taken. Give it open weekdays, or remove it. "
        "Source s-p-l waits."
    ]


def test_terms_that_lack_a_part_hold_the_order() -> None:
    problem, netted = plan([item()], [buy(supplier_id=None, lead_time_days=None)], [need(20, 5)])
    assert orders_frame(problem, netted)["hold_reason"].tolist() == [
        "No supplier is named for this purchase. Name one in the supplier's terms. No lead time is known, so its dates "
        "are those of the need. Add one to the terms or the policy."
    ]


def test_minimum_above_a_year_is_said() -> None:
    said = messages(*plan([item()], [buy(min_qty=5000)], [need(30, 5), need(60, 5)])).set_index("kind")["text"]
    assert said["moq_above_year"] == "The minimum of 5000 is above a year's need of 60.8333."


def test_lead_time_counts_open_days_and_orders_leave_on_order_days() -> None:
    """Need on Friday 23 January, five open days, the 20th closed: Thursday 15; ordered on Mondays: 12."""
    calendars = [{"calendar_id": "c", "open_weekdays": "1111100", "order_weekdays": "1000000"}]
    holidays = [{"calendar_id": "c", "holiday_on": pd.Timestamp("2026-01-20")}]
    source = buy(lead_time_days=5, calendar_id="c")
    ordered = plan([item()], [source], [need(18, 5)], calendars=calendars, holidays=holidays)
    assert orders_frame(*ordered)["release_at"].tolist() == [pd.Timestamp("2026-01-12")]
    calendars[0]["order_weekdays"] = None  # type: ignore[assignment]
    ordered = plan([item()], [source], [need(18, 5)], calendars=calendars, holidays=holidays)
    assert orders_frame(*ordered)["release_at"].tolist() == [pd.Timestamp("2026-01-15")]


def test_nothing_is_bought_past_the_last_buy() -> None:
    problem, netted = plan([item(last_buy_on=day(20))], [buy()], [need(20, 5), need(40, 7)])
    assert orders_frame(problem, netted)["qty"].tolist() == [5]
    assert messages(problem, netted)["text"].tolist() == ["7 are missing from 2026-02-14; nothing mends it."]


def test_bom_lines_hold_in_their_dates() -> None:
    bom = [line("p", "old", effective_to=day(25)), line("p", "new", effective_from=day(25))]
    items, sources = [item("p"), item("old"), item("new")], [make("p"), buy("old"), buy("new")]
    made = orders_frame(*plan(items, sources, [need(20, 1), need(30, 2)], bom=bom))
    assert made.groupby("product_id")["qty"].sum().to_dict() == {"p": 3, "old": 1, "new": 2}


@pytest.mark.parametrize(
    ("changes", "orders"),
    [
        ({"max_qty": 40}, [40, 40, 20]),
        ({"max_qty": 40, "min_qty": 30}, [40, 40, 30]),
        ({"fixed_lot_qty": 60}, [60, 60]),
        ({"max_qty": 50, "multiple_qty": 12}, [48, 48, 12]),
    ],
)
def test_lots(changes: dict[str, float], orders: list[float]) -> None:
    assert plan([item()], [buy(**changes)], [need(30, 100)])[1].orders.qty.tolist() == orders


def test_periods_of_supply_cover_the_needs_of_their_days() -> None:
    needs = [need(20, 10), need(24, 10), need(26, 5), need(27, 4), need(28, 3)]
    ordered = orders_frame(*plan([item(cover_days=7)], [buy()], needs))
    assert ordered[["need_at", "qty"]].to_numpy().tolist() == [[day(20), 25], [day(27), 7]]


def test_cheapest_by_price_break_then_score_then_priority() -> None:
    one = buy(source_id="a", supplier_id="A", unit_cost=5.0)
    two = buy(source_id="b", supplier_id="B", unit_cost=6.0)
    breaks = [{"source_id": "b", "from_qty": 100, "unit_cost": 4.0}]
    for qty, supplier in ((99, "A"), (100, "B")):
        made = orders_frame(*plan([item()], [one, two], [need(30, qty)], price_breaks=breaks))
        assert made["supplier_id"].tolist() == [supplier]
    equal = [one | {"score": 60.0}, two | {"unit_cost": 5.0, "score": 90.0}]
    assert orders_frame(*plan([item()], equal, [need(30, 1)]))["supplier_id"].tolist() == ["B"]


def test_spare_stock_elsewhere_and_substitutes_are_offered_once() -> None:
    items = [item(), item("p", "far", on_hand_qty=30, safety_stock_qty=10), item("q", "l", on_hand_qty=8)]
    problem, netted = plan(items, [buy()], [need(20, 15), need(30, 12)])
    substitutes = pd.DataFrame([{"product_id": "p", "substitute_id": "q", "units_per": 2.0}])
    found = offers(problem, netted, substitutes)
    assert found[["kind", "need_at", "qty"]].to_numpy().tolist() == [
        ["transfer_offer", day(20), 15],
        ["transfer_offer", day(30), 5],
        ["substitute_offer", day(30), 4],
    ]


def test_pegs_name_demand_and_supply_and_promises_what_limits() -> None:
    items, bom = [item("p", on_hand_qty=4), item("part")], [line("p", "part")]
    problem, netted = plan(items, [make("p"), buy("part", lead_time_days=30)], [need(10, 6)], [], bom=bom)
    everything = np.ones(2, bool)
    pegs = pegs_frame(problem, netted, everything)
    assert pegs[["product_id", "supply_kind", "demand_kind", "qty"]].to_numpy().tolist() == [
        ["p", "on hand", "demand", 4],
        ["p", "planned order", "demand", 2],
        ["part", "planned order", "component", 2],
    ]
    promise = promises(problem, netted, everything).iloc[0]
    assert (promise["promised_at"], promise["limiting_product_id"], promise["late_qty"]) == (day(31), "part", 2)
    problem, netted = plan(items[:1], [], [need(10, 6)])
    promise = promises(problem, netted, everything[:1]).iloc[0]
    assert (pd.isna(promise["promised_at"]), promise["short_qty"]) == (True, 2)
