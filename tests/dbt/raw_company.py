"""A small company as it lies in the lake's raw views: typed tables from the declarations, with hand-made rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from connectors.odoo.streams import SYSTEM as ODOO
from connectors.shopify.streams import SYSTEM as SHOPIFY
from connectors.supplier_files.streams import SYSTEM as SUPPLIER_FILES
from connectors.tables.streams import SYSTEM as TABLES
from lake.plan_tables import PLAN_TABLES
from lake.stream import LINEAGE, System
from lake.types import SQL_TYPES, quoted
from operations.streams import IDENTITY
from operations.streams import SYSTEM as OPERATIONS

KNOWN_AT = datetime(2026, 3, 2, 8)
LOADED_AT = datetime(2026, 3, 2, 6)
LOADS = {
    "source": "varchar",
    "system": "varchar",
    "load_id": "varchar",
    "stream": "varchar",
    "disposition": "varchar",
    "rows": "bigint",
    "quarantined": "bigint",
    "unchanged": "bigint",
    "deleted": "bigint",
    "total_rows": "bigint",
    "accepted_at": "timestamp",
}
SYSTEMS: tuple[System, ...] = (SHOPIFY, ODOO, SUPPLIER_FILES, TABLES, OPERATIONS, IDENTITY)

Rows = Mapping[str, Iterable[Mapping[str, Any]]]


def create_raw(warehouse: Path, rows: Rows) -> None:
    """Writes `warehouse` with every raw table, typed, and `rows` under names such as `odoo.sale_order` in them.

    A row may carry `_source`, `_loaded_at`, `_load_id` and `_is_deleted`; what is missing gets the plain value.
    """
    with duckdb.connect(str(warehouse)) as connection:
        for system in SYSTEMS:
            connection.execute(f"create schema if not exists raw_{system.name}")
            for stream in system.streams:
                types = {name: SQL_TYPES[kind] for name, kind in {**stream.columns, **LINEAGE}.items()}
                _create(connection, f"raw_{system.name}", stream.name, types)
        _create_own(connection)
        for name, given in rows.items():
            system_name, table = name.split(".")
            _insert(connection, system_name, table, given)


def _create_own(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema if not exists raw_tandem; create schema if not exists raw_planning")
    _create(connection, "raw_tandem", "loads", LOADS)
    for table, types in PLAN_TABLES.items():
        _create(connection, "raw_planning", table, types)


def _create(connection: duckdb.DuckDBPyConnection, schema: str, table: str, types: Mapping[str, str]) -> None:
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
    connection.execute(f"create or replace table {schema}.{quoted(table)} ({columns})")


def _insert(connection: duckdb.DuckDBPyConnection, system: str, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        whole = dict(row) if system in ("planning", "tandem") else {**_lineage(system), **row}
        names = ", ".join(quoted(name) for name in whole)
        marks = ", ".join("?" for _ in whole)
        connection.execute(f"insert into raw_{system}.{quoted(table)} ({names}) values ({marks})", [*whole.values()])


def _lineage(system: str) -> dict[str, Any]:
    source = {"shopify": "shop", "odoo": "erp", "supplier_files": "drop", "tables": "wms"}.get(system, system)
    return {
        "_source": source,
        "_load_id": "20260302T060000.000000Z-0001",
        "_loaded_at": LOADED_AT,
        "_row_hash": "",
        "_is_deleted": False,
    }


def table(columns: str, *lines: str) -> list[dict[str, Any]]:
    """Rows from text: a header of column names, then one line a row, parted by `|`; an empty field is null."""
    names = [name.strip() for name in columns.split("|")]
    found = []
    for line in lines:
        values = [_value(part.strip()) for part in line.split("|")]
        found.append({name: value for name, value in zip(names, values, strict=True) if value is not None})
    return found


def _value(text: str) -> str | None:
    return None if text == "" else re.sub(r"\s+", " ", text)
