"""Runs beside PySpark: raw tables over the lake's Parquet files, then dbt's target `spark`, in one warm session.

Started by `tandem.spark.build` as `python -m tandem.spark.session FOLDER`, in an environment that has PySpark and dbt
and nothing else of Tandem's (PySpark beside Great Expectations makes that one exit). It therefore imports nothing of
Tandem's: FOLDER/handover.json says everything, FOLDER/result.json answers.
"""

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LAPTOP = {
    "spark.master": "local[2]",
    "spark.driver.memory": "2g",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Hundreds of small queries run once each: what Spark does to make a long one quick costs more than it saves
    # (the first 69 models of the hand-made company: 22 instead of 49 s of the JVM's processor time).
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}
"""The session on one machine. None of it holds where `spark.master` is said: a cluster has its own configuration."""
FIXED = {
    "spark.sql.session.timeZone": "UTC",  # the lake's instants carry no zone
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}
WORDS = {"varchar": "string"}
"""DuckDB's types that Spark calls differently."""


def main(folder: Path) -> None:
    """Builds what `folder`/handover.json says and writes `folder`/result.json."""
    said = json.loads((folder / "handover.json").read_text("utf-8"))
    started = time.monotonic()
    session = start(folder / "warehouse", said["conf"])
    for raw in said["tables"]:
        for statement in raw_table(**raw):
            session.sql(statement)
        look_for(session, raw["files"])
    ready = time.monotonic()
    answer = run_dbt(said["project"], folder / "dbt", said["variables"])
    answer["seconds"] = {"session and raw tables": ready - started, "dbt": time.monotonic() - ready}
    (folder / "result.json").write_text(json.dumps(answer), "utf-8")


def start(warehouse: Path, conf: Mapping[str, str]) -> Any:
    """The one session of this process; dbt-spark's method `session` finds it."""
    from pyspark.sql import SparkSession

    own = {} if "spark.master" in conf else LAPTOP
    chosen = {"spark.sql.warehouse.dir": str(warehouse), **own, **conf, **FIXED}
    shutil.rmtree(warehouse, ignore_errors=True)  # tables that no catalog remembers
    builder = SparkSession.builder.appName("tandem")
    for key, value in chosen.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def raw_table(schema: str, name: str, types: Mapping[str, str], files: Sequence[str]) -> list[str]:
    """The statements that make one raw table over exactly these files; a column that a file lacks is null there."""
    options = f" options (path '{path_of(files)}')" if files else ""
    columns = ", ".join(f"`{column}` {WORDS.get(kind, kind)}" for column, kind in types.items())
    return [
        f"create schema if not exists `{schema}`",
        f"drop table if exists `{schema}`.`{name}`",
        f"create table `{schema}`.`{name}` ({columns}) using parquet{options}",
    ]


def path_of(files: Sequence[str]) -> str:
    """All files as the one path that Spark takes for a table: it reads `{a,b}` as both."""
    return files[0] if len(files) == 1 else "{" + ",".join(files) + "}"


def look_for(session: Any, files: Sequence[str]) -> None:
    """Spark passes over what is missing from `{a,b}` without a word. Raises FileNotFoundError."""
    if not files:
        return
    path = session._jvm.org.apache.hadoop.fs.Path(path_of(files))
    found = path.getFileSystem(session._jsc.hadoopConfiguration()).globStatus(path) or []
    if len(found) != len(files):
        raise FileNotFoundError(f"{len(found)} of {len(files)} accepted files are there: {', '.join(files)}")


def run_dbt(project: str, target: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """Builds and tests the project in this process. Gives counts by status, failures in words, the slowest nodes."""
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner().invoke([
        "--quiet", "--no-use-colors", "--log-level", "none", "--log-path", str(target / "logs"),
        "build", "--target", "spark", "--selector", "everything", "--exclude-resource-type", "unit_test",
        "--project-dir", project, "--profiles-dir", project, "--target-path", str(target),
        "--vars", json.dumps(variables),
    ])  # fmt: skip
    nodes = getattr(outcome.result, "results", [])
    failed = [f"{node.node.name}: {node.message}" for node in nodes if str(node.status) in {"error", "fail"}]
    if outcome.exception is not None:
        failed.append(f"dbt did not start: {outcome.exception}")
    slowest = sorted(((node.node.name, node.execution_time) for node in nodes), key=lambda row: -row[1])[:10]
    return {"counts": Counter(str(node.status) for node in nodes), "failed": failed, "slowest": slowest}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
