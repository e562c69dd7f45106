"""A cycle that is killed at every point where something lasting was done, and then runs once, ends where an undisturbed
one does (R30, R48, D7)."""

import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import duckdb
import pytest
from kill_points import POINTS
from whole_company import Whole, ended, found_company, start

from alerts.deliver import Delivered
from operations.outbox import LEASE
from sandbox.serve import RunningSandbox
from tandem import steps
from tandem.cycle import now

COMES_WITH_THE_LOAD = (
    "load_id",
    "loaded_at",
    "data_as_of",
    "plan_version",
    "run_id",
    "known_from_at",
    "known_before_at",
    "person",  # random, so that it can be forgotten
)


@pytest.fixture(scope="module")
def survivor(
    own_sandbox: Callable[[], RunningSandbox], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Whole, Delivered]:
    whole = found_company(tmp_path_factory.mktemp("killed") / "company", own_sandbox())
    for point in POINTS:
        assert ended(start(point, whole)) == -signal.SIGKILL, point.__name__
    with pytest.MonkeyPatch.context() as patch:
        # A claim of a dead process is given up by then.
        patch.setattr(import_module("tandem.steps.notify"), "now", lambda: now() + 2 * LEASE)
        whole.run()
        delivered = steps.notify(whole.cycle())
    return whole, delivered


def test_no_need_is_asked_for_twice(survivor: tuple[Whole, Delivered], first: Whole) -> None:
    whole, _ = survivor
    needs = Counter(row["need_key"] for row in whole.table("requisition"))
    assert max(needs.values()) == 1
    assert _decided(whole) == _decided(first)


def test_nobody_sees_a_message_twice_and_none_is_missing(survivor: tuple[Whole, Delivered]) -> None:
    whole, again = survivor
    seen = whole.seen_in_chat()
    assert max(seen.values()) == 1
    outbox = whole.table("outbox")
    assert {row["state"] for row in outbox} == {"sent"}
    assert set(seen) == {row["dedupe_key"] for row in outbox if row["channel"] != "record"}
    assert not any(row["is_possible_duplicate"] for row in outbox), "Slack was asked before the repeat"
    assert not again.sent


TELL_OF_CYCLES = {
    "rpt_loads", "rpt_health", "fct_requisitions", "fct_alerts", "rpt_approvals", "rpt_approval_waits",
    "rpt_shortage_causes",
}  # fmt: skip
"""Loads and their age, and what people had before them when the last cycle began."""


def test_the_tables_are_those_of_an_undisturbed_company(survivor: tuple[Whole, Delivered], first: Whole) -> None:
    whole, _ = survivor
    assert set(whole.published()) == set(first.published())
    for table in whole.published():
        if table not in TELL_OF_CYCLES:
            assert _content(whole, table) == _content(first, table), table


def test_what_the_killed_left_behind_is_seen_by_nobody_and_can_be_cleaned(
    survivor: tuple[Whole, Delivered], first: Whole
) -> None:
    from lake import Lake
    from lake.records import accepted_files

    whole, _ = survivor
    lake = Lake(str(whole.data / "lake"))
    orphans = whole.lake_files() - accepted_files(lake)
    assert orphans, "the first killed sync had written rows"
    lake.clean(now() + timedelta(hours=1))
    assert whole.lake_files() <= accepted_files(lake)


def _decided(whole: Whole) -> dict[str, Any]:
    lines = {row["requisition_number"]: row for row in whole.table("requisition_line")}
    records = whole.table("requisition")
    return {
        "requisitions": {r["need_key"]: (r["state"], lines[r["number"]]["quantity"]) for r in records},
        "alerts": {(r["alert_key"], r["episode"], r["state"]) for r in whole.table("alert")},
    }


def _content(whole: Whole, table: str) -> tuple[int, dict[str, Any]]:
    """Rows, and per column what all values come to; without what each load has of its own."""
    with duckdb.connect(whole.data / "published" / "tandem.duckdb", read_only=True) as connection:
        file = f"read_parquet('{whole.data / 'published' / whole.published()[table]}')"
        columns = [c[0] for c in connection.execute(f"describe select * from {file}").fetchall()]
        kept = [name for name in columns if name not in COMES_WITH_THE_LOAD]
        sums = ", ".join(f'bit_xor(hash("{name}")), count("{name}")' for name in kept)
        said = connection.execute(f"select count(*), {sums} from {file}").fetchall()[0]
    return int(Decimal(said[0])), dict(zip(kept, zip(said[1::2], said[2::2], strict=True), strict=True))
