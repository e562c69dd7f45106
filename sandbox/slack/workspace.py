"""What the double remembers: channels, messages, the rate of each channel. A journal keeps it over a restart."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.slack.views import Clock, Views

Message = dict[str, Any]


class Workspace:
    """Channels and the messages in them.

    Args:
        channels: channel id -> name.
        clock: the moment now, aware UTC.
        rate: messages a second that a channel takes in the long run.
        burst: messages that it takes at once before that.
        journal: file of JSON lines that the messages are appended to and read back from; None keeps them in memory.
    """

    def __init__(
        self, channels: Mapping[str, str], clock: Clock, rate: float, burst: int, journal: Path | None
    ) -> None:
        self.channels = dict(channels)
        self.messages: dict[str, list[Message]] = {channel: [] for channel in self.channels}
        self.views = Views(clock)
        self.whispers: list[Message] = []
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._journal = journal
        self._last_ts = 0
        self._tokens: dict[str, tuple[float, float]] = {}
        if journal is not None and journal.exists():
            self._replay(journal)

    def resolve(self, channel: Any, by_name: bool) -> str | None:
        """The id behind an id or, where Slack allows it, a name with or without `#`; None when there is none."""
        if channel in self.channels:
            return str(channel)
        wanted = str(channel or "").removeprefix("#")
        if by_name and wanted[:1] == "U" and wanted.isalnum() and wanted.upper() == wanted:
            self.messages.setdefault(f"D{wanted[1:]}", [])  # Slack opens the conversation with that member
            return f"D{wanted[1:]}"
        return next((key for key, name in self.channels.items() if by_name and name == wanted), None)

    def wait_seconds(self, channel: str) -> float:
        """Takes one message's worth of the channel's rate: 0 when there was enough, else the seconds to wait."""
        now = self._clock().timestamp()
        tokens, since = self._tokens.get(channel, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + max(now - since, 0.0) * self._rate)
        if tokens < 1:
            self._tokens[channel] = (tokens, now)
            return (1 - tokens) / self._rate
        self._tokens[channel] = (tokens - 1, now)
        return 0

    def post(self, channel: str, message: Message) -> Message:
        """Keeps `message` under a new ts, always: Slack never deduplicates."""
        kept = {"type": "message", "ts": self._new_ts(), **message}
        self.messages[channel].append(kept)
        self._write("post", channel, kept)
        return kept

    def update(self, channel: str, ts: str, change: Message) -> Message | None:
        """Changes a message in place; None when there is no such message."""
        message = next((one for one in self.messages[channel] if one["ts"] == ts), None)
        if message is not None:
            message |= change
            self._write("update", channel, message)
        return message

    def _new_ts(self) -> str:
        self._last_ts = max(self._last_ts + 1, int(self._clock().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def _write(self, what: str, channel: str, message: Message) -> None:
        if self._journal is None:
            return
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"op": what, "channel": channel, "message": message}, ensure_ascii=False) + "\n")

    def _replay(self, journal: Path) -> None:
        whole = journal.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        if kept != whole:  # a process killed while writing leaves half a line, which nobody was told of
            journal.write_bytes(kept)
        for line in kept.decode("utf-8").splitlines():
            self._again(json.loads(line))

    def _again(self, record: dict[str, Any]) -> None:
        message, there = record["message"], self.messages.setdefault(record["channel"], [])
        self._last_ts = max(self._last_ts, int(message["ts"].replace(".", "")))
        there[:] = [one for one in there if one["ts"] != message["ts"]] + [message]
        there.sort(key=lambda one: str(one["ts"]))
