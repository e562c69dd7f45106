"""A company that was destroyed comes back from its backup: the same tables, and nothing is asked for again."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

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
    """Table -> columns and rows of marts, reports and candidates; without the list of loads, which grows."""
    found: dict[str, Any] = {}
    with duckdb.connect(folder / ".tandem" / "warehouse.duckdb", read_only=True) as connection:
        every = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_schema in ('marts', 'reports')"
        )
        for schema, name in every.fetchall():
            if name == "rpt_loads":
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
