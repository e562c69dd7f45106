"""One stream of one load: read, brought to type, checked, compared with what the lake knows. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors.batch import Batch, collect
from connectors.errors import TruncatedFetch
from lake.changes import Changes, changes, deletions, merged, sift
from lake.quarantine import HeldRow, held_row, key_text, open_after
from lake.records import Load, StreamLoad
from lake.stream import Stream

if TYPE_CHECKING:
    import pyarrow as pa

    from connectors.config import _Source
    from connectors.reader import Page, Reader


@dataclass(frozen=True)
class Prepared:
    """What a stream's batch comes to.

    Attributes:
        stream: its declaration.
        change: rows to write, and counts.
        held: rows to hold back that are not held already.
        released: ids of held rows that are open no more.
        entry: its part of the acceptance record, still without file names.
        sweep_refused: a sentence when deletions could not be looked for; None otherwise.
    """

    stream: Stream
    change: Changes
    held: list[HeldRow]
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
    report = check_batch(stream, batch.rows.take(sifted.unknown), now.astimezone(UTC).date(), source=load.source)
    bad = {sifted.unknown[one.row]: (one.column, one.reason) for one in report.failures} | dict(batch.misfits)
    compared = sifted.kept if stream.disposition == "snapshot" else sifted.unknown
    good = batch.rows.take([row for row in compared if row not in bad])
    change = changes(load, stream, good)
    known = batch.rows.num_rows - len(compared) + change.unchanged
    before = open_after(load.lake, load.before, stream.name)
    held = _held(load, stream, batch, bad)
    released = _released(stream, before, held, good)
    new = [row for row in held.values() if row.row_id not in before]
    return _prepared(load, stream, replace(change, unchanged=known), new, released, batch, now)


def _prepared(
    load: Load,
    stream: Stream,
    change: Changes,
    held: list[HeldRow],
    released: list[str],
    batch: Batch,
    now: datetime,
) -> Prepared:
    from lake.landing import said

    entry = replace(
        said(load, stream, change, ()),
        quarantined=len(held),
        cursor=_cursor(load.last(stream.name), stream, batch.rows, now),
        new_columns=batch.new_columns,
    )
    return Prepared(stream, change, held, released, entry)
