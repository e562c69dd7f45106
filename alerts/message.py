"""What a message is, and the limits that Slack puts on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Block = Mapping[str, Any]

MAX_HEADER = 150
MAX_SECTION = 3000
MAX_FIELD = 2000
MAX_FIELDS = 10
MAX_BLOCKS = 50
MAX_ID = 255
MAX_BLOCK_TEXT = 13_200
"""All text of a message's blocks together, UTF-16 units; above it comes `msg_blocks_too_long` (undocumented)."""


@dataclass(frozen=True)
class Message:
    """One message, ready to send.

    Attributes:
        text: one line, escaped for Slack; what notifications show.
        blocks: Block Kit blocks.
    """

    text: str
    blocks: tuple[Block, ...]

    def as_json(self) -> dict[str, Any]:
        """The part of a `chat.postMessage` body that says it."""
        return {"text": self.text, "blocks": [dict(block) for block in self.blocks]}
