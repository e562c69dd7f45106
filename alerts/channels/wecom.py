"""WeCom's group bot: a template_card (text_notice) where there is a link, else plain text.

Source: "Group bot configuration", developer.work.weixin.qq.com/document/path/91770: 20 messages a minute, 2,048
bytes of text, fields of the card and how long they should be, three jumps; `<@userid>` mentions even in plain text.
"""

from datetime import datetime
from typing import Any

from pydantic import SecretStr

from alerts.channels.card import Card, within_bytes
from alerts.channels.webhook import Request, Vendor
from alerts.render.text import clip

TEXT_BYTES = 2_048
TITLE, SUBTITLE, JUMPS = 26, 112, 3
_SIGNS = str.maketrans({"<": "＜", ">": "＞", "@": "＠"})


def compose(card: Card, secret: SecretStr | None, now: datetime) -> Request:
    """The card; its arithmetic stands behind the link, as a card of WeCom has room for a few words only."""
    title, lines = card.title.translate(_SIGNS), [line.translate(_SIGNS) for line in card.lines]
    if not card.links:
        text = within_bytes("\n".join([title, *lines]), TEXT_BYTES)
        return Request({"msgtype": "text", "text": {"content": text}})
    content: dict[str, Any] = {
        "card_type": "text_notice",
        "main_title": {"title": clip(title, TITLE)},
        "sub_title_text": clip(" · ".join(line.strip() for line in lines), SUBTITLE) or "…",
        "jump_list": [{"type": 1, "title": clip(one.text, 13), "url": one.url} for one in card.links[:JUMPS]],
        "card_action": {"type": 1, "url": card.links[0].url},
    }
    return Request({"msgtype": "template_card", "template_card": content})


WECOM = Vendor(
    name="WeCom",
    compose=compose,
    code="errcode",
    said="errmsg",
    slow={45009: 60.0, 45033: 60.0},
    busy=(-1,),
    refusals={
        93000: "The bot's address is not known there: copy it again from the group's bot.",
        40008: "The message has a kind that WeCom does not take.",
        40058: "The message has a form that WeCom does not take.",
        45002: "The message is too long.",
    },
    burst=20,
    most_bytes=20_000,
)
