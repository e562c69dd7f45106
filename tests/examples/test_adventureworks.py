"""The first company that nobody here made, as of 2014-06-30: all of it arrives, every order can be checked by hand."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import NormalDist, stdev
from typing import Any

import pytest
from adventureworks_company import AS_OF, AdventureWorks

from alerts.render import preview, render

pytestmark = [pytest.mark.shared, pytest.mark.slow]

ORDERED = """
select ProductID, cast(OrderDate as date) as ordered_on, sum(OrderQty) as quantity
from "Sales.SalesOrderDetail" join "Sales.SalesOrderHeader" using (SalesOrderID) group by all
"""


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-6, abs=1e-6)


def test_all_sales_are_there_and_sum_to_the_subtotals(company: AdventureWorks) -> None:
    orders, lines, amount, quantity = company.row(
        "select count(distinct order_id), count(*), sum(base_net_amount), sum(ordered_qty) "
        "from marts.fct_sales_order_lines"
    )
    assert (orders, lines) == (31_465, 121_317)
    assert round(float(amount), 2) == 109_846_381.40
    subtotals, units = company.file_row(
        'select (select sum(SubTotal) from "Sales.SalesOrderHeader"), sum(OrderQty) from "Sales.SalesOrderDetail"'
    )
    assert float(amount) == pytest.approx(subtotals, abs=0.01)
    assert quantity == units


def test_each_order_sums_to_its_subtotal(company: AdventureWorks) -> None:
    stated = {row["SalesOrderNumber"]: row["SubTotal"] for row in company.files('from "Sales.SalesOrderHeader"')}
    summed = company.rows(
        "select order_number, sum(net_amount) as amount, sum(ordered_qty * unit_price - discount_amount) as by_hand "
        "from marts.fct_sales_order_lines group by all"
    )
    assert {row["order_number"] for row in summed} == set(stated)
    off = [row for row in summed if abs(float(row["amount"]) - stated[row["order_number"]]) > 0.01]
    off_by_hand = [row for row in summed if abs(row["amount"] - row["by_hand"]) > 0.01]
    assert (off, off_by_hand) == ([], [])


def test_orders_are_online_where_the_source_says_so(company: AdventureWorks) -> None:
    channels = company.rows(
        "select channel, source, count(distinct order_id) as orders, count(*) as lines "
        "from marts.fct_sales_order_lines group by all order by channel"
    )
    assert [tuple(row.values()) for row in channels] == [
        ("online", "shop", 27_659, 60_398),
        ("reseller", "erp", 3_806, 60_919),
    ]
    (stated,) = company.file_row('select sum(SubTotal) from "Sales.SalesOrderHeader" where OnlineOrderFlag')
    (amount,) = company.row("select sum(net_amount) from marts.fct_sales_order_lines where channel = 'online'")
    assert float(amount) == pytest.approx(stated, abs=0.01)


def test_days_of_sale_are_the_plants_own(company: AdventureWorks) -> None:
    sold = company.rows("select ordered_on, count(*) as lines from marts.fct_sales_order_lines group by all")
    source = company.files(
        'select OrderDate, count(*) as lines from "Sales.SalesOrderDetail" '
        'join "Sales.SalesOrderHeader" using (SalesOrderID) group by all'
    )
    assert {row["ordered_on"]: row["lines"] for row in sold} == {row["OrderDate"]: row["lines"] for row in source}


def test_purchase_lines_land_whole_and_are_visible_from_their_day(company: AdventureWorks) -> None:
    landed = "select count(*), count(*) filter (rejected_qty > 0) from raw_tables.purchase_order_lines"
    assert company.row(landed) == (8_845, 563)
    visible = company.row(
        "select count(*), count(*) filter (rejected_qty > 0), max(ordered_on), "
        "sum(ordered_qty), sum(received_qty), sum(rejected_qty) from marts.fct_purchase_order_lines"
    )
    assert visible[:3] == (7_835, 505, AS_OF)
    source = company.file_row(
        'select sum(OrderQty), sum(ReceivedQty), sum(RejectedQty) from "Purchasing.PurchaseOrderDetail" '
        "join \"Purchasing.PurchaseOrderHeader\" using (PurchaseOrderID) where OrderDate < '2014-07-01'"
    )
    assert tuple(map(float, visible[3:])) == tuple(map(float, source))


def test_the_bom_lands_without_a_cycle(company: AdventureWorks) -> None:
    assert company.landed["erp"]["bom_lines"]["rows"] == 2_679
    assert company.row("select count(*) from raw_tables.bom_lines where product_id is null") == (103,)
    held = company.row("select sum(held_count) from reports.rpt_held_rows where entity = 'bom_lines'")
    edges = [tuple(row.values()) for row in company.rows("select product_id, component_id from marts.bridge_bom")]
    assert (len(edges), held) == (2_567, (9,)), "with the 103 that are part of nothing: 2,679"
    assert not has_cycle(edges)
    assert has_cycle([*edges, (edges[0][1], edges[0][0])]), "the search finds one that is there"


def has_cycle(edges: list[Any]) -> bool:
    """Takes away what contains nothing that is left, until nothing changes; a cycle is what stays."""
    left = set(edges)
    while left:
        parents = {parent for parent, _ in left}
        kept = {(parent, child) for parent, child in left if child in parents}
        if kept == left:
            return True
        left = kept
    return False


def test_stock_and_terms_are_there_whole(company: AdventureWorks) -> None:
    (shelves,) = company.file_row('select sum(Quantity) from "Production.ProductInventory"')
    position = "select sum(on_hand_qty), count(*) from marts.fct_inventory_position where has_stock_record"
    assert company.row(position) == (shelves, 432)
    assert company.row("select count(*) from marts.dim_supplier_product") == (460,)
    assert company.row("select count(*) from marts.dim_product") == (504,), "three sources name the same products"


def test_nothing_is_held_unexplained(company: AdventureWorks) -> None:
    landed = [counts for streams in company.landed.values() for counts in streams.values()]
    assert sum(counts["quarantined"] for counts in landed) == 0
    held = company.rows("select entity, reason, source_id from reports.rpt_held_rows")
    assert {(row["entity"], row["reason"]) for row in held} == {("bom_lines", "unit without conversion")}
    grip_tape = company.files("select ProductID from \"Production.Product\" where Name like '%Grip Tape'")
    assert {row["source_id"] for row in held} == {str(row["ProductID"]) for row in grip_tape}


def test_lead_time_is_stated_where_no_receipt_has_a_date(company: AdventureWorks) -> None:
    measured = "select count(lead_time_days), sum(lead_time_receipts) from marts.fct_supplier_performance"
    assert company.row(measured) == (0, 0)
    items = company.rows(
        "select product_code, stated_lead_time_days, measured_lead_time_days, l.lead_time_days, l.lead_time_basis "
        "from planning_inputs.plan_items join marts.fct_inventory_levels l using (product_id, location_id)"
    )
    assert all(item["measured_lead_time_days"] is None for item in items)
    stated = [item for item in items if item["stated_lead_time_days"] is not None]
    assert {item["lead_time_basis"] for item in stated} == {"stated"}
    assert all(item["lead_time_days"] == item["stated_lead_time_days"] for item in stated)
    assert {item["lead_time_basis"] for item in items if item not in stated} == {"policy"}
    offered = company.files(
        'select ProductNumber, list(AverageLeadTime) as days from "Purchasing.ProductVendor" '
        'join "Production.Product" using (ProductID) group by all'
    )
    days = {row["ProductNumber"]: row["days"] for row in offered}
    assert len(stated) > 100
    assert all(item["stated_lead_time_days"] in days[item["product_code"]] for item in stated)


def test_eight_products_are_at_or_below_their_erp_reorder_point(company: AdventureWorks) -> None:
    found = company.rows(
        "select product_code from marts.fct_inventory_position join marts.dim_product using (product_id) "
        "where on_hand_qty <= erp_reorder_point"
    )
    assert {row["product_code"] for row in found} == {
        "HN-4402", "LR-8520", "TG-W091-M", "GL-H102-M", "RA-H123", "SJ-0194-M", "SE-M940", "BK-T79Y-54",
    }  # fmt: skip


def test_components_without_demand_are_ordered_by_the_erp_reorder_point(company: AdventureWorks) -> None:
    by_erp = {one["product_code"]: one for one in company.requisitions() if one["arithmetic"]["level_basis"] == "erp"}
    assert set(by_erp) == {"HN-4402", "LR-8520", "TG-W091-M"}
    hex_nut = by_erp["HN-4402"]
    assert (hex_nut["state"], hex_nut["quantity"], str(hex_nut["required_on"])) == ("pending", 275, "2014-07-15")
    assert by_erp["TG-W091-M"]["state"] == "held", "a minimum of 500 where 4 would do"
    assert "the ERP's own" in company.ask("why", "HN-4402")


def test_each_requisition_can_be_reproduced_by_hand(company: AdventureWorks) -> None:
    found = company.requisitions()
    assert {one["state"] for one in found} == {"pending", "held"}
    assert len(found) == 28
    for one in found:
        said = company.why(one["product_code"])
        assert (one["uom"], one["currency"], said["lead_time_basis"]) == ("EA", "USD", "stated")
        assert one["arithmetic"]["lead_time_basis"] == "stated"
        quantity = by_hand(said)
        assert quantity == float(said["order_qty"]) == float(one["quantity"]), one["product_code"]
        assert quantity * float(said["unit_price"]) == near(float(one["base_amount"]))
        assert (one["state"] == "held") == bool(said["hold_reason"]), one["product_code"]


def by_hand(said: dict[str, Any]) -> float:
    """The order quantity, from nothing but demand, lead time, policy, stock and dated needs that `tandem why` shows."""
    mean, lead, review = float(said["mean_daily_demand"]), said["lead_time_days"], said["review_days"]
    safety = float(said["safety_stock"] or 0)
    point = mean * (lead + review) + safety
    up_to = point + mean * review
    if said["level_basis"] == "erp":
        assert said["demand_days"] == 0
        point, up_to = float(said["erp_reorder_point"]), float(said["erp_order_up_to"])
    elif said["level_basis"] == "computed":
        z = NormalDist().inv_cdf(said["service_level"])
        assert safety == near(z * said["horizon_std"])
    stock = {name: float(said[name]) for name in STOCK}
    position: float = sum(STOCK[name] * quantity for name, quantity in stock.items())
    assert (said["reorder_point"], said["order_up_to"]) == (near(point), near(up_to))
    assert float(said["inventory_position"]) == position
    net = max(up_to - position if position <= point else 0, float(said["dated_qty"]))
    assert said["net_requirement"] == near(net)
    multiple, minimum = float(said["order_multiple"]), float(said["min_order_qty"])
    quantity: float = math.ceil(round(max(net, minimum) / multiple, 6)) * multiple
    return quantity


STOCK = {"on_hand_qty": 1, "reserved_qty": -1, "backorder_qty": -1, "in_transit_qty": 1, "approved_requisition_qty": 1}


def test_demand_of_each_requisition_is_that_of_the_files(company: AdventureWorks) -> None:
    ids = {row["ProductNumber"]: row["ProductID"] for row in company.files('from "Production.Product"')}
    ordered = {(row["ProductID"], row["ordered_on"]): float(row["quantity"]) for row in company.files(ORDERED)}
    checked = 0
    for one in company.requisitions():
        mine = {day: units for (product, day), units in ordered.items() if product == ids[one["product_code"]]}
        days = list(window(min(mine, default=AS_OF)))
        if mine:
            assert one["arithmetic"]["demand_std_daily"] == near(stdev(mine.get(day, 0.0) for day in days))
        if mine and one["arithmetic"]["forecast_method"] in WEEKS:
            mean = weekly_mean(mine, WEEKS[one["arithmetic"]["forecast_method"]])
            assert one["arithmetic"]["mean_daily_demand"] == near(mean), one["product_code"]
            checked += 1
    assert checked > 2


WEEKS = {"mean": 104, "mean of 13": 13}


def weekly_mean(ordered: dict[date, float], weeks: int) -> float:
    """Mean a day over the newest weeks, whole ones since the first order."""
    known = min(weeks, ((AS_OF - min(day for day in ordered if (AS_OF - day).days < 7 * 156)).days + 1) // 7)
    return sum(units for day, units in ordered.items() if 0 <= (AS_OF - day).days < 7 * known) / (7 * known)


def window(first: date) -> Iterator[date]:
    """The days that the policy of the company file looks at: 180, or those since the first sale."""
    days = min(180, (AS_OF - first).days + 1)
    return (AS_OF - timedelta(days=age) for age in range(days))


def test_orders_below_the_reorder_point_are_all_there_and_only_those(company: AdventureWorks) -> None:
    items = company.rows(
        "select product_code, "
        "i.inventory_position <= l.reorder_point and l.order_up_to > i.inventory_position or dated_qty > 0 as is_due "
        "from planning_inputs.plan_items i join marts.fct_inventory_levels l using (product_id, location_id) "
        "join marts.fct_requirements using (product_id, location_id) "
        "where is_purchased"
    )
    due = {item["product_code"] for item in items if item["is_due"]}
    assert due == {one["product_code"] for one in company.requisitions()}


def test_where_things_stand(company: AdventureWorks) -> None:
    said = json.loads(company.ask("status", "--json"))
    assert {row["state"]: row["count"] for row in said["Requisitions"]} == {"pending": 23, "held": 5}
    alerts: Counter[str] = Counter()
    for row in said["Open alerts"]:
        alerts[row["kind"]] += row["count"]
    assert (alerts["shortage"], alerts["late_receipt"], alerts["stale_source"]) == (19, 1, 0)
    assert alerts["excess"] > 0
    by_erp = "select count(*) filter (level_basis = 'erp'), count(*) from marts.fct_inventory_levels"
    assert company.row(by_erp) == (287, 432)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_message_contradicts_its_own_numbers(company: AdventureWorks, language: Any) -> None:
    for one in company.requisitions():
        row = {**one["arithmetic"], "requisition_number": one["number"], "state": one["state"]}
        said = preview(render("requisition", row, language))
        assert "⚠️ by hand" not in said and "手工复算" not in said, said
        assert one["product_code"] in said


def test_the_first_look_is_one_message_and_the_tables_are_published(company: AdventureWorks) -> None:
    messages = (company.folder / ".tandem" / "messages.jsonl").read_text("utf-8").splitlines()
    assert len(messages) == 1
    assert (company.folder / ".tandem" / "published" / "tandem.duckdb").is_file()
