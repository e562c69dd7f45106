"""Slack: messages by `chat.postMessage`, found again by the metadata they carry."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from alerts.channels.channel import Receipt
from alerts.channels.slack_errors import explained
from alerts.errors import DeliveryError, Refused
from alerts.message import Message

if TYPE_CHECKING:
    from slack_sdk import WebClient

EVENT_TYPE = "tandem_delivery"
PAGE = 200
RATE_LIMIT_TRIES = 5
LONGEST_WAIT_SECONDS = 30
"""A longer `Retry-After` is left to the next delivery, so that one channel does not hold up the cycle."""

_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class SlackChannel:
    """One Slack channel.

    Args:
        name: the channel's name in the company file.
        channel: Slack's id (`C0123...`) or name (`#purchasing`).
        token: the bot's token; needs chat:write, channels:read, channels:history.
        url: of the Web API; the sandbox has its own.
        timeout_seconds: for one request.
    """

    can_be_asked = True

    def __init__(self, name: str, channel: str, token: SecretStr, url: str, timeout_seconds: int = 30) -> None:
        self.name = name
        self._channel = channel
        self._channel_id: str | None = None
        self._writer = web_client(token, url, timeout_seconds, is_repeatable=False)
        self._reader = web_client(token, url, timeout_seconds, is_repeatable=True)

    def in_thread(self, first: Mapping[str, Any]) -> "SlackThread":
        """The thread below a message of this channel."""
        return SlackThread(self, str(first["slack_channel"]), str(first["ts"]))

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Posts the message with the key in its metadata. Nothing in it is linked, unfurled or mentioned."""
        return self.post(message, dedupe_key)

    def post(self, message: Message, dedupe_key: str, thread_ts: str | None = None) -> Receipt:
        """As `send`, or below the message `thread_ts`."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"dedupe_key": dedupe_key}}
        try:
            reply = self._writer.chat_postMessage(
                channel=self._channel_id or self._channel,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                thread_ts=thread_ts,
                **message.as_json(),
            )
        except Exception as error:
            raise self._explained(error, was_sending=True) from error
        self._channel_id = str(reply["channel"])
        return self._receipt(str(reply["ts"]))

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """Looks through the channel's history since then."""
        return self.look("conversations.history", {"channel": self._id()}, dedupe_key, since)

    def look(self, method: str, where: dict[str, Any], dedupe_key: str, since: datetime) -> Receipt | None:
        """The message with the key among those that `method` gives for `where`."""
        wanted = {**where, "oldest": f"{since.timestamp():.6f}", "limit": PAGE, "include_all_metadata": True}
        for message in self._pages(method, wanted, "messages"):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("dedupe_key") == dedupe_key:
                return self._receipt(str(message["ts"]))
        return None

    def check(self) -> None:
        """Asks who the token is, and whether it may read the channel (which also tells that the channel is there)."""
        self._call("auth.test", {})
        self._call("conversations.history", {"channel": self._id(), "limit": 1})

    def _id(self) -> str:
        """Slack's id of the channel: history takes no names."""
        wanted = self._channel.removeprefix("#")
        if self._channel_id is None and _is_id(self._channel):
            self._channel_id = self._channel
        if self._channel_id is None:
            channels = self._pages("conversations.list", {"limit": PAGE, "exclude_archived": True}, "channels")
            self._channel_id = next((str(one["id"]) for one in channels if one.get("name") == wanted), None)
        if self._channel_id is None:
            raise Refused(f"{self.name}: Slack has no channel #{wanted}. Create it, or change `channel`.")
        return self._channel_id

    def _pages(self, method: str, params: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            reply = self._call(method, {**params, "cursor": cursor} if cursor else params)
            yield from reply.get(key) or ()
            cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _call(self, method: str, params: dict[str, Any]) -> Any:
        try:
            return self._reader.api_call(method, params=params).data
        except Exception as error:
            raise self._explained(error, was_sending=False) from error

    def _explained(self, error: Exception, was_sending: bool) -> DeliveryError:
        return explained(self.name, self._channel, self._reader.base_url, error, was_sending)

    def _receipt(self, ts: str) -> Receipt:
        return Receipt(self.name, {"slack_channel": self._channel_id or self._channel, "ts": ts})


class SlackThread:
    """The thread below one message: asked by `conversations.replies`, as a channel's history leaves answers out."""

    can_be_asked = True

    def __init__(self, parent: SlackChannel, channel_id: str, first_ts: str) -> None:
        self.name = parent.name
        self._parent = parent
        self._where = {"channel": channel_id, "ts": first_ts}

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Posts below the first message."""
        return self._parent.post(message, dedupe_key, thread_ts=self._where["ts"])

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """Looks through the thread since then."""
        return self._parent.look("conversations.replies", self._where, dedupe_key, since)

    def check(self) -> None:
        """As the channel."""
        self._parent.check()


def _is_id(channel: str) -> bool:
    return len(channel) >= 9 and channel[0] in "CGD" and channel.isalnum() and channel.upper() == channel


def web_client(token: SecretStr, url: str, timeout_seconds: int, is_repeatable: bool) -> "WebClient":
    """A client that waits when Slack says so. Only a repeatable one tries again by itself after a broken connection:
    the SDK would otherwise post twice what Slack had taken."""
    from slack_sdk import WebClient
    from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler

    class ShortWaits(RateLimitErrorRetryHandler):
        def _can_retry(self, *, state: Any, request: Any, response: Any = None, error: Any = None) -> bool:
            limited = super()._can_retry(state=state, request=request, response=response, error=error)
            return limited and wait_seconds(response.headers) <= LONGEST_WAIT_SECONDS

    rate = ShortWaits(max_retry_count=RATE_LIMIT_TRIES)
    handlers = [rate, ConnectionErrorRetryHandler(max_retry_count=2)] if is_repeatable else [rate]
    client = WebClient(
        token.get_secret_value(), base_url=url, timeout=timeout_seconds, retry_handlers=handlers, logger=_silent()
    )
    if client.base_url.startswith(_LOOPBACK):
        client.proxy = None
    return client


def wait_seconds(headers: Any) -> float:
    """`Retry-After`, which the SDK hands over as a list; without one, a second."""
    values = [value for name, value in headers.items() if name.lower() == "retry-after"]
    said = values[0][0] if values and isinstance(values[0], list) else (values or ["1"])[0]
    return float(said) if str(said).replace(".", "", 1).isdigit() else 1.0


def _silent() -> logging.Logger:
    """The SDK logs each failure as an error before we know what it means; the DeliveryError says it instead."""
    logger = logging.getLogger("alerts.slack_sdk")
    logger.propagate = False
    logger.handlers = [logging.NullHandler()]
    return logger
