"""Promotions through the command line: rows in, a cycle, and what the plan and people read of it (issue 4, R39)."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from spreadsheets_company import found_shop, run_cycle

from planning.explain import explain
from tandem import steps
from tandem.cli.lookup import find_items
from tandem.cycle import Cycle
from tandem.warehouse import open_warehouse

STREAMS = """      promotions:
        table: promotions.csv
        columns:
          promotion_id: Id
          name: Name
          product_id: Item
          starts_on: From
          ends_on: To
          discount_rate: Discount
          expected_uplift_qty: Extra
      bom_lines:
        table: parts.csv
        columns: {bom_line_id: "Makes || Of", product_id: Makes, component_id: Of, quantity_per: Units, uom: "'pc'"}
"""
HEADER = "Id,Name,Item,From,To,Discount,Extra"
SALE = "SALE,夏季 Summer sale,M-01,2026-07-02,2026-07-15,0.2,60"
SET = "SET,Gifts,G-01,2026-07-02,2026-07-15,,60"
WRONG = (
    "BACK,Back to front,M-02,2026-07-15,2026-07-02,0.2,60",
    "DEEP,Twenty,M-02,2026-07-02,2026-07-15,20,60",
    "LESS,Less,M-02,2026-07-02,2026-07-15,0.2,-60",
    "LOST,Unknown,X-99,2026-07-02,2026-07-15,0.2,60",
)


class Planned(NamedTuple):
    """A cycle and, by product code, what it plans in all and what it requires today (units)."""

    cycle: Cycle
    orders: dict[str, float]
    requirements: dict[str, float]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with open_warehouse(self.cycle) as connection:
            return connection.execute(sql).fetchall()


def gift_shop(folder: Path) -> Path:
    """The spreadsheets example with a table of promotions, and a gift set (G-01) of two cups (M-02)."""
    file = found_shop(folder)
    said = file.read_text("utf-8")
    for name, is_set in (("is_purchased", "货号 <> 'G-01'"), ("is_assembled", "货号 = 'G-01'")):
        said = re.sub(f'{name}: "[a-z]+"', f'{name}: "{is_set}"', said)
    file.write_text(said.replace("\nidentity:", f"{STREAMS}\nidentity:"), "utf-8")
    for table, row in (("商品.csv", "G-01,Gift set,Cups,4006381333999,19.00,39.00"), ("stock.csv", "G-01,0,0")):
        lines = folder / "data" / table
        lines.write_text(f"{lines.read_text('utf-8').rstrip()}\n{row}\n", "utf-8")
    (folder / "data" / "parts.csv").write_text("Makes,Of,Units\nG-01,M-02,2\n", "utf-8")
    return file


def planned(folder: Path, *promotions: str) -> Planned:
    """A cycle of a new gift shop with these promotions."""
    file = gift_shop(folder)
    (folder / "data" / "promotions.csv").write_text("\n".join([HEADER, *promotions]) + "\n", "utf-8")
    cycle = run_cycle(file)
    with open_warehouse(cycle) as connection:
        orders, required = (
            dict(connection.execute(f"select product_code, sum(order_qty) from marts.{mart} "
                                    "join marts.dim_product using (product_id) group by product_code").fetchall())
            for mart in ("fct_planned_orders", "fct_requirements")
        )  # fmt: skip
    return Planned(cycle, orders, required)


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return planned(tmp_path_factory.mktemp("without") / "company")


@pytest.fixture(scope="module")
def sale(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return planned(tmp_path_factory.mktemp("sale") / "company", SALE, *WRONG)


def test_a_promotion_raises_the_requirement_of_exactly_its_product(without: Planned, sale: Planned) -> None:
    assert without.rows("select * from marts.fct_promotion_uplifts") == []
    assert rise(without.orders, sale.orders) == {"M-01": pytest.approx(60, abs=6)}
    (code,) = rise(without.requirements, sale.requirements)
    assert code == "M-01"


def test_a_promotion_of_a_set_raises_its_components_and_nothing_else(without: Planned, tmp_path: Path) -> None:
    found = planned(tmp_path / "company", SET)
    assert rise(without.orders, found.orders) == {"G-01": pytest.approx(60), "M-02": pytest.approx(120, abs=6)}


def rise(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """What differs, by product code."""
    change = {code: after.get(code, 0) - before.get(code, 0) for code in before | after}
    return {code: units for code, units in change.items() if units}


def test_what_it_adds_and_what_comes_too_late_is_said(sale: Planned) -> None:
    ((name, basis, uplift, at_risk, first, short, sentence),) = sale.rows(
        "select name, basis, uplift_qty, is_at_risk, first_short_on, short_qty, sentence "
        "from marts.fct_promotion_uplifts"
    )
    assert (name, basis, uplift) == ("夏季 Summer sale", "stated", pytest.approx(60))
    assert at_risk and "2026-07-02" <= f"{first}" <= "2026-07-07" and 0 < short < 60
    assert sentence.startswith("Stated with the promotion: 60 over all its days.")
    said = "\n".join(explain(find_items(sale.cycle, "M-01")[0]))
    assert "Promotion           夏季 Summer sale, 2026-07-02 to 2026-07-15: 60 on top of" in said
    assert f"cannot be there in time, the first on {first}" in said


def test_wrong_promotions_are_held_with_their_reason(sale: Planned) -> None:
    held = dict(sale.rows("select reason, source_id from reports.rpt_held_rows where entity = 'promotions'"))
    assert {reason.split(":")[0] for reason in held} == {
        "promotion BACK ends before it starts",
        "promotion DEEP has a discount above 100 %",
        "promotion LESS expects an uplift below zero",
        "unknown product",
    }
    assert held["unknown product"] == "X-99"


def test_planned_again_it_is_the_same_plan(sale: Planned) -> None:
    ((version,),) = sale.rows("select distinct plan_version from marts.fct_promotion_uplifts")
    assert steps.plan(sale.cycle) == version
