"""The match step by its commands: asked, answered by a file, followed downstream, undone, and killed on the way."""

import csv
import json
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from tandem.cli import app

COMPANY = """version: 1
company: {name: Match, base_currency: EUR, time_zone: Europe/Berlin, as_of: 2026-06-30}
sources:
  erp:
    system: tables
    folder: erp
    streams:
      products: {table: products.csv, columns: {product_id: id, product_code: code, name: name, uom: "'pc'"}}
      locations: {table: places.csv, columns: {location_id: code, location_code: code, name: code}}
  shop:
    system: tables
    folder: shop
    streams:
      products: {table: products.csv, columns: {product_id: id, product_code: code, name: name}}
      order_lines:
        table: sales.csv
        columns:
          {order_line_id: id, order_id: id, product_id: product, quantity: qty, location_id: "'HAM'", status: "'done'",
           ordered_at: "cast('2026-06-01 10:00' as timestamp)", unit_price: "10", currency: "'EUR'"}
identity:
  masters: {product: [erp], location: [erp]}
  aliases: aliases.csv
  matching: {product: {apply_at: 1, queue_at: 0.05}}
stock_of_record: {"*": erp}
channels: {owner: {type: console, kinds: [requisition]}}
approvers: [{name: owner}]
"""
FILES = {
    "erp/places.csv": "code\nHAM\n",
    "erp/products.csv": "id,code,name\n1,A-1,Nordvik Tent Green 2P\n2,A-2,Orbis Lamp LX-350 White\n"
    "3,A-3,碳纤维登山杖 TR120\n4,A-4,Camp stove gas\n",
    "shop/products.csv": "id,code,name\nv1,HOT-1,2P tent Nordvik in green\nv3,HOT-3,登山杖 碳纤维 TR-120\n"
    "v4,HOT-4,Camping lantern\n",
    "shop/sales.csv": "id,product,qty\n1,v1,5\n2,v3,7\n3,v4,2\n",
    "aliases.csv": "entity,source,source_id,code,pack_factor\nproduct,shop,v4,A-4,1\nproduct,shop,HOT-4,A-2,1\n",
}


class Company:
    """A small company, driven by its commands alone."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in {"tandem.yaml": COMPANY, **FILES}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")

    def tandem(self, *words: str, fails: bool = False) -> str:
        done = CliRunner().invoke(app, [*words, "--company", str(self.root / "tandem.yaml")])
        assert (done.exit_code != 0) == fails, done.output
        return done.output

    def sold(self) -> dict[str, float]:
        """Units sold by the ERP's code."""
        rows = self.rows(
            "select product_code, cast(sum(sold_qty) as double) from marts.fct_sales_order_lines "
            "join marts.dim_product using (product_id) group by 1"
        )
        return dict(rows)

    def held(self) -> dict[str, str]:
        """Shop products whose order lines are held, with what to do."""
        return dict(self.rows("select source_id, advice from reports.rpt_held_rows where entity = 'order_lines'"))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.root / ".tandem" / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def links(self) -> set[tuple[Any, ...]]:
        return set(self.rows("select source, source_id, conformed_id, method from intermediate.xref_product"))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    made = Company(tmp_path_factory.mktemp("match"))
    made.tandem("sync")
    made.tandem("build")
    return made


def test_who_is_near_is_asked_about_and_its_sales_wait(company: Company) -> None:
    asked = {row["source_id"]: row for row in json.loads(company.tandem("match", "queue", "--json"))}
    assert {"v1", "v3"} <= set(asked)
    assert [asked[one]["candidates"][0]["code"] for one in ("v1", "v3")] == ["A-1", "A-3"]
    assert company.sold() == {}
    assert all("tandem match queue" in advice for advice in company.held().values())


def test_conflicting_aliases_hold_their_product_alone(company: Company) -> None:
    found = company.rows(
        "select reason, advice from reports.rpt_held_rows where entity = 'product' and source_id = 'v4'"
    )
    assert found == [("conflicting aliases", "Keep one of the aliases in the file of aliases.")]


def test_decisions_by_file_are_followed_downstream_and_undone_again(company: Company) -> None:
    file = company.root / "queue.csv"
    company.tandem("match", "export", str(file))
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    answers = {"v1": "A-1", "v3": "A-3"}
    for row in rows:
        row["decision"] = answers.get(row["source_id"], "")
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert company.tandem("match", "import", str(file), "--by", "anna").count("from the next build on") == 2
    company.tandem("build")
    assert company.sold() == {"A-1": 5, "A-3": 7}
    assert "anna: accepted" in company.tandem("match", "history", "shop", "v1")
    company.tandem("match", "undo", "shop", "v1", "--by", "boris")
    company.tandem("build")
    assert company.sold() == {"A-3": 7}
    assert set(company.held()) == {"v1", "v4"}
    periods = company.rows(
        "select method, decided_by, is_current from marts.bridge_identity_history "
        "where source_id = 'v1' order by known_from_at"
    )
    assert periods == [(None, "rule", False), ("manual", "anna", False), (None, "rule", True)]
    told = company.tandem("match", "history", "shop", "v1")
    assert told.index("anna: accepted") < told.index("boris: und")


def _killed_before_the_lake_knows(file: str) -> None:
    import lake
    from tandem import steps
    from tandem.cycle import Cycle
    from tandem.settings import load_company

    lake.land = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
    company = load_company(Path(file))
    steps.build(Cycle(company, company.company.as_of))  # type: ignore[arg-type]


def test_a_match_killed_after_it_decided_ends_as_one_that_was_not(tmp_path: Path) -> None:
    whole, killed = Company(tmp_path / "whole"), Company(tmp_path / "killed")
    for one in (whole, killed):
        one.tandem("sync")
    process = multiprocessing.get_context("spawn").Process(
        target=_killed_before_the_lake_knows, args=(str(killed.root / "tandem.yaml"),)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    for one in (whole, killed, killed):
        one.tandem("build")
    assert killed.links() == whole.links()
    assert len(json.loads(killed.tandem("match", "queue", "--json"))) == len(
        json.loads(whole.tandem("match", "queue", "--json"))
    )
