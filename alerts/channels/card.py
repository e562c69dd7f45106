"""A message as the chats other than Slack take it: title, plain lines, links. Nothing in it is formatted any more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from alerts.message import Message
from alerts.render.preview import plain_lines
from alerts.render.text import clip


@dataclass(frozen=True)
class Link:
    """A button that opens an address."""

    text: str
    url: str


@dataclass(frozen=True)
class Card:
    """What to show.

    Attributes:
        title: one line.
        lines: the text, a paragraph each, without any sign that a chat obeys on purpose of ours.
        links: buttons, in order.
    """

    title: str
    lines: tuple[str, ...]
    links: tuple[Link, ...]

    def body(self, most_bytes: int, *, between: str = "\n") -> str:
        """The lines, as many as fit `most_bytes` of UTF-8; what is left out ends in an ellipsis."""
        return within_bytes(between.join(self.lines), most_bytes)


def card_of(message: Message) -> Card:
    """Title, lines and links of a message; buttons that only Slack could answer are left out."""
    head = message.blocks[0] if message.blocks and message.blocks[0]["type"] == "header" else None
    title = head["text"]["text"] if head else message.text
    rest = message.blocks[1:] if head else message.blocks
    lines = [line for block in rest if block["type"] != "actions" for line in plain_lines(block)]
    return Card(clip(title, 150), tuple(lines), tuple(_links(message.blocks)))


def _links(blocks: tuple[Mapping[str, Any], ...]) -> Iterator[Link]:
    for block in blocks:
        if block["type"] == "actions":
            yield from (Link(one["text"]["text"], one["url"]) for one in block["elements"] if "url" in one)


def within_bytes(text: str, most: int) -> str:
    """`text` within `most` bytes of UTF-8, no character cut in two."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return raw.decode("utf-8")
    return raw[: most - 3].decode("utf-8", "ignore").rstrip() + "…"
