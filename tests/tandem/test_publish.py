"""Publishing: only what changed is written, the swap is atomic, who reads the old copy goes on reading it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tandem.cycle import Cycle
from tandem.settings import load_company
from tandem.steps import publish
from tandem.steps.publish import KEEP

COMPANY = "version: 1\ncompany: {name: x, base_currency: EUR}\nsources: {}\n"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "tandem.yaml").write_text(COMPANY)
    (tmp_path / ".tandem").mkdir()
    file = tmp_path / ".tandem" / "warehouse.duckdb"
    change(
        file,
        "create schema marts; create schema reports; create schema staging",
        "create table marts.dim_product as select '爆款A' as name, 1.5::decimal(18,6) as price",
        "create table reports.rpt_week as select 1 as week",
        "create table staging.stg_secret as select 1 as x",
    )
    yield file


def change(file: Path, *statements: str) -> None:
    with duckdb.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)


def cycle(file: Path, run: str) -> Cycle:
    company = load_company(file.parent.parent / "tandem.yaml")
    return Cycle(company, as_of=date(2026, 6, 30), known_at=datetime(2026, 7, 1, tzinfo=UTC), run_id=run)


def test_only_what_changed_is_written(warehouse: Path) -> None:
    first = publish(cycle(warehouse, "a"))
    assert first.written == ["dim_product", "rpt_week"]
    assert publish(cycle(warehouse, "b")).written == []
    change(warehouse, "update reports.rpt_week set week = 2")
    third = publish(cycle(warehouse, "c"))
    assert (third.written, third.unchanged) == (["rpt_week"], ["dim_product"])
    with duckdb.connect(third.database, read_only=True) as reader:
        assert reader.execute("select name, price from marts.dim_product").fetchall()[0][0] == "爆款A"
        assert reader.execute("select week from reports.rpt_week").fetchall() == [(2,)]
        assert reader.execute("select run_id, as_of from about").fetchall() == [("c", date(2026, 6, 30))]


def test_a_retyped_or_reordered_table_is_told_apart(warehouse: Path) -> None:
    publish(cycle(warehouse, "a"))
    change(warehouse, "create or replace table reports.rpt_week as select 1::bigint as week")
    assert publish(cycle(warehouse, "b")).written == ["rpt_week"]
    change(warehouse, "insert into reports.rpt_week values (7), (8)")
    publish(cycle(warehouse, "c"))
    change(warehouse, "create or replace table reports.rpt_week as select * from reports.rpt_week order by week desc")
    assert publish(cycle(warehouse, "d")).written == []


def test_readers_keep_the_old_copy(warehouse: Path) -> None:
    database = publish(cycle(warehouse, "a")).database
    with duckdb.connect(database, read_only=True) as reader:
        for week in range(2, KEEP + 1):
            change(warehouse, f"update reports.rpt_week set week = {week}")
            publish(cycle(warehouse, f"run{week}"))
        assert reader.execute("select week from reports.rpt_week").fetchall() == [(1,)]
    files = list(database.parent.glob("rpt_week/*.parquet"))
    assert len(files) == KEEP
    change(warehouse, "update reports.rpt_week set week = 99")
    publish(cycle(warehouse, "last"))
    assert len(list(database.parent.glob("rpt_week/*.parquet"))) == KEEP


def test_killed_before_the_manifest_publishes_again(warehouse: Path) -> None:
    database = publish(cycle(warehouse, "a")).database
    manifest = (database.parent / "manifest.json").read_bytes()
    change(warehouse, "update reports.rpt_week set week = 5")
    publish(cycle(warehouse, "b"))
    (database.parent / "manifest.json").write_bytes(manifest)  # as if the power had gone before it was replaced
    assert publish(cycle(warehouse, "c")).written == ["rpt_week"]
    with duckdb.connect(database, read_only=True) as reader:
        assert reader.execute("select week from reports.rpt_week").fetchall() == [(5,)]
