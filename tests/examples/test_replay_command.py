"""`tandem replay` and `tandem shadow` on the spreadsheets company: what another policy would have done."""

import json
import sqlite3
from typing import Any

import duckdb
import pytest
from spreadsheets_company import found_shop, run_cycle
from typer.testing import CliRunner

from planning.replay.resolve import resolve_policies
from tandem.cli import app
from tandem.cycle import Cycle
from tandem.policy_settings import Policy
from tandem.replay import with_policies

PROPOSED = "policies: {default: {service_level: 0.999, review_days: 14}}\n"


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    file = found_shop(tmp_path_factory.mktemp("replayed") / "company")
    made = run_cycle(file)
    (file.parent / "proposed.yaml").write_text(PROPOSED, "utf-8")
    return made


def command(cycle: Cycle, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words, "--company", str(cycle.company.root / "tandem.yaml")])
    assert done.exit_code == code, done.output
    return done.output


def decided(cycle: Cycle) -> list[str]:
    """All that the operations store holds."""
    with sqlite3.connect(cycle.company.root / ".tandem" / "operations.db") as store:
        return list(store.iterdump())


def replayed(cycle: Cycle, *words: str) -> dict[str, dict[str, float]]:
    """Figure -> live, proposed, difference."""
    folder = str(cycle.company.root / "report")
    said = json.loads(command(cycle, "replay", "--days", "60", "--out", folder, "--json", *words))
    return {row["figure"]: row for row in said["totals"]}


def test_more_service_holds_more_and_fills_no_less_twice_the_same(cycle: Cycle) -> None:
    before = decided(cycle)
    policy = str(cycle.company.root / "proposed.yaml")
    found = replayed(cycle, "--policy", policy, "--order-fee", "10", "--holding-rate", "0.2")
    assert found["average_stock_value"]["difference"] > 0
    assert found["holding_cost"]["difference"] > 0
    assert found["fill_rate"]["difference"] >= 0
    assert found["orders"]["live"] > 0
    assert found == replayed(cycle, "--policy", policy, "--order-fee", "10", "--holding-rate", "0.2")
    assert decided(cycle) == before, "a replay decides nothing"
    page = (cycle.company.root / "report" / "replay.html").read_text("utf-8")
    assert "data:image/png;base64," in page and "<h2>Products that differ most" in page
    assert "M-01" in (cycle.company.root / "report" / "replay.csv").read_text("utf-8")


def test_the_live_policy_beside_itself_differs_in_nothing(cycle: Cycle) -> None:
    found = replayed(cycle)
    assert all(row["difference"] == 0 for row in found.values())
    assert "total_cost" not in found, "no fee and no rate were given"
    folder = str(cycle.company.root / "report")
    assert "Both policies say the same." in command(cycle, "replay", "--days", "60", "--out", folder)
    said = command(cycle, "replay", "--policy", str(cycle.company.root / "proposed.yaml"), "--out", folder)
    assert "differs in service_level at 4, review_days at 4 of 4." in " ".join(said.split())


def test_shadow_says_what_would_be_ordered_more(cycle: Cycle) -> None:
    policy = str(cycle.company.root / "proposed.yaml")
    rows: list[dict[str, Any]] = json.loads(command(cycle, "shadow", "--policy", policy, "--json"))
    more = {row["product_code"]: row for row in rows}
    assert float(more["M-01"]["order_qty_difference"]) > 0
    assert "orders" in more["M-01"]["reason"]
    assert "differ" in command(cycle, "shadow", "--policy", policy)


@pytest.mark.parametrize(
    ("text", "said"),
    [("rules: {}\n", "has no section `policies`"), ("policies: {default: {service_level: 2}}\n", "service_level"),
     ("{", "cannot be read as YAML")],
)  # fmt: skip
def test_a_wrong_proposal_is_named(cycle: Cycle, text: str, said: str) -> None:
    file = cycle.company.root / "wrong.yaml"
    file.write_text(text, "utf-8")
    assert said in command(cycle, "replay", "--policy", str(file), code=1)


def test_policies_are_resolved_as_in_the_warehouse(cycle: Cycle) -> None:
    with duckdb.connect(str(cycle.company.root / ".tandem" / "warehouse.duckdb"), read_only=True) as connection:
        items = connection.execute("select * from planning_inputs.plan_items").df()
    again = with_policies(items, cycle.company)
    for name in (name for name in Policy.model_fields if name in items):
        assert again[name].astype(float).equals(items[name].astype(float)), name
    row = {"scope": "product_location", "scope_value": "", "product_code": " m-01", "location_code": "*"}
    rows = [{**row, "parameter": "review_days", "value": 3}]
    found = resolve_policies(items, rows, ["review_days"]).set_index("product_code")["review_days"]
    assert found["M-01"] == 3 and found.drop("M-01").isna().all()
