"""Views over the lake in DuckDB: accepted files only, up to `known_at` only, typed even when there is nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from lake.files import Lake
from lake.raw import RawTable, raw_tables
from lake.stream import System
from lake.types import literal, quoted

if TYPE_CHECKING:
    import duckdb


def create_raw_views(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    systems: Iterable[System],
    known_at: datetime,
    plan_version: str | None = None,
) -> None:
    """Makes `raw_<system>.<stream>`, `raw_tandem.loads` and `raw_planning.<table>`.

    Args:
        connection: a DuckDB that may be written to; a lake elsewhere is registered with it.
        known_at: aware; loads accepted and plans made later do not exist.
        plan_version: the plan to show; None: the newest made up to `known_at`.

    Raises:
        ReadFailed: a record cannot be read, or there is no plan of that name.
    """
    lake.register(connection)
    for raw in raw_tables(lake, systems, known_at, plan_version):
        connection.execute(f"create schema if not exists {quoted(raw.schema)}")
        if raw.rows is None:
            _create_view(connection, raw)
        else:
            _create_table(connection, raw)


def _create_view(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> None:
    # An empty typed row set beside the files: a column declared after a file was written is null in it.
    empty = "select " + ", ".join(f"null::{kind} as {quoted(c)}" for c, kind in raw.types.items()) + " where false"
    source = empty
    if raw.files:
        listed = ", ".join(literal(file) for file in raw.files)
        source = f"select * from read_parquet([{listed}], union_by_name = true) union all by name {empty}"
    columns = ", ".join(f"cast({quoted(c)} as {kind}) as {quoted(c)}" for c, kind in raw.types.items())
    connection.execute(f"create or replace view {_name(raw)} as select {columns} from ({source})")


def _create_table(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> None:
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in raw.types.items())
    connection.execute(f"create or replace table {_name(raw)} ({columns})")
    connection.register("tandem_rows", raw.rows)
    connection.execute(f"insert into {_name(raw)} by name select * from tandem_rows")
    connection.unregister("tandem_rows")


def _name(raw: RawTable) -> str:
    return f"{quoted(raw.schema)}.{quoted(raw.name)}"
