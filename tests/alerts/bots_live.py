"""The doubles of the group bots over real HTTP, and channels that post to them."""

from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import SecretStr
from slack_live import Clock, Doorman
from starlette.applications import Starlette

from alerts.channels.dingtalk import DINGTALK
from alerts.channels.feishu import FEISHU
from alerts.channels.webhook import Vendor, WebhookChannel
from alerts.channels.wecom import WECOM
from sandbox.bots import create_app
from sandbox.slack.faults import Fault

TOKEN, SECRET = "a-token", "SEC-secret"
VENDORS: dict[str, tuple[Vendor, str]] = {
    "feishu": (FEISHU, "/open-apis/bot/v2/hook/{token}"),
    "dingtalk": (DINGTALK, "/robot/send?access_token={token}"),
    "wecom": (WECOM, "/cgi-bin/webhook/send?key={token}"),
}


@dataclass
class LiveBots:
    app: Starlette
    url: str
    clock: Clock

    def channel(self, vendor: str, token: str = TOKEN, secret: str = SECRET) -> WebhookChannel:
        spoken, path = VENDORS[vendor]
        address = SecretStr(self.url + path.format(token=token))
        return WebhookChannel(spoken, "buyers", address, SecretStr(secret), self.clock)

    def received(self, vendor: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.app.state.groups[vendor].messages
        return messages

    def will(self, kind: Any) -> None:
        self.app.state.faults.append(Fault(kind, "post"))


@pytest.fixture
def bots(doorman: tuple[Doorman, str]) -> LiveBots:
    """The doubles of this test, whose clock the test moves."""
    clock, (door, url) = Clock(), doorman
    door.app = create_app(clock, TOKEN, SECRET)
    return LiveBots(door.app, url.removesuffix("/api/"), clock)
