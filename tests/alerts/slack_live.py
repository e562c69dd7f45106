"""The Slack double over real HTTP, and a clock that tests move."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from alerts.channels import SlackChannel
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
