"""One dbt run in this process over the project, and what it built."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).parents[2] / "dbt_project"
TIMES = {
    "as_of": "2026-03-01",
    "known_at": "2026-03-02 08:00:00",
    "base_currency": "EUR",
    "time_zone": "Europe/Berlin",
    "policy_version": "p1",
}


def conformed(prefix: str, source: str, source_id: str) -> str:
    """The id that dbt mints for a master's own id."""
    return prefix + hashlib.md5(f"{source}|{source_id}".encode(), usedforsecurity=False).hexdigest()[:12]


@dataclass(frozen=True)
class Built:
    """A built warehouse: what dbt said of each node, its manifest, and its rows."""

    results: list[Any]
    manifest: dict[str, Any]
    warehouse: Path

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The query's rows as dicts."""
        with duckdb.connect(str(self.warehouse)) as connection:
            found = connection.execute(query)
            names = [column[0] for column in found.description or []]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def invoke(arguments: list[str], target: Path, **variables: str) -> Any:
    """Runs dbt in this process over the project, writing below `target` only."""
    from dbt.cli.main import dbtRunner

    places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target)]
    quiet = ["--log-path", str(target), "--log-level", "none", "--vars", json.dumps({**TIMES, **variables})]
    return dbtRunner().invoke([*arguments, *places, *quiet])
