"""The faults of today's ERPs (F1 to F12 of the netting oracle) are absent: rows in, commands, facts out."""

from typing import Any

import pytest
from faults_company import LATER, PRODUCTS, Faults


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    company = Faults(tmp_path_factory.mktemp("faults") / "company")
    company.cycle()
    return company


@pytest.fixture(scope="module")
def before(first: Faults) -> dict[str, list[tuple[Any, ...]]]:
    """What was planned in the first cycle."""
    return {product: first.planned(product) for product in PRODUCTS}


@pytest.fixture(scope="module")
def said(first: Faults) -> dict[str, dict[str, str]]:
    """What was said in the first cycle."""
    return {product: first.messages(product) for product in PRODUCTS}


@pytest.fixture(scope="module")
def second(first: Faults, before: Any, said: Any) -> Faults:
    """After the supplier postponed F7 by 43 days and the sale of F8 was cancelled."""
    first.tell(LATER, cancelled="F8", promised={"F7": "2026-08-27"})
    first.cycle()
    return first


def test_f1_a_shortage_before_the_lead_time_is_said_with_the_receipt_that_comes_too_late(
    before: dict[str, Any], said: dict[str, Any]
) -> None:
    assert "2026-07-01 until 2026-07-05, when receipt PO-F1" in said["F1"]["shortage"]
    assert "needed 2026-07-01" in said["F1"]["expedite"]
    assert before["F1"] == []


def test_f2_an_overdue_receipt_stays_supply_and_is_not_bought_again(
    before: dict[str, Any], said: dict[str, Any]
) -> None:
    assert before["F2"] == []
    assert "PO-F2 of 100 was due 2026-06-20" in said["F2"]["overdue"]


def test_f5_minimum_is_kept_and_an_expired_price_leaves_held(
    first: Faults, before: dict[str, Any], said: dict[str, Any]
) -> None:
    assert before["F5"] == [("buy", "SLOW", 24, "2026-07-20")]
    assert "15 are needed from 2026-07-20 on and may not leave." in said["F5old"]["held"]
    held = first.rows(
        "select hold_reason from marts.fct_planned_orders join marts.dim_product using (product_id) "
        "where product_code = 'F5old'"
    )
    assert len(held) == 1 and held[0][0]


def test_f6_whole_packs(before: dict[str, Any]) -> None:
    assert before["F6"] == [("buy", "SLOW", 48, "2026-07-20")]


def test_f9_who_can_deliver_in_time_is_chosen_and_where_nobody_can_it_is_said(
    before: dict[str, Any], said: dict[str, Any]
) -> None:
    assert before["F9"] == [("buy", "FAST", 10, "2026-07-03")]
    assert before["F9late"] == [("buy", "FAST", 10, "2026-07-03")]
    assert "Fast is the fastest allowed" in said["F9late"]["late_source"]


def test_f9_the_requisition_asks_whom_netting_chose_and_says_why(first: Faults) -> None:
    (asked,) = first.asked("F9")
    assert (asked["supplier_code"], asked["unit_price"], asked["amount"]) == ("FAST", "6", "60")
    assert "Supplier Fast at 6.00 a unit landed, as Slow & Cheap at 4.00 would come 17 days late." in first.why("F9")
    late = "Fast at 6.00 a unit landed, the earliest: 6 days late. Slow & Cheap at 4.00 would come 17 days late."
    assert late in first.why("F9late")


@pytest.mark.parametrize(
    ("product", "asked", "why"),
    [
        ("F9box", (48, 4, "crate", "60", "240"), "Fast at 5.00 a unit landed, as Slow & Cheap at 4.00 would come 17"),
        ("F9old", (10, 10, "pc", "6", "60"), "Fast at 6.00 a unit landed, as the terms of Slow & Cheap are not valid"),
        ("F9many", (120, 120, "pc", "4", "480"), "Fast at 4.00 a unit landed, as Slow & Cheap would cost 4.50."),
    ],
)
def test_f9_keeps_boxes_price_breaks_and_valid_terms(first: Faults, product: str, asked: Any, why: str) -> None:
    (row,) = first.asked(product)
    said = (float(row["quantity"]), float(row["purchase_quantity"]), row["purchase_uom"], row["unit_price"])
    assert (*said, row["amount"]) == asked
    assert row["supplier_code"] == "FAST" and row["state"] == "pending"
    assert why in first.why(product)


def test_stock_elsewhere_and_substitutes_are_offered_before_buying(first: Faults) -> None:
    offers = first.rows(
        "select product_code, offer_kind, from_product_code, from_location_code, cast(quantity as int), sentence "
        "from marts.fct_plan_offers join marts.dim_product using (product_id) order by 1"
    )
    move, swap = (
        "BER does not need 30 of it: transfer instead of buying?",
        "8 of SPARE are spare here and could replace 4",
    )
    assert offers == [
        ("MOVE", "transfer_offer", "MOVE", "BER", 30, move),
        ("SWAP", "substitute_offer", "SPARE", "HAM", 4, f"{swap}: offer it?"),
    ]
    assert f"Offer {move}" in first.why("MOVE") and f"Offer {swap}" in first.why("SWAP")
    said = first.rows("select product_code, transfer_offers, substitute_offers from candidates.cnd_requisition")
    assert {row for row in said if any(row[1:])} == {("MOVE", "30.000000 BER", None), ("SWAP", None, "4.000000 SPARE")}
    (asked,) = first.asked("MOVE")
    assert float(asked["quantity"]) == 30, "offered, not assumed"


def test_f11_all_levels_in_one_run(before: dict[str, Any]) -> None:
    assert before["TOP"] == [("make", None, 7, "2026-08-20")]
    assert before["SUB"] == [("make", None, 14, "2026-08-20")]
    assert before["PART"] == [("buy", "SLOW", 42, "2026-08-20")]


def test_f7_a_postponed_receipt_moves_the_projection(second: Faults, said: dict[str, Any], before: Any) -> None:
    assert before["F7"] == [] and said["F7"] == {}
    assert "PO-F7" in second.messages("F7")["expedite"]
    assert second.planned("F7") == [("buy", "SLOW", 90, "2026-07-20")]


def test_f8_the_proposal_of_a_cancelled_sale_is_gone(second: Faults, before: dict[str, Any]) -> None:
    assert before["F8"] == [("buy", "SLOW", 33, "2026-07-20")]
    assert second.planned("F8") == []


def test_why_names_the_need_of_each_order(second: Faults) -> None:
    told = second.why("PART")
    assert "42 pc: order from Slow & Cheap 2026-08-15, usable 2026-08-20" in told
    assert "component of a planned order on 2026-08-20" in told
