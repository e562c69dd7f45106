"""What is new in a batch: rows compared with the newest known version of their key, by DuckDB over accepted files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lake.records import Load
from lake.stream import LINEAGE, Stream
from lake.types import SQL_TYPES, arrow_schema, borrow, connect, literal, names, quoted

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class Changes:
    """What is to be written of a batch.

    Attributes:
        table: rows with lineage; None when the lake knows everything already.
        unchanged: rows of the batch that are not written again.
        deleted: rows of `table` that say that a key is gone.
        total_rows: rows that are present once `table` is accepted.
    """

    table: pa.Table | None
    unchanged: int
    deleted: int
    total_rows: int


def row_hash_sql(stream: Stream) -> str:
    """SQL for 32 hex digits over the declared columns; lengths keep `a|b` and `a`, `b` apart."""
    parts = [_hash_part(name, kind == "text") for name, kind in sorted(stream.columns.items())]
    return f"md5(concat_ws('|', {', '.join(parts)}))"


def _hash_part(name: str, is_text: bool) -> str:
    column = quoted(name)
    value = f"length({column}) || ':' || {column}" if is_text else f"cast({column} as varchar)"
    return literal(name) + f" || '=' || coalesce({value}, '-')"


@dataclass(frozen=True)
class Sifted:
    """Positions in a batch.

    Attributes:
        kept: rows without repeats and without older versions of a key that the same batch brings newer.
        unknown: those of `kept` whose key has a row that the lake does not know, or has a null; only they need a check.
    """

    kept: list[int]
    unknown: list[int]


def sift(load: Load, stream: Stream, rows: pa.Table) -> Sifted:
    """Which of `rows` (declared columns and types, keys may repeat) count, and which of those are not known yet."""
    import pyarrow as pa

    if not rows.num_rows:
        return Sifted([], [])
    numbered = rows.append_column("_row", pa.array(range(rows.num_rows), pa.int64()))
    files = load.newest_files(stream.name) if stream.disposition == "snapshot" else load.files(stream.name)
    with _compared(load, stream, numbered) as connection:
        connection.execute(f"create temp table kept as {_kept_sql(stream)}")
        _known(connection, load, stream, files, only="batch")
        same = " and ".join(f"b.{quoted(k)} = n.{quoted(k)}" for k in stream.key)
        found = connection.execute(
            f"select _row, _is_null or bool_or(_is_new) over (partition by {names(stream.key)}) from (select b.*, "
            f"n._row_hash is null or n._row_hash <> b._row_hash or n._is_deleted as _is_new from kept b "
            f"left join known n on {same}) order by _row"
        ).fetchall()
    return Sifted([row for row, _ in found], [row for row, is_unknown in found if is_unknown])


def _kept_sql(stream: Stream) -> str:
    null = " or ".join(f"{quoted(k)} is null" for k in stream.key)
    keys = names(stream.key)
    newest = ""
    if stream.cursor and stream.disposition == "incremental":
        version = f"coalesce({quoted(stream.cursor)}, timestamp '0001-01-01')"
        newest = f"qualify _is_null or {version} = max({version}) over (partition by {keys})"
    once = "(select * from batch qualify row_number() over (partition by _row_hash order by _row) = 1)"
    return f"select {keys}, _row, _row_hash, ({null}) as _is_null from {once} {newest}"


def changes(load: Load, stream: Stream, rows: pa.Table) -> Changes:
    """What of `rows` (declared columns and types, each key once) the lake does not know yet."""
    with _compared(load, stream, rows) as connection:
        return (_snapshot if stream.disposition == "snapshot" else _incremental)(connection, load, stream, rows)


def deletions(load: Load, stream: Stream, keys: pa.Table) -> Changes:
    """Deleted-rows for every known key that is not among `keys` (the key columns as text), beside a load's own rows."""
    with _opened(load) as connection:
        _known(connection, load, stream, load.files(stream.name))
        connection.register("present", keys)
        same = " and ".join(f"p.{quoted(k)} = cast(n.{quoted(k)} as varchar)" for k in stream.key)
        connection.execute(
            f"create temp table gone as select {names(stream.key, 'n.')} from known n "
            f"where not n._is_deleted and not exists (select 1 from present p where {same})"
        )
        alive = _count(connection, "known where not _is_deleted")
        gone = _count(connection, "gone")
        table = _select(connection, load, stream, "gone", keys_only=True) if gone else None
        return Changes(table, 0, gone, alive - gone)


def merged(first: Changes, then: Changes) -> Changes:
    """A batch's changes and the deletions found beside it, as one."""
    import pyarrow as pa

    tables = [one for one in (first.table, then.table) if one is not None]
    table = pa.concat_tables(tables) if tables else None
    return Changes(table, first.unchanged, first.deleted + then.deleted, first.total_rows - then.deleted)


def present(load: Load, stream: Stream) -> pa.Table:
    """The rows of a snapshot stream that are there after the newest load, in declared columns and types."""
    files = load.newest_files(stream.name)
    if not files:
        return arrow_schema(stream).empty_table()
    with _opened(load) as connection:
        load.lake.register(connection)
        listed = ", ".join(literal(load.lake.uri(file)) for file in files)
        found = connection.sql(
            f"select {names(list(stream.columns))} from read_parquet([{listed}], union_by_name = true) "
            "where not _is_deleted"
        )
        return found.to_arrow_table().cast(arrow_schema(stream))


def _opened(load: Load) -> duckdb.DuckDBPyConnection:
    """A DuckDB to compare in; one of its own for a lake elsewhere, whose file system is registered with it."""
    return borrow() if load.lake.is_local else connect()


@contextmanager
def _compared(load: Load, stream: Stream, rows: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
    with _opened(load) as connection:
        connection.register("given", rows)
        connection.execute(f"create temp table batch as select *, {row_hash_sql(stream)} as _row_hash from given")
        yield connection


def _incremental(connection: duckdb.DuckDBPyConnection, load: Load, stream: Stream, rows: pa.Table) -> Changes:
    last = load.last(stream.name)
    total = last.total_rows if last else 0
    if not rows.num_rows:
        return Changes(None, 0, 0, total)
    _known(connection, load, stream, load.files(stream.name), only="batch")
    same = " and ".join(f"b.{quoted(k)} = n.{quoted(k)}" for k in stream.key)
    connection.execute(
        f"create temp table changed as select b.*, coalesce(n._is_deleted, true) as _is_new from batch b "
        f"left join known n on {same} where n._row_hash is null or n._row_hash <> b._row_hash or n._is_deleted"
    )
    written, new = _count(connection, "changed"), _count(connection, "changed where _is_new")
    table = _select(connection, load, stream, "changed") if written else None
    return Changes(table, rows.num_rows - written, 0, total + new)


def _snapshot(connection: duckdb.DuckDBPyConnection, load: Load, stream: Stream, rows: pa.Table) -> Changes:
    _known(connection, load, stream, load.newest_files(stream.name))
    alive = "(select _row_hash from known where not _is_deleted)"
    differing = connection.execute(
        f"select (select count(*) from ({alive} except all select _row_hash from batch)) + "
        f"(select count(*) from (select _row_hash from batch except all {alive}))"
    ).fetchone()
    if differing == (0,):
        return Changes(None, rows.num_rows, 0, rows.num_rows)
    if rows.num_rows:
        return Changes(_select(connection, load, stream, "batch"), 0, 0, rows.num_rows)
    # Emptied: the rows that were there are said to be deleted, so that the newest load with files is this one.
    connection.execute(f"create temp table gone as select {names(stream.key)} from known where not _is_deleted")
    table = _select(connection, load, stream, "gone", keys_only=True)
    return Changes(table, 0, table.num_rows, 0)


def _known(
    connection: duckdb.DuckDBPyConnection, load: Load, stream: Stream, files: Sequence[str], only: str | None = None
) -> None:
    """Makes `known`: key, newest hash and whether deleted, for each key (of table `only`) in `files`."""
    if not files:
        keys = ", ".join(f"null::{SQL_TYPES[stream.columns[k]]} as {quoted(k)}" for k in stream.key)
        none = f"select {keys}, null::varchar as _row_hash, null::boolean as _is_deleted where false"
        connection.execute(f"create temp table known as {none}")
        return
    load.lake.register(connection)
    found = f"read_parquet([{', '.join(literal(load.lake.uri(f)) for f in files)}], union_by_name = true)"
    kept = f"semi join {only} using ({names(stream.key)})" if only else ""
    connection.execute(
        f"create temp table known as select {names(stream.key)}, max_by(_row_hash, _load_id) as _row_hash, "
        f"max_by(_is_deleted, _load_id) as _is_deleted from {found} {kept} group by {names(stream.key)}"
    )


def _select(
    connection: duckdb.DuckDBPyConnection, load: Load, stream: Stream, table: str, *, keys_only: bool = False
) -> pa.Table:
    """Rows of `table` as they are landed; with `keys_only` as deleted rows."""
    moment = load.accepted_at.replace(tzinfo=None).isoformat()
    lineage = {
        "_source": literal(load.source),
        "_load_id": literal(load.load_id),
        "_loaded_at": f"timestamp {literal(moment)}",
        "_row_hash": "'deleted'" if keys_only else "_row_hash",
        "_is_deleted": "true" if keys_only else "false",
    }
    columns = [
        quoted(name) if name in stream.key or not keys_only else f"null::{SQL_TYPES[kind]}"
        for name, kind in stream.columns.items()
    ]
    chosen = [f"{value} as {quoted(name)}" for name, value in zip(stream.columns, columns, strict=True)]
    chosen += [f"{lineage[name]} as {name}" for name in LINEAGE]
    found = connection.sql(f"select {', '.join(chosen)} from {table}").to_arrow_table()
    return found.cast(arrow_schema(stream, lineage=True))


def _count(connection: duckdb.DuckDBPyConnection, what: str) -> int:
    found = connection.execute(f"select count(*) from {what}").fetchone()
    return int(found[0]) if found else 0
