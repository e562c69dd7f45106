"""A change of levels above the limit waits, the old ones hold, and an approval puts it in force (R19)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spreadsheets_company import found_shop, run_cycle
from typer.testing import CliRunner, Result

from lake import plan_versions
from lake.errors import WriteFailed
from lake.files import Lake
from planning.explain import explain
from tandem import steps
from tandem.cli import app
from tandem.cli.lookup import find_items
from tandem.cycle import Cycle
from tandem.stores import open_lake
from tandem.warehouse import open_warehouse

LIMIT = "policies: {level_change_limit: 0.5}\n"
APPROVER = "owner"


class Shop:
    """The shop of the spreadsheets example, with a limit on changes of levels."""

    def __init__(self, folder: Path) -> None:
        self.file = found_shop(folder)
        self.sales = folder / "data" / "sales.csv"
        said = self.file.read_text("utf-8")
        assert "\npolicies:" not in said
        self.file.write_text(said + LIMIT, "utf-8")

    def cycle(self) -> Cycle:
        self.done = run_cycle(self.file)
        return self.done

    def sells(self, times: int) -> None:
        """Every sale of cups becomes `times` as large."""
        head, *lines = self.sales.read_text("utf-8").splitlines()
        place = head.split(",").index("Qty")
        rows = [line.split(",") for line in lines]
        for row in rows:
            if "M-01" in row:
                row[place] = str(times * int(row[place]))
        self.sales.write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", "utf-8")

    def level(self) -> float:
        return float(self.rows("select order_up_to from marts.fct_inventory_levels join marts.dim_product "
                               "using (product_id) where product_code = 'M-01'")[0][0])  # fmt: skip

    def change(self) -> tuple[Any, ...] | None:
        rows = self.rows(
            "select outcome, old_order_up_to, new_order_up_to from marts.fct_level_changes "
            "join marts.dim_product using (product_id) where product_code = 'M-01' and is_current"
        )
        return rows[0] if rows else None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with open_warehouse(self.done) as connection:
            return connection.execute(sql).fetchall()

    def tandem(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["levels", *words, "--company", str(self.file)])

    def versions(self) -> list[str]:
        return [one.version for one in plan_versions(open_lake(self.done))]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield Shop(tmp_path / "company")


def test_a_change_waits_until_it_is_approved(shop: Shop) -> None:
    early = shop.tandem("list")
    assert (early.exit_code, early.exception.__class__) == (1, SystemExit), "said in a sentence"
    shop.cycle()
    old = shop.level()
    assert shop.change() == ("first", None, old)
    shop.sells(3)
    shop.cycle()
    outcome, before, after = shop.change() or ()
    assert (outcome, before, shop.level()) == ("waits", old, old)
    assert after > 1.5 * old
    before_repeat = shop.versions()
    steps.plan(shop.done)
    steps.plan(shop.done)
    assert shop.versions() == before_repeat, "what waits makes no new plan by itself"
    alerts = shop.rows("select usual_level, recent_level, change_reason from candidates.cnd_review_rule "
                       "where signal = 'levels' and product_code = 'M-01'")  # fmt: skip
    assert alerts == [(old, after, pytest.approx(alerts[0][2]))] and "above the limit of 50%" in alerts[0][2]
    said = "\n".join(explain(find_items(shop.done, "M-01")[0]))
    assert "Levels kept" in said and "`tandem levels approve M-01 SHOP`" in said

    (listed,) = [row for row in json.loads(shop.tandem("list", "--json").stdout) if row["product_code"] == "M-01"]
    assert (listed["old_order_up_to"], listed["new_order_up_to"], listed["decision"]) == (old, after, None)
    refused = shop.tandem("approve", "M-01", "SHOP", "--by", "nobody")
    assert refused.exit_code == 1
    wrong = shop.tandem("approve", "M-99", "SHOP", "--by", APPROVER)
    assert wrong.exit_code == 1
    assert shop.tandem("approve", "m-01", "shop", "--by", APPROVER).exit_code == 0
    assert "already approved" in shop.tandem("approve", "M-01", "SHOP", "--by", APPROVER).stdout
    assert shop.level() == old, "from the next plan on"
    shop.cycle()
    assert shop.change() == ("approved", old, after)
    assert shop.level() == after
    history = shop.rows("select outcome, is_current from marts.fct_level_changes join marts.dim_product "
                        "using (product_id) where product_code = 'M-01' order by known_at")  # fmt: skip
    assert history == [("first", False), ("waits", False), ("approved", True)]
    assert len(shop.versions()) == 3
    replay_of_the_second_plan(shop, old)


def replay_of_the_second_plan(shop: Shop, old: float) -> None:
    """With what was known then the change waits, as it did then, and no plan is made anew."""
    second = plan_versions(open_lake(shop.done))[1]
    again = Cycle(shop.done.company, as_of=shop.done.as_of, known_at=second.known_at)
    steps.build(again)
    assert steps.plan(again) == second.version
    steps.evaluate(again)
    shop.done = again
    assert (shop.level(), (shop.change() or ("",))[0]) == (old, "waits")


def killed_before_the_manifest(shop: Shop) -> None:
    """A cycle whose plan is written and never accepted."""
    write = Lake.write_text

    def die(lake: Lake, name: str, text: str) -> None:
        if "_versions" in name:
            raise WriteFailed("killed")
        write(lake, name, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lake, "write_text", die)
        with pytest.raises(WriteFailed):
            shop.cycle()
    assert len(shop.versions()) == 1


def test_a_rejected_change_is_not_asked_again_until_it_grows(shop: Shop) -> None:
    shop.cycle()
    old = shop.level()
    shop.sells(3)
    killed_before_the_manifest(shop)
    shop.cycle()
    assert (len(shop.versions()), shop.level(), (shop.change() or ("",))[0]) == (2, old, "waits")
    assert shop.tandem("reject", "M-01", "SHOP", "--by", APPROVER).exit_code == 1, "a reason is missing"
    assert shop.tandem("reject", "M-01", "SHOP", "--by", APPROVER, "--reason", "展会 only").exit_code == 0
    shop.cycle()
    assert (shop.change() or ("",))[0] == "rejected"
    assert shop.rows("select count(*) from candidates.cnd_review_rule where signal = 'levels' "
                     "and product_code = 'M-01'") == [(0,)]  # fmt: skip
    shop.sells(2)
    shop.cycle()
    assert ((shop.change() or ("",))[0], shop.level()) == ("waits", old)
