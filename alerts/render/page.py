"""Collects a message's blocks and keeps each within Slack's limits."""

from collections.abc import Iterable, Sequence
from typing import Any

from alerts.message import (
    MAX_BLOCK_TEXT,
    MAX_BLOCKS,
    MAX_FIELD,
    MAX_FIELDS,
    MAX_HEADER,
    MAX_ID,
    MAX_SECTION,
    Block,
    Message,
)
from alerts.render.text import Safe, clip, clip_safe, units


class Page:
    """A message being written, from top to bottom. Text given to it is `Safe`, except the header's."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []

    def header(self, text: str) -> None:
        """The title: plain text, where nothing is formatted."""
        self._blocks.append({"type": "header", "text": plain_text(clip(text, MAX_HEADER))})

    def lines(self, lines: Iterable[Safe]) -> None:
        """Lines of text, in as many sections as they need."""
        for part in _packed(lines):
            self._blocks.append({"type": "section", "text": mrkdwn(part)})

    def fields(self, fields: Sequence[Safe]) -> None:
        """Short facts in two columns."""
        for start in range(0, len(fields), MAX_FIELDS):
            shown = [mrkdwn(clip_safe(field, MAX_FIELD)) for field in fields[start : start + MAX_FIELDS]]
            self._blocks.append({"type": "section", "fields": shown})

    def footer(self, text: Safe) -> None:
        """Small print."""
        self._blocks.append({"type": "context", "elements": [mrkdwn(clip_safe(text, MAX_SECTION))]})

    def notice(self, lines: Iterable[Safe]) -> None:
        """Lines right below the title."""
        self._blocks[1:1] = [{"type": "section", "text": mrkdwn(part)} for part in _packed(lines)]

    def buttons(self, block_id: str, buttons: Sequence[Block], *, above_last: bool = False) -> None:
        """A row of buttons; `above_last`: before what was written last, the small print."""
        row = {"type": "actions", "block_id": clip(block_id, MAX_ID), "elements": list(buttons)}
        self._blocks.insert(len(self._blocks) - above_last, row)

    def message(self, text: Safe) -> Message:
        """The message, with `text` as its line for notifications."""
        return fitted(Message(clip_safe(Safe(" ".join(text.split())), MAX_SECTION), tuple(self._blocks)))


def fitted(message: Message) -> Message:
    """`message` without the last sections that would carry it over Slack's limit of all text; the last block stays."""
    blocks = list(message.blocks)
    while len(blocks) > 2 and (len(blocks) > MAX_BLOCKS or text_units(blocks) > MAX_BLOCK_TEXT):
        blocks.pop(-2)
    return Message(message.text, tuple(blocks))


def text_units(value: Any) -> int:
    """UTF-16 units of all text inside blocks."""
    if isinstance(value, list | tuple):
        return sum(text_units(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = units(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(text_units(item) for item in value.values())


def plain_text(text: str) -> dict[str, Any]:
    """A plain text object in which `:name:` stays what it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> dict[str, Any]:
    """A mrkdwn text object in which Slack links nothing by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def button(text: str, action_id: str, value: str, style: str | None = None) -> Block:
    """A button that carries `value`."""
    styled = {"style": style} if style else {}
    return {"type": "button", "text": plain_text(clip(text, 75)), "action_id": action_id, "value": value, **styled}


def _packed(lines: Iterable[Safe]) -> Iterable[str]:
    """Lines joined as long as they fit into one section."""
    part = ""
    for whole in lines:
        line = clip_safe(whole, MAX_SECTION)
        if part and units(part) + 1 + units(line) > MAX_SECTION:
            yield part
            part = ""
        part = f"{part}\n{line}" if part else str(line)
    if part:
        yield part
