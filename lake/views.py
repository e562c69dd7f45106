"""Views over the lake in DuckDB: accepted files only, up to `known_at` only, typed even when there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lake.files import Lake
from lake.plans import PLAN_TABLES, chosen_plan
from lake.records import Acceptance, acceptances, sources
from lake.stream import LINEAGE, ColumnType, System
from lake.types import SQL_TYPES, literal, quoted

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_LOADS: Mapping[str, ColumnType] = {
    "source": "text",
    "system": "text",
    "load_id": "text",
    "stream": "text",
    "disposition": "text",
    "rows": "integer",
    "quarantined": "integer",
    "unchanged": "integer",
    "deleted": "integer",
    "total_rows": "integer",
    "accepted_at": "timestamp",
}


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
    records = [one for source in sources(lake) for one in acceptances(lake, source, known_at)]
    for system in systems:
        connection.execute(f"create schema if not exists {quoted('raw_' + system.name)}")
        mine = [one for one in records if one.system == system.name]
        for stream in system.streams:
            files = [f for one in mine if stream.name in one.streams for f in one.streams[stream.name].files]
            types = {name: SQL_TYPES[kind] for name, kind in {**stream.columns, **LINEAGE}.items()}
            _create_view(connection, (f"raw_{system.name}", stream.name), types, [lake.uri(f) for f in files])
    _create_loads(connection, records)
    _create_plan_views(connection, lake, known_at, plan_version)


def _create_view(
    connection: duckdb.DuckDBPyConnection, view: tuple[str, str], types: Mapping[str, str], files: Sequence[str]
) -> None:
    """A view (schema, name) over `files`, given as DuckDB finds them."""
    # An empty typed row set beside the files: a column declared after a file was written is null in it.
    empty = "select " + ", ".join(f"null::{kind} as {quoted(c)}" for c, kind in types.items()) + " where false"
    source = empty
    if files:
        listed = ", ".join(literal(file) for file in files)
        source = f"select * from read_parquet([{listed}], union_by_name = true) union all by name {empty}"
    columns = ", ".join(f"cast({quoted(c)} as {kind}) as {quoted(c)}" for c, kind in types.items())
    connection.execute(
        f"create or replace view {quoted(view[0])}.{quoted(view[1])} as select {columns} from ({source})"
    )


def _create_loads(connection: duckdb.DuckDBPyConnection, records: Sequence[Acceptance]) -> None:
    columns = ", ".join(f"{quoted(name)} {SQL_TYPES[kind]}" for name, kind in _LOADS.items())
    connection.execute("create schema if not exists raw_tandem")
    connection.execute(f"create or replace table raw_tandem.loads ({columns})")
    connection.register("tandem_loads", _loads(records))
    connection.execute("insert into raw_tandem.loads by name select * from tandem_loads")
    connection.unregister("tandem_loads")


def _loads(records: Sequence[Acceptance]) -> pa.Table:
    import pyarrow as pa

    from lake.types import arrow_type

    found = [
        {
            "source": record.source,
            "system": record.system,
            "load_id": record.load_id,
            "stream": name,
            "accepted_at": record.accepted_at.replace(tzinfo=None),
            **{key: getattr(load, key) for key in ("disposition", "rows", "quarantined", "unchanged", "deleted")},
            "total_rows": load.total_rows,
        }
        for record in records
        for name, load in record.streams.items()
    ]
    return pa.Table.from_pylist(found, schema=pa.schema([(n, arrow_type(kind)) for n, kind in _LOADS.items()]))


def _create_plan_views(
    connection: duckdb.DuckDBPyConnection, lake: Lake, known_at: datetime, plan_version: str | None
) -> None:
    connection.execute("create schema if not exists raw_planning")
    plan = chosen_plan(lake, known_at, plan_version)
    files = plan.tables if plan else {}
    for name, types in PLAN_TABLES.items():
        found = [lake.uri(files[name])] if name in files else []
        _create_view(connection, ("raw_planning", name), types, found)
