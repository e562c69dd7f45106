"""One dbt run in this process over the project, and what it built."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from identity.decide import Known, Thresholds, decide
from identity.records import Record
from tandem.steps.match import RECORDS, record_of

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


def match(warehouse: Path) -> None:
    """The match step without stores: decides what `int_identity__exact` shows and writes it where the lake would be."""
    with duckdb.connect(str(warehouse)) as connection:
        found: dict[str, list[Record]] = {}
        for row in connection.execute(RECORDS).fetchall():
            found.setdefault(row[0], []).append(record_of(row))
        for entity, records in found.items():
            for key, link in decide(records, Known(), Thresholds(0.97, 0.2)).links.items():
                said = (
                    entity,
                    *key,
                    link.conformed_id,
                    link.method,
                    link.confidence,
                    link.pack_factor,
                    link.hold_reason,
                )
                connection.execute(
                    "insert into raw_identity.crosswalk (entity, source, source_id, conformed_id, method, confidence, "
                    "pack_factor, hold_reason, decided_by, _source, _load_id, _loaded_at, _is_deleted) "
                    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'identity', '20260302T070000.000000Z-0001', "
                    "timestamp '2026-03-02 07:00:00', false)",
                    [*said, link.decided_by],
                )
