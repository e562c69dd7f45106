"""Two engines' tables held against each other, row by row: what differs is named by mart, key and column.

Rows are matched by the grain that the mart's YAML declares, so their order does not matter. Doubles may differ by one
part in a thousand million (engines add in different orders); everything else, types included, is equal or it differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lake.types import literal, names, quoted

if TYPE_CHECKING:
    import duckdb

PREFIXES = ("dim_", "fct_", "bridge_", "xref_", "rpt_", "cnd_", "plan_")
TOLERANCE = 1e-9
SHOWN = 20
"""Differences named per mart; one wrong line of SQL differs in every row."""


@dataclass(frozen=True)
class Mart:
    """A table that is compared: where it is, and the columns that name its rows."""

    schema: str
    name: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One place where the engines disagree.

    Attributes:
        mart: the table.
        key: the row's key columns and their values; empty when it concerns the whole table.
        column: the column, `(row)` when only one engine has the row; other words in brackets concern the whole table.
        duckdb: what DuckDB has there.
        spark: what Spark has there.
    """

    mart: str
    key: Mapping[str, Any]
    column: str
    duckdb: Any
    spark: Any

    def __str__(self) -> str:
        """The sentence that people read."""
        row = ", ".join(f"{name}={value}" for name, value in self.key.items()) or "the table"
        return f"{self.mart} [{row}] {self.column}: DuckDB {self.duckdb!r}, Spark {self.spark!r}"


@dataclass(frozen=True)
class Compared:
    """One mart after comparison; `rows` is DuckDB's count, `differences` at most `SHOWN` of them."""

    mart: Mart
    rows: int
    differences: Sequence[Difference] = ()


def marts(manifest: Mapping[str, Any]) -> list[Mart]:
    """The marts of a dbt manifest, each with the columns of its `one_row_per` test."""
    models = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["name"].startswith(PREFIXES)
    }
    grains = {
        node["attached_node"]: tuple(node["test_metadata"]["kwargs"]["columns"])
        for node in manifest["nodes"].values()
        if (node.get("test_metadata") or {}).get("name") == "one_row_per"
    }
    found = [Mart(node["schema"], node["name"], grains[key]) for key, node in models.items()]
    return sorted(found, key=lambda mart: (mart.schema, mart.name))


def compare_all(connection: duckdb.DuckDBPyConnection, spark_warehouse: Path, every: Iterable[Mart]) -> list[Compared]:
    """Compares DuckDB's tables with the folder of Parquet tables that Spark wrote.

    Args:
        connection: to the warehouse file; its time zone becomes UTC.
        spark_warehouse: `<schema>.db/<table>/*.parquet`, as a Spark session without a metastore lays tables out.
    """
    connection.execute("set TimeZone = 'UTC'")
    return [_compare_mart(connection, spark_warehouse, mart) for mart in every]


def _compare_mart(connection: duckdb.DuckDBPyConnection, spark_warehouse: Path, mart: Mart) -> Compared:
    ours = f"{quoted(mart.schema)}.{quoted(mart.name)}"
    folder = spark_warehouse / f"{mart.schema}.db" / mart.name
    rows = int(connection.execute(f"select count(*) from {ours}").fetchall()[0][0])
    if not any(folder.glob("*.parquet")):
        return Compared(mart, rows, [Difference(mart.name, {}, "(table)", f"{rows} rows", "no such table")])
    theirs = f"read_parquet({literal(str(folder / '*.parquet'))})"
    return Compared(mart, rows, compare(connection, mart, ours, theirs))


def compare(connection: duckdb.DuckDBPyConnection, mart: Mart, ours: str, theirs: str) -> list[Difference]:
    """What differs between two relations of one DuckDB connection, at most `SHOWN` rows of it.

    Args:
        ours: DuckDB's relation, as SQL names it after `from`.
        theirs: Spark's; its instants may carry a zone.
    """
    types, found = _types(connection, ours), _types(connection, theirs)
    if types != found:
        return _shapes(mart, types, found)
    columns = [f"case when {_differs(name, kind)} then {literal(name)} end" for name, kind in types.items()]
    matched = " and ".join(f"ours.{quoted(name)} is not distinct from theirs.{quoted(name)}" for name in mart.key)
    query = f"""
        select ours, theirs, list_filter([{", ".join(columns)}], name -> name is not null) as columns
        from (select *, true as is_there from {ours}) as ours
        full outer join (select {_zoneless(types)}, true as is_there from {theirs}) as theirs on {matched}
        where ours.is_there is null or theirs.is_there is null or len(columns) > 0
        order by {names(mart.key, "ours.")} limit {SHOWN}
    """
    differing = [one for row in connection.execute(query).fetchall() for one in _of_row(mart, *row)]
    return differing or _counts(connection, mart, ours, theirs)


def _counts(connection: duckdb.DuckDBPyConnection, mart: Mart, ours: str, theirs: str) -> list[Difference]:
    """A row that is there twice has its equal on the other side, so only the count tells."""
    counts = [f"(select count(*) from {relation})" for relation in (ours, theirs)]
    here, there = connection.execute(f"select {', '.join(counts)}").fetchall()[0]
    return [] if here == there else [Difference(mart.name, {}, "(rows)", here, there)]


def _of_row(
    mart: Mart, ours: Mapping[str, Any], theirs: Mapping[str, Any], columns: Sequence[str]
) -> Iterable[Difference]:
    key = {name: (ours if ours["is_there"] else theirs)[name] for name in mart.key}
    if not (ours["is_there"] and theirs["is_there"]):
        said = ["there" if one["is_there"] else "missing" for one in (ours, theirs)]
        yield Difference(mart.name, key, "(row)", *said)
        return
    for column in columns:
        yield Difference(mart.name, key, column, ours[column], theirs[column])


def _types(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    described = connection.execute(f"describe select * from {relation}").fetchall()
    return {row[0]: "TIMESTAMP" if row[1].startswith("TIMESTAMP") else row[1] for row in described}


def _shapes(mart: Mart, ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(mart.name, {}, f"{name} (type)", ours.get(name, "missing"), theirs.get(name, "missing"))
        for name in {**ours, **theirs}
        if ours.get(name) != theirs.get(name)
    ] or [Difference(mart.name, {}, "(order of columns)", list(ours), list(theirs))]


def _differs(name: str, kind: str) -> str:
    one, other = f"ours.{quoted(name)}", f"theirs.{quoted(name)}"
    if kind not in ("DOUBLE", "FLOAT"):
        return f"{one} is distinct from {other}"
    near = f"abs({one} - {other}) <= {TOLERANCE} * greatest(abs({one}), abs({other}))"
    return f"{one} is distinct from {other} and not coalesce({near}, false)"


def _zoneless(types: Mapping[str, str]) -> str:
    casts = (
        f"cast({quoted(n)} as {kind}) as {quoted(n)}" if kind == "TIMESTAMP" else quoted(n) for n, kind in types.items()
    )
    return ", ".join(casts)
