"""The company's marts on both engines, from one lake at one moment, and what differs between them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tandem.cycle import Cycle
from tandem.spark.build import PYTHON, SparkBuild, build_on_spark
from tandem.spark.compare import Compared, compare_all, marts
from tandem.warehouse import hold_warehouse, lake_tables, open_warehouse, run_dbt, show_lake, variables, warehouse_path


@dataclass(frozen=True)
class SparkReport:
    """One build on Spark, and each mart's comparison with DuckDB; none when that was not asked for."""

    build: SparkBuild
    compared: Sequence[Compared] = ()

    @property
    def differences(self) -> int:
        """How many differences were named; zero is what everybody wants."""
        return sum(len(one.differences) for one in self.compared)


def spark_marts(
    cycle: Cycle, conf: Mapping[str, str] | None = None, *, compared: bool = True, python: Path = PYTHON
) -> SparkReport:
    """Builds the marts on Spark, and anew on DuckDB beside the warehouse, which is left alone.

    Raises:
        SparkError: Spark could not build.
        BuildFailed: DuckDB could not build.
    """
    folder = warehouse_path(cycle).parent / "spark"
    beside = _beside(cycle, folder / "warehouse.duckdb")
    built = build_on_spark(folder, lake_tables(beside), variables(beside), conf, python)
    if not compared:
        return SparkReport(built)
    with hold_warehouse(beside):
        show_lake(beside)
        for selector in ("stage", "build", "evaluate"):
            run_dbt(beside, selector)
    manifest = json.loads((folder / "dbt" / "manifest.json").read_text("utf-8"))
    with open_warehouse(beside) as connection:
        return SparkReport(built, compare_all(connection, built.warehouse, marts(manifest)))


def _beside(cycle: Cycle, warehouse: Path) -> Cycle:
    """The same cycle, held at one moment, with a warehouse of its own."""
    stores = cycle.company.stores.model_copy(update={"warehouse": warehouse})
    company = cycle.company.model_copy(update={"stores": stores})
    return replace(cycle, company=company, known_at=cycle.known())
