"""Every story is found in each of twenty companies, and nothing else of its kind; the truth is the simulations'."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pandas as pd
import pytest
from successor import OLD, REPLACED_ON
from twenty_worlds import END, NOW, Told, correct, found

from tandem import steps
from tandem.cycle import Cycle
from tandem.settings import load_company
from tandem.steps.evaluate import find_candidates
from tandem.warehouse import warehouse_path


class Twenty:
    """The companies after one cycle, and after the corrections."""

    def __init__(self, cycle: Cycle, told: list[Told], before: set[tuple[Any, ...]]) -> None:
        self.cycle, self.told, self.lines_before = cycle, told, before

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(warehouse_path(self.cycle), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def items(self, table: str) -> set[tuple[str, str]]:
        """Product and location codes of a table of candidates."""
        return set(self.rows(f"select distinct product_code, location_code from candidates.{table}"))


LINES = "select order_line_id, ordered_qty from marts.fct_sales_order_lines"


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twenty]:
    folder = tmp_path_factory.mktemp("twenty")
    told = found(folder)
    cycle = Cycle(load_company(folder / "tandem.yaml"), END, known_at=NOW)
    steps.export(cycle)
    steps.build(cycle)
    with duckdb.connect(warehouse_path(cycle), read_only=True) as connection:
        before = set(connection.execute(LINES).fetchall())
    correct(folder, told)
    steps.build(cycle)
    steps.plan(cycle)
    find_candidates(cycle)
    yield Twenty(cycle, told, before)


def _item(one: Told, product_no: Any, location_no: Any) -> tuple[str, str]:
    sku = one.world.products.set_index("product_no").loc[product_no, "sku"]
    return f"{one.seed}-{sku}", f"{one.seed}-{one.world.locations.set_index('location_no').loc[location_no, 'code']}"


def _storied(twenty: Twenty, name: str) -> set[tuple[str, str]]:
    stories = [(one, one.story(name)) for one in twenty.told]
    return {_item(one, story.product_no, story.location_no) for one, story in stories}


def test_three_names_are_one_product_and_no_others_are_merged(twenty: Twenty) -> None:
    ids = dict(twenty.rows("select source || ' ' || source_id, conformed_id from intermediate.xref_product"))
    for one in twenty.told:
        named = one.story("three_names").product_no
        called = {
            ids[f"erp {one.id('p', named)}"],
            ids[f"shop {one.id('v', named)}"],
            ids[f"{one.wms} {one.seed}-WH-7781"],
        }
        assert len(called) == 1, one.seed
    members = twenty.rows(
        "select conformed_id from intermediate.xref_product group by 1 "
        "having count(*) filter (source = 'erp') <> 1 or count(distinct split_part(source_id, '-', 1)) > 1"
    )
    assert members == []


BELOW = """
select product_code, location_code from marts.fct_inventory_position p
join marts.fct_inventory_levels l using (product_id, location_id) join marts.dim_product d using (product_id)
join marts.dim_location using (location_id)
where d.is_purchased and p.on_hand_qty - p.reserved_qty - p.backorder_qty + p.in_transit_qty <= l.reorder_point
"""
PEGGED = """
select distinct product_code, location_code from marts.fct_plan_pegs join marts.dim_product using (product_id)
join marts.dim_location using (location_id) where demand_kind is not null and due_on is not null
"""


def test_below_the_reorder_point_are_those_whose_position_is(twenty: Twenty) -> None:
    asked = twenty.items("cnd_requisition")
    assert _storied(twenty, "below_reorder_point") <= asked
    below = set(twenty.rows(BELOW))
    assert below & asked, "the levels ask for something"
    by_date = asked - below
    assert len(by_date) < len(asked) / 5, "what a position does not show is the exception"
    pegged = set(twenty.rows(PEGGED))
    assert by_date <= pegged, "and its need has a name and a day"


def test_oversold_is_what_is_promised_beyond_stock(twenty: Twenty) -> None:
    truth = set()
    for one in twenty.told:
        short = one.stock().query("reserved > on_hand")
        truth |= {_item(one, r.product_no, r.location_no) for r in short.itertuples()}
    assert _storied(twenty, "oversold") <= truth
    assert twenty.items("cnd_oversell") == truth


def test_excess_is_what_demand_will_not_use(twenty: Twenty) -> None:
    reported = twenty.items("cnd_excess")
    assert _storied(twenty, "overstocked_slow") <= reported
    for one in twenty.told:
        used = _used_a_day(one)
        for row in one.stock().itertuples():
            if _item(one, row.product_no, row.location_no) in reported:
                assert row.on_hand > 170 * used.get((row.product_no, row.location_no), 0.0), (one.seed, row)


def _local_days(one: Told, rows: pd.DataFrame, column: str) -> list[date]:
    """The day of each row by the clock of its own location."""
    zones = one.world.locations.set_index("location_no")["time_zone"]
    instants = zip(rows[column], rows["location_no"], strict=True)
    return [at.tz_localize("UTC").tz_convert(zones[place]).date() for at, place in instants]


def _used_by_day(one: Told) -> pd.DataFrame:
    """Product, location, day and units: what was ordered and not cancelled, and components used, less what came back.

    What was replaced counts as what replaced it; the late correction is made.
    """
    lines = one.world.order_lines.merge(one.world.orders, on="order_no")
    lines = lines[lines["status"].isin(["confirmed", "done"])]
    lines = lines.assign(quantity=lines["quantity"] + (lines["line_no"] == one.corrected["line_no"]))
    moves = one.world.movements[one.world.movements["movement_type"].isin(["production_out", "sale_return"])]
    parts = [
        lines.assign(used=lines["quantity"] - lines["cancelled_qty"], day=_local_days(one, lines, "ordered_at")),
        moves.assign(used=-moves["quantity"], day=_local_days(one, moves, "moved_at")),
    ]
    used = pd.concat([part[["product_no", "location_no", "day", "used"]] for part in parts])
    used["product_no"] = used["product_no"].replace(one.replaced + OLD, one.replaced)
    return used[used["day"] <= END]


def _used_a_day(one: Told) -> dict[tuple[Any, Any], float]:
    """Mean daily demand of 90 days."""
    used = _used_by_day(one)
    recent = used[used["day"] >= END - timedelta(days=89)]
    return (recent.groupby(["product_no", "location_no"])["used"].sum() / 90).to_dict()


def _used_a_week(one: Told, product_no: Any) -> dict[Any, float]:
    """Location -> mean weekly demand of a product, of whole weeks since its first demand there; what came back beyond a
    week's sales was sold in the weeks before."""
    used = _used_by_day(one)
    used = used[used["product_no"] == product_no]
    ago = used["day"].map(lambda day: (END - day).days)
    known = {place: (days.max() + 1) // 7 for place, days in ago.groupby(used["location_no"])}
    weeks = used.groupby([used["location_no"], ago // 7])["used"].sum()
    return {place: _sold(weeks[place], count) / count for place, count in known.items() if count}


def _sold(weeks: pd.Series[Any], count: int) -> float:
    """Of the last `count` weeks (0: the latest), each at least zero after what later weeks gave back."""
    total = back = 0.0
    for week in range(count):
        left = weeks.get(week, 0) + back
        total, back = total + max(left, 0), min(left, 0)
    return total


def test_overdue_is_what_was_promised_and_did_not_come(twenty: Twenty) -> None:
    truth = set()
    for one in twenty.told:
        lines = one.world.purchase_order_lines.merge(one.world.purchase_orders, on="po_no")
        waiting = lines["status"].isin(["confirmed", "pending"]) & (lines["received_qty"] < lines["quantity"])
        late = lines[waiting & (lines["promised_on"] < pd.Timestamp(END))]
        truth |= {f"{one.seed}-{number}" for number in late["number"]}
    found_late = {row[0] for row in twenty.rows("select purchase_order_number from candidates.cnd_late_receipt")}
    assert {f"{one.seed}-{one.story('overdue_receipt').detail.split()[0]}" for one in twenty.told} <= found_late
    assert found_late == truth


def test_an_order_in_two_systems_is_counted_once(twenty: Twenty) -> None:
    truth = set()
    for one in twenty.told:
        lines = one.world.order_lines.merge(one.world.orders.query("in_shop and in_erp"), on="order_no")
        known = lines[lines["product_no"] != one.story("unknown_sku").product_no]
        truth |= {one.id("d", n) for n in known["order_no"]}
    twice = twenty.rows("select distinct order_id from marts.fct_sales_order_lines where erp_source is not null")
    assert {row[0].split(":")[1] for row in twice} == truth
    assert all(row[0].startswith("shop:") for row in twice)
    sold = sum(_sold_lines(one) for one in twenty.told)
    assert twenty.rows("select count(*) from marts.fct_sales_order_lines") == [(sold,)]


def _sold_lines(one: Told) -> int:
    """Lines of known products up to the business day, each by the clock of its own location."""
    lines = one.world.order_lines.merge(one.world.orders, on="order_no")
    lines = lines[lines["product_no"] != one.story("unknown_sku").product_no]
    zones = one.world.locations.set_index("location_no")["time_zone"]
    instants = zip(lines["ordered_at"], lines["location_no"], strict=True)
    return sum(at.tz_localize("UTC").tz_convert(zones[place]).date() <= END for at, place in instants)


def test_a_case_of_twelve_is_twelve(twenty: Twenty) -> None:
    truth = {}
    for one in twenty.told:
        named = one.story("pack_of_12").product_no
        lines = one.world.purchase_order_lines
        mine = lines[lines["product_no"] == named].merge(one.world.receipts, on="po_line_no", suffixes=("", "_got"))
        if len(mine):
            truth[_item(one, named, 1)[0]] = int(mine["quantity_got"].sum()) * 12
    codes = ", ".join(f"'{code}'" for code in truth)
    received = twenty.rows(
        "select product_code, cast(sum(received_qty) as bigint) from marts.fct_receipts join marts.dim_product "
        f"using (product_id) where product_code in ({codes}) group by 1"
    )
    assert len(truth) > 15
    assert dict(received) == truth


PLAIN = ("mean", False)
"""Forecast by the plain mean of weeks, and never out of stock: what can be worked out by hand."""


def test_a_replaced_product_is_planned_as_its_successor_and_no_other_is(twenty: Twenty) -> None:
    names = "(select product_id, product_code from marts.dim_product)"
    linked = twenty.rows(
        f"select o.product_code, n.product_code, cast(valid_from as varchar) from marts.bridge_successor b "
        f"join {names} o using (product_id) join {names} n on b.successor_id = n.product_id"
    )
    truth = {(one.sku(one.replaced + OLD), one.sku(one.replaced), f"{REPLACED_ON:%Y-%m-%d}") for one in twenty.told}
    assert set(linked) == truth
    planned = twenty.rows(
        "select product_code, location_code, method, mean_daily_demand, s.product_id is not null "
        "from marts.fct_forecast f "
        "join marts.dim_product using (product_id) join marts.dim_location using (location_id) "
        "left join (select distinct product_id, location_id from planning_inputs.plan_stockouts) s "
        "on f.product_id = s.product_id and f.location_id = s.location_id"
    )
    means = {(product, place): mean for product, place, method, mean, was_out in planned if (method, was_out) == PLAIN}
    checked = 0
    for one in twenty.told:
        assert not any(mean for product, _, _, mean, _ in planned if product == one.sku(one.replaced + OLD))
        for place, weekly in _used_a_week(one, one.replaced).items():
            item = _item(one, one.replaced, place)
            if item in means:
                assert means[item] == pytest.approx(weekly / 7, abs=1e-9), item
                checked += 1
    assert checked > 10
    assert not {item for item in twenty.items("cnd_requisition") if item[0].endswith("-OLD")}


def test_an_unknown_sku_is_held_and_nothing_else_is(twenty: Twenty) -> None:
    truth = {("shop", one.id("v", one.story("unknown_sku").product_no)) for one in twenty.told}
    for one in twenty.told:  # where the ERP books such an order too, it does not know the product either
        lines = one.world.order_lines.merge(one.world.orders.query("in_erp"), on="order_no")
        if (lines["product_no"] == one.story("unknown_sku").product_no).any():
            truth.add(("erp", one.id("p", one.story("unknown_sku").product_no)))
    held = twenty.rows("select entity, source, source_id, held_count from reports.rpt_held_rows")
    assert {(source, product) for _, source, product, _ in held} == truth
    lines = [count for entity, source, _, count in held if (entity, source) == ("order_lines", "shop")]
    assert lines == [3] * len(twenty.told)


def test_a_damaged_return_is_no_stock_to_sell(twenty: Twenty) -> None:
    truth = {
        one.id("z", n) for one in twenty.told for n in one.world.returns.query("disposition == 'damaged'")["return_no"]
    }
    damaged = twenty.rows("select return_id from marts.fct_returns where disposition = 'damaged'")
    assert {row[0].split(":")[1] for row in damaged} == truth
    positions = twenty.rows(
        "select product_code, location_code, cast(on_hand_qty as bigint), cast(damaged_qty as bigint) "
        "from marts.fct_inventory_position join marts.dim_product using (product_id) "
        "join marts.dim_location using (location_id)"
    )
    stock = {
        (*_item(one, r.product_no, r.location_no), r.on_hand, r.damaged)
        for one in twenty.told
        for r in one.stock().itertuples()
        if r.on_hand or r.damaged
    }
    assert stock <= set(positions)


def test_silent_warehouses_are_stale_and_no_others(twenty: Twenty) -> None:
    stale = {row[0] for row in twenty.rows("select source from candidates.cnd_stale_source")}
    assert stale == {one.wms for one in twenty.told if one.is_silent}


def test_the_lost_movement_is_the_only_residual(twenty: Twenty) -> None:
    truth = {
        (*_item(one, one.lost["product_no"], one.lost["location_no"]), int(one.lost["quantity"]), "lost issue")
        for one in twenty.told
    }
    residuals = twenty.rows(
        "select product_code, location_code, cast(residual_qty as bigint), residual_cause "
        "from candidates.cnd_stock_residual"
    )
    assert set(residuals) == truth


def test_a_late_correction_changes_its_line_and_no_other(twenty: Twenty) -> None:
    truth = {
        ("erp:" + one.id("l", one.corrected["line_no"]), int(one.corrected["quantity"]) + 1) for one in twenty.told
    }
    after = set(twenty.rows(LINES))
    assert {(line, int(quantity)) for line, quantity in after - twenty.lines_before} == truth
    assert {line for line, _ in after} == {line for line, _ in twenty.lines_before}
