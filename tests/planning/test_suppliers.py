"""From whom a requirement is ordered, through the whole plan, and what could be used instead of buying."""

from typing import Any

import pandas as pd
import pytest

from planning.facts import Facts
from planning.replenish import Plan, make_plan
from tests.planning.test_replenish import AS_OF, history, item

TERM = {
    "product_id": "p1", "units_per_purchase_uom": 1.0, "currency": "EUR", "min_order_qty": 0.0, "order_multiple": 1.0,
    "measured_lead_time_days": None, "lead_time_receipts": 0, "on_time_rate": None, "priority": 1, "valid_from": None,
    "valid_to": None,
}  # fmt: skip


def term(code: str, supplier: str, price: float, days: float, **changes: Any) -> dict[str, Any]:
    prices = {"unit_price": price, "base_unit_price": price, "landed_unit_price": price}
    named = {"supplier_product_id": code, "supplier_id": supplier, "supplier_name": supplier.title()}
    return TERM | named | prices | {"stated_lead_time_days": days} | changes


CHEAP, DEAR = term("c", "cheap", 4.0, 20.0), term("d", "dear", 6.0, 2.0)


def plan(*terms: dict[str, Any], due_in: int = 0, **changes: Any) -> Plan:
    """An item without history; of 10 that are ordered for a day in `due_in` days nothing is on hand (0: no order)."""
    due = AS_OF + pd.Timedelta(days=due_in)
    order = {"order_line_id": "o", "product_id": "p1", "location_id": "l1", "due_on": due, "quantity": 10.0}
    orders = pd.DataFrame([order][: 1 if due_in else 0], columns=list(order))
    stock = {"on_hand_qty": 0.0, "inventory_position": 0.0, "order_multiple": 1.0} | changes
    facts = Facts(sources=pd.DataFrame(terms, columns=list(CHEAP)), open_orders=orders)
    return make_plan(pd.DataFrame([item(**stock)]), history([]), facts, AS_OF)


def asked(*terms: dict[str, Any], **changes: Any) -> Any:
    return plan(*terms, **changes).requirements.iloc[0]


def test_the_planned_purchase_decides_who_is_asked_and_how_long_it_takes() -> None:
    need = asked(CHEAP, DEAR, due_in=3)
    assert (need["supplier_product_id"], need["order_qty"], need["supplier_lead_days"]) == ("d", 10, 2)
    assert need["supplier_reason"] == "Dear at 6.00 a unit landed, as Cheap at 4.00 would come 17 days late."
    assert pd.Timestamp(need["order_by_on"]) == pd.Timestamp(AS_OF) + pd.Timedelta(days=1)


def test_of_two_in_time_the_cheaper_one() -> None:
    need = asked(CHEAP, DEAR, due_in=22)
    assert (need["supplier_product_id"], need["order_qty"]) == ("c", 10)
    assert need["supplier_reason"] == "Cheap at 4.00 a unit landed, as Dear would cost 6.00."


def test_where_the_level_alone_asks_the_same_rule_is_asked_for_the_day_it_is_required() -> None:
    level = {"reorder_point": 5.0, "order_up_to": 30.0}
    assert asked(CHEAP | {"stated_lead_time_days": 14.0}, DEAR, **level)["supplier_product_id"] == "c"
    late = asked(CHEAP | {"stated_lead_time_days": 40.0}, DEAR, **level)
    assert (late["supplier_product_id"], late["order_qty"]) == ("d", 30)
    assert "Cheap at 4.00 would come 26 days late" in late["supplier_reason"]


def test_minimum_and_multiple_are_those_of_who_is_asked() -> None:
    box = DEAR | {"min_order_qty": 24.0, "order_multiple": 12.0, "units_per_purchase_uom": 12.0}
    need = asked(CHEAP, box, due_in=3)
    assert (need["order_qty"], need["purchase_qty"]) == (24, 2)


def test_what_leaves_today_is_ordered_on_the_list_of_today() -> None:
    begins = AS_OF + pd.Timedelta(days=3)
    today = DEAR | {"valid_to": begins - pd.Timedelta(days=1)}
    announced = term("e", "dear", 7.0, 2.0, valid_from=begins)
    need = asked(today, announced, due_in=7)
    assert (need["supplier_product_id"], need["order_qty"], need["hold_reason"]) == ("d", 10, None)


def test_expired_terms_are_left_and_said_and_held_where_there_are_no_others() -> None:
    expired = CHEAP | {"stated_lead_time_days": 2.0, "valid_to": AS_OF - pd.Timedelta(days=1)}
    need = asked(expired, DEAR, due_in=3)
    assert need["supplier_reason"] == "Dear at 6.00 a unit landed, as the terms of Cheap are not valid."
    alone = asked(expired, due_in=3)
    assert alone["hold_reason"].startswith("The supplier's terms have expired")


def test_at_the_same_cost_the_more_punctual_one_then_the_one_ranked_before() -> None:
    equal = term("e", "equal", 6.0, 2.0, priority=2)
    assert asked(equal, DEAR, due_in=3)["supplier_reason"].endswith("ranked before Equal, who costs the same.")
    punctual = asked(equal | {"on_time_rate": 0.9}, DEAR | {"on_time_rate": 0.5}, due_in=3)
    assert punctual["supplier_product_id"] == "e"
    assert "on time in 90% of its lines; Dear at the same cost in 50%" in punctual["supplier_reason"]


def test_a_price_break_counts_at_the_lot() -> None:
    many = term("e", "many", 9.0, 2.0)
    breaks = pd.DataFrame(
        {
            "supplier_product_id": ["e", "e"],
            "from_qty": [0, 10],
            "base_unit_price": 5.0,
            "landed_unit_price": [9.0, 5.0],
        }
    )
    orders = pd.DataFrame(
        [{"order_line_id": "o", "product_id": "p1", "location_id": "l1", "due_on": AS_OF, "quantity": 10.0}]
    )
    facts = Facts(sources=pd.DataFrame([DEAR, many]), price_breaks=breaks, open_orders=orders)
    stock = item(on_hand_qty=0.0, inventory_position=0.0)
    need = make_plan(pd.DataFrame([stock]), history([]), facts, AS_OF).requirements.iloc[0]
    assert need["supplier_product_id"] == "e"


@pytest.mark.parametrize("terms", [(), (DEAR,)])
def test_without_a_choice_there_is_no_reason(terms: tuple[dict[str, Any], ...]) -> None:
    need = asked(*terms, reorder_point=5.0, order_up_to=30.0)
    assert need["supplier_product_id"] == ("d" if terms else "t1")
    assert need["supplier_reason"] is None


def test_stock_elsewhere_and_substitutes_are_offered_by_their_codes() -> None:
    orders = pd.DataFrame(
        [{"order_line_id": "o", "product_id": "p1", "location_id": "l1", "due_on": AS_OF, "quantity": 50.0}]
    )
    none = {"on_hand_qty": 0.0, "inventory_position": 0.0, "product_code": "MUG", "location_code": "HAM"}
    rows = [
        item(**none),
        item(**none | {"location_id": "l2", "location_code": "BER", "on_hand_qty": 40.0}),
        item(**none | {"product_id": "p2", "product_code": "CUP", "on_hand_qty": 8.0}),
    ]
    substitutes = pd.DataFrame([{"product_id": "p1", "substitute_id": "p2", "units_per": 2.0}])
    facts = Facts(sources=pd.DataFrame([DEAR]), open_orders=orders, substitutes=substitutes)
    offers = make_plan(pd.DataFrame(rows), history([]), facts, AS_OF).time_phased["plan_offers"]
    assert offers[["offer", "offer_kind", "from_product_id", "from_location_id", "quantity"]].to_numpy().tolist() == [
        [1, "transfer_offer", "p1", "l2", 40],
        [2, "substitute_offer", "p2", "l1", 4],
    ]
    assert offers["sentence"].tolist() == [
        "BER does not need 40 of it: transfer instead of buying?",
        "8 of CUP are spare here and could replace 4: offer it?",
    ]
