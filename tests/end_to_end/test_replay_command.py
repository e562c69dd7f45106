"""`tandem replay` and `tandem shadow` on the spreadsheets company: what another policy would have done."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from planning.replay.resolve import resolve_policies
from tandem import steps
from tandem.cli import app
from tandem.cycle import Cycle, business_day
from tandem.replay import with_policies
from tandem.settings import Policy, load_company

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "spreadsheets"
PROPOSED = "policies: {default: {service_level: 0.999, review_days: 14}}\n"


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    folder = tmp_path_factory.mktemp("replayed") / "company"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".tandem"))
    company = load_company(folder / "tandem.yaml")
    made = Cycle(company, as_of=business_day(company, datetime(2030, 1, 1, tzinfo=UTC)))
    steps.sync(made, "books")
    steps.export(made)
    steps.build(made)
    steps.plan(made)
    steps.evaluate(made)
    (folder / "proposed.yaml").write_text(PROPOSED, "utf-8")
    return made


def command(cycle: Cycle, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words, "--company", str(cycle.company.root / "tandem.yaml")])
    assert done.exit_code == code, done.output
    return done.output


def replayed(cycle: Cycle, *words: str) -> dict[str, dict[str, float]]:
    """Figure -> live, proposed, difference."""
    folder = str(cycle.company.root / "report")
    said = json.loads(command(cycle, "replay", "--days", "60", "--out", folder, "--json", *words))
    return {row["figure"]: row for row in said["totals"]}


def test_more_service_holds_more_and_fills_no_less_twice_the_same(cycle: Cycle) -> None:
    store = cycle.company.root / ".tandem" / "operations.db"
    before = store.read_bytes()
    policy = str(cycle.company.root / "proposed.yaml")
    found = replayed(cycle, "--policy", policy, "--order-fee", "10", "--holding-rate", "0.2")
    assert found["average_stock_value"]["difference"] > 0
    assert found["holding_cost"]["difference"] > 0
    assert found["fill_rate"]["difference"] >= 0
    assert found["orders"]["live"] > 0
    assert found == replayed(cycle, "--policy", policy, "--order-fee", "10", "--holding-rate", "0.2")
    assert store.read_bytes() == before, "a replay decides nothing"
    page = (cycle.company.root / "report" / "replay.html").read_text("utf-8")
    assert "data:image/png;base64," in page and "<h2>Products that differ most" in page
    assert "M-01" in (cycle.company.root / "report" / "replay.csv").read_text("utf-8")


def test_the_live_policy_beside_itself_differs_in_nothing(cycle: Cycle) -> None:
    assert all(row["difference"] == 0 for row in replayed(cycle).values())


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
