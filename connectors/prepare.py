"""One stream of one load: read, brought to type, checked, compared with the lake. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors.batch import Batch, collect
from connectors.errors import TruncatedFetch
from lake.changes import Changes, changes, deletions, merged, sift
from lake.landing import said
from lake.quarantine import HeldRow, held_row, key_text, open_after
from lake.records import Load, StreamLoad
from lake.stream import Stream
from lake.types import pick

if TYPE_CHECKING:
    import pyarrow as pa

    from connectors.config import _Source
    from connectors.reader import Reader


WHOLE = "_name"
"""The column that a held row has instead of others when it stands for something unreadable, such as a file."""


@dataclass(frozen=True)
class Prepared:
    """What a stream's batch comes to.

    Attributes:
        stream: its declaration.
        change: rows to write, and counts.
        held: rows to hold back that are not held already.
        failing: ids of all rows of the batch that may not pass, held already or not.
        released: ids of held rows that are open no more.
        entry: its part of the acceptance record, still without file names.
        sweep_refused: a sentence when deletions could not be looked for; None otherwise.
    """

    stream: Stream
    change: Changes
    held: list[HeldRow]
    failing: frozenset[str]
    released: list[str]
    entry: StreamLoad
    sweep_refused: str | None = None


@dataclass(frozen=True)
class Rules:
    """What a source's section of the company file says about loading, and the moment of the load."""

    now: datetime
    look_back_minutes: float
    shrink_limit: float
    sweep_hours: float
    full_refresh: bool

    @classmethod
    def of(cls, config: _Source, now: datetime, *, sweep_hours: float, full_refresh: bool) -> Rules:
        """The rules of one source."""
        return cls(now, config.look_back_minutes, config.shrink_limit, sweep_hours, full_refresh)

    def since(self, last: StreamLoad | None) -> datetime | None:
        """Where to read from: the cursor less the look-back; None for everything."""
        if self.full_refresh or last is None or last.cursor is None:
            return None
        return last.cursor - timedelta(minutes=self.look_back_minutes)


def prepare(load: Load, reader: Reader, stream: Stream, rules: Rules) -> Prepared:
    """Reads a stream and finds what to write.

    Raises:
        ConnectorError: the reader's own, SchemaDrift, or TruncatedFetch for a snapshot that is too short.
    """
    last = load.last(stream.name)
    since = None if stream.disposition == "snapshot" else rules.since(last)
    batch = collect(load.source, stream, reader.read(stream, since))
    if stream.disposition == "snapshot" and last is not None:
        _refuse_short(load, stream, batch.rows.num_rows, last.total_rows, rules.shrink_limit)
    prepared = of_batch(load, stream, batch, rules.now)
    if stream.disposition == "snapshot" or not _sweep_is_due(last, rules):
        return prepared
    return _swept(load, prepared, reader.keys(stream), batch, rules)


def of_batch(load: Load, stream: Stream, batch: Batch, now: datetime) -> Prepared:
    """What of a batch is new, what is held back, and where the next fetch starts."""
    from quality import check_batch

    sifted = sift(load, stream, batch.rows)
    report = check_batch(stream, pick(batch.rows, sifted.unknown), now.astimezone(UTC).date(), source=load.source)
    bad = {sifted.unknown[one.row]: (one.column, one.reason) for one in report.failures} | dict(batch.misfits)
    compared = sifted.kept if stream.disposition == "snapshot" else sifted.unknown
    good = pick(batch.rows, [row for row in compared if row not in bad])
    change = changes(load, stream, good)
    known = batch.rows.num_rows - len(compared) + change.unchanged
    before = open_after(load.lake, load.before, stream.name)
    held = _held(load, stream, batch, bad)
    entry = replace(
        said(load, stream, replace(change, unchanged=known), ()),
        quarantined=len(held.keys() - before.keys()),
        cursor=_cursor(load.last(stream.name), stream, batch.rows, now),
        new_columns=batch.new_columns,
    )
    new = [row for row_id, row in held.items() if row_id not in before]
    return Prepared(stream, change, new, frozenset(held), _released(stream, before, held, good), entry)


def _refuse_short(load: Load, stream: Stream, rows: int, before: int, limit: float) -> None:
    if rows < limit * before:
        raise TruncatedFetch(
            f"{load.source}.{stream.name}: {rows} rows came, {before} the last time; below {limit:.0%} of it "
            "a fetch is not believed and nothing was taken over. If it is right, lower `shrink_limit` for one sync."
        )


def _held(load: Load, stream: Stream, batch: Batch, bad: Mapping[int, tuple[str, str]]) -> dict[str, HeldRow]:
    found = {}
    for position, why in sorted(bad.items()):
        row = batch.sent.slice(position, 1).to_pylist()[0]
        typed = batch.rows.slice(position, 1).to_pylist()[0]
        held = held_row(stream.name, row, key_text([typed[k] for k in stream.key]), load.load_id, why=why)
        found[held.row_id] = held
    for one in batch.unreadable:
        held = held_row(stream.name, {WHOLE: one.name}, None, load.load_id, why=(WHOLE, one.reason))
        found[held.row_id] = held
    return found


def _released(stream: Stream, before: Mapping[str, HeldRow], held: Mapping[str, HeldRow], good: pa.Table) -> list[str]:
    """Held rows that count no more: the snapshot lacks them, their key passed now, or they can be read now."""
    if stream.disposition == "snapshot":
        return [row_id for row_id in before if row_id not in held]
    if not before:
        return []
    passed = {key_text(list(key.values())) for key in good.select(list(stream.key)).to_pylist()}
    over = (row_id for row_id, row in before.items() if row.key in passed or row.column == WHOLE)
    return [row_id for row_id in over if row_id not in held]


def _cursor(last: StreamLoad | None, stream: Stream, rows: pa.Table, now: datetime) -> datetime | None:
    """The newest moment seen, never later than now: a date in the future must not hide what comes before it."""
    import pyarrow.compute as pc

    before = last.cursor if last else None
    if stream.cursor is None or not rows.num_rows:
        return before
    newest: datetime | None = pc.max(rows.column(stream.cursor)).as_py()
    if newest is None:
        return before
    seen = min(newest.replace(tzinfo=UTC), now.astimezone(UTC))
    return max(seen, before) if before else seen


def _sweep_is_due(last: StreamLoad | None, rules: Rules) -> bool:
    if last is None or not last.total_rows:
        return False
    return last.swept_at is None or rules.now - last.swept_at >= timedelta(hours=rules.sweep_hours)


def _swept(load: Load, prepared: Prepared, pages: Iterable[Any] | None, batch: Batch, rules: Rules) -> Prepared:
    """The same, with rows added for keys that are gone from the source."""
    if pages is None:
        return prepared
    stream, before = prepared.stream, prepared.entry.total_rows
    keys = _keys(stream, [key for page in pages for key in page], batch.rows)
    if keys.num_rows < rules.shrink_limit * before:
        refused = (
            f"{load.source}.{stream.name}: the source names {keys.num_rows} keys where {before} are known; too few to "
            "be believed, so no row was taken for deleted. If it is right, lower `shrink_limit` for one sync."
        )
        return replace(prepared, sweep_refused=refused)
    change = merged(prepared.change, deletions(load, stream, keys))
    rows = change.table.num_rows if change.table is not None else 0
    entry = replace(prepared.entry, rows=rows, deleted=change.deleted, total_rows=change.total_rows, swept_at=rules.now)
    return replace(prepared, change=change, entry=entry)


def _keys(stream: Stream, keys: list[tuple[str, ...]], rows: pa.Table) -> pa.Table:
    """Keys the source names, and those of the rows it has just sent, as text."""
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in stream.key])
    named = pa.table({name: [str(key[i]) for key in keys] for i, name in enumerate(stream.key)}, schema=schema)
    both = pa.concat_tables([named, rows.select(list(stream.key)).cast(schema)])
    return both.group_by(list(stream.key)).aggregate([])
