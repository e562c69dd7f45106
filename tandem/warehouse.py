"""The warehouse: one DuckDB file, one writer at a time, built by dbt from what the lake's readers may see.

WarehouseError
+-- WarehouseBusy     another cycle holds the warehouse
+-- BuildFailed       dbt reports models or tests that failed
"""

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle
from tandem.errors import TandemError
from tandem.settings import environment
from tandem.stores import open_lake

if TYPE_CHECKING:
    import duckdb

    from lake.raw import RawTable
    from lake.stream import System

PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"


class WarehouseError(TandemError):
    """Base: the warehouse could not do what was asked."""


class WarehouseBusy(WarehouseError):
    """Somebody else is writing and did not finish in time."""


class BuildFailed(WarehouseError):
    """dbt could not build; what was published before stays."""


@dataclass(frozen=True)
class BuildResult:
    """What one dbt run did: nodes by status, warnings and failures in words, seconds."""

    counts: Mapping[str, int]
    warnings: Sequence[str] = ()
    slowest: Sequence[tuple[str, float]] = field(default=())
    seconds: float = 0.0

    @property
    def nodes(self) -> int:
        """How many nodes ran."""
        return sum(self.counts.values())


@contextmanager
def hold_warehouse(cycle: Cycle, timeout_seconds: float = 1800) -> Iterator[None]:
    """Holds the warehouse for writing, across processes; a second cycle waits for the first. Re-entrant.

    Raises:
        WarehouseBusy: when it was not free within `timeout_seconds`.
    """
    from filelock import FileLock, Timeout

    path = warehouse_path(cycle)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{path}.lock", is_singleton=True)
    try:
        with lock.acquire(timeout=timeout_seconds):
            yield
    except Timeout as error:
        raise WarehouseBusy(
            f"{path} has been in use for {timeout_seconds:g} seconds by another cycle. "
            "Wait for it, or look with `tandem status` whether it hangs."
        ) from error


def warehouse_path(cycle: Cycle) -> Path:
    """Where the warehouse file is."""
    return cycle.company.path(cycle.company.stores.warehouse).resolve()


@contextmanager
def open_warehouse(cycle: Cycle, *, read_only: bool = True) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A connection to the warehouse file. Writers hold it first (`hold_warehouse`)."""
    import duckdb

    path = warehouse_path(cycle)
    if read_only and not path.exists():
        raise WarehouseError(f"{path} does not exist yet. Run `tandem build` (or `tandem run`) first.")
    with duckdb.connect(path, read_only=read_only) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def show_lake(cycle: Cycle) -> None:
    """Points the warehouse's raw views at what the lake shows at `known_at`."""
    from lake import create_raw_views

    with open_warehouse(cycle, read_only=False) as connection:
        create_raw_views(connection, open_lake(cycle), _every_system(), cycle.known())


def lake_tables(cycle: Cycle) -> Iterator["RawTable"]:
    """What the lake shows at `known_at`, for another engine than DuckDB."""
    from lake import raw_tables

    return raw_tables(open_lake(cycle), _every_system(), cycle.known())


def _every_system() -> tuple["System", ...]:
    from connectors.registry import systems
    from operations.streams import IDENTITY, SYSTEM

    return (*systems(), SYSTEM, IDENTITY)


def run_dbt(cycle: Cycle, selector: str, scope: str = "all") -> BuildResult:
    """Builds and tests what `selector` (`dbt_project/selectors.yml`) says, in this process.

    `scope` is what `tandem.build_scope` said.

    Raises:
        BuildFailed: with each failed node and dbt's own words.
    """
    from dbt.cli.main import dbtRunner

    said = {"TANDEM_WAREHOUSE": str(warehouse_path(cycle)), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    with environment(**said), _without_collector():
        try:
            build = ["build", "--selector", selector, "--exclude-resource-type", "unit_test", "--threads", "2"]
            outcome = dbtRunner(manifest=_parsed(cycle)).invoke(
                _dbt(cycle, build, {**variables(cycle), "scope": scope})
            )
        finally:
            _let_go()
    return _result(outcome)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Holds Python's garbage collector back: walking dbt's manifest again and again was a fifth of a build's time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parsed(cycle: Cycle) -> Any:
    """dbt's manifest, parsed with variables that never change.

    dbt parses the whole project anew when a variable differs from last time, which costs 6 s of every run; variables
    are read when a model is compiled, so that the parsed project need not know today's.
    """
    from dbt.cli.main import dbtRunner

    constant = {
        **dict.fromkeys(variables(cycle), "parsed"),
        "scope": "parsed",
        "as_of": "2000-01-01",
        "known_at": "2000-01-01",
    }
    outcome = dbtRunner().invoke(_dbt(cycle, ["parse"], constant))
    if outcome.exception is not None:
        raise BuildFailed(f"dbt cannot read its project: {outcome.exception}") from outcome.exception
    return outcome.result


def _dbt(cycle: Cycle, command: Sequence[str], variables: Mapping[str, str]) -> list[str]:
    target = warehouse_path(cycle).parent / "dbt"
    return [
        "--quiet", "--no-use-colors", "--log-level", "none", "--log-path", str(target / "logs"), *command,
        "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target),
        "--vars", json.dumps(variables),
    ]  # fmt: skip


def _let_go() -> None:
    """Closes the file that dbt-duckdb keeps open for the life of the process, or no other could ever write."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def variables(cycle: Cycle) -> dict[str, str]:
    """What the models are told: the two times, and what the company file says."""
    return {
        "as_of": cycle.as_of.isoformat(),
        "known_at": cycle.known().strftime("%Y-%m-%d %H:%M:%S.%f"),
        "base_currency": cycle.company.company.base_currency,
        "time_zone": cycle.company.company.time_zone,
        "policy_version": cycle.company.policy_version,
        "run_id": cycle.run_id,
    }


def _result(outcome: Any) -> BuildResult:
    if outcome.exception is not None:
        raise BuildFailed(f"dbt did not start: {outcome.exception}") from outcome.exception
    counts: dict[str, int] = {}
    for node in outcome.result.results:
        counts[str(node.status)] = counts.get(str(node.status), 0) + 1
    if failed := [_words(node) for node in outcome.result.results if str(node.status) in {"error", "fail"}]:
        raise BuildFailed("dbt failed; nothing was published.\n" + "\n".join(failed))
    return BuildResult(
        counts,
        [_words(node) for node in outcome.result.results if str(node.status) == "warn"],
        sorted(((n.node.name, n.execution_time) for n in outcome.result.results), key=lambda row: -row[1])[:10],
        outcome.result.elapsed_time,
    )


def _words(node: Any) -> str:
    return f"  {node.node.resource_type} {node.node.name}: {(node.message or str(node.status)).strip()}"


def rows_of(cursor: Any) -> list[dict[str, Any]]:
    """What a query found, each row a dict."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
