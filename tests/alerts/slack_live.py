"""The Slack double over real HTTP, and a clock that tests move."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from alerts.channels import SlackChannel
from sandbox.slack import create_app
from sandbox.slack.faults import Fault

TOKEN = "xoxb-sandbox"


@dataclass
class Clock:
    now: datetime = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass
class LiveSlack:
    app: Starlette
    url: str
    clock: Clock = field(default_factory=Clock)

    @property
    def received(self) -> list[dict[str, Any]]:
        return [one for there in self.app.state.workspace.messages.values() for one in there]

    def will(self, kind: Any, method: str | None = "chat.postMessage", seconds: float = 1) -> None:
        self.app.state.faults.append(Fault(kind, method, seconds))

    def channel(self, **changes: Any) -> SlackChannel:
        settings = {"name": "buyers", "channel": "#purchasing", "token": SecretStr(TOKEN), "url": self.url, **changes}
        return SlackChannel(**settings)


class Doorman:
    """One server for all tests: it passes each request to the app of the test that runs."""

    app: Starlette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


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
