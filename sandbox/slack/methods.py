"""The Web API methods of the double: what each takes, refuses and answers."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.slack.blocks import MAX_BLOCK_TEXT, block_faults, text_length, units
from sandbox.slack.views import is_too_large, view_faults
from sandbox.slack.workspace import Message, Workspace

MAX_TEXT = 40_000
MAX_METADATA = 8_000  # from memory: Slack publishes no number, its error is `metadata_too_large`
MAX_PAGE = 999
BOT = {"user": "U0TANDEMBOT", "bot_id": "B0TANDEMBOT", "app_id": "A0TANDEM"}


class Refusal(Exception):
    """Slack's `ok: false` with HTTP 200; with `wait` seconds, its 429."""

    def __init__(self, error: str, *, wait: float = 0, said: Sequence[str] = (), more: Mapping[str, Any] | None = None):
        super().__init__(error)
        self.error = error
        self.wait = wait
        self.said = said
        self.more = more or {}

    def body(self) -> dict[str, Any]:
        """The JSON reply."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.more}
        return body | ({"response_metadata": {"messages": list(self.said)}} if self.said else {})


Arguments = Mapping[str, Any]


class SlackDouble:
    """Checks the token and its scopes, then answers a method. Raises Refusal."""

    def __init__(self, workspace: Workspace, token: str, scopes: frozenset[str]) -> None:
        self.workspace = workspace
        self._token = token
        self._scopes = scopes
        self._methods: Mapping[str, tuple[str | None, Callable[[Arguments], dict[str, Any]]]] = {
            "auth.test": (None, self._auth_test),
            "chat.postMessage": ("chat:write", self._post),
            "chat.update": ("chat:write", self._update),
            "chat.postEphemeral": ("chat:write", self._whisper),
            "views.open": (None, self._open),
            "views.publish": (None, self._publish),
            "conversations.history": ("channels:history", self._history),
            "conversations.replies": ("channels:history", self._replies),
            "conversations.list": ("channels:read", self._list),
        }

    def call(self, method: str, authorization: str | None, arguments: Arguments) -> dict[str, Any]:
        """The answer without `ok`."""
        if method not in self._methods:
            raise Refusal("unknown_method", more={"req_method": method})
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Refusal("not_authed")
        if token.strip() != self._token:
            raise Refusal("invalid_auth")
        scope, answer = self._methods[method]
        if scope is not None and scope not in self._scopes:
            provided = ",".join(sorted(self._scopes))
            raise Refusal("missing_scope", more={"needed": scope, "provided": provided})
        return answer(arguments)

    def _auth_test(self, _: Arguments) -> dict[str, Any]:
        who = {"user_id": BOT["user"], "bot_id": BOT["bot_id"], "team_id": "T0SANDBOX"}
        return {"url": "https://sandbox.slack.invalid/", "team": "Sandbox", "user": "tandem", **who}

    def _post(self, arguments: Arguments) -> dict[str, Any]:
        channel = self._channel(arguments, by_name=True)
        if wait := self.workspace.wait_seconds(channel):
            raise Refusal("ratelimited", wait=wait)
        content = _content(arguments)
        thread = {"thread_ts": str(arguments["thread_ts"])} if arguments.get("thread_ts") else {}
        message = self.workspace.post(channel, {**BOT, **content, **thread})
        return {"channel": channel, "ts": message["ts"], "message": _shown(message, with_metadata=True)}

    def _update(self, arguments: Arguments) -> dict[str, Any]:
        channel = self._channel(arguments, by_name=False)
        content = _content(arguments)
        message = self.workspace.update(channel, str(arguments.get("ts")), content)
        if message is None:
            raise Refusal("message_not_found")
        return {"channel": channel, "ts": message["ts"], "text": message["text"], "message": _shown(message, True)}

    def _whisper(self, arguments: Arguments) -> dict[str, Any]:
        channel = self._channel(arguments, by_name=True)
        if not str(arguments.get("user") or ""):
            raise Refusal("user_not_in_channel")
        content = _content(arguments)
        thread = {"thread_ts": str(arguments["thread_ts"])} if arguments.get("thread_ts") else {}
        self.workspace.whispers.append({"channel": channel, "user": arguments["user"], **content, **thread})
        return {"message_ts": f"{len(self.workspace.whispers)}.000000"}

    def _open(self, arguments: Arguments) -> dict[str, Any]:
        view = _view(arguments, "modal")
        error, shown = self.workspace.views.open(arguments.get("trigger_id"), view)
        if error:
            raise Refusal(error)
        return {"view": shown}

    def _publish(self, arguments: Arguments) -> dict[str, Any]:
        view = _view(arguments, "home")
        self.workspace.views.homes[str(arguments.get("user_id"))] = view
        return {"view": view}

    def _history(self, arguments: Arguments) -> dict[str, Any]:
        channel = self._channel(arguments, by_name=False)
        there = [one for one in self.workspace.messages[channel] if "thread_ts" not in one]
        return self._told([one for one in reversed(there) if _inside(one["ts"], arguments)], arguments)

    def _replies(self, arguments: Arguments) -> dict[str, Any]:
        channel, first = self._channel(arguments, by_name=False), str(arguments.get("ts"))
        thread = [one for one in self.workspace.messages[channel] if first in (one["ts"], one.get("thread_ts"))]
        if not thread:
            raise Refusal("thread_not_found")
        return self._told([one for one in thread if one["ts"] == first or _inside(one["ts"], arguments)], arguments)

    def _told(self, messages: Sequence[Message], arguments: Arguments) -> dict[str, Any]:
        page, cursor = _page(messages, arguments, 100)
        with_metadata = str(arguments.get("include_all_metadata", "")).lower() in ("1", "true")
        messages = [_shown(message, with_metadata) for message in page]
        more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
        return {"messages": messages, "has_more": bool(cursor), "pin_count": 0, **more}

    def _list(self, arguments: Arguments) -> dict[str, Any]:
        fixed = {"is_channel": True, "is_archived": False, "is_member": True}
        channels = [{"id": key, "name": name, **fixed} for key, name in self.workspace.channels.items()]
        page, cursor = _page(channels, arguments, 100)
        return {"channels": page, "response_metadata": {"next_cursor": cursor}}

    def _channel(self, arguments: Arguments, by_name: bool) -> str:
        channel = self.workspace.resolve(arguments.get("channel"), by_name)
        if channel is None:
            raise Refusal("channel_not_found")
        return channel


def _content(arguments: Arguments) -> Message:
    text, blocks = str(arguments.get("text") or ""), _decoded(arguments.get("blocks"), "invalid_blocks_format")
    if not text and not blocks:
        raise Refusal("no_text")
    if units(text) > MAX_TEXT:
        raise Refusal("msg_too_long")
    if blocks and (said := block_faults(blocks)):
        raise Refusal("invalid_blocks", said=said)
    if text_length(blocks) > MAX_BLOCK_TEXT:
        raise Refusal("msg_blocks_too_long")
    content: Message = {"text": text, "blocks": blocks or []}
    if metadata := _decoded(arguments.get("metadata"), "invalid_metadata_format"):
        content["metadata"] = _metadata(metadata)
    return content


def _view(arguments: Arguments, kind: str) -> dict[str, Any]:
    view = _decoded(arguments.get("view"), "invalid_arguments")
    if said := view_faults(view, kind):
        raise Refusal("invalid_arguments", said=said)
    if is_too_large(view):
        raise Refusal("view_too_large")
    return dict(view)


def _metadata(metadata: Any) -> dict[str, Any]:
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(payload, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata)) > MAX_METADATA:
        raise Refusal("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": payload}


def _decoded(value: Any, error: str) -> Any:
    """Forms carry JSON as text, JSON bodies carry it as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as mistake:
        raise Refusal(error) from mistake


def _shown(message: Message, with_metadata: bool) -> Message:
    return {key: value for key, value in message.items() if with_metadata or key != "metadata"}


def _micros(ts: Any) -> int:
    seconds, _, part = str(ts).partition(".")
    try:
        return int(seconds) * 1_000_000 + int(f"{part:0<6}"[:6])
    except ValueError as error:
        raise Refusal("invalid_ts_latest") from error


def _inside(ts: str, arguments: Arguments) -> bool:
    slack = 1 if str(arguments.get("inclusive", "")).lower() in ("1", "true") else 0
    after = "oldest" not in arguments or _micros(ts) > _micros(arguments["oldest"]) - slack
    return after and ("latest" not in arguments or _micros(ts) < _micros(arguments["latest"]) + slack)


def _page(items: Sequence[Message], arguments: Arguments, default: int) -> tuple[Sequence[Message], str]:
    """One page of `items` and the cursor of the next; the cursor names where to go on, as text without meaning."""
    try:
        limit = max(1, min(int(arguments.get("limit") or default), MAX_PAGE))
        start = int(base64.b64decode(str(arguments.get("cursor") or "")).decode() or 0)
    except (ValueError, binascii.Error) as error:
        raise Refusal("invalid_cursor") from error
    end = start + limit
    cursor = base64.b64encode(str(end).encode()).decode() if end < len(items) else ""
    return items[start:end], cursor
