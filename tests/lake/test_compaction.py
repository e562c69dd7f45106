"""Compaction: who asks about a moment inside the retention is told the same as before, whatever happens meanwhile."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lake import Lake, acceptances, create_raw_views, land, plan_versions, write_plan
from lake.changes import changes, deletions, merged
from lake.compaction import Compacted, compact
from lake.errors import BeyondRetention
from lake.files import Files
from lake.landing import write
from lake.quarantine import held_row, open_rows, write_quarantine
from lake.records import accepted_files, accepted_names, begin
from lake.stream import Stream, System
from lake.types import arrow_schema

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
COLUMNS: Any = {"sku": "text", "price": "decimal", "changed_at": "timestamp"}
ITEMS = Stream("items", COLUMNS, ("sku",), cursor="changed_at")
TERMS = replace(ITEMS, name="terms", keeps_history=True)
STOCK = Stream("stock", COLUMNS, ("sku",), disposition="snapshot")
RULES = replace(STOCK, name="rules", keeps_history=True)
TOY = System("toy", (ITEMS, TERMS, STOCK, RULES))
SYSTEMS = {"toy": TOY}
SKUS = "ABCDE"

READERS = {
    "newest": "select * exclude (r) from (select *, row_number() over (partition by _source, sku "
    "order by _loaded_at desc, _load_id desc) as r from raw_toy.items) where r = 1 and not _is_deleted",
    "versions": "select *, lead(_loaded_at) over (partition by _source, sku order by _loaded_at, _load_id) "
    "from raw_toy.terms",
    "snapshot": "select * from raw_toy.stock where not _is_deleted and (_source, _load_id) in "
    "(select (_source, max(_load_id)) from raw_toy.stock group by _source)",
    "snapshots": "select * from raw_toy.rules",
    "loads": "select * from raw_tandem.loads",
}
"""How staging reads each kind of stream: `newest_version`, `versions_of`, `latest_snapshot`."""


def table(stream: Stream, prices: dict[str, int]) -> pa.Table:
    rows = [{"sku": sku, "price": Decimal(price)} for sku, price in prices.items()]
    return pa.Table.from_pylist(rows, arrow_schema(stream))


def told(lake: Lake, known_at: datetime) -> dict[str, list[Any]]:
    """What every reader sees of that moment."""
    with duckdb.connect() as connection:
        create_raw_views(connection, lake, [TOY], known_at)
        return {name: connection.execute(f"{sql} order by all").fetchall() for name, sql in READERS.items()}


@dataclass(frozen=True)
class Event:
    """One load: what it says of each stream, and which keys are found to be gone."""

    source: str
    prices: dict[str, int]
    streams: frozenset[str]
    gone: frozenset[str]


def happen(lake: Lake, event: Event, moment: datetime) -> Any:
    """Lands an event as a sync does: changes, and tombstones for what is gone."""
    load, written = begin(lake, "toy", event.source, moment), list[str]()
    loads = {}
    for stream in (one for one in TOY.streams if one.name in event.streams):
        change = changes(load, stream, table(stream, event.prices))
        if stream.disposition == "incremental" and event.gone and load.files(stream.name):
            known = pa.table({"sku": [sku for sku in SKUS if sku not in event.gone or sku in event.prices]})
            change = merged(change, deletions(load, stream, known))
        loads[stream.name] = write(load, stream, change, written)
    accepted = load.accept(loads)
    counted = ("rows", "unchanged", "deleted", "total_rows")
    return {name: [getattr(one, key) for key in counted] for name, one in accepted.streams.items()}


events = st.lists(
    st.builds(
        Event,
        st.sampled_from(["shop", "outlet"]),
        st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), max_size=5),
        st.frozensets(st.sampled_from([one.name for one in TOY.streams]), min_size=1),
        st.frozensets(st.sampled_from(SKUS), max_size=2),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events, st.lists(st.integers(0, 8), min_size=1, max_size=2), events)
def test_random_lakes_tell_the_same_before_and_after(past: list[Event], folds: list[int], future: list[Event]) -> None:
    with TemporaryDirectory() as folder:
        lake, twin = Lake(f"{folder}/lake"), Lake(f"{folder}/twin")
        for day, event in enumerate(past):
            happen(lake, event, START + day * DAY)
        shutil.copytree(f"{folder}/lake", f"{folder}/twin")
        for number, day in enumerate(sorted(folds)):
            compact(lake, SYSTEMS, START + day * DAY, START + (20 + number) * DAY, DAY)
        moments = [START + day * DAY for day in sorted({max(folds), max(folds) + 2, 16})]
        assert [told(lake, moment) for moment in moments] == [told(twin, moment) for moment in moments]
        for day, event in enumerate(future):
            assert happen(lake, event, START + (30 + day) * DAY) == happen(twin, event, START + (30 + day) * DAY)
        compact(lake, SYSTEMS, START + 28 * DAY, START + 50 * DAY, DAY)
        assert _but_ids(told(lake, START + 60 * DAY)) == _but_ids(told(twin, START + 60 * DAY))


def _but_ids(said: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Loads made in both lakes have ids of their own, which end in a random part."""
    return {
        name: [tuple(v[:-5] if isinstance(v, str) and v[15:16] == "." else v for v in row) for row in rows]
        for name, rows in said.items()
    }


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def fill(lake: Lake, days: int = 6) -> None:
    """A lake in which every row of every stream changes every day; F is deleted."""
    for day in range(days):
        prices = dict.fromkeys(SKUS, day + 1) | ({"F": 1} if day == 0 else {})
        land(lake, TOY, "shop", {one.name: table(one, prices) for one in TOY.streams}, START + day * DAY)
        if day == 1:
            happen(lake, Event("shop", {}, frozenset({"items"}), frozenset("F")), START + DAY)


def rows_of(lake: Lake, stream: str) -> int:
    with duckdb.connect() as connection:
        create_raw_views(connection, lake, [TOY], START + 100 * DAY)
        return int(connection.execute(f"select count(*) from raw_toy.{stream}").fetchall()[0][0])


def fold(lake: Lake, day: float, now: float = 50) -> Compacted:
    return compact(lake, SYSTEMS, START + day * DAY, START + now * DAY, DAY)


def test_superseded_versions_go_and_history_stays(lake: Lake) -> None:
    fill(lake)
    before = {one.name: rows_of(lake, one.name) for one in TOY.streams}
    done = fold(lake, 3)
    after = {one.name: rows_of(lake, one.name) for one in TOY.streams}
    assert before == {"items": 32, "terms": 31, "stock": 31, "rules": 31}
    assert after == {"items": 16, "terms": 31, "stock": 15, "rules": 31}
    assert (done.loads, done.rows) == (5, 16 + 16)
    assert len(lake.names("_accepted/shop")) == 7, "records stay for the grace time"
    fold(lake, 3, now=52)
    assert len(lake.names("_accepted/shop")) == 2
    assert len([name for name in lake.names("raw_shop/items") if ".folded-" in name]) == 1


def test_a_lake_in_a_bucket_is_folded_too() -> None:
    lake = Lake("memory://folding-bucket/lake")
    fill(lake)
    before = told(lake, START + 4 * DAY)
    assert fold(lake, 3).rows == 32
    assert told(lake, START + 4 * DAY) == before


def test_twice_does_nothing_more(lake: Lake) -> None:
    fill(lake)
    fold(lake, 3)
    names = set(lake.all_names())
    assert fold(lake, 3, now=50.5) == Compacted()
    assert set(lake.all_names()) == names


def test_a_moment_that_is_folded_away_is_refused_in_words(lake: Lake) -> None:
    fill(lake)
    fold(lake, 3)
    with pytest.raises(BeyondRetention, match="the earliest moment to repeat is 2026-01-04T00:00:00"):
        acceptances(lake, "shop", START + 2 * DAY)
    assert told(lake, START + 3 * DAY)["newest"]


def test_who_began_to_read_before_reads_on_until_the_grace_time_is_over(lake: Lake) -> None:
    fill(lake)
    with duckdb.connect() as reader:
        create_raw_views(reader, lake, [TOY], START + 5 * DAY)
        sql = READERS["newest"]
        before = reader.execute(f"{sql} order by all").fetchall()
        fold(lake, 4, now=50)
        fold(lake, 5, now=50.9)
        lake.clean(START + 1000 * DAY)
        assert reader.execute(f"{sql} order by all").fetchall() == before
        fold(lake, 5, now=51.5)
        with pytest.raises(duckdb.IOException):
            reader.execute(sql)
    assert told(lake, START + 5 * DAY)["newest"]


def test_a_load_that_is_under_way_ends_as_if_nothing_had_been(lake: Lake) -> None:
    fill(lake)
    load = begin(lake, "toy", "shop", START + 6 * DAY)
    fold(lake, 5)
    change = changes(load, ITEMS, table(ITEMS, {"A": 6, "B": 7}))
    load.accept({"items": write(load, ITEMS, change, [])})
    assert change.unchanged == 1
    assert {row[0]: row[1] for row in told(lake, START + 7 * DAY)["newest"]} == {"A": 6, "B": 7, "C": 6, "D": 6, "E": 6}


def test_files_shrink_in_the_end_to_what_counts(lake: Lake) -> None:
    fill(lake, days=12)
    for round_ in range(3):
        fold(lake, 10, now=50 + 2 * round_)
    assert len(lake.names("raw_shop/items")) == 2
    assert len(lake.names("_compacted/shop")) == 1
    assert set(lake.names("raw_shop", ".parquet", deep=True)) == accepted_files(lake)
    _files, records = accepted_names(lake)
    assert len(records) == 2
    assert {name for name in lake.all_names() if name.endswith(".json")} == records
    assert len(acceptances(lake, "shop")) == 13


def test_a_clock_that_goes_back_loses_nothing(lake: Lake) -> None:
    fill(lake)
    before = told(lake, START + 5 * DAY)
    fold(lake, 2, now=50)
    fold(lake, 4, now=40)
    for day in (60, 70):
        fold(lake, 4, now=day)
    assert told(lake, START + 5 * DAY) == before


def test_what_is_held_back_stays_held(lake: Lake) -> None:
    fill(lake)
    load = begin(lake, "toy", "shop", START + 6 * DAY)
    held = held_row("items", {"sku": None}, None, load.load_id, why=("sku", "it is empty"))
    change = changes(load, ITEMS, table(ITEMS, {"A": 9}))
    entry = write(load, ITEMS, change, [])
    load.accept({"items": replace(entry, quarantine=write_quarantine(load, "items", [held]), quarantined=1)})
    fold(lake, 7)
    fold(lake, 7, now=60)
    assert open_rows(lake, "shop") == [held]


def test_streams_that_nobody_declares_any_more_are_left_alone(lake: Lake) -> None:
    fill(lake)
    smaller = {"toy": System("toy", (ITEMS,))}
    compact(lake, smaller, START + 5 * DAY, START + 50 * DAY, DAY)
    assert rows_of(lake, "items") == 6
    assert rows_of(lake, "stock") == 31


def test_plans_that_nobody_is_shown_any_more_go(lake: Lake) -> None:
    fill(lake)
    for day in range(6):
        said = {"as_of": START.date(), "known_at": START + day * DAY}
        write_plan(lake, f"v{day}", {"levels": pa.table({"plan_version": [f"v{day}"]})}, said)
    assert fold(lake, 3).plans == 3
    assert [one.version for one in plan_versions(lake)] == ["v3", "v4", "v5"]
    lake.clean(datetime.now(UTC) + DAY)
    assert len(lake.names("planning/levels")) == 3


def _dying_after(effects: int, work: Callable[[], Any]) -> None:
    left = [effects]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def effect(*given: Any, **said: Any) -> Any:
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*given, **said)

        return effect

    for name in ("writing", "write_text", "remove"):
        setattr(Files, name, counted(getattr(Files, name)))
    work()


def test_killed_anywhere_everything_is_told_as_before(lake: Lake) -> None:
    fill(lake)
    fold(lake, 2, now=40)
    before = told(lake, START + 4 * DAY)
    effects, code = 0, -signal.SIGKILL
    while code:
        process = multiprocessing.get_context("fork").Process(
            target=_dying_after, args=(effects, lambda now=50 + effects: fold(lake, 4, now))
        )
        process.start()
        process.join(timeout=60)
        code = process.exitcode if process.exitcode is not None else -signal.SIGKILL
        assert code in (0, -signal.SIGKILL)
        assert told(lake, START + 4 * DAY) == before
        effects += 1
    assert effects > 5
    fold(lake, 4, now=100)
    assert told(lake, START + 4 * DAY) == before
