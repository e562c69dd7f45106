"""The lake: what is accepted is seen, once, up to a moment; everything else does not exist."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import pytest
from fsspec.implementations.local import LocalFileSystem

from lake import Acceptance, Lake, acceptances, create_raw_views, land, plan_table, plan_versions, write_plan
from lake.errors import LakeError, NotTyped, ReadFailed, WriteFailed
from lake.stream import Stream, System
from lake.types import arrow_schema

NOW = datetime(2026, 10, 31, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
ITEMS = Stream(
    "items",
    {
        "sku": "text",
        "price": "decimal",
        "sold_on": "date",
        "changed_at": "timestamp",
        "is_new": "boolean",
        "n": "integer",
    },
    key=("sku",),
    cursor="changed_at",
)
STOCK = Stream("stock", {"sku": "text", "place": "text", "qty": "decimal"}, ("sku", "place"), disposition="snapshot")
TOY = System("toy", (ITEMS, STOCK))


@pytest.fixture(params=["local", "memory"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake") if request.param == "local" else Lake(f"memory://{uuid4().hex}/lake")


def items(*skus: str, price: str = "1.10") -> pa.Table:
    rows = [{"sku": sku, "price": Decimal(price), "sold_on": date(2026, 1, 2), "n": 3} for sku in skus]
    return pa.Table.from_pylist(rows, arrow_schema(ITEMS))


def stock(**quantities: int) -> pa.Table:
    rows = [{"sku": sku, "place": "L1", "qty": Decimal(qty)} for sku, qty in quantities.items()]
    return pa.Table.from_pylist(rows, arrow_schema(STOCK))


def seen(lake: Lake, known_at: datetime, table: str = "raw_toy.items", columns: str = "sku, price") -> list[Any]:
    connection = duckdb.connect()
    create_raw_views(connection, lake, [TOY], known_at)
    return connection.sql(f"select {columns} from {table} order by all").fetchall()


def test_views_are_typed_before_anything_came(lake: Lake) -> None:
    connection = duckdb.connect()
    create_raw_views(connection, lake, [TOY], NOW)
    described = dict(row[:2] for row in connection.sql("describe raw_toy.items").fetchall())
    assert described["price"] == "DECIMAL(18,6)"
    assert described["changed_at"] == described["_loaded_at"] == "TIMESTAMP"
    assert connection.sql("select count(*) from raw_tandem.loads").fetchone() == (0,)
    assert connection.sql("select count(*) from raw_planning.levels").fetchone() == (0,)


def test_the_same_rows_twice_add_nothing(lake: Lake) -> None:
    land(lake, TOY, "shop", {"items": items("A", "B"), "stock": stock(A=1)}, NOW)
    again = land(lake, TOY, "shop", {"items": items("B", "A"), "stock": stock(A=1)}, NOW + HOUR)
    assert [(one.rows, one.unchanged, one.files) for one in again.streams.values()] == [(0, 2, ()), (0, 1, ())]
    assert len(lake.names("raw_shop", deep=True)) == 2
    assert seen(lake, NOW + HOUR) == [("A", Decimal("1.100000")), ("B", Decimal("1.100000"))]


def test_only_the_changed_row_is_written_and_both_versions_stay(lake: Lake) -> None:
    land(lake, TOY, "shop", {"items": items("A", "B")}, NOW)
    changed = pa.concat_tables([items("A"), items("B", price="2"), items("C")])
    second = land(lake, TOY, "shop", {"items": changed}, NOW + HOUR)
    assert (second.streams["items"].rows, second.streams["items"].total_rows) == (2, 3)
    assert len(seen(lake, NOW + HOUR)) == 4


def test_a_value_that_goes_back_is_a_new_version(lake: Lake) -> None:
    for hour, price in enumerate(("1", "2", "1")):
        accepted = land(lake, TOY, "shop", {"items": items("A", price=price)}, NOW + hour * HOUR)
        assert accepted.streams["items"].rows == 1


def test_a_snapshot_that_changed_is_written_whole(lake: Lake) -> None:
    land(lake, TOY, "shop", {"stock": stock(A=1, B=2)}, NOW)
    second = land(lake, TOY, "shop", {"stock": stock(A=1)}, NOW + HOUR)
    assert (second.streams["stock"].rows, second.streams["stock"].total_rows) == (1, 1)
    emptied = land(lake, TOY, "shop", {"stock": stock()}, NOW + 2 * HOUR)
    assert (emptied.streams["stock"].deleted, emptied.streams["stock"].total_rows) == (1, 0)
    newest = f"_load_id = '{emptied.load_id}' and not _is_deleted"
    assert seen(lake, NOW + 2 * HOUR, f"raw_toy.stock where {newest}", "sku") == []
    assert not land(lake, TOY, "shop", {"stock": stock()}, NOW + 3 * HOUR).streams["stock"].files


def test_known_at_is_a_journey_in_time(lake: Lake) -> None:
    land(lake, TOY, "shop", {"items": items("A")}, NOW)
    land(lake, TOY, "shop", {"items": items("B")}, NOW + HOUR)
    assert seen(lake, NOW - HOUR) == []
    assert [row[0] for row in seen(lake, NOW)] == ["A"]
    assert [row[0] for row in seen(lake, NOW + HOUR)] == ["A", "B"]
    assert len(seen(lake, NOW, "raw_tandem.loads", "load_id")) == 1


def test_two_sources_of_one_system_stand_in_one_view(lake: Lake) -> None:
    for source in ("shop", "outlet"):
        land(lake, TOY, source, {"items": items("A")}, NOW)
    assert seen(lake, NOW, columns="_source, sku") == [("outlet", "A"), ("shop", "A")]


def test_a_column_declared_later_is_null_in_old_files(lake: Lake) -> None:
    land(lake, TOY, "shop", {"items": items("A")}, NOW)
    wider = Stream("items", {**ITEMS.columns, "colour": "text"}, key=("sku",))
    connection = duckdb.connect()
    create_raw_views(connection, lake, [System("toy", (wider,))], NOW)
    assert connection.sql("select sku, colour from raw_toy.items").fetchall() == [("A", None)]


@pytest.mark.parametrize("sku", ['O\'Neill "52"', "⛺🔥", "=cmd()", "爆款A", "a|b", "-", "\x1f"])
def test_codes_come_back_as_they_were(tmp_path: Path, sku: str) -> None:
    lake = Lake(tmp_path / "it's a lake")
    land(lake, TOY, "shop", {"items": items(sku)}, NOW)
    assert land(lake, TOY, "shop", {"items": items(sku)}, NOW + HOUR).streams["items"].unchanged == 1
    assert seen(lake, NOW, columns="sku") == [(sku,)]


def test_decimals_are_exact_and_instants_are_utc(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    rows = pa.table(
        {
            "sku": ["A"],
            "price": ["123456789012.123456"],
            "sold_on": ["2026-10-31"],
            "changed_at": ["2026-10-31T00:30:00+08:00"],
            "is_new": ["true"],
            "n": ["9007199254740993"],
        }
    )
    land(lake, TOY, "shop", {"items": rows}, NOW)
    expected = (
        Decimal("123456789012.123456"),
        date(2026, 10, 31),
        datetime(2026, 10, 30, 16, 30),
        True,
        9007199254740993,
    )
    assert seen(lake, NOW, columns="price, sold_on, changed_at, is_new, n") == [expected]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (items("A", "A"), "twice"),
        (pa.table({"sku": ["A"]}), "price"),
        (items("A").set_column(1, "price", pa.array(["nine"])), "nine"),
        (pa.Table.from_pylist([{"sku": None}], arrow_schema(ITEMS)), "null"),
    ],
)
def test_what_does_not_fit_is_refused_whole(tmp_path: Path, table: pa.Table, said: str) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(NotTyped, match=said):
        land(lake, TOY, "shop", {"stock": stock(A=1), "items": table}, NOW)
    assert acceptances(lake, "shop") == []
    assert lake.names("raw_shop", deep=True) == []


def test_ids_grow_even_when_the_clock_goes_back(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    first = land(lake, TOY, "shop", {"items": items("A")}, NOW)
    second = land(lake, TOY, "shop", {"items": items("A", price="2")}, NOW - HOUR)
    assert second.load_id > first.load_id
    assert second.accepted_at == NOW


def test_a_record_reads_back_as_it_was_written(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    written = land(lake, TOY, "shop", {"items": items("A")}, NOW, cursors={"items": NOW})
    assert acceptances(lake, "shop") == [written]
    assert land(lake, TOY, "shop", {"items": items("B")}, NOW + HOUR).streams["items"].cursor == NOW
    lake.write_text(written.name, "{}")
    with pytest.raises(ReadFailed, match=written.load_id):
        acceptances(lake, "shop")
    assert isinstance(written, Acceptance)


class FullDisk(LocalFileSystem):
    """Has room for files until one of the named kind comes."""

    ending = ".parquet"

    def open(self, path: str, mode: str = "rb", **kwargs: Any) -> Any:
        if "w" in mode and self.ending in path:
            raise OSError(28, "No space left on device")
        return super().open(path, mode, **kwargs)


@pytest.mark.parametrize("ending", [".parquet", ".json"])
def test_a_full_disk_is_said_and_nothing_is_accepted(tmp_path: Path, ending: str) -> None:
    disk = FullDisk(skip_instance_cache=True)
    disk.ending = ending
    with pytest.raises(WriteFailed, match=r"No space left on device.*make room"):
        land(Lake(tmp_path, disk), TOY, "shop", {"items": items("A")}, NOW)
    lake = Lake(tmp_path)
    assert acceptances(lake, "shop") == []
    assert lake.names("raw_shop", deep=True) == []
    assert land(lake, TOY, "shop", {"items": items("A")}, NOW).streams["items"].rows == 1


KILLED = """
import os, signal, sys
from lake import Lake, land
from lake.records import Load
sys.path.insert(0, sys.argv[2])
from test_lake import TOY, NOW, items
Load.accept = lambda self, streams: os.kill(os.getpid(), signal.SIGKILL)
land(Lake(sys.argv[1]), TOY, "shop", {"items": items("A")}, NOW)
"""


def test_a_killed_load_is_invisible_and_the_rerun_is_right(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(Path(__file__).parent)]
    assert subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == -9
    lake = Lake(tmp_path)
    orphans = lake.names("raw_shop", deep=True)
    assert len(orphans) == 1
    assert seen(lake, NOW) == []
    land(lake, TOY, "shop", {"items": items("A")}, NOW)
    assert len(seen(lake, NOW)) == 1
    assert lake.clean(datetime(2020, 1, 1, tzinfo=UTC)) == []
    assert lake.clean(datetime.now(UTC) + HOUR) == orphans
    assert len(seen(lake, NOW)) == 1


def test_changes_of_levels_are_seen_of_every_plan_up_to_the_chosen_one(lake: Lake) -> None:
    said = {"as_of": date(2026, 10, 31), "known_at": NOW}
    for hours, version in enumerate(("v1", "v2", "v3")):
        changed = pa.table({"plan_version": [version], "product_id": ["P"], "outcome": ["waits"]})
        levels = pa.table({"plan_version": [version], "product_id": ["P"]})
        tables = {"levels": levels} if version == "v2" else {"levels": levels, "level_changes": changed}
        write_plan(lake, version, tables, {**said, "known_at": NOW + hours * HOUR})
    assert seen(lake, NOW + HOUR, "raw_planning.level_changes", "plan_version") == [("v1",)]
    assert sorted(seen(lake, NOW + 2 * HOUR, "raw_planning.level_changes", "plan_version")) == [("v1",), ("v3",)]
    assert seen(lake, NOW + 2 * HOUR, "raw_planning.levels", "plan_version") == [("v3",)]
    first, second, _ = plan_versions(lake)
    assert plan_table(lake, first, "level_changes")["outcome"].to_pylist() == ["waits"]
    assert plan_table(lake, second, "level_changes").num_rows == 0
    lake.remove([first.tables["levels"]])
    with pytest.raises(ReadFailed, match="of plan v1"):
        plan_table(lake, first, "levels")


def test_a_plan_is_there_whole_or_not_at_all(lake: Lake) -> None:
    levels = pa.table({"plan_version": ["v1"], "product_id": ["P"], "reorder_point": [1 / 3]})
    said = {"as_of": date(2026, 10, 31), "known_at": NOW, "policy_version": "abc"}
    write_plan(lake, "v1", {"levels": levels}, said)
    write_plan(lake, "v2", {"levels": levels}, {**said, "known_at": NOW + HOUR})
    assert [(one.version, one.as_of) for one in plan_versions(lake)] == [
        ("v1", date(2026, 10, 31)),
        ("v2", date(2026, 10, 31)),
    ]
    assert seen(lake, NOW, "raw_planning.levels", "reorder_point, z_value") == [(1 / 3, None)]
    connection = duckdb.connect()
    with pytest.raises(LakeError, match="v9"):
        create_raw_views(connection, lake, [TOY], NOW, plan_version="v9")
