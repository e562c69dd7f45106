"""Step 7: marts and reports go out for BI, as Parquet by version and a read-only DuckDB file over them.

Only a table whose content changed is written again. The DuckDB file is swapped atomically: who holds the old one
keeps reading it, and old versions of a table stay for `KEEP` publications.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle
from tandem.warehouse import hold_warehouse, open_warehouse

if TYPE_CHECKING:
    import duckdb

SCHEMAS = ("marts", "reports")
KEEP = 3


@dataclass(frozen=True)
class Published:
    """Where the published copy is, and which tables were written anew and which stayed."""

    database: Path
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def publish(cycle: Cycle) -> Published:
    """Publishes what changed since the last publication."""
    folder = cycle.company.path(cycle.company.stores.published).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    manifest = _read_manifest(folder)
    published = Published(folder / "tandem.duckdb")
    with hold_warehouse(cycle), open_warehouse(cycle) as connection:
        for schema, table in _tables(connection):
            content = _fingerprint(connection, schema, table)
            versions = manifest["tables"].setdefault(table, [])
            if versions and versions[-1]["content"] == content and (folder / versions[-1]["file"]).exists():
                published.unchanged.append(table)
                continue
            versions.append({"schema": schema, "content": content, "file": f"{table}/{cycle.run_id}.parquet"})
            _write_table(connection, schema, table, folder / versions[-1]["file"])
            published.written.append(table)
    manifest |= {"run_id": cycle.run_id, "as_of": cycle.as_of.isoformat(), "known_at": cycle.known().isoformat()}
    _swap_database(folder, published.database, manifest)
    _drop_old(folder, manifest)
    _replace(folder / "manifest.json", json.dumps(manifest, indent=1).encode())
    return published


def _tables(connection: "duckdb.DuckDBPyConnection") -> list[tuple[str, str]]:
    return connection.execute(
        "select table_schema, table_name from information_schema.tables where table_schema in ? order by all",
        [list(SCHEMAS)],
    ).fetchall()


def _fingerprint(connection: "duckdb.DuckDBPyConnection", schema: str, table: str) -> str:
    """A hash over the rows in any order, and over names and types of the columns."""
    columns = connection.execute(f'describe "{schema}"."{table}"').fetchall()
    rows = connection.execute(
        f'select count(*), bit_xor(hash(t)), sum(hash(t)::hugeint) from "{schema}"."{table}" t'
    ).fetchone()
    return f"{[(c[0], c[1]) for c in columns]}|{rows}"


def _write_table(connection: "duckdb.DuckDBPyConnection", schema: str, table: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    connection.execute(f'copy "{schema}"."{table}" to \'{_quoted(half)}\' (format parquet, compression zstd)')
    half.replace(file)


def _swap_database(folder: Path, database: Path, manifest: dict[str, Any]) -> None:
    import duckdb

    fresh = database.with_suffix(f".{manifest['run_id']}.new")
    fresh.unlink(missing_ok=True)
    with duckdb.connect(fresh) as connection:
        for table, versions in manifest["tables"].items():
            newest = versions[-1]
            connection.execute(f'create schema if not exists "{newest["schema"]}"')
            file = _quoted(folder / newest["file"])
            connection.execute(f'create view "{newest["schema"]}"."{table}" as select * from read_parquet(\'{file}\')')
        about = {key: manifest[key] for key in ("run_id", "as_of", "known_at")}
        connection.execute(
            "create table about as select ? as run_id, ?::date as as_of, ? as known_at", [*about.values()]
        )
    fresh.replace(database)


def _drop_old(folder: Path, manifest: dict[str, Any]) -> None:
    """Forgets versions beyond `KEEP`, so that readers of the last publications still find their files."""
    for versions in manifest["tables"].values():
        for old in versions[:-KEEP]:
            (folder / old["file"]).unlink(missing_ok=True)
        del versions[:-KEEP]


def _read_manifest(folder: Path) -> dict[str, Any]:
    file = folder / "manifest.json"
    said: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {"tables": {}}
    return said


def _replace(file: Path, content: bytes) -> None:
    half = file.with_suffix(".part")
    with half.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    half.replace(file)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
