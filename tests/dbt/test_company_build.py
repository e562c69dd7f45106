"""What the hand-made company must look like once it is built."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dbt_build import conformed

if TYPE_CHECKING:
    from dbt_build import Built

TENT, MUG, LAMP = (conformed("prd_", "erp", number) for number in ("1", "2", "3"))
HAM, SHA = conformed("loc_", "erp", "1"), conformed("loc_", "wms", "SHA")


def one(built: Built, query: str) -> dict[str, Any]:
    rows = built.rows(query)
    assert len(rows) == 1, rows
    return rows[0]


def test_every_model_and_every_test_passes(built: Built) -> None:
    failed = {
        result.node.name: result.message
        for result in built.results
        if str(result.status) not in {"success", "pass", "no-op"}
    }
    assert failed == {}
    assert sum(result.node.resource_type == "unit_test" for result in built.results) >= 15


def test_three_names_are_one_product(built: Built) -> None:
    """R4: the shop's title, the ERP's code and the warehouse's code."""
    found = built.rows(f"select source, method from intermediate.xref_product where conformed_id = '{TENT}'")
    assert {(row["source"], row["method"]) for row in found} == {("erp", "master"), ("shop", "alias"), ("wms", "alias")}
    assert one(built, f"select product_code from marts.dim_product where product_id = '{TENT}'") == {
        "product_code": "SKU-10086"
    }


def test_codes_and_barcodes_match_without_a_declaration(built: Built) -> None:
    found = built.rows("select conformed_id, method from intermediate.xref_product where source in ('shop', 'drop')")
    assert {(row["conformed_id"], row["method"]) for row in found} == {
        (TENT, "alias"),
        (MUG, "code"),
        (LAMP, "barcode"),
    }


def test_a_case_bought_and_pieces_sold_leave_pieces(built: Built) -> None:
    """R7: one case of twelve came in, three pieces went out."""
    found = built.rows(
        f"select movement_type, moved_qty from marts.fct_inventory_movements where product_id = '{MUG}' order by 1"
    )
    assert [(row["movement_type"], row["moved_qty"]) for row in found] == [("receipt", 12), ("sale", -3)]
    balance = one(
        built,
        f"select closing_qty from marts.fct_inventory_daily where product_id = '{MUG}' and balance_on = '2026-03-01'",
    )
    assert balance == {"closing_qty": 9}


def test_one_customer_of_shop_and_erp(built: Built) -> None:
    """R8."""
    anna = conformed("cus_", "erp", "31")
    assert len(built.rows(f"select 1 from intermediate.xref_customer where conformed_id = '{anna}'")) == 2
    assert one(built, f"select customer_class from marts.dim_customer where customer_id = '{anna}'") == {
        "customer_class": "consumer"
    }


def test_unknown_products_are_held_and_counted(built: Built) -> None:
    """R10: neither the shop's ghost nor the warehouse's stranger is guessed, and neither is lost."""
    held = built.rows("select source, entity, reason, held_count from reports.rpt_held_rows where entity <> 'product'")
    assert {(row["source"], row["entity"], row["reason"], row["held_count"]) for row in held} == {
        ("shop", "order_lines", "unknown product", 1),
        ("wms", "inventory_levels", "unknown product", 1),
    }
    assert built.rows("select 1 from marts.dim_product where name = 'Ghost'") == []


def test_an_order_of_shop_and_erp_is_one_order(built: Built) -> None:
    line = one(built, "select * from marts.fct_sales_order_lines where order_number = '#1001'")
    assert (line["erp_order_number"], line["ordered_qty"], line["shipped_qty"]) == ("S00001", 2, 2)
    assert (line["unit_price"], line["net_amount"], line["location_id"]) == (299, 578, HAM)
    assert built.rows("select 1 from marts.fct_sales_order_lines where order_number = 'S00001'") == []


def test_cancelled_units_and_test_orders_are_no_demand(built: Built) -> None:
    lines = built.rows(
        "select order_number, sold_qty, open_qty from marts.fct_sales_order_lines "
        f"where product_id = '{MUG}' order by 1"
    )
    assert [(row["order_number"], row["sold_qty"], row["open_qty"]) for row in lines] == [
        ("#1002", 0, 0),
        ("#1003", 3, 3),
        ("S00002", 30, 27),
        ("S00003", 0, 0),
    ]


def test_a_return_told_by_shop_and_erp_counts_once(built: Built) -> None:
    """P12. Goods that the ERP books back without an order line are the shop's returns again, and stay a movement."""
    assert len(built.rows("select 1 from marts.fct_inventory_movements where movement_type = 'sale_return'")) == 2
    returned = one(built, "select returned_qty, disposition, source from marts.fct_returns")
    assert returned == {"returned_qty": 1, "disposition": "sellable", "source": "shop"}


def test_a_day_is_the_locations_own(built: Built) -> None:
    """23:30 UTC is the next day in Berlin."""
    line = one(built, "select ordered_on from marts.fct_sales_order_lines where order_number = 'S00002'")
    assert line == {"ordered_on": date(2026, 2, 21)}


def test_orders_after_the_business_day_are_invisible(built: Built) -> None:
    numbers = built.rows("select purchase_order_number from marts.fct_purchase_order_lines order by 1")
    assert [row["purchase_order_number"] for row in numbers] == ["P00001", "P00002", "P00003"]


def test_the_supplier_confirms_date_quantity_and_price(built: Built) -> None:
    line = one(built, "select * from marts.fct_purchase_order_lines where purchase_order_number = 'P00002'")
    assert (line["promised_on"], line["confirmed_qty"], line["open_qty"]) == (date(2026, 3, 10), 24, 12)
    assert line["base_unit_price"] == Decimal("5.104167")  # 490 CNY a case of 12, at 0.125, the rate of the order's day


def test_lead_time_runs_from_confirmation_and_rejects_count(built: Built) -> None:
    """P7: 4 units after 12 days, 6 after 17; one of ten went back."""
    row = one(built, f"select * from marts.fct_supplier_performance where product_id = '{TENT}'")
    assert (row["lead_time_days"], row["lead_time_std_days"], row["lead_time_receipts"]) == (15.0, None, 1)
    assert (row["pass_rate"], row["defects_ppm"], row["on_time_rate"]) == (0.9, 100000.0, 0.0)


def test_stock_is_the_records_never_the_sum(built: Built) -> None:
    """The warehouse list says 6 in Hamburg; Hamburg's record is the ERP."""
    rows = built.rows(f"select * from marts.fct_inventory_position where product_id = '{TENT}' order by on_hand_qty")
    assert [(r["location_id"], r["stock_source"], r["on_hand_qty"], r["damaged_qty"]) for r in rows] == [
        (SHA, "wms", 5, 0),
        (HAM, "erp", 7, 1),
    ]


def test_inventory_position_adds_up(built: Built) -> None:
    row = one(built, f"select * from marts.fct_inventory_position where product_id = '{MUG}'")
    assert (row["on_hand_qty"], row["reserved_qty"], row["backorder_qty"], row["in_transit_qty"]) == (9, 9, 21, 12)
    assert row["inventory_position"] == 9 - 9 - 21 + 12
    assert (row["next_receipt_on"], row["next_receipt_qty"]) == (date(2026, 3, 10), 12)


def test_late_supply_names_no_day(built: Built) -> None:
    row = one(built, f"select * from marts.fct_inventory_position where product_id = '{LAMP}'")
    assert (row["in_transit_qty"], row["in_transit_late_qty"], row["next_receipt_on"]) == (20, 20, None)


def test_policies_say_where_they_come_from(built: Built) -> None:
    """R29: row before category before class before default."""
    items = {
        (row["product_id"], row["location_id"]): row for row in built.rows("select * from planning_inputs.plan_items")
    }
    mug, tent, lamp = items[MUG, HAM], items[TENT, HAM], items[LAMP, HAM]
    assert (mug["service_level"], mug["service_level_source"]) == (0.90, "row")
    assert (tent["service_level"], tent["service_level_source"]) == (0.98, "class A")
    assert (tent["review_days"], tent["review_days_source"]) == (14, "category Tents")
    assert (lamp["service_level"], lamp["service_level_source"]) == (0.95, "default")
    assert (mug["min_order_qty"], mug["order_multiple"], mug["purchase_uom"]) == (36, 12, "Case of 12")


def test_staleness_follows_the_item(built: Built) -> None:
    """R26: the warehouse list is 50 hours old; only what rests on it is stale."""
    items = {
        (row["product_id"], row["location_id"]): row for row in built.rows("select * from planning_inputs.plan_items")
    }
    assert (items[TENT, SHA]["is_stale"], items[TENT, SHA]["stale_sources"]) == (True, "wms")
    assert (items[TENT, HAM]["is_stale"], items[TENT, HAM]["stale_sources"]) == (False, None)
    evaluation = one(built, "select is_complete, stale_sources from candidates.cnd_evaluation")
    assert evaluation == {"is_complete": False, "stale_sources": "wms"}
    assert one(built, "select source from candidates.cnd_stale_source") == {"source": "wms"}


def test_one_short_and_one_excess_item(built: Built) -> None:
    """R3: exactly one shortage, one promotion brief."""
    assert one(built, "select product_code, severity from candidates.cnd_shortage") == {
        "product_code": "SKU-10002",
        "severity": "high",
    }
    excess = one(built, "select * from candidates.cnd_excess")
    assert (excess["product_code"], excess["excess_qty"]) == ("SKU-10003", 899 - 90)
    assert (excess["capital_tied_amount"], excess["age_days"]) == (809 * 15, 90)


def test_requisition_carries_its_arithmetic(built: Built) -> None:
    row = one(built, "select * from candidates.cnd_requisition")
    assert (row["candidate_key"], row["quantity"], row["purchase_quantity"]) == (f"requisition|{MUG}|{HAM}", 60, 5)
    assert (row["unit_price"], row["currency"], row["amount"], row["base_amount"]) == (
        500,
        "CNY",
        2500,
        Decimal("250.00002"),
    )


def test_oversell_and_late_receipt(built: Built) -> None:
    oversold = one(built, "select * from candidates.cnd_oversell")
    assert (oversold["oversold_qty"], oversold["orders_at_risk"]) == (21, "S00002, #1003")
    late = one(built, "select * from candidates.cnd_late_receipt")
    assert (late["purchase_order_number"], late["days_late"], late["open_qty"]) == ("P00003", 14, 20)


def test_no_fact_has_an_orphan_key(built: Built) -> None:
    """R1."""
    for fact in ("fct_sales_order_lines", "fct_purchase_order_lines", "fct_inventory_position", "fct_receipts"):
        orphans = f"select product_id from marts.{fact} except select product_id from marts.dim_product"
        assert built.rows(orphans) == [], fact


def test_weeks_add_up(built: Built) -> None:
    """R2 and R57: gap is demand less supply, and the weeks hold all sales."""
    rows = built.rows("select * from reports.rpt_linked_product_week")
    assert all(row["gap_qty"] == row["demand_qty"] - row["supply_qty"] for row in rows)
    assert (
        sum(row["sold_qty"] for row in rows)
        == one(built, "select sum(sold_qty) s from marts.fct_sales_order_lines")["s"]
    )
    assert any(row["forecast_qty"] for row in rows)
