"""The whole cycle, from sync to delivered messages."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.task_runners import ThreadPoolTaskRunner

from flows import tasks
from flows.given import given
from tandem.cycle import Cycle
from tandem.warehouse import hold_warehouse

if TYPE_CHECKING:
    from alerts.deliver import Delivered
    from connectors.sync import SyncResult
    from operations.rules import Outcome
    from tandem.steps.publish import Published
    from tandem.warehouse import BuildResult

_IN_PARALLEL: Any = ThreadPoolTaskRunner(max_workers=4)


@dataclass
class CycleResult:
    """What a cycle did, step by step.

    Attributes:
        failed: sources that could not be read -> the reason; they stay as they were.
        seconds: step -> how long it took.
    """

    cycle: Cycle
    synced: "list[SyncResult]" = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    build: "BuildResult | None" = None
    plan_version: str = ""
    outcome: "Outcome | None" = None
    delivered: "Delivered | None" = None
    published: "Published | None" = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        """Notes how long the step takes, and says that it began."""
        self.cycle.say(f"{step} ...")
        started = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - started, 2)


@flow(name="cycle", task_runner=_IN_PARALLEL, timeout_seconds=4 * 3600, persist_result=False)
def cycle(
    company_file: str = "tandem.yaml",
    as_of: str | None = None,
    known_at: str | None = None,
    dry_run: bool = False,
    skip_sync: bool = False,
    on_terminal: bool = False,
) -> CycleResult:
    """One whole cycle. A source that fails is reported and stays as it was; the others go on."""
    return run_cycle(given(company_file, as_of, known_at, dry_run, on_terminal), skip_sync=skip_sync)


def run_cycle(cycle: Cycle, *, skip_sync: bool = False) -> CycleResult:
    """The steps in their order, inside a flow run. The warehouse is held from build to publish."""
    result = CycleResult(cycle)
    if not skip_sync:
        with result.timing("sync"):
            _sync_all(cycle, result)
    with result.timing("export"):
        tasks.export(cycle)
    with hold_warehouse(cycle):
        with result.timing("build"):
            result.build = tasks.build(cycle)
        with result.timing("plan"):
            result.plan_version = tasks.plan(cycle)
        with result.timing("evaluate"):
            result.outcome = tasks.evaluate(cycle)
        with result.timing("publish"):
            result.published = tasks.publish(cycle)
    with result.timing("notify"):
        result.delivered = tasks.notify(cycle)
    return result


def _sync_all(cycle: Cycle, result: CycleResult) -> None:
    """Pulls every source that is switched on, in parallel, and notes those that failed."""
    futures = {source: tasks.sync.submit(cycle, source) for source in cycle.company.enabled_sources}
    for source, future in futures.items():
        future.wait()
        if future.state.is_completed():
            result.synced.append(future.result())
        else:
            result.failed[source] = str(future.result(raise_on_failure=False))
            cycle.say(f"{source} failed and stays as it was: {result.failed[source]}")
    _note_quality(result)


def _note_quality(result: CycleResult) -> None:
    """The artifact `quality`: what was held back, refused or new at the landing edge, by source and stream."""
    rows = [
        {
            "source": synced.source,
            "stream": stream,
            "held back": counts["quarantined"],
            "deletions not looked for": synced.refused.get(stream, ""),
            "undeclared columns": ", ".join(synced.new_columns.get(stream, ())),
        }
        for synced in result.synced
        for stream, counts in synced.streams.items()
        if counts["quarantined"] or stream in synced.refused or stream in synced.new_columns
    ]
    rows += [{"source": source, "stream": "all", "refused": reason} for source, reason in result.failed.items()]
    what = "Rows held back at the landing edge; `tandem quarantine` shows them." if rows else "Every row passed."
    create_table_artifact(rows, key="quality", description=what)
