"""Compaction: row versions that nobody can ask for any more are folded away, and many files become one.

A folding is written in one piece and takes effect with it. What it supersedes stays until a grace time is over, so a
reader that began before reads on. Whatever is told at the folding's moment or later is told the same as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from tempfile import TemporaryDirectory

from lake.files import Lake
from lake.plans import drop_plans
from lake.records import FOLDER, FOLDINGS, Acceptance, Folding, acceptances, foldings, newest_folding, sources
from lake.stream import Stream, System
from lake.types import connect, literal, names, quoted

_ROWS_AT_ONCE = 250_000


@dataclass(frozen=True)
class Compacted:
    """What a compaction did.

    Attributes:
        loads: loads that a folding stands for now, and did not before.
        files: data files that were superseded.
        rows: older versions that were left out. That a row was deleted is kept: a build of changes may not know yet.
        plans: plans that were taken away.
        removed: files removed, superseded by an earlier compaction or left behind by something that was killed.
    """

    loads: int = 0
    files: int = 0
    rows: int = 0
    plans: int = 0
    removed: int = 0


def compact(lake: Lake, systems: Mapping[str, System], before: datetime, now: datetime, grace: timedelta) -> Compacted:
    """Folds what was accepted up to `before`. Harmless to repeat; killed anywhere, readers see what they saw.

    Args:
        systems: system name -> declaration; streams that are not declared are left as they are.
        before: what was known from here on can still be told; older versions are folded into the newest.
        grace: superseded files stay this long.

    Raises:
        LakeError: something cannot be read or written; nothing took effect for that source.
    """
    horizon = min(before, now - grace)  # a load that is under way is younger than the grace time
    removed = sum(_sweep(lake, source, now - grace) for source in sources(lake))
    done = [_fold_source(lake, source, systems, horizon, now) for source in sources(lake)]
    folded = [one.up_to for source in sources(lake) if (one := newest_folding(lake, source))]
    plans = drop_plans(lake, max(folded)) if folded else 0
    removed += len(lake.clean(now - grace))
    loads, files, rows = (sum(one[i] for one in done) for i in range(3))
    return Compacted(loads, files, rows, plans, removed)


def awaited(lake: Lake) -> set[str]:
    """Files that no record names any more, but that a reader which began earlier may still want."""
    return {file for source in sources(lake) for one in foldings(lake, source) for file in one.superseded}


def _sweep(lake: Lake, source: str, before: datetime) -> int:
    """Removes what foldings made up to `before` supersede. Gives how many files."""
    gone = {file for one in foldings(lake, source) if one.made_at <= before for file in one.superseded}
    gone -= {file for one in acceptances(lake, source) for load in one.streams.values() for file in load.named}
    folders = (f"raw_{source}", f"{FOLDER}/{source}", f"{FOLDINGS}/{source}")
    there = [name for folder in folders for name in lake.names(folder, deep=True) if name in gone]
    lake.remove(there)
    return len(there)


def _fold_source(
    lake: Lake, source: str, systems: Mapping[str, System], before: datetime, now: datetime
) -> tuple[int, int, int]:
    """Gives loads, superseded data files and left-out rows; all 0 when nothing is old enough."""
    last = newest_folding(lake, source)
    known = {one.load_id for one in last.records} if last else set()
    old = [one for one in acceptances(lake, source) if one.accepted_at <= before or one.load_id in known]
    fresh = [one for one in old if one.load_id not in known]
    if not fresh:
        return 0, 0, 0
    folded, rows = _folded(lake, old, systems)
    kept = {file for one in folded for load in one.streams.values() for file in load.files}
    data = [f for one in old for load in one.streams.values() for f in load.files if f not in kept]
    made_at = max(now, last.made_at + timedelta(microseconds=1)) if last else now  # the newest name counts
    name = f"{FOLDINGS}/{source}/{made_at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{token_hex(2)}.json"
    gone = (*data, *(one.name for one in fresh), *(one.name for one in foldings(lake, source)))
    folding = Folding(name, made_at, old[-1].accepted_at, tuple(folded), gone)
    lake.write_text(name, folding.to_json())
    return len(fresh), len(data), rows


def _folded(lake: Lake, records: Sequence[Acceptance], systems: Mapping[str, System]) -> tuple[list[Acceptance], int]:
    """The same records with the files that count for whoever knows all of them, and how many rows were left out."""
    made, dropped = list(records), 0
    for name in {name for one in records for name in one.streams}:
        stream = _declared(systems, records, name)
        places = [i for i, one in enumerate(records) if name in one.streams and one.streams[name].files]
        if stream is None or len(places) < 2 or (stream.disposition == "snapshot" and stream.keeps_history):
            continue
        files, rows = _newest(lake, stream, [records[i] for i in places])
        dropped += rows
        for i in places:
            load = replace(made[i].streams[name], files=files if i == places[-1] else ())
            made[i] = replace(made[i], streams={**made[i].streams, name: load})
    return made, dropped


def _declared(systems: Mapping[str, System], records: Sequence[Acceptance], name: str) -> Stream | None:
    """The stream, when it is declared and every load of it came in the way that it is declared now."""
    system = systems.get(records[-1].system)
    stream = next((one for one in system.streams if one.name == name), None) if system else None
    came = {one.streams[name].disposition for one in records if name in one.streams}
    return stream if stream and came == {stream.disposition} else None


def _newest(lake: Lake, stream: Stream, loads: Sequence[Acceptance]) -> tuple[tuple[str, ...], int]:
    """The files that take the place of those of `loads` (two or more), and how many rows they leave out."""
    if stream.disposition == "snapshot":
        return loads[-1].streams[stream.name].files, sum(one.streams[stream.name].rows for one in loads[:-1])
    files = [file for one in loads for file in one.streams[stream.name].files]
    name = f"raw_{loads[-1].source}/{stream.name}/{loads[-1].load_id}.folded-{token_hex(4)}.parquet"
    before, after = _write_folded(lake, stream, files, name)
    return (name,), before - after


def _write_folded(lake: Lake, stream: Stream, files: Sequence[str], name: str) -> tuple[int, int]:
    """One file of all versions of a stream with history, else of the newest ones. Gives rows before and after."""
    import pyarrow.parquet as pq

    listed = ", ".join(literal(lake.uri(file)) for file in files)
    found = f"read_parquet([{listed}], union_by_name = true)"
    with connect() as connection, TemporaryDirectory(prefix="tandem-") as room, lake.writing(name) as file:
        connection.execute(f"set temp_directory = {literal(room)}")
        lake.register(connection)
        (before,) = connection.execute(f"select count(*) from {found}").fetchone() or (0,)
        batches = connection.execute(_folding_sql(stream, found)).to_arrow_reader(_ROWS_AT_ONCE)
        after = 0
        with pq.ParquetWriter(file, batches.schema, compression="zstd") as writer:
            for batch in batches:
                after += batch.num_rows
                writer.write_batch(batch)
    return int(before), after


def _folding_sql(stream: Stream, found: str) -> str:
    if stream.keeps_history:
        return f"select * from {found}"
    keys = names(stream.key)
    newest = f"select {keys}, max(_load_id) as _load_id from {found} group by {keys}"
    same = " and ".join(f"v.{quoted(one)} = n.{quoted(one)}" for one in (*stream.key, "_load_id"))
    return f"select v.* from {found} v semi join ({newest}) n on {same}"
