"""A channel that the company file names and that cannot be opened now."""

from datetime import datetime

from alerts.channels.channel import Receipt
from alerts.errors import Unreachable
from alerts.message import Message


class ClosedChannel:
    """A channel that cannot be opened now, for instance because its secret is not set. Its messages wait."""

    can_be_asked = False

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Raises Unreachable, saying what is missing."""
        raise Unreachable(f"{self.name}: {self._reason}")

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """Nobody to ask."""
        return None

    def check(self) -> None:
        """Raises Unreachable, saying what is missing."""
        raise Unreachable(f"{self.name}: {self._reason}")
