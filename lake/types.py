"""Declared types in Arrow's and DuckDB's words, and rows brought to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from lake.errors import NotTyped
from lake.stream import LINEAGE, ColumnType, Stream

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "varchar",
    "integer": "bigint",
    "decimal": "decimal(18, 6)",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}


def arrow_type(column_type: ColumnType) -> pa.DataType:
    """The Arrow type of a declared one: decimal128(18, 6), timestamp in microseconds without zone, int64, ..."""
    import pyarrow as pa

    types: dict[ColumnType, pa.DataType] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(18, 6),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }
    return types[column_type]


def arrow_schema(stream: Stream, *, lineage: bool = False) -> pa.Schema:
    """The stream's columns in landing order, with the lake's own after them if `lineage`."""
    import pyarrow as pa

    columns = {**stream.columns, **(LINEAGE if lineage else {})}
    return pa.schema([(name, arrow_type(kind)) for name, kind in columns.items()])


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def names(columns: Sequence[str], prefix: str = "") -> str:
    """A comma-separated list of quoted columns."""
    return ", ".join(prefix + quoted(column) for column in columns)


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that downloads no extensions and reads an instant without zone as UTC."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
    connection = duckdb.connect(config=settings)
    connection.execute("set TimeZone = 'UTC'")
    return connection


def borrow() -> duckdb.DuckDBPyConnection:
    """As `connect`, from one database of the process: opening one takes 14 ms, and a sync of one source needs eighty.

    What is registered and temporary tables belong to the borrower and go when it is closed. Make nothing else in it.
    """
    connection = _lent().cursor()
    connection.execute("set TimeZone = 'UTC'")
    return connection


@cache
def _lent() -> duckdb.DuckDBPyConnection:
    return connect()


def cast_sql(column: str, kind: ColumnType, *, attempt: bool = False) -> str:
    """SQL that brings a source column to its type; with `attempt` a value that does not fit becomes null."""
    cast, name = ("try_cast" if attempt else "cast"), quoted(column)
    if kind == "timestamp":
        return f"timezone('UTC', {cast}({name} as timestamptz))"
    if kind == "date":
        return f"{cast}({cast}({name} as timestamp) as date)"
    return f"{cast}({name} as {SQL_TYPES[kind]})"


def plain(table: pa.Table) -> pa.Table:
    """The same rows with zones taken off instants (UTC stays) and not-a-number made null."""
    import pyarrow as pa

    for index, field in enumerate(table.schema):
        column = table.column(index)
        if pa.types.is_timestamp(field.type):
            column = column.cast(pa.timestamp("us"), safe=False)
        elif pa.types.is_floating(field.type):
            column = _without_nan(column)
        elif pa.types.is_null(field.type):
            column = column.cast(pa.string())
        else:
            continue
        table = table.set_column(index, field.name, column)
    return table


def pick(table: pa.Table, positions: Sequence[int]) -> pa.Table:
    """The rows at these positions."""
    import pyarrow as pa

    return table.take(pa.array(positions, pa.int64()))


def _without_nan(column: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)


def typed(table: pa.Table, stream: Stream) -> pa.Table:
    """`table` with exactly the declared columns and types.

    Raises:
        NotTyped: naming the missing column, or saying which value does not fit.
    """
    import duckdb

    if table.schema == (schema := arrow_schema(stream)):
        return table
    if missing := [name for name in stream.columns if name not in table.column_names]:
        raise NotTyped(f"{stream.name}: {missing} are declared but not among {table.column_names}.")
    chosen = ", ".join(f"{cast_sql(name, kind)} as {quoted(name)}" for name, kind in stream.columns.items())
    with borrow() as connection:
        connection.register("given", plain(table))
        try:
            return connection.sql(f"select {chosen} from given").to_arrow_table().cast(schema)
        except duckdb.Error as error:
            raise NotTyped(f"{stream.name}: rows do not fit the declared types: {error}") from error
