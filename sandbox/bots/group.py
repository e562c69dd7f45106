"""What the three doubles share: the group with its messages, its frequency limit, and how a refusal is said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

MINUTE = timedelta(minutes=1)


class Refusal(Exception):
    """What the vendor says instead of taking a message, with HTTP 200."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code
        self.said = said


class Group:
    """A group and what was posted in it.

    Args:
        clock: the moment now, aware UTC.
        per_minute: messages that it takes within any minute.
    """

    def __init__(self, clock: Callable[[], datetime], per_minute: int) -> None:
        self.messages: list[dict[str, Any]] = []
        self.clock = clock
        self._per_minute = per_minute
        self._posted: list[datetime] = []

    def post(self, message: dict[str, Any], too_often: int) -> None:
        """Keeps the message. Raises Refusal with the code `too_often`."""
        now = self.clock()
        self._posted = [at for at in self._posted if now - at < MINUTE]
        if len(self._posted) >= self._per_minute:
            raise Refusal(too_often, "too many messages")
        self._posted.append(now)
        self.messages.append(message)

    def check_age(self, milliseconds: Any, code: int) -> None:
        """Raises Refusal unless the moment lies within an hour of now."""
        text = str(milliseconds)
        if not text.isdigit() or abs(self.clock().timestamp() - int(text) / 1000) > MINUTE.seconds * 60:
            raise Refusal(code, "timestamp is not within one hour from current time")


def text_of(value: Any, code: int, most: int | None = None) -> str:
    """`value` as a text that is not empty. Raises Refusal with `code`."""
    if not isinstance(value, str) or not value.strip() or (most is not None and len(value.encode()) > most):
        raise Refusal(code, "a text is missing or too long")
    return value


def url_of(value: Any, code: int) -> str:
    """`value` as an address that a button can open. Raises Refusal with `code`."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise Refusal(code, "an address is missing")
    return value
