"""Commands of data engineers: the cycle and its steps."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tandem import steps
from tandem.cli.app import (
    COMPANY_FILE,
    AsJson,
    AsOf,
    CompanyFile,
    DryRun,
    KnownAt,
    command,
    cycle_of,
    err,
    out,
    plain,
    show,
)
from tandem.cycle import on_standard_error
from tandem.errors import TandemError
from tandem.server import prefect_settings
from tandem.settings import environment

if TYPE_CHECKING:
    from flows.cycle import CycleResult

DataDocs = Annotated[bool, typer.Option("--data-docs", help="Write what Great Expectations checked as HTML.")]
Rebuild = Annotated[bool, typer.Option("--full-refresh", help="Make every row anew, not only what changed.")]
Full = Annotated[bool, typer.Option("--full-refresh", help="Read everything, not only what changed.")]


@command
def run(
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """One whole cycle through Prefect: sync, build, plan, evaluate, publish, notify."""
    cycle = cycle_of(company, as_of, known_at, dry_run=dry_run)
    started = time.monotonic()
    with environment(**prefect_settings(cycle.company.path(".tandem"))):
        on_standard_error("starting Prefect (a first start takes up to half a minute) ...")
        from flows.cycle import cycle as cycle_flow
        from flows.warm import warm_up

        warm_up().join()

        result = cycle_flow(
            company_file=str(company),
            as_of=cycle.as_of.isoformat(),
            known_at=known_at,
            dry_run=dry_run,
            skip_sync=known_at is not None,
            on_terminal=True,
        )
    show(summary(result), as_json, lambda: tell(result, time.monotonic() - started))
    if result.failed:
        raise typer.Exit(1)


@command
def sync(
    source: Annotated[str | None, typer.Argument(help="One source of the company file; default: all.")] = None,
    company: CompanyFile = COMPANY_FILE,
    full_refresh: Full = False,
    data_docs: DataDocs = False,
    as_json: AsJson = False,
) -> None:
    """Pulls what changed at one source, or at all, into the lake."""
    cycle = cycle_of(company)
    results, failed = [], {}
    for name in [source] if source else list(cycle.company.enabled_sources):
        try:
            results.append(steps.sync(cycle, name, full_refresh=full_refresh))
        except TandemError as error:
            failed[name] = str(error)
    show({"synced": plain(results), "failed": failed}, as_json, lambda: out.print(rows_table(results)))
    if data_docs:
        from quality import build_data_docs

        err.print(f"Data Docs: {build_data_docs(cycle.company.path('.tandem') / 'data_docs')}", markup=False)
    for message in failed.values():
        err.print(message, style="red", markup=False)
    if failed:
        raise typer.Exit(1)


@command
def quarantine(
    source: Annotated[str, typer.Argument(help="One source of the company file.")],
    replay: Annotated[bool, typer.Option("--replay", help="Check the held rows again; land those that pass.")] = False,
    company: CompanyFile = COMPANY_FILE,
    as_json: AsJson = False,
) -> None:
    """Shows the rows of a source that were held back, each with its reason."""
    cycle = cycle_of(company)
    landed = steps.replay(cycle, source).landed if replay else {}
    held = [plain(row) for row in steps.held_rows(cycle, source)]

    def words() -> None:
        table = Table("stream", "key", "column", "reason", box=None, header_style="bold")
        for row in held:
            table.add_row(row["stream"], row["key"] or "-", row["column"], row["reason"])
        out.print(table)
        out.print(f"{sum(landed.values())} landed, {len(held)} held" if replay else f"{len(held)} held")

    show({"landed": landed, "held": held}, as_json, words)


@command
def build(
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    full_refresh: Rebuild = False,
    as_json: AsJson = False,
) -> None:
    """Builds the conformed tables from what the lake holds; within a day only what changed."""
    cycle = cycle_of(company, as_of, known_at)
    steps.export(cycle)
    result = steps.build(cycle, full_refresh=full_refresh)
    show(result, as_json, lambda: out.print(f"{result.nodes} nodes in {result.seconds:.1f} s: {dict(result.counts)}"))


@command
def plan(
    company: CompanyFile = COMPANY_FILE, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """Plans every product and location from the conformed tables."""
    version = steps.plan(cycle_of(company, as_of, known_at))
    show({"plan_version": version}, as_json, lambda: out.print(f"plan {version}"))


@command
def evaluate(
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Finds what to order and what to warn of, and reconciles it with what is decided."""
    outcome = steps.evaluate(cycle_of(company, as_of, known_at, dry_run=dry_run))
    words = outcome.outdated or ("would have: " if dry_run else "") + counts_line(outcome.counts())
    show({**outcome.counts(), "outdated": outcome.outdated}, as_json, lambda: out.print(words))


@command
def notify(company: CompanyFile = COMPANY_FILE, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Delivers what waits in the outbox. With --dry-run, shows it instead."""
    from tandem.cli.previews import waiting

    cycle = cycle_of(company, dry_run=dry_run)
    if dry_run:
        messages = waiting(cycle)
        show([message.blocks for message in messages], as_json, lambda: _preview_all(messages))
        return
    delivered = steps.notify(cycle)
    show(delivered, as_json, lambda: out.print(counts_line(delivered.counts())))


@command
def publish(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Publishes marts and reports for BI; only what changed is written."""
    published = steps.publish(cycle_of(company))
    words = f"{len(published.written)} written, {len(published.unchanged)} unchanged: {published.database}"
    show(published, as_json, lambda: out.print(words))


@command
def heartbeat(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Warns in chat when no cycle has finished in time. For a scheduler that is not the one it watches."""
    late = steps.heartbeat(cycle_of(company))
    show({"late": late}, as_json, lambda: out.print("late: a warning was sent" if late else "in time"))


def _preview_all(messages: list[Any]) -> None:
    from alerts.render import preview

    for message in messages:
        out.print(preview(message) + "\n", markup=False)


def rows_table(results: list[Any]) -> Table:
    """Rows per source and stream, as a table for people."""
    table = Table("source", "stream", "new", "unchanged", "deleted", "quarantined", box=None, header_style="bold")
    for result in results:
        for stream, counts in result.streams.items():
            numbers = [f"{counts[name]:,}" for name in ("rows", "unchanged", "deleted", "quarantined")]
            table.add_row(result.source, stream, *numbers)
    return table


def counts_line(counts: dict[str, int]) -> str:
    """`3 opened, 1 closed`, leaving out what did not happen."""
    return (
        ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items() if count) or "nothing changed"
    )


def summary(result: "CycleResult") -> dict[str, Any]:
    """A cycle's result as plain values."""
    return {
        "run_id": result.cycle.run_id,
        "as_of": result.cycle.as_of,
        "synced": {synced.source: synced.streams for synced in result.synced},
        "failed": result.failed,
        "build": plain(result.build),
        "plan_version": result.plan_version,
        "outcome": result.outcome.counts() if result.outcome else {},
        "delivered": plain(result.delivered),
        "published": plain(result.published),
        "seconds": result.seconds,
    }


def tell(result: "CycleResult", seconds: float) -> None:
    """A cycle's result for people: rows, identity, plan, decisions, previews, tables, time."""
    from tandem.cli.previews import conformed, newest

    out.rule(f"{result.cycle.company.company.name}, as of {result.cycle.as_of}, run {result.cycle.run_id}")
    out.print(rows_table(result.synced))
    for message in result.failed.values():
        out.print(f"FAILED  {message}", style="red", markup=False)
    out.print(conformed(result.cycle))
    if result.outcome and result.build:
        out.print(
            f"\n{result.build.nodes} models and tests in {result.build.seconds:.1f} s; plan {result.plan_version}"
        )
        out.print(result.outcome.outdated or counts_line(result.outcome.counts()))
    for title, text in newest(result.cycle):
        out.rule(title, align="left")
        out.print(text, markup=False)
    if result.delivered and result.published:
        out.rule()
        out.print(f"Messages: {counts_line(result.delivered.counts())}")
        out.print(f"Published tables: {result.published.database} ({len(result.published.written)} written anew)")
    out.print(f"Took {seconds:.1f} s")
