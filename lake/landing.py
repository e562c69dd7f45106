"""The plain way into the lake: Arrow tables of declared streams, accepted together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from lake.changes import Changes, changes
from lake.errors import NotTyped
from lake.files import Lake
from lake.records import Acceptance, Load, StreamLoad, begin
from lake.stream import Stream, System
from lake.types import borrow, names, typed

if TYPE_CHECKING:
    import pyarrow as pa


def land(
    lake: Lake,
    system: System,
    source: str,
    tables: Mapping[str, pa.Table],
    now: datetime,
    *,
    cursors: Mapping[str, datetime] | None = None,
) -> Acceptance:
    """Lands tables of declared columns; rows that the lake knows already are not written again.

    Args:
        tables: stream name -> rows, each key once. A snapshot stream's table is everything there is.
        cursors: stream name -> where a later fetch starts from; a stream not named keeps the one it has.

    Raises:
        NotTyped: a column is missing, a value does not fit, a key is null or comes twice.
        WriteFailed: nothing was accepted.
    """
    load = begin(lake, system.name, source, now)
    written: list[str] = []
    loads = {}
    try:
        for name, table in tables.items():
            stream = system.stream(name)
            rows = _checked(typed(table, stream), stream, source)
            loads[name] = write(load, stream, changes(load, stream, rows), written)
        moved = {n: replace(one, cursor=(cursors or {}).get(n, one.cursor)) for n, one in loads.items()}
        return load.accept(moved)
    except BaseException:
        lake.remove(written)
        raise


def write(load: Load, stream: Stream, change: Changes, written: list[str]) -> StreamLoad:
    """Writes a stream's changes to a file nobody sees yet, adds its name to `written`, and says what it did."""
    import pyarrow.parquet as pq

    files: tuple[str, ...] = ()
    if change.table is not None:
        files = (f"raw_{load.source}/{stream.name}/{load.load_id}.0.parquet",)
        with load.lake.writing(files[0]) as file:
            pq.write_table(change.table, file, compression="zstd", row_group_size=250_000)
        written.extend(files)
    return said(load, stream, change, files)


def said(load: Load, stream: Stream, change: Changes, files: tuple[str, ...]) -> StreamLoad:
    """The stream's entry in the acceptance record, with cursor and sweep as they were."""
    last = load.last(stream.name)
    return StreamLoad(
        disposition=stream.disposition,
        files=files,
        rows=change.table.num_rows if change.table is not None else 0,
        unchanged=change.unchanged,
        deleted=change.deleted,
        total_rows=change.total_rows,
        cursor=last.cursor if last else None,
        swept_at=last.swept_at if last else None,
    )


def _checked(rows: pa.Table, stream: Stream, source: str) -> pa.Table:
    with borrow() as connection:
        connection.register("given", rows)
        keys = names(stream.key)
        null = " or ".join(f"{names((key,))} is null" for key in stream.key)
        wrong = connection.execute(
            f"select {keys}, count(*) from given group by {keys} having count(*) > 1 or {null} limit 1"
        ).fetchone()
    if wrong:
        raise NotTyped(
            f"{source}.{stream.name}: the key {list(stream.key)} = {list(wrong[:-1])} is null or comes twice."
        )
    return rows
