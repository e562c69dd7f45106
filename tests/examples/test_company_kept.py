"""A company that was destroyed comes back from its backup: the same tables, and nothing is asked for again."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from lake.errors import BeyondRetention
from operations.requisitions import pending
from tandem import steps
from tandem.cli import app
from tandem.cycle import Cycle, business_day
from tandem.settings import load_company
from tandem.stores import open_store

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "spreadsheets"
COMES_WITH_THE_LOAD = {"data_as_of", "plan_version", "run_id"}


def cycle_of(folder: Path) -> Cycle:
    company = load_company(folder / "tandem.yaml")
    return Cycle(company, as_of=business_day(company, datetime(2030, 1, 1, tzinfo=UTC)))


def run(folder: Path) -> dict[str, Any]:
    """A cycle without chat; gives every table and what people have before them."""
    cycle = cycle_of(folder)
    steps.sync(cycle, "books")
    steps.export(cycle)
    steps.build(cycle)
    steps.plan(cycle)
    steps.evaluate(cycle)
    return {**tables(folder), "pending": decided(cycle)}


def decided(cycle: Cycle) -> list[tuple[Any, ...]]:
    return [(row["number"], row["need_key"], row["purchase_quantity"]) for row in pending(open_store(cycle))]


def tables(folder: Path) -> dict[str, Any]:
    """Table -> columns and rows of marts, reports and candidates; without the list of loads, and their age."""
    found: dict[str, Any] = {}
    with duckdb.connect(folder / ".tandem" / "warehouse.duckdb", read_only=True) as connection:
        every = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_schema in ('marts', 'reports')"
        )
        for schema, name in every.fetchall():
            if name in {
                "rpt_loads",
                "rpt_health",
                "fct_requisitions",
                "fct_alerts",
                "rpt_approvals",
                "rpt_approval_waits",
                "rpt_shortage_causes",
            }:
                continue
            described = connection.execute(f"describe {schema}.{name}").fetchall()
            columns = [row[0] for row in described if row[0] not in COMES_WITH_THE_LOAD]
            chosen = ", ".join(f'"{column}"' for column in columns)
            found[name] = connection.execute(f"select {chosen} from {schema}.{name} order by all").fetchall()
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("shop") / "company"
    shutil.copytree(EXAMPLE, made, ignore=shutil.ignore_patterns(".tandem"))
    return made


def tandem(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--company", str(folder / "tandem.yaml")])
    assert done.exit_code == 0, done.output
    return done.output


def test_destroyed_and_restored_the_next_run_finds_nothing_new(folder: Path, tmp_path: Path) -> None:
    before = run(folder)
    assert len(before["pending"]) == 2
    assert sum(map(len, before.values())) > 100
    said = tandem(folder, "backup", str(tmp_path / "kept"))
    assert "loads" in said
    shutil.rmtree(folder / ".tandem")
    (folder / "tandem.yaml").unlink()
    said = tandem(folder, "restore", str(tmp_path / "kept"))
    assert "Next: tandem run" in said
    assert run(folder) == before


DAY = timedelta(days=1)
DAYS = [datetime(2026, 7, day, 6, tzinfo=UTC) for day in (1, 2, 3, 4, 5)]


def live(folder: Path, moment: datetime, patch: pytest.MonkeyPatch) -> None:
    """One day: what the books say is pulled, and what people decided goes to the lake."""
    for module in ("tandem.cycle", "tandem.steps.sync"):
        patch.setattr(import_module(module), "now", lambda: moment)
    steps.sync(cycle_of(folder), "books")
    steps.export(cycle_of(folder))


def change(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for before, after in changes:
        assert before in text, (file, before)
        text = text.replace(before, after, 1)
    file.write_text(text, "utf-8")


def built(folder: Path, known_at: datetime) -> dict[str, Any]:
    """Every table as it was when the lake was as at `known_at`, built from nothing."""
    (folder / ".tandem" / "warehouse.duckdb").unlink(missing_ok=True)
    steps.build(replace(cycle_of(folder), known_at=known_at, run_id="the same"))
    return tables(folder)


def test_no_table_of_a_moment_inside_the_retention_changes_when_the_lake_is_folded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "company"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".tandem"))
    data = folder / "data"
    live(folder, DAYS[0], monkeypatch)
    built(folder, DAYS[0])
    change(data / "stock.csv", ("T-01,14,0", "T-01,11,0"))
    change(data / "sales.csv", ("S00001,1,2026-03-01,T-01,1,68.00,C1", "S00001,1,2026-03-01,T-01,3,68.00,C1"))
    live(folder, DAYS[1], monkeypatch)
    change(data / "terms.csv", ("SUP-2;M-01;9.20", "SUP-2;M-01;9.90"))
    change(data / "sales.csv", ("S00002,1,2026-03-01,M-01,1,19.90,C2\n", ""))
    change(folder / "tandem.yaml", ("as_of: 2026-06-30", "as_of: 2026-06-30\npolicies: {default: {review_days: 9}}"))
    live(folder, DAYS[2], monkeypatch)
    change(data / "stock.csv", ("T-01,11,0", "T-01,9,0"))
    change(data / "商品.csv", ("白瓷杯", "白瓷大杯"))
    live(folder, DAYS[3], monkeypatch)
    built(folder, DAYS[3])
    moments = (DAYS[2], DAYS[4])
    before = [built(folder, moment) for moment in moments]
    assert before[0] != before[1]
    for days in (400, 402):  # the second one, with longer retention, folds no more but removes what the first left
        keeping = f"keeping: {{retention_days: {days}}}\nsources:"
        change(folder / "tandem.yaml", ("sources:", keeping))
        monkeypatch.setattr(import_module("tandem.cli.keeping"), "now", lambda days=days: DAYS[2] + days * DAY)
        said = tandem(folder, "compact")
        change(folder / "tandem.yaml", (keeping, "sources:"))
    assert "files removed" in said and " 0 files removed" not in said
    assert [built(folder, moment) for moment in moments] == before
    with pytest.raises(BeyondRetention):
        built(folder, DAYS[0])
