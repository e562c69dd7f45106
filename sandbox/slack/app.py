"""A double of the Slack Web API for the sandbox and the tests. It is not Slack: it sends nothing to anybody.

It enforces what Slack enforces (CONNECTORS.md section 4) and never deduplicates. Under `/_control` a test can ask what
arrived and order trouble; Slack has no such paths.
"""

import json
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from sandbox.slack.blocks import block_faults
from sandbox.slack.faults import Fault, after, before, rate_limited, take
from sandbox.slack.methods import Refusal, SlackDouble
from sandbox.slack.sockets import Sockets
from sandbox.slack.views import Clock
from sandbox.slack.workspace import Workspace

DEFAULT_CHANNELS: Mapping[str, str] = {
    "C0SANDBOX01": "purchasing",
    "C0SANDBOX02": "sales",
    "C0SANDBOX03": "operations",
}
ALL_SCOPES = frozenset({"chat:write", "channels:read", "channels:history"})


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    *,
    token: str = "xoxb-sandbox",
    app_token: str = "xapp-sandbox",
    channels: Mapping[str, str] = DEFAULT_CHANNELS,
    clock: Clock = _utc_now,
    journal: Path | None = None,
    rate: float = 1.0,
    burst: int = 3,
    scopes: frozenset[str] = ALL_SCOPES,
) -> Starlette:
    """The double as an ASGI app; `app.state.workspace` and `app.state.faults` are open to tests.

    Args:
        token: the one bot token that is right.
        app_token: the one app-level token that is right, for Socket Mode.
        channels: channel id -> name.
        clock: the moment now, aware UTC; `ts` and the rate follow it.
        journal: JSON-lines file that keeps the messages over a restart.
        rate: messages a second and channel (Slack: about 1).
        burst: messages that a channel takes at once before that (Slack allows "short bursts").
        scopes: what the token may do.
    """
    double = SlackDouble(Workspace(channels, clock, rate, burst, journal), token, scopes)
    faults: deque[Fault] = deque()
    sockets = Sockets(app_token)
    routes = [
        Route("/api/apps.connections.open", _connection(sockets), methods=["GET", "POST"]),
        WebSocketRoute("/socket/{ticket}", sockets.serve, name="slack_socket"),
        Route("/api/{method}", _api(double, faults), methods=["GET", "POST"]),
        Route("/response/{user}", _response(double.workspace), methods=["POST"]),
        Route("/_control/messages", _messages(double.workspace), methods=["GET"]),
        Route("/_control/faults", _faults(faults), methods=["GET", "POST", "DELETE"]),
    ]
    app = Starlette(routes=routes)
    app.state.faults = faults
    app.state.sockets = sockets
    app.state.workspace = double.workspace
    return app


def _api(double: SlackDouble, faults: "deque[Fault]") -> Callable[[Request], Any]:
    async def call(request: Request) -> Response:
        method = request.path_params["method"]
        fault = take(faults, method)
        struck = before(fault)
        if struck is not None:
            return struck
        try:
            answer = double.call(method, request.headers.get("authorization"), await _arguments(request))
        except Refusal as refusal:
            return rate_limited(refusal.wait) if refusal.wait else JSONResponse(refusal.body())
        return await after(fault, JSONResponse({"ok": True, **answer}), request)

    return call


def _connection(sockets: Sockets) -> Callable[[Request], Any]:
    async def connection(request: Request) -> Response:
        """`apps.connections.open`: the address for one connection, for the app's own token."""
        if request.headers.get("authorization") != f"Bearer {sockets.app_token}":
            return JSONResponse({"ok": False, "error": "invalid_auth"})
        url = request.url_for("slack_socket", ticket=sockets.ticket())
        return JSONResponse({"ok": True, "url": str(url.replace(scheme="ws"))})

    return connection


async def _arguments(request: Request) -> dict[str, Any]:
    """Arguments from the query and from a JSON or form body, as Slack takes them."""
    given: dict[str, Any] = dict(request.query_params)
    if request.method == "GET":
        return given
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = json.loads(await request.body() or b"{}")  # the SDK calls a method without arguments so
        except ValueError as error:
            raise Refusal("invalid_json") from error
        if not isinstance(body, dict):
            raise Refusal("json_not_object")
        return given | body
    return given | dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def _response(workspace: Workspace) -> Callable[[Request], Any]:
    async def response(request: Request) -> Response:
        """What an app answers to a `response_url`: for one person's eyes unless it says `in_channel`."""
        said = json.loads(await request.body())
        if faults := block_faults(said.get("blocks") or []):
            return JSONResponse({"ok": False, "error": "invalid_blocks", "said": faults}, status_code=400)
        workspace.whispers.append({"channel": "", "user": request.path_params["user"], **said})
        return JSONResponse({"ok": True})

    return response


def _messages(workspace: Workspace) -> Callable[[Request], Any]:
    async def messages(request: Request) -> Response:
        """What was received, oldest first; `?channel=<name>` for one channel."""
        wanted = request.query_params.get("channel")
        received = [
            {"channel": workspace.channels.get(channel, channel), "channel_id": channel, **message}
            for channel, there in workspace.messages.items()
            for message in there
        ]
        kept = [one for one in received if wanted in (None, one["channel"], one["channel_id"])]
        return JSONResponse({"messages": sorted(kept, key=lambda one: str(one["ts"]))})

    return messages


def _faults(faults: "deque[Fault]") -> Callable[[Request], Any]:
    async def control(request: Request) -> Response:
        """GET lists what waits, POST adds `{kind, method?, seconds?, times?}`, DELETE forgets all."""
        if request.method == "DELETE":
            faults.clear()
        if request.method == "POST":
            try:
                said = await request.json()
                faults.extend([Fault.read(said)] * int(said.get("times", 1)))
            except (ValueError, TypeError, AttributeError) as error:
                return JSONResponse({"error": f"not a fault: {error}"}, status_code=400)
        return JSONResponse({"faults": [vars(fault) for fault in faults]})

    return control
