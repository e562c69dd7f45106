"""The faults of today's ERPs (F1 to F12 of the netting oracle) are absent: rows in, commands, facts out.

One product a fault, all in one company, two cycles. Orders were taken long ago and are due soon, so that demand is what
is on order and nothing else.
"""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from tandem.cli import app

COMPANY = """version: 1
company: {name: Faults, base_currency: EUR, time_zone: Europe/Berlin, as_of: 2026-06-30}
sources:
  erp:
    system: tables
    folder: erp
    streams:
      locations: {table: places.csv, columns: {location_id: code, location_code: code, name: code}}
      suppliers: {table: suppliers.csv, columns: {supplier_id: code, supplier_code: code, name: name}}
      products:
        table: products.csv
        columns: {product_id: code, product_code: code, name: code, uom: "'pc'", is_purchased: buy, is_assembled: make,
                  unit_cost: "5", currency: "'EUR'"}
      units: {table: units.csv, columns: {unit_id: uom, uom: uom, product_id: product, base_uom: "'pc'", factor: factor}}
      bom_lines: {table: bom.csv, columns: {bom_line_id: id, product_id: parent, component_id: part, quantity_per: qty}}
      supplier_products:
        table: terms.csv
        columns: {supplier_product_id: id, supplier_id: supplier, product_id: product, unit_price: price,
                  currency: "'EUR'", uom: uom, min_order_qty: moq, order_multiple: multiple, lead_time_days: days,
                  valid_to: until}
      inventory_levels:
        table: stock.csv
        columns: {product_id: product, location_id: "'HAM'", on_hand_qty: qty, reserved_qty: "0"}
      order_lines:
        table: sales.csv
        columns: {order_line_id: id, order_id: id, product_id: product, location_id: "'HAM'", status: status,
                  ordered_at: "cast('2025-06-01 10:00' as timestamp)", requested_on: due, quantity: qty,
                  unit_price: "10", currency: "'EUR'", updated_at: changed}
      purchase_order_lines:
        table: purchases.csv
        columns: {purchase_order_line_id: id, purchase_order_id: id, purchase_order_number: id, status: "'confirmed'",
                  supplier_id: supplier, product_id: product, location_id: "'HAM'", confirmed_at: "cast('2026-05-01 10:00' as timestamp)",
                  ordered_at: "cast('2026-05-01 10:00' as timestamp)", promised_on: promised, quantity: qty,
                  received_qty: "0", unit_price: "5", currency: "'EUR'", updated_at: changed}
identity: {masters: {product: [erp], location: [erp], supplier: [erp]}}
stock_of_record: {"*": erp}
channels: {owner: {type: console, kinds: [requisition]}}
approvers: [{name: owner}]
"""  # noqa: E501
PRODUCTS = ("F1", "F2", "F5", "F5old", "F6", "F7", "F8", "F9", "F9late", "SUB", "PART", "TOP")
FIRST, LATER = "2026-06-29 08:00", "2026-06-29 09:00"
FILES = {
    "places.csv": "code\nHAM\n",
    "suppliers.csv": "code,name\nSLOW,Slow & Cheap\nFAST,Fast\n",
    "products.csv": "code,buy,make\n"
    + "".join(f"{p},{str(p not in ('SUB', 'TOP')).lower()},{str(p in ('SUB', 'TOP')).lower()}\n" for p in PRODUCTS),
    "units.csv": "uom,product,factor\nbox,F6,12\n",
    "bom.csv": "id,parent,part,qty\n1,TOP,SUB,2\n2,SUB,PART,3\n",
    "terms.csv": "id,supplier,product,price,uom,moq,multiple,days,until\n"
    "1,SLOW,F1,5,pc,1,1,8,\n2,SLOW,F2,5,pc,1,1,8,\n3,SLOW,F5,5,pc,24,1,5,\n4,SLOW,F5old,5,pc,1,1,5,2026-01-31\n"
    "5,SLOW,F6,60,box,1,1,5,\n6,SLOW,F7,5,pc,1,1,8,\n7,SLOW,F8,5,pc,1,1,5,\n8,SLOW,F9,4,pc,1,1,20,\n"
    "9,FAST,F9,6,pc,1,1,2,\n10,SLOW,F9late,4,pc,1,1,20,\n11,FAST,F9late,6,pc,1,1,9,\n12,SLOW,PART,1,pc,1,1,5,\n",
    "stock.csv": "product,qty\n" + "".join(f"{p},{50 if p == 'F1' else 0}\n" for p in PRODUCTS),
}
SALES = (
    ("F1", "2026-07-01", 60), ("F2", "2026-07-30", 80), ("F5", "2026-07-20", 15), ("F5old", "2026-07-20", 15),
    ("F6", "2026-07-20", 40), ("F7", "2026-07-20", 90), ("F8", "2026-07-20", 33), ("F9", "2026-07-03", 10),
    ("F9late", "2026-07-03", 10), ("TOP", "2026-08-20", 7),
)  # fmt: skip
PURCHASES = {"F1": ("2026-07-05", 100), "F2": ("2026-06-20", 100), "F7": ("2026-07-15", 90)}


class Faults:
    """The company, by its commands."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "erp").mkdir(parents=True)
        (root / "tandem.yaml").write_text(COMPANY, "utf-8")
        for name, text in FILES.items():
            (root / "erp" / name).write_text(text, "utf-8")
        self.tell(FIRST)

    def tell(self, changed: str, cancelled: str = "", promised: dict[str, str] | None = None) -> None:
        """Writes sales and purchases as they stand now."""
        sales = [
            f"s{n},{p},{'cancelled' if p == cancelled else 'confirmed'},{due},{qty},{changed}"
            for n, (p, due, qty) in enumerate(SALES)
        ]
        bought = [
            f"PO-{p},SLOW,{p},{(promised or {}).get(p, day)},{qty},{changed}" for p, (day, qty) in PURCHASES.items()
        ]
        texts = {"sales": ["id,product,status,due,qty,changed", *sales],
                 "purchases": ["id,supplier,product,promised,qty,changed", *bought]}  # fmt: skip
        for name, lines in texts.items():
            (self.root / "erp" / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")

    def cycle(self) -> None:
        for step in ("sync", "build", "plan", "evaluate"):
            done = CliRunner().invoke(app, [step, "--company", str(self.root / "tandem.yaml")])
            assert done.exit_code == 0, done.output

    def why(self, product: str) -> str:
        done = CliRunner().invoke(app, ["why", product, "--company", str(self.root / "tandem.yaml")])
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.root / ".tandem" / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def planned(self, product: str) -> list[tuple[Any, ...]]:
        """Kind, supplier, quantity and day of need of what is planned."""
        return self.rows(
            "select kind, supplier_code, cast(order_qty as int), cast(need_on as varchar) "
            "from marts.fct_planned_orders o join marts.dim_product using (product_id) "
            f"left join marts.dim_supplier s using (supplier_id) where product_code = '{product}' order by need_on"
        )

    def messages(self, product: str) -> dict[str, str]:
        """Kind -> sentence."""
        return dict(
            self.rows(
                "select message_kind, sentence from marts.fct_plan_messages join marts.dim_product using (product_id) "
                f"where product_code = '{product}'"
            )
        )


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
    assert "Renew them" in said["F5old"]["expired"]
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
