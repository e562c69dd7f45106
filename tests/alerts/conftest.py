"""The Slack double over real HTTP, and a clock that tests move."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from slack_live import Clock, Doorman, LiveSlack

from sandbox.slack import create_app


@pytest.fixture(scope="session")
def doorman() -> Iterator[tuple[Doorman, str]]:
    """A server on a free port of this machine, until the tests end."""
    door, listener = Doorman(), socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(door, log_config=None, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    yield door, f"http://127.0.0.1:{listener.getsockname()[1]}/api/"
    server.should_exit = True
    thread.join(5)
    listener.close()


@pytest.fixture
def serve(doorman: tuple[Doorman, str], tmp_path: Path) -> Callable[..., LiveSlack]:
    """Opens a double made with other arguments of `create_app`."""

    def start(**changes: Any) -> LiveSlack:
        clock, (door, url) = Clock(), doorman
        door.app = create_app(**{"clock": clock, "journal": tmp_path / "slack.jsonl", "burst": 1000, **changes})
        return LiveSlack(door.app, url, clock)

    return start


@pytest.fixture
def slack(serve: Callable[..., LiveSlack]) -> LiveSlack:
    return serve()
