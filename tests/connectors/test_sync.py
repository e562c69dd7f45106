"""A sync: what changed comes in once, what may not pass is held, a batch that cannot be believed is refused."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sync_helpers import LINES, NOW, STOCK, TOY, ToyReader, company, line, rows, secret

from connectors.errors import NotThere, SchemaDrift, TruncatedFetch, Unreachable
from connectors.reader import Unreadable
from connectors.replay import replay_quarantine
from connectors.sync import SyncResult, sync_source
from lake import Lake, acceptances
from lake.quarantine import open_rows
from lake.stream import Stream, System

HOUR = timedelta(hours=1)
ALIVE = "select id, quantity from raw_supplier_files.lines where not _is_deleted order by all"


def sync(lake: Lake, tmp_path: Path, hours: int = 0, **options: Any) -> SyncResult:
    source = options.pop("source", {})
    return sync_source(company(tmp_path, **source), "shop", lake, secret, NOW + hours * HOUR, **options)


def test_a_sync_twice_adds_nothing(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines, reader.stock = [[line(1), line(2)], []], [[{"sku": "A", "qty": 1}]]
    first, second = sync(lake, tmp_path), sync(lake, tmp_path, 1)
    assert [first.streams[name]["rows"] for name in ("lines", "stock")] == [2, 1]
    assert [second.streams[name]["rows"] for name in ("lines", "stock")] == [0, 0]
    assert [second.streams[name]["unchanged"] for name in ("lines", "stock")] == [2, 1]
    assert [n.split("/")[1] for n in lake.names("raw_shop", deep=True)] == ["init", "lines", "stock"]
    assert rows(lake, "select sku, quantity, ordered_at from raw_supplier_files.lines where id = '1'") == [
        ("⛺", Decimal(1), datetime(2026, 10, 1))
    ]
    assert reader.closed == 2


def test_the_next_fetch_starts_a_look_back_before_the_newest_row(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines = [[line(1, updated="2026-10-30T12:00:00+08:00")]]
    for hours, options in enumerate(({}, {}, {"full_refresh": True})):
        sync(lake, tmp_path, hours, source={"look_back_minutes": 15}, **options)
    assert reader.asked == [None, datetime(2026, 10, 30, 3, 45, tzinfo=UTC), None]


def test_a_late_row_inside_the_look_back_is_picked_up(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines = [[line(1)]]
    sync(lake, tmp_path)
    reader.lines = [[line(1), line(2, updated="2026-10-30T11:50:00Z")]]
    assert sync(lake, tmp_path, 1).streams["lines"]["rows"] == 1
    assert acceptances(lake, "shop")[-1].streams["lines"].cursor == datetime(2026, 10, 30, 12, tzinfo=UTC)


def test_a_date_in_the_future_does_not_move_the_cursor_past_now(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines = [[line(1, updated="2099-01-01T00:00:00Z")]]
    sync(lake, tmp_path)
    assert acceptances(lake, "shop")[-1].streams["lines"].cursor == NOW


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (line(9, id=None), "id"),
        (line(9, sku=None), "sku"),
        (line(9, quantity="-1"), "quantity"),
        (line(9, quantity="many"), "quantity"),
        (line(9, ordered_at="2031-01-01"), "ordered_at"),
    ],
)
def test_a_bad_row_is_held_and_the_rest_goes_on(
    lake: Lake, reader: ToyReader, tmp_path: Path, bad: dict[str, Any], column: str
) -> None:
    reader.lines = [[line(1), bad, line(2)]]
    for hours, held in enumerate((1, 0)):
        assert sync(lake, tmp_path, hours).streams["lines"]["quarantined"] == held
    assert rows(lake, ALIVE) == [("1", Decimal(1)), ("2", Decimal(1))]
    (row,) = open_rows(lake, "shop")
    assert (row.column, row.values["quantity"]) == (column, bad["quantity"])


def test_a_key_twice_is_held_unless_one_row_is_newer(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    newer = line(2, "5", updated="2026-10-30T13:00:00Z")
    reader.lines = [[line(1, "1"), line(2, "4")], [line(1, "2"), newer, line(3), line(3)]]
    sync(lake, tmp_path)
    assert rows(lake, ALIVE) == [("2", Decimal(5)), ("3", Decimal(1))]
    assert [row.key for row in open_rows(lake, "shop")] == ['["1"]', '["1"]']


def test_a_held_row_is_let_go_when_the_source_mends_it(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines, reader.stock = [[line(1, "-1")]], [[{"sku": "A", "qty": 1}, {"sku": None, "qty": 1}]]
    sync(lake, tmp_path)
    assert len(open_rows(lake, "shop")) == 2
    reader.lines, reader.stock = [[line(1, "1")]], [[{"sku": "A", "qty": 1}]]
    sync(lake, tmp_path, 1)
    assert open_rows(lake, "shop") == []
    assert len(open_rows(lake, "shop", known_at=NOW)) == 2


def test_replay_after_a_fix_empties_the_queue(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines = [[line(1, "-1"), line(2, sku=None)]]
    reader.stock = [[{"sku": "A", "qty": "1.5"}, {"sku": "B", "qty": "lots"}]]
    sync(lake, tmp_path)
    assert replay_quarantine(lake, TOY, "shop", NOW + HOUR).landed == {"lines": 0, "stock": 0}
    assert len(open_rows(lake, "shop")) == 3
    mended = {row.row_id: {"sku": "C"} if row.column == "sku" else {"qty": "2"} for row in open_rows(lake, "shop")}
    softer = Stream("lines", LINES.columns, LINES.key, cursor="updated_at", required=LINES.required)
    replay = replay_quarantine(lake, System("supplier_files", (softer, STOCK)), "shop", NOW + 2 * HOUR, edits=mended)
    assert replay.held == ()
    assert rows(lake, ALIVE) == [("1", Decimal(-1)), ("2", Decimal(1))]
    newest = "where _load_id = (select max(_load_id) from raw_supplier_files.stock)"
    assert rows(lake, f"select sku, qty from raw_supplier_files.stock {newest} order by all") == [
        ("A", Decimal("1.5")),
        ("B", Decimal(2)),
    ]
    assert acceptances(lake, "shop")[-1].streams["lines"].cursor == datetime(2026, 10, 30, 12, tzinfo=UTC)
    assert replay_quarantine(lake, TOY, "shop", NOW + 3 * HOUR).landed == {}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ([{k: v for k, v in line(1).items() if k != "quantity"}], "column quantity is missing"),
        ([line(n, quantity="a few") for n in range(5)], "declared as decimal, but 5 of 5"),
    ],
)
def test_drift_refuses_the_batch_and_the_cursor_stays(
    lake: Lake, reader: ToyReader, tmp_path: Path, page: list[dict[str, Any]], said: str
) -> None:
    reader.lines = [[line(1)]]
    sync(lake, tmp_path)
    before = acceptances(lake, "shop")
    reader.lines, reader.stock = [page], [[{"sku": "A", "qty": 1}]]
    with pytest.raises(SchemaDrift, match=said):
        sync(lake, tmp_path, 1)
    assert acceptances(lake, "shop") == before
    assert rows(lake, "select * from raw_supplier_files.stock") == []
    assert reader.closed == 2


def test_a_new_column_passes_and_is_noted(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines = [[line(1, colour="red")]]
    assert sync(lake, tmp_path).new_columns == {"lines": ("colour",)}
    assert acceptances(lake, "shop")[-1].streams["lines"].new_columns == ("colour",)


@pytest.mark.parametrize("short", [[], [[]], [[{"sku": "A", "qty": 1}]]])
def test_a_snapshot_far_shorter_than_the_last_is_refused(
    lake: Lake, reader: ToyReader, tmp_path: Path, short: list[Any]
) -> None:
    reader.stock = [[{"sku": sku, "qty": 1} for sku in "ABC"]]
    sync(lake, tmp_path)
    reader.stock = short
    with pytest.raises(TruncatedFetch, match="3 the last time"):
        sync(lake, tmp_path, 1)
    sync(lake, tmp_path, 2, source={"shrink_limit": 0})
    assert acceptances(lake, "shop")[-1].streams["stock"].total_rows == sum(map(len, short))


def test_an_empty_page_of_an_incremental_stream_is_no_alarm(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines = [[line(1)]]
    sync(lake, tmp_path)
    reader.lines = [[]]
    assert sync(lake, tmp_path, 1).streams["lines"]["total_rows"] == 1


def test_a_deleted_row_is_noticed_and_may_come_back(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines, reader.present = [[line(1), line(2)]], ["1", "2"]
    sync(lake, tmp_path)
    reader.lines, reader.present = [], ["1"]
    assert sync(lake, tmp_path, 1, sweep_hours=1).streams["lines"]["deleted"] == 1
    assert sync(lake, tmp_path, 2).streams["lines"]["deleted"] == 0
    assert rows(lake, "select id, sku from raw_supplier_files.lines where _is_deleted") == [("2", None)]
    reader.lines, reader.present = [[line(2)]], ["1", "2"]
    result = sync(lake, tmp_path, 3)
    assert (result.streams["lines"]["rows"], result.streams["lines"]["total_rows"]) == (1, 2)


def test_a_sweep_waits_for_its_hours_and_is_refused_when_keys_shrink(
    lake: Lake, reader: ToyReader, tmp_path: Path
) -> None:
    reader.lines, reader.present = [[line(n) for n in range(4)]], list("0123")
    sync(lake, tmp_path)
    reader.lines, reader.present = [[line(9)]], list("012")
    assert sync(lake, tmp_path, 1, sweep_hours=6).streams["lines"]["deleted"] == 1, "there was no sweep yet"
    reader.present = list("01")
    assert sync(lake, tmp_path, 2, sweep_hours=6).streams["lines"]["deleted"] == 0
    reader.lines, reader.present = [[line(10)]], []
    result = sync(lake, tmp_path, 3)
    assert "too few to be believed" in result.refused["lines"]
    assert (result.streams["lines"]["rows"], result.streams["lines"]["deleted"]) == (1, 0)


def test_what_cannot_be_read_is_held_until_it_can(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    reader.lines = [[line(1)], Unreadable("a.xlsx", "a.xlsx is not a whole workbook")]
    for hours in (0, 1):
        sync(lake, tmp_path, hours)
        assert [row.reason for row in open_rows(lake, "shop")] == ["a.xlsx is not a whole workbook"]
    reader.lines = [[line(1)]]
    sync(lake, tmp_path, 2)
    assert open_rows(lake, "shop") == []


def test_an_error_of_the_reader_comes_out_as_it_is(
    lake: Lake, reader: ToyReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise Unreachable("shop: did not answer")

    monkeypatch.setattr(reader, "read", fail)
    with pytest.raises(Unreachable, match="did not answer"):
        sync(lake, tmp_path)
    assert acceptances(lake, "shop") == []
    with pytest.raises(NotThere, match="erp"):
        sync_source(company(tmp_path), "erp", lake, secret, NOW)


ALONE = """
import os, resource, signal, sys
sys.path.insert(0, sys.argv[2])
from test_sync import *
import connectors.sync, quality
quality.check_batch = lambda *given, **named: quality.BatchReport(0)  # Great Expectations takes long to import
"""
LIMITED = """
toy = ToyReader([[line(n, sku=f"{n * 7919 ** 5}") for n in range(9000)]])
connectors.sync.open_reader = lambda *given: toy
from lake.errors import WriteFailed
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
try:
    sync(Lake(sys.argv[1]), Path(sys.argv[1]))
except WriteFailed as error:
    sys.exit(f"said: {error}")
"""


def test_a_full_disk_is_said_and_nothing_is_accepted(lake: Lake, tmp_path: Path) -> None:
    done = _run(LIMITED, lake)
    assert "said: " in done.stderr, done.stderr[-2000:]
    assert "make room" in done.stderr
    assert acceptances(lake, "shop") == []
    assert not lake.names("raw_shop", ".parquet", deep=True)


KILLED = """
from lake.records import Load
connectors.sync.open_reader = lambda *given: ToyReader([[line(1), line(2, "many")]])
Load.accept = lambda self, streams: os.kill(os.getpid(), signal.SIGKILL)
sync(Lake(sys.argv[1]), Path(sys.argv[1]))
"""


def test_a_killed_sync_is_invisible_and_the_rerun_is_right(lake: Lake, reader: ToyReader, tmp_path: Path) -> None:
    assert _run(KILLED, lake).returncode == -9
    assert len(lake.names("raw_shop/lines", ".parquet")) == 1
    assert len(lake.names("_quarantine", ".parquet", deep=True)) == 1
    assert rows(lake, ALIVE) == []
    assert open_rows(lake, "shop") == []
    reader.lines = [[line(1), line(2, "many")]]
    sync(lake, tmp_path)
    assert rows(lake, ALIVE) == [("1", Decimal(1))]
    assert len(open_rows(lake, "shop")) == 1


def _run(program: str, lake: Lake) -> "subprocess.CompletedProcess[str]":
    here = Path(__file__)
    command = [sys.executable, "-c", ALONE + program, lake.url, str(here.parent)]
    return subprocess.run(command, cwd=here.parents[2], capture_output=True, text=True, check=False)
