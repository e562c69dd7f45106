"""A message as plain text, for the terminal."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from alerts.message import Block, Message
from alerts.render.text import clean

_BOLD = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
RULE = "─"


def preview(message: Message) -> str:
    """What a reader of the chat sees, without colours and without anything a terminal would obey."""
    return "\n".join(line for block in message.blocks for line in plain_lines(block))


def plain_lines(block: Block) -> Iterator[str]:
    """One block as lines of plain text."""
    kind = block["type"]
    if kind == "header":
        title = _shown(block["text"])
        yield title
        yield RULE * min(len(title), 78)
    elif kind == "section":
        yield from _section(block)
    elif kind == "context":
        yield from (_shown(element) for element in block["elements"])
    elif kind == "actions":
        yield " ".join(f"[ {_shown(element['text'])} ]" for element in block["elements"])


def _section(block: Block) -> Iterator[str]:
    if "text" in block:
        yield from _shown(block["text"]).split("\n")
    for field in block.get("fields", ()):
        label, _, value = _shown(field).partition("\n")
        yield f"  {label}: {value}"


def _shown(text: Mapping[str, Any]) -> str:
    said: str = text["text"]
    if text["type"] == "mrkdwn":
        said = _BOLD.sub(r"\1", said).replace("`", "")
        for entity, sign in _ENTITIES.items():
            said = said.replace(entity, sign)
    return "\n".join(clean(line, 4000) for line in said.split("\n"))
