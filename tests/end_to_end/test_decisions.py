"""What people decide goes all the way: to the ERP as one draft order, and back into the next plan as supply.

One company, one more cycle; each test looks at another side of it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner
from whole_company import Whole

from operations.tables import audit
from sandbox.serve import RunningSandbox
from tandem import steps
from tandem.cli import app
from tandem.cycle import now

CANDIDATES = ("requisition", "shortage", "oversell", "excess", "late_receipt")
STRANGE_SKU = "=cmd()|'\"; drop table x --🏕️"


@dataclass
class Acts:
    """A company whose purchaser worked between two cycles, and whose ERP was changed by others meanwhile."""

    whole: Whole
    before: dict[str, list[dict[str, Any]]]
    ended_at: Any
    number: str
    unknown: str
    loop: int
    strange_id: str
    outcome: Any


def _candidates(whole: Whole) -> dict[str, list[dict[str, Any]]]:
    return {kind: whole.rows(f"select * from candidates.cnd_{kind} order by all") for kind in CANDIDATES}


def _approve(whole: Whole, number: str, by: str) -> Any:
    return CliRunner().invoke(app, ["approve", number, "--by", by, "--company", str(whole.file)])


@pytest.fixture(scope="module")
def acts(first: Whole, own_sandbox: Callable[[], RunningSandbox], tmp_path_factory: pytest.TempPathFactory) -> Acts:
    whole = first.copy(tmp_path_factory.mktemp("acts") / "company", own_sandbox())
    whole.change_file("write_back: false", "write_back: true")
    before, ended_at = _candidates(whole), now()
    number = min(n for n, (_, state) in whole.decided()["requisitions"].items() if state == "pending")

    assert _approve(whole, number, "mallory").exit_code == 1
    assert _approve(whole, number, "head.of.purchasing").exit_code == 0
    whole.order_control("odoo/_control/faults", {"fault": "lost_reply", "method": "load", "times": 5})
    steps.notify(whole.cycle())
    steps.notify(whole.cycle())

    unknown = str(first.story("unknown_sku")["shop_sku"])
    _alias_of_the_unknown(whole, unknown)
    loop, strange_id = _change_the_erp(whole)
    whole.sync("erp")
    outcome = whole.decide()
    return Acts(whole, before, ended_at, number, unknown, loop, strange_id, outcome)


def _alias_of_the_unknown(whole: Whole, unknown: str) -> None:
    """One line more in a copy of the alias file: the shop's product is the company's SKU-10001."""
    source_id = whole.one(
        "select source_id from reports.rpt_held_rows where entity = 'product' and source = 'shop' and source_id in "
        "(select product_id from staging.stg_shopify__products where product_code = ?)",
        unknown,
    )
    known = (whole.sandbox.folder / "aliases.csv").read_text("utf-8")
    own = whole.root / "aliases.csv"
    own.write_text(known + f"product,shop,{source_id},SKU-10001,1\n", "utf-8")
    whole.change_file(str(whole.sandbox.folder / "aliases.csv"), str(own))


def _change_the_erp(whole: Whole) -> tuple[int, str]:
    """A product becomes a component of itself, and another gets a code that nobody should give."""
    line = whole.rows("select bom_line_id, product_id from staging.stg_odoo__bom_lines order by 1 limit 1")[0]
    loop = int(line["bom_line_id"].partition("/")[0])
    change = {"do": "write", "model": "mrp.bom.line", "ids": [loop], "values": {"product_id": int(line["product_id"])}}
    assert "error" not in whole.order_control("odoo/_control/mutate", change)
    strange_id = whole.one(
        "select product_id from staging.stg_odoo__products where product_code not in "
        "(select product_code from candidates.cnd_requisition) order by 1 desc limit 1"
    )
    change = {"do": "write", "model": "product.product", "ids": [int(strange_id)]}
    change |= {"values": {"default_code": STRANGE_SKU}}
    assert "error" not in whole.order_control("odoo/_control/mutate", change)
    return loop, strange_id


def test_only_a_listed_approver_decides_and_the_attempt_is_kept(acts: Acts) -> None:
    with acts.whole.store.read() as session:
        said = [dict(row) for row in session.execute(select(audit).order_by(audit.c.id)).mappings()]
    refused, allowed = [row for row in said if row["subject"] == acts.number][:2]
    assert (refused["actor"], refused["is_allowed"]) == ("mallory", False)
    assert "approvers" in refused["details"]["refusal"]
    assert (allowed["actor"], allowed["is_allowed"]) == ("head.of.purchasing", True)


def test_a_limit_holds_in_base_currency(acts: Acts) -> None:
    """The purchaser may decide up to 20,000: what costs more needs the head."""
    acts.whole.change_file("limit: 20000", "limit: 1")
    waiting = [n for n, (_, state) in acts.whole.decided()["requisitions"].items() if state == "pending"]
    said = _approve(acts.whole, waiting[0], "wang.fang")
    assert said.exit_code == 1
    assert "may decide up to 1" in said.output


def test_it_is_one_draft_order_in_the_erp_although_the_reply_was_lost(acts: Acts) -> None:
    from connectors.odoo.writer import external_id

    written = [json.loads(line) for line in acts.whole.written_to_erp()]
    assert json.dumps(written).count(f'"{external_id(acts.number)}"') == 1
    orders = acts.whole.rows(
        "select * from staging.stg_odoo__purchase_order_lines where origin_reference = ?", acts.number
    )
    (order,) = orders
    line = next(r for r in acts.whole.table("requisition_line") if r["requisition_number"] == acts.number)
    assert order["status"] == "draft"
    assert order["quantity"] == pytest.approx(line["purchase_quantity"])
    assert order["uom"] == line["purchase_uom"]
    assert order["currency"] == line["currency"]
    assert order["requested_on"] == line["required_on"]
    record = next(r for r in acts.whole.table("requisition") if r["number"] == acts.number)
    assert (record["state"], record["purchase_order_reference"]) == ("sent", order["purchase_order_number"])
    (item,) = [row for row in acts.whole.table("outbox") if row["kind"] == "erp_requisition"]
    assert (item["state"], item["is_possible_duplicate"]) == ("sent", False)


def test_it_is_supply_in_the_next_plan_and_the_need_does_not_open_again(acts: Acts) -> None:
    line = next(r for r in acts.whole.table("requisition_line") if r["requisition_number"] == acts.number)
    keys = (line["product_id"], line["location_id"])
    counted = acts.whole.rows(
        "select * from planning_inputs.plan_items where product_id = ? and location_id = ?", *keys
    )[0]
    assert counted["approved_requisition_qty"] == pytest.approx(line["quantity"])
    then = next(r for r in acts.before["requisition"] if (r["product_id"], r["location_id"]) == keys)
    assert counted["inventory_position"] == pytest.approx(then["inventory_position"] + line["quantity"])
    needs = [need for need, _ in acts.whole.decided()["requisitions"].values()]
    assert len(needs) == len(set(needs)), "no need has two requisitions"
    assert not acts.whole.rows(
        "select * from candidates.cnd_requisition where product_id = ? and location_id = ?", *keys
    )


def test_an_unknown_sku_is_held_and_counted_until_one_line_names_it(first: Whole, acts: Acts) -> None:
    """R10."""
    held = "select * from reports.rpt_held_rows where entity = 'order_lines' and source_id in (select product_id "
    held += "from staging.stg_shopify__products where product_code = ?)"
    waiting = first.rows(held, acts.unknown)
    assert waiting and waiting[0]["held_count"] >= 1
    assert acts.unknown not in {row["product_code"] for row in first.rows("select * from planning_inputs.plan_items")}
    assert not acts.whole.rows(held, acts.unknown), "released"
    assert acts.whole.one("select count(*) from marts.fct_sales_order_lines") == waiting[0]["held_count"] + first.one(
        "select count(*) from marts.fct_sales_order_lines"
    )


def test_a_product_made_of_itself_is_held_by_name_and_the_rest_is_planned(acts: Acts) -> None:
    held = acts.whole.rows("select * from reports.rpt_held_rows where reason like 'cycle %'")
    assert held and all(" -> " in row["reason"] for row in held)
    assert [(row["entity"], row["source"]) for row in held] == [("bom_lines", "erp")]
    assert acts.whole.rows("select * from planning_inputs.plan_items")
    assert not acts.whole.rows("select * from marts.bridge_bom where product_id = component_id")


def test_a_strange_sku_is_only_text(acts: Acts) -> None:
    found = acts.whole.rows("select * from marts.dim_product where product_code = ?", STRANGE_SKU)
    assert len(found) == 1
    said = CliRunner().invoke(app, ["why", STRANGE_SKU, "--company", str(acts.whole.file)])
    assert said.exit_code == 0 or "no planned product" in said.output


def test_the_past_is_as_it_was(acts: Acts, tmp_path: Path) -> None:
    """D16: with an earlier `known_at` the same candidates, although orders, aliases and decisions came since."""
    past = acts.whole.copy(tmp_path / "past")
    decided = past.decided()
    outcome = past.decide(past.cycle(known_at=acts.ended_at))
    assert _candidates(past) == acts.before
    assert outcome.outdated, "what was decided since is not undone"
    assert past.decided() == decided


def test_by_default_nothing_is_written_outward(first: Whole, tmp_path: Path) -> None:
    """D49: approved, told to people, and the ERP untouched."""
    whole = first.copy(tmp_path / "default")
    a_moment_ago = now()
    number = min(n for n, (_, state) in whole.decided()["requisitions"].items() if state == "pending")
    steps.approve(whole.cycle(), number, "head.of.purchasing", "", now() + timedelta(seconds=1))
    delivered = steps.notify(whole.cycle())
    assert [key.split("|")[1] for key in delivered.sent] == ["requisition_decided"] * 2
    assert not whole.written_to_erp()
    assert "erp_requisition" not in {row["kind"] for row in whole.table("outbox")}
    assert steps.export(whole.cycle(known_at=a_moment_ago)) == {}, "what was known a moment ago stays so"
    assert steps.export(whole.cycle())["requisitions"]
