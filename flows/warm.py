"""A cold process costs seconds in imports, and Prefect's own server as much again: both are begun beside other work."""

from functools import cache
from importlib import import_module
from threading import Thread

# Great Expectations is left to the first check: a cycle in which nothing changed does without its five seconds.
HEAVY = ("dlt", "dbt.cli.main", "dbt.adapters.duckdb.connections", "pandas", "duckdb")


@cache
def warm_up() -> Thread:
    """Begins, once a process, to import what a cycle needs and to start Prefect's API (a lasting one answers at once).

    A flow may be called when the thread that this gives has ended: Prefect does not wait for a server that somebody
    else in the process is starting.
    """
    Thread(target=_import_heavy, name="imports", daemon=True).start()
    starting = Thread(target=_start_api, name="prefect-api", daemon=True)
    starting.start()
    return starting


def _import_heavy() -> None:
    for name in HEAVY:
        import_module(name)


def _start_api() -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        client.api_healthcheck()
