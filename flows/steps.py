"""Each step as a flow of its own, for those who schedule them apart."""

from prefect import flow

from flows import tasks
from flows.given import given
from tandem import steps


@flow(name="sync", flow_run_name="sync {source}")
def sync(source: str, company_file: str = "tandem.yaml", full_refresh: bool = False) -> None:
    """Pulls one source into the lake."""
    tasks.sync(given(company_file), source, full_refresh)


@flow(name="build")
def build(company_file: str = "tandem.yaml", as_of: str | None = None, known_at: str | None = None) -> None:
    """Builds the conformed tables."""
    cycle = given(company_file, as_of, known_at)
    tasks.export(cycle)
    tasks.build(cycle)


@flow(name="plan")
def plan(company_file: str = "tandem.yaml", as_of: str | None = None, known_at: str | None = None) -> None:
    """Plans from the conformed tables."""
    tasks.plan(given(company_file, as_of, known_at))


@flow(name="evaluate")
def evaluate(company_file: str = "tandem.yaml", as_of: str | None = None, known_at: str | None = None) -> None:
    """Finds what to order and what to warn of."""
    tasks.evaluate(given(company_file, as_of, known_at))


@flow(name="notify")
def notify(company_file: str = "tandem.yaml") -> None:
    """Delivers what waits in the outbox."""
    tasks.notify(given(company_file))


@flow(name="publish")
def publish(company_file: str = "tandem.yaml") -> None:
    """Publishes marts and reports."""
    tasks.publish(given(company_file))


@flow(name="heartbeat")
def heartbeat(company_file: str = "tandem.yaml") -> None:
    """Warns when no cycle has finished in time."""
    steps.heartbeat(given(company_file))
