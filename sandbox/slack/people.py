"""People of the double: what Slack sends to an app when one of them presses, submits, types or opens the Home.

Bodies are shaped as https://docs.slack.dev/interactivity tells, and signed by slack-sdk's own code.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from sandbox.slack.workspace import Workspace

TEAM = {"id": "T0SANDBOX", "domain": "sandbox"}
APP = "A0TANDEM"

Signed = tuple[bytes, dict[str, str]]
"""Body and headers."""


def signed(body: str, secret: str, at: float, *, content_type: str = "application/x-www-form-urlencoded") -> Signed:
    """`body` as Slack would send it at the moment `at` (seconds)."""
    timestamp = str(int(at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body) or ""
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": content_type}
    return body.encode(), headers


@dataclass(frozen=True)
class Person:
    """A member of the workspace.

    Attributes:
        workspace: of the double.
        user: the member id.
        team: the member's own workspace.
        home_url: of the double; response URLs start with it.
    """

    workspace: Workspace
    user: str
    team: str = TEAM["id"]
    home_url: str = "http://127.0.0.1/"

    def _who(self) -> dict[str, Any]:
        return {"id": self.user, "username": self.user.lower(), "name": self.user.lower(), "team_id": self.team}

    def _common(self, kind: str) -> dict[str, Any]:
        return {
            "type": kind,
            "user": self._who(),
            "team": {**TEAM, "id": self.team},
            "api_app_id": APP,
            "token": "not-to-be-trusted",
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.workspace.views.trigger(self.user),
        }

    def press(self, channel: str, message: dict[str, Any], action_id: str) -> dict[str, Any]:
        """`block_actions` of the button `action_id` of a message."""
        block, element = _button(message["blocks"], action_id)
        place = {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": False}
        return {
            **self._common("block_actions"),
            "container": place,
            "channel": {"id": channel, "name": self.workspace.channels[channel]},
            "message": message,
            "state": {"values": {}},
            "response_url": f"{self.home_url}response/{self.user}",
            "actions": [_action(block, element)],
        }

    def press_home(self, action_id: str, value: str) -> dict[str, Any]:
        """`block_actions` of a button of the Home."""
        view = self.workspace.views.homes[self.user]
        block, element = _button(view["blocks"], action_id, value)
        home = {"container": {"type": "view", "view_id": "V0HOME"}, "view": {"id": "V0HOME", **view}}
        return {**self._common("block_actions"), **home, "actions": [_action(block, element)]}

    def submit(self, view: dict[str, Any], **typed: str) -> dict[str, Any]:
        """`view_submission` of a modal: block id -> what was typed."""
        elements = {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}
        values = {
            block: {element["action_id"]: {"type": element["type"], **_entered(element, typed.get(block))}}
            for block, element in elements.items()
        }
        return {**self._common("view_submission"), "view": {**view, "state": {"values": values}}, "response_urls": []}

    def command(self, channel: str, text: str, command: str = "/tandem") -> dict[str, str]:
        """A slash command's form."""
        return {
            "token": "not-to-be-trusted",
            "team_id": self.team,
            "team_domain": TEAM["domain"],
            "channel_id": channel,
            "channel_name": self.workspace.channels[channel],
            "user_id": self.user,
            "user_name": self.user.lower(),
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": f"{self.home_url}response/{self.user}",
            "trigger_id": self.workspace.views.trigger(self.user),
        }

    def opens_home(self) -> dict[str, Any]:
        """The event `app_home_opened`."""
        event = {"type": "app_home_opened", "user": self.user, "channel": "D0HOME", "tab": "home", "event_ts": "1.0"}
        return {
            "token": "not-to-be-trusted",
            "team_id": self.team,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{self.workspace.views.trigger(self.user)[:8]}",
            "event_time": 1,
            "authorizations": [{"team_id": self.team, "user_id": "U0TANDEMBOT", "is_bot": True}],
        }


def as_form(payload: dict[str, Any]) -> str:
    """Interactivity as it goes over HTTP: a form with one field."""
    return urlencode({"payload": json.dumps(payload, ensure_ascii=False)})


def _entered(element: dict[str, Any], said: str | None) -> dict[str, Any]:
    """What Slack tells of an input: the text, or the option that was chosen."""
    if element["type"] != "static_select":
        return {"value": said}
    return {"selected_option": next((one for one in element["options"] if one["value"] == said), None)}


def _button(blocks: list[dict[str, Any]], action_id: str, value: str | None = None) -> tuple[str, dict[str, Any]]:
    return next(
        (block.get("block_id", "x"), element)
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == action_id and value in (None, element["value"])
    )


def _action(block_id: str, element: dict[str, Any]) -> dict[str, Any]:
    return {**element, "block_id": block_id, "action_ts": "1.0"}
