"""A cold process costs seconds in imports, and Prefect's own server as much again: both are begun beside other work."""

from importlib import import_module
from threading import Thread

HEAVY = ("great_expectations", "dlt", "dbt.cli.main", "dbt.adapters.duckdb.connections", "pandas", "duckdb")


def warm_up() -> Thread:
    """Begins to start Prefect's API (a lasting one answers at once) and to import what a cycle needs."""
    thread = Thread(target=_warm, name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm() -> None:
    from prefect.client.orchestration import get_client

    starting = Thread(target=lambda: [import_module(name) for name in HEAVY], name="imports", daemon=True)
    starting.start()
    with get_client(sync_client=True) as client:
        client.api_healthcheck()
    starting.join()
