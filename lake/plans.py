"""Plan versions in the lake: the tables first, the manifest last, so that a plan is there whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lake.errors import ReadFailed
from lake.files import Lake
from lake.plan_tables import PLAN_TABLES

if TYPE_CHECKING:
    import pyarrow as pa

VERSIONS = "planning/_versions"


@dataclass(frozen=True)
class PlanVersion:
    """One accepted plan.

    Attributes:
        version: its name; a later plan's name sorts after it.
        as_of: the business day planned from.
        known_at: loads accepted up to here were seen.
        tables: table name -> file in the lake.
        manifest: everything the planner said about it (policy version, inputs, ...).
    """

    version: str
    as_of: date
    known_at: datetime
    tables: Mapping[str, str]
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The manifest's file in the lake."""
        return f"{VERSIONS}/{self.version}.json"


def write_plan(lake: Lake, version: str, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> PlanVersion:
    """Writes a plan version whole.

    Args:
        tables: columns that `PLAN_TABLES` declares are written in the declared type, whatever pandas made of them.
        manifest: must have `as_of` (date) and `known_at` (aware datetime); the rest is kept as it is.

    Raises:
        WriteFailed: no reader sees any of it.
    """
    import pyarrow.parquet as pq

    files = {name: f"planning/{name}/{version}.parquet" for name in tables}
    for name, table in tables.items():
        with lake.writing(files[name]) as file:
            pq.write_table(_typed(table, PLAN_TABLES.get(name, {})), file, compression="zstd")
    said = {**manifest, "version": version, "tables": files}
    text = json.dumps(said, default=_said, ensure_ascii=False, indent=1)
    lake.write_text(f"{VERSIONS}/{version}.json", text)
    return _plan(json.loads(text))


def _typed(table: pa.Table, types: Mapping[str, str]) -> pa.Table:
    """In pandas an empty column has no type and a day is an instant; not every engine reads them as they were meant."""
    import pyarrow as pa

    arrow: dict[str, pa.DataType] = {
        "varchar": pa.string(),
        "double": pa.float64(),
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }
    fields = [field.with_type(arrow[types[field.name]]) if field.name in types else field for field in table.schema]
    return table.cast(pa.schema(fields))


def plan_table(lake: Lake, plan: PlanVersion, name: str) -> pa.Table:
    """One table of a plan, as it was landed; empty with its declared columns where the plan has none.

    Raises:
        ReadFailed: the lake does not give it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if name not in plan.tables:
        return _typed(pa.table({column: pa.array([], pa.null()) for column in PLAN_TABLES[name]}), PLAN_TABLES[name])
    try:
        with lake.filesystem.open(lake.path(plan.tables[name]), "rb") as file:
            return pq.read_table(file)
    except (OSError, pa.ArrowException) as error:
        raise ReadFailed(f"lake {lake.url}: {plan.tables[name]} of plan {plan.version} ({error}).") from error


def plan_versions(lake: Lake) -> list[PlanVersion]:
    """Every accepted plan, oldest first (by `known_at`, then by name)."""
    found = [_read(lake, name) for name in lake.names(VERSIONS, ".json")]
    return sorted(found, key=lambda one: (one.known_at, one.version))


def drop_plans(lake: Lake, before: datetime) -> int:
    """Takes away every plan that nobody who knows what was known at `before` or later is shown. Gives how many.

    Their tables are left to `Lake.clean`.
    """
    past = [one for one in plan_versions(lake) if one.known_at <= before][:-1]
    lake.remove([one.name for one in past])
    return len(past)


def chosen_plan(lake: Lake, known_at: datetime, version: str | None = None) -> PlanVersion | None:
    """The plan called `version`, else the newest one made from what was known up to `known_at`; None if there is none.

    Raises:
        ReadFailed: there is no plan called `version`.
    """
    found = plan_versions(lake)
    if version is None:
        return next((one for one in reversed(found) if one.known_at <= known_at), None)
    named = [one for one in found if one.version == version]
    if not named:
        raise ReadFailed(f"lake {lake.url}: there is no plan {version!r}; it has {[p.version for p in found][-5:]}.")
    return named[0]


def plans_until(lake: Lake, known_at: datetime, version: str | None = None) -> list[PlanVersion]:
    """The plans up to the chosen one (`chosen_plan`), oldest first; none when there is none."""
    last = chosen_plan(lake, known_at, version)
    found = plan_versions(lake) if last else []
    return [one for one in found if last and (one.known_at, one.version) <= (last.known_at, last.version)]


def _read(lake: Lake, name: str) -> PlanVersion:
    try:
        return _plan(json.loads(lake.read_text(name)))
    except (ValueError, KeyError, TypeError) as error:
        raise ReadFailed(f"lake {lake.url}: {name} is not a plan's manifest ({error}).") from error


def _plan(said: dict[str, Any]) -> PlanVersion:
    known_at = datetime.fromisoformat(said["known_at"])
    known_at = known_at if known_at.tzinfo else known_at.replace(tzinfo=UTC)
    return PlanVersion(said["version"], date.fromisoformat(said["as_of"]), known_at, said["tables"], said)


def _said(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
