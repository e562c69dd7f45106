"""What the lake shows a reader, for any engine: raw tables, each with its types and exactly the accepted files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lake.files import Lake
from lake.plan_tables import KEPT_TABLES, PLAN_TABLES
from lake.plans import plans_until
from lake.records import Acceptance, acceptances, sources
from lake.stream import LINEAGE, ColumnType, System
from lake.types import SQL_TYPES

if TYPE_CHECKING:
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


@dataclass(frozen=True)
class RawTable:
    """A table that dbt's sources name.

    Attributes:
        schema: `raw_<system>`, `raw_tandem` or `raw_planning`.
        name: the stream's, or the planning table's.
        types: column name -> SQL type, in DuckDB's words.
        files: where its Parquet files are, as `Lake.uri` says it; none: no rows yet.
        rows: the rows themselves, where they lie in no Parquet file.
    """

    schema: str
    name: str
    types: Mapping[str, str]
    files: tuple[str, ...] = ()
    rows: pa.Table | None = None


def raw_tables(
    lake: Lake, systems: Iterable[System], known_at: datetime, plan_version: str | None = None
) -> Iterator[RawTable]:
    """Every raw table as of `known_at` (aware), with the plan called `plan_version` or the newest made up to then.

    Raises:
        ReadFailed: a record cannot be read, or there is no plan of that name.
    """
    records = [one for source in sources(lake) for one in acceptances(lake, source, known_at)]
    for system in systems:
        yield from _of_system(lake, system, [one for one in records if one.system == system.name])
    yield RawTable("raw_tandem", "loads", {n: SQL_TYPES[kind] for n, kind in _LOADS.items()}, rows=_loads(records))
    plans = plans_until(lake, known_at, plan_version)
    for name, types in PLAN_TABLES.items():
        shown = plans if name in KEPT_TABLES else plans[-1:]
        files = tuple(lake.uri(one.tables[name]) for one in shown if name in one.tables)
        yield RawTable("raw_planning", name, types, files)


def _of_system(lake: Lake, system: System, records: Sequence[Acceptance]) -> Iterator[RawTable]:
    for stream in system.streams:
        files = [f for one in records if stream.name in one.streams for f in one.streams[stream.name].files]
        types = {name: SQL_TYPES[kind] for name, kind in {**stream.columns, **LINEAGE}.items()}
        yield RawTable(f"raw_{system.name}", stream.name, types, tuple(lake.uri(f) for f in files))


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
