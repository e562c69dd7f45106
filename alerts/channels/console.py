"""The terminal: shows a message and remembers nothing, so it cannot be asked."""

import sys
from collections.abc import Callable
from datetime import datetime

from alerts.channels.channel import Receipt
from alerts.errors import Unknown
from alerts.message import Message
from alerts.render.preview import preview

Write = Callable[[str], None]


def to_stdout(text: str) -> None:
    """Prints `text`; signs that the terminal's encoding does not have become question marks."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


class ConsoleChannel:
    """Shows messages as plain text.

    Args:
        name: the channel's name in the company file.
        write: takes the text of one message.
    """

    can_be_asked = False

    def __init__(self, name: str, write: Write = to_stdout) -> None:
        self.name = name
        self._write = write

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Shows it."""
        try:
            self._write(f"{preview(message)}\n")
        except OSError as error:
            raise Unknown(f"{self.name}: the terminal is gone ({error.strerror}); part may have been shown.") from error
        return Receipt(self.name)

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """Nothing is remembered."""
        return None

    def check(self) -> None:
        """Nothing to check."""
