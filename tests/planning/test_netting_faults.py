"""F1 to F12 of the oracle: what today's ERPs get wrong, on the functions. Numbers are those of netting.md."""

import pandas as pd
import pytest

from planning.netting.decisions import increment, with_decisions
from planning.netting.frames import orders_frame
from planning.netting.messages import messages
from planning.netting.projection import unmet
from planning.netting.supply import counted, re_estimated
from tests.planning.netting_rows import AS_OF, buy, day, frame, item, line, make, need, plan, receipt


def test_f1_a_shortage_before_the_lead_time_is_said_with_the_receipt_that_ends_it() -> None:
    problem, netted = plan([item(on_hand_qty=50)], [buy(min_qty=10)], [need(1, 60)], [receipt(5, 100)])
    assert netted.orders.item.size == 0
    said = messages(problem, netted).set_index("kind")
    assert said.loc["shortage", "text"] == (
        "10 are missing from 2026-01-06 until 2026-01-10, when receipt r5-p arrives. "
        "Expedite it, transfer, or move the demand."
    )
    assert said.loc["expedite", "to_at"] == day(1)


def test_f1_what_the_receipt_does_not_mend_is_ordered() -> None:
    problem, netted = plan([item(on_hand_qty=50)], [buy()], [need(1, 170)], [receipt(5, 100)])
    assert netted.orders.qty.tolist() == [20]
    assert unmet(problem, netted, realistic=True)["lowest_balance"].tolist() == [
        -120,
    ]


def test_f2_an_overdue_receipt_is_supply_at_its_new_date_and_said() -> None:
    supply = re_estimated(frame([receipt(-9, 40)], receipt(0, 0)), AS_OF, typical_delay_days=4)
    assert supply["due_at"].tolist() == [day(4)]
    problem, netted = plan([item()], [buy()], [need(6, 40)], supply.to_dict("records"))
    assert netted.orders.item.size == 0
    said = messages(problem, netted)
    assert said["kind"].tolist() == ["overdue"]
    assert said["text"].tolist() == [
        "Receipt r-9-p of 40 was due 2025-12-27 and is not here; it is counted for 2026-01-09."
    ]


def test_f3_a_need_is_supplied_once_at_every_step() -> None:
    rows = [
        receipt(10, 100, step="requisition", need_key="n1", supply_id="req"),
        receipt(12, 60, step="order", need_key="n1", supply_id="po"),
        receipt(12, 40, step="order", need_key="n1", supply_id="po-2"),
        receipt(15, 30, step="quotation", need_key="n2", supply_id="rfq-b"),
        receipt(14, 30, step="quotation", need_key="n2", supply_id="rfq-a"),
        receipt(20, 5, step="approved", need_key=None, supply_id="alone"),
        receipt(20, 5, step="approved", need_key=None, supply_id="alone-2"),
    ]
    assert counted(pd.DataFrame(rows))["supply_id"].tolist() == ["po", "po-2", "rfq-a", "alone", "alone-2"]
    kept = counted(pd.DataFrame(rows)).to_dict("records")
    assert plan([item()], [buy()], [need(30, 140)], kept)[1].orders.item.size == 0


def test_f5_minimum_is_kept_and_no_order_without_a_price_leaves() -> None:
    problem, netted = plan([item()], [buy(min_qty=24, unit_cost=0.0)], [need(20, 15)])
    order = orders_frame(problem, netted).iloc[0]
    assert (order["qty"], order["hold_reason"]) == (24, "No price above 0 is known. Add one to the supplier's terms.")
    problem, netted = plan([item()], [buy(terms_to=day(-1))], [need(20, 15)])
    assert orders_frame(problem, netted)["hold_reason"].tolist() == [
        "The supplier's terms are not valid when it is released. Ask for a new price."
    ]
    assert "held" in messages(problem, netted)["kind"].tolist()


def test_f6_whole_packs() -> None:
    assert plan([item()], [buy(multiple_qty=12)], [need(20, 40)])[1].orders.qty.tolist() == [48]


def test_f7_a_postponed_receipt_moves_the_projection() -> None:
    rows = [item()], [buy(lead_time_days=60)], [need(10, 40)]
    assert unmet(*plan(*rows, [receipt(9, 40)]), realistic=True).empty
    short = unmet(*plan(*rows, [receipt(52, 40)]), realistic=True).iloc[0]
    assert (short["from_at"], short["to_at"], short["mended_by"]) == (day(10), day(52), "r52-p")


def test_f8_a_cancelled_sale_withdraws_its_proposal() -> None:
    before, after = (orders_frame(*plan([item()], [buy()], demand)) for demand in ([need(20, 40)], []))
    change = increment(before, after).iloc[0]
    assert (change["change_qty"], change["text"]) == (-40, "40 proposed before are withdrawn: the need has fallen.")


def test_f9_the_supplier_that_can_deliver_in_time() -> None:
    slow = buy(source_id="a", supplier_id="A", lead_time_days=20, unit_cost=1.0, priority=1)
    fast = buy(source_id="b", supplier_id="B", lead_time_days=2, unit_cost=3.0, priority=2)
    chosen = [orders_frame(*plan([item()], [slow, fast], [need(at, 5)]))["supplier_id"].tolist() for at in (3, 30)]
    assert chosen == [["B"], ["A"]]
    problem, netted = plan([item()], [slow, fast], [need(1, 5)])
    assert orders_frame(problem, netted)["supplier_id"].tolist() == ["B"]
    said = messages(problem, netted).set_index("kind")["text"]
    assert said["late_source"] == "No source delivers 5 by 2026-01-06; B is the fastest allowed, here on 2026-01-07."


def test_f10_a_cut_stays_until_the_need_changes() -> None:
    decision = {
        "decision_id": 1, "product_id": "p", "location_id": "l", "need_from": day(0), "need_to": day(28),
        "cut_qty": 30.0, "need_qty": 40.0, "reason": "campaign doubtful",
    }  # fmt: skip
    orders = orders_frame(*plan([item()], [buy()], [need(20, 40), need(40, 10)]))
    cut, told = with_decisions(orders, pd.DataFrame([decision]))
    assert (cut["qty"].tolist(), cut["cut_qty"].tolist()) == ([10, 10], [30, 0])
    assert told["text"].tolist() == ["30 stay cut (campaign doubtful): the need is what it was when that was decided."]
    orders = orders_frame(*plan([item()], [buy()], [need(20, 45)]))
    cut, told = with_decisions(orders, pd.DataFrame([decision]))
    assert (cut["qty"].tolist(), told["is_kept"].tolist()) == ([45], [False])


def test_f11_every_level_in_one_run() -> None:
    bom = [line("p", "sub", 2), line("sub", "part", 3, scrap=0.25)]
    items = [item(name) for name in ("p", "sub", "part")]
    problem, netted = plan(items, [make("p"), make("sub"), buy("part")], [need(30, 10)], bom=bom)
    made = orders_frame(problem, netted).set_index("product_id")
    assert made["qty"].to_dict() == {"p": 10, "sub": 20, "part": 80}
    assert made["need_at"].to_dict() == {"p": day(30), "sub": day(29), "part": day(28)}


def test_f12_a_shared_component_is_netted_once_from_both_needs() -> None:
    items = [item("a"), item("b"), item("c", on_hand_qty=10)]
    both = [make("a"), make("b"), buy("c", min_qty=30, multiple_qty=2)]
    for bom in ([line("a", "c"), line("b", "c")], [line("b", "c"), line("a", "c")]):
        netted = plan(items, both, [need(20, 31, "a"), need(20, 31, "b")], bom=bom)[1]
        assert netted.orders.qty[netted.orders.item == 2].tolist() == [52]


@pytest.mark.parametrize(("change", "expected"), [(200, 200), (0, None), (-200, -200)])
def test_increment_is_net_of_what_is_there(change: float, expected: float | None) -> None:
    """Forecast 500, stock 100: 400 planned. +200 gives 200 more, 0 nothing, -200 takes 200 back."""
    before = orders_frame(*plan([item(on_hand_qty=100)], [buy()], [need(30, 500)]))
    after = orders_frame(*plan([item(on_hand_qty=100)], [buy()], [need(30, 500 + change)]))
    found = increment(before, after)["change_qty"].tolist()
    assert found == ([] if expected is None else [expected])


def test_less_forecast_proposes_to_cut_what_is_on_order() -> None:
    open_order = [receipt(25, 400, min_qty=50, multiple_qty=50)]
    said = messages(*plan([item(on_hand_qty=100)], [buy()], [need(30, 310)], open_order)).set_index("kind")
    assert said.loc["cut", "qty"] == 150  # needed 210, which is 250 in lots of 50
    said = messages(*plan([item(on_hand_qty=100)], [buy()], [need(30, 90)], open_order)).set_index("kind")
    assert said.loc["cancel", "qty"] == 400
    kept = [item(on_hand_qty=100, safety_stock_qty=60)]
    said = messages(*plan(kept, [buy()], [need(30, 310)], open_order)).set_index("kind")
    assert said.loc["cut", "qty"] == 100  # 270 with the safety stock, 300 in lots
    locked = [receipt(25, 400, can_change=False)]
    assert "cut" not in messages(*plan([item(on_hand_qty=100)], [buy()], [need(30, 310)], locked))["kind"].tolist()


def test_a_receipt_far_too_early_is_put_off() -> None:
    said = messages(*plan([item(on_hand_qty=100)], [buy()], [need(5, 50), need(40, 80)], [receipt(6, 30)]))
    assert said[["kind", "to_at"]].to_numpy().tolist() == [["postpone", day(40)]]
