"""The hand-made company on Spark: every mart is what DuckDB makes of it. `make spark` runs it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
from dbt_build import TIMES

from lake import RawTable
from tandem.spark.build import build_on_spark
from tandem.spark.compare import Difference, Mart, compare_all, marts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dbt_build import Built

pytestmark = [pytest.mark.spark, pytest.mark.slow, pytest.mark.timeout(1800)]  # two builds, one of them on Spark


@pytest.fixture(scope="module")
def spark(built: Built, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Mart]]:
    """Where Spark left its marts, and which there are."""
    folder = tmp_path_factory.mktemp("spark")
    build = build_on_spark(folder, list(exported(built.warehouse, folder / "raw")), TIMES)
    return build.warehouse, marts(json.loads((folder / "dbt" / "manifest.json").read_text("utf-8")))


def exported(warehouse: Path, folder: Path) -> Iterator[RawTable]:
    """The raw tables of a DuckDB file as Parquet, as the lake would hold them."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    with duckdb.connect(str(warehouse)) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name, lower(data_type) from information_schema.columns "
            "where table_schema like 'raw_%' order by ordinal_position"
        )
        for schema, name, column, kind in columns.fetchall():
            found.setdefault((schema, name), {})[column] = kind
        for (schema, name), types in found.items():
            file = folder / schema / f"{name}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy {schema}.{name} to '{file}' (format parquet)")
            yield RawTable(schema, name, types, (str(file),))


def test_every_mart_is_the_same_on_spark(built: Built, spark: tuple[Path, list[Mart]]) -> None:
    with duckdb.connect(str(built.warehouse)) as connection:
        compared = compare_all(connection, *spark)
    assert [str(difference) for one in compared for difference in one.differences] == []
    assert len(compared) >= 45


def test_a_planted_difference_is_found(built: Built, spark: tuple[Path, list[Mart]], tmp_path: Path) -> None:
    changed = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(built.warehouse)) as connection:
        connection.execute("force checkpoint")  # else the tables may still be in the log beside the file
    shutil.copy(built.warehouse, changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update marts.dim_product set name = 'Tent!' where product_code = 'SKU-10086'")
        (row,) = connection.execute("select product_id from marts.dim_product where name = 'Tent!'").fetchall()
        differing = [difference for one in compare_all(connection, *spark) for difference in one.differences]
    assert differing == [Difference("dim_product", {"product_id": row[0]}, "name", "Tent!", "Tent")]
