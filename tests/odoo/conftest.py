"""One small company and one Odoo over it."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from odoo_doors import Clock
from starlette.applications import Starlette

from sandbox.odoo import create_app
from sandbox.world import World, simulate


@pytest.fixture(scope="session")
def world() -> World:
    return simulate(seed=11, products=40, locations=2, days=120)


@pytest.fixture
def app(world: World) -> Starlette:
    return create_app(world, clock=Clock())


@pytest.fixture(scope="session")
def calm_app(world: World) -> Starlette:
    """For tests that change nothing."""
    return create_app(world, clock=Clock())


@pytest.fixture
def live(app: Starlette) -> Iterator[str]:
    """The base address of a real server on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)
