"""One task a step: it calls one function and leaves an artifact. What is decided, is decided below."""

from typing import TYPE_CHECKING, Any

from prefect import task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from connectors.errors import RateLimited, ServerFailed, Unreachable
from tandem import steps
from tandem.cycle import Cycle

if TYPE_CHECKING:
    from alerts.deliver import Delivered
    from connectors.sync import SyncResult
    from operations.rules import Outcome
    from tandem.steps.publish import Published
    from tandem.warehouse import BuildResult

_PASSING = (Unreachable, RateLimited, ServerFailed)


def passes_by_itself(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failure is worth another try: an outage is, a wrong credential or a missing column is not."""
    return isinstance(state.result(raise_on_failure=False), _PASSING)


@task(cache_policy=NO_CACHE, timeout_seconds=300)
def export(cycle: Cycle) -> dict[str, int]:
    """Lands what people decided."""
    return steps.export(cycle)


@task(
    cache_policy=NO_CACHE,
    task_run_name="sync {source}",
    retries=3,
    retry_delay_seconds=exponential_backoff(backoff_factor=10),
    retry_jitter_factor=0.5,
    retry_condition_fn=passes_by_itself,
)
def sync(cycle: Cycle, source: str, full_refresh: bool = False) -> "SyncResult":
    """Pulls one source."""
    result = steps.sync(cycle, source, full_refresh=full_refresh)
    create_table_artifact(
        [{"stream": name, **counts} for name, counts in result.streams.items()],
        key=f"rows-{source.replace('_', '-')}",
        description=f"Rows landed and quarantined by the sync of `{source}`.",
    )
    return result


@task(cache_policy=NO_CACHE, timeout_seconds=7200)
def build(cycle: Cycle) -> "BuildResult":
    """Builds the warehouse."""
    result = steps.build(cycle)
    create_table_artifact(
        [{"status": status, "nodes": count} for status, count in result.counts.items()]
        + [{"status": f"slowest: {name}", "nodes": round(seconds, 2)} for name, seconds in result.slowest],
        key="dbt-nodes",
        description=f"dbt nodes by status, and the slowest in seconds. Run {cycle.run_id}, as of {cycle.as_of}.",
    )
    return result


@task(cache_policy=NO_CACHE, timeout_seconds=7200)
def plan(cycle: Cycle) -> str:
    """Makes the plan."""
    return steps.plan(cycle)


@task(cache_policy=NO_CACHE, timeout_seconds=3600)
def evaluate(cycle: Cycle) -> "Outcome":
    """Finds candidates and reconciles them."""
    outcome = steps.evaluate(cycle)
    create_table_artifact(
        [{"what": what, "count": count} for what, count in outcome.counts().items()],
        key="alerts",
        description=f"Requisitions and alerts opened, updated, closed and held. Run {cycle.run_id}.",
    )
    return outcome


@task(cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5, retry_jitter_factor=0.5, timeout_seconds=1800)
def notify(cycle: Cycle) -> "Delivered":
    """Delivers messages and write-backs."""
    return steps.notify(cycle)


@task(cache_policy=NO_CACHE, retries=1, timeout_seconds=3600)
def publish(cycle: Cycle) -> "Published":
    """Publishes marts and reports."""
    return steps.publish(cycle)
