"""Hands the lake's raw tables to a Spark session in another environment, and waits for the marts."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.errors import TandemError
from tandem.settings import current_environment
from tandem.warehouse import PROJECT

if TYPE_CHECKING:
    from lake.raw import RawTable

PYTHON = PROJECT.parent / ".venv-spark" / "bin" / "python"
"""Where `make spark` puts the environment with PySpark."""


class SparkError(TandemError):
    """Base: Spark could not build what DuckDB builds."""


class SparkMissing(SparkError):
    """There is nothing to run Spark with."""


class SparkFailed(SparkError):
    """Spark did not start, or dbt could not build."""


@dataclass(frozen=True)
class SparkBuild:
    """What one build on Spark did: dbt's nodes by status, seconds by part, the slowest nodes, where the tables are."""

    counts: Mapping[str, int]
    seconds: Mapping[str, float]
    slowest: list[tuple[str, float]]
    warehouse: Path


def build_on_spark(
    folder: Path,
    tables: Iterable[RawTable],
    variables: Mapping[str, str],
    conf: Mapping[str, str] | None = None,
    python: Path = PYTHON,
) -> SparkBuild:
    """Builds the dbt project on Spark over `tables`.

    Args:
        folder: for the handover, Spark's log, and the marts below `warehouse` unless `conf` says otherwise.
        variables: dbt's, as `tandem.warehouse.variables` makes them.
        conf: Spark's configuration beside or instead of `tandem.spark.session.LAPTOP`.
        python: the interpreter of the environment with PySpark.

    Raises:
        SparkMissing: no such environment, or no Java.
        SparkFailed: with dbt's words for each failed node.
    """
    _look_for(python)
    folder.mkdir(parents=True, exist_ok=True)
    handover = {
        "project": str(PROJECT),
        "variables": dict(variables),
        "conf": dict(conf or {}),
        "tables": [_described(folder / "rows", raw) for raw in tables],
    }
    (folder / "handover.json").write_text(json.dumps(handover), "utf-8")
    answer = _run(folder, python)
    if answer["failed"]:
        raise SparkFailed("dbt failed on Spark.\n" + "\n".join(f"  {line}" for line in answer["failed"]))
    return SparkBuild(answer["counts"], answer["seconds"], answer["slowest"], _warehouse(folder, conf or {}))


def _warehouse(folder: Path, conf: Mapping[str, str]) -> Path:
    return Path(conf.get("spark.sql.warehouse.dir", folder / "warehouse"))


def _look_for(python: Path) -> None:
    if not python.exists():
        raise SparkMissing(f"{python} does not exist: there is no environment with PySpark. Run `make spark`.")
    environment = current_environment()
    if not shutil.which("java") and not environment.get("JAVA_HOME"):
        raise SparkMissing("Spark needs Java 17 or later: neither `java` nor JAVA_HOME was found. Install it first.")


def _described(folder: Path, raw: RawTable) -> dict[str, Any]:
    """A raw table in JSON; rows that lie in no file are written to one."""
    files = list(raw.files)
    if raw.rows is not None:
        import pyarrow.parquet as pq

        folder.mkdir(parents=True, exist_ok=True)
        files = [str(folder / f"{raw.schema}.{raw.name}.parquet")]
        pq.write_table(raw.rows, files[0])
    return {"schema": raw.schema, "name": raw.name, "types": dict(raw.types), "files": files}


def _run(folder: Path, python: Path) -> Any:
    result, log = folder / "result.json", folder / "spark.log"
    result.unlink(missing_ok=True)
    environment = {
        **current_environment(),
        "PYTHONPATH": str(PROJECT.parent),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    with log.open("wb") as said:
        command = [str(python), "-m", "tandem.spark.session", str(folder)]
        code = subprocess.run(command, stdout=said, stderr=said, cwd=folder, env=environment, check=False).returncode
    if code or not result.exists():
        tail = "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-15:])
        raise SparkFailed(f"The Spark session ended with code {code}; its whole log is {log}.\n{tail}")
    return json.loads(result.read_text("utf-8"))
