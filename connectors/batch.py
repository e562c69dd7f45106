"""From a reader's pages to one table of declared types, with what did not fit set aside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isnan
from typing import TYPE_CHECKING, Any

from connectors.errors import SchemaDrift
from connectors.reader import Page, Unreadable
from lake.stream import Stream
from lake.types import arrow_schema, borrow, cast_sql, plain, quoted

if TYPE_CHECKING:
    import pyarrow as pa

RETYPED_SHARE = 0.10
RETYPED_ROWS = 5
"""A column is called retyped, and the batch refused, when more than this share and at least this many values
cannot be cast. Below it the rows are held back one by one."""


@dataclass(frozen=True)
class Batch:
    """All rows of a stream that one read gave.

    Attributes:
        sent: the declared columns as the source sent them.
        rows: the same rows in the declared types; a value that does not fit is null.
        misfits: position -> (column, reason) of the rows with such a value.
        new_columns: what the source sent beyond the declaration.
        unreadable: what the reader could not make rows of.
    """

    sent: pa.Table
    rows: pa.Table
    misfits: Mapping[int, tuple[str, str]]
    new_columns: tuple[str, ...]
    unreadable: tuple[Unreadable, ...] = ()


def collect(source: str, stream: Stream, pages: Iterable[Page]) -> Batch:
    """Reads all pages.

    Raises:
        SchemaDrift: a declared column is missing, or many of its values have another type.
    """
    tables, extra, unreadable = [], dict[str, None](), []
    for page in pages:
        if isinstance(page, Unreadable):
            unreadable.append(page)
            continue
        table = _table(page)
        if not table.num_rows:
            continue
        extra |= dict.fromkeys(name for name in table.column_names if name not in stream.columns)
        _require_columns(source, stream, table)
        tables.append(table.select(list(stream.columns)))
    batch = _typed(source, stream, _together(stream, tables), tuple(extra))
    return replace(batch, unreadable=tuple(unreadable))


def _table(page: pa.Table | Sequence[Mapping[str, Any]]) -> pa.Table:
    import pyarrow as pa

    if isinstance(page, pa.Table):
        return plain(page)
    columns = dict.fromkeys(name for row in page for name in row)
    return pa.table({name: text_column([row.get(name) for row in page]) for name in columns})


def text_column(values: Sequence[Any]) -> pa.Array[Any]:
    """Python values of any kind as a column of text that loses nothing."""
    import pyarrow as pa

    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    """A value as text that the declared type can be read from, without loss."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return None if isnan(value) else format(Decimal(repr(value)), "f")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat(sep=" ")
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False, default=str)


def _require_columns(source: str, stream: Stream, table: pa.Table) -> None:
    if missing := [name for name in stream.columns if name not in table.column_names]:
        raise SchemaDrift(
            f"{source}.{stream.name}: column {', '.join(missing)} is missing; the source sends {table.column_names}. "
            "Nothing was taken over. Was it renamed? Then change its declaration or mapping, and sync again."
        )


def _together(stream: Stream, tables: Sequence[pa.Table]) -> pa.Table:
    import pyarrow as pa

    if not tables:
        return arrow_schema(stream).empty_table()
    if all(table.schema.types == tables[0].schema.types for table in tables):
        return pa.concat_tables(tables)
    text = pa.schema([(name, pa.string()) for name in stream.columns])
    return pa.concat_tables([table.cast(text) for table in tables])


def _typed(source: str, stream: Stream, sent: pa.Table, extra: tuple[str, ...]) -> Batch:
    schema = arrow_schema(stream)
    if sent.schema.types == schema.types:
        return Batch(sent, sent.cast(schema), {}, extra)
    chosen = [f"{cast_sql(name, kind, attempt=True)} as {quoted(name)}" for name, kind in stream.columns.items()]
    with borrow() as connection:
        connection.register("sent", sent)
        rows = connection.sql(f"select {', '.join(chosen)} from sent").to_arrow_table().cast(schema)
    return Batch(sent, rows, _misfits(source, stream, sent, rows), extra)


def _misfits(source: str, stream: Stream, sent: pa.Table, rows: pa.Table) -> dict[int, tuple[str, str]]:
    import pyarrow.compute as pc

    found: dict[int, tuple[str, str]] = {}
    for name, kind in stream.columns.items():
        lost = rows.column(name).null_count - sent.column(name).null_count
        if not lost:
            continue
        there = rows.num_rows - sent.column(name).null_count
        positions: list[Any] = pc.indices_nonzero(
            pc.and_(pc.is_null(rows.column(name)), pc.is_valid(sent.column(name)))
        ).to_pylist()
        example = sent.column(name)[positions[0]].as_py()
        if lost >= RETYPED_ROWS and lost > RETYPED_SHARE * there:
            raise SchemaDrift(
                f"{source}.{stream.name}: column {name} is declared as {kind}, but {lost} of {there} values are not, "
                f"for example {str(example)[:60]!r}. Nothing was taken over. Change its declaration or mapping, "
                "or mend the source, and sync again."
            )
        for position in positions:
            said = f"{name} cannot be read as {kind}: {str(sent.column(name)[position].as_py())[:60]!r}"
            found.setdefault(position, (name, said))
    return found
