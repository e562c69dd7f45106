"""Feishu's (Lark's) custom bot: an interactive card of plain text.

Source: "Custom bot usage guide", open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: signature, 20 KB a body,
100 messages a minute and 5 a second, codes.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from alerts.channels.card import Card
from alerts.channels.webhook import Request, Vendor
from alerts.render.text import clip

BODY_BYTES = 14_000
"""Of text; quotes, escapes, title and links find room beside it below 20 KB."""


def sign(secret: str, timestamp: int) -> str:
    """Base64 of HMAC-SHA256 over nothing, under the key "<seconds>\\n<secret>"."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def compose(card: Card, secret: SecretStr | None, now: datetime) -> Request:
    """The card. `plain_text` obeys nothing: no mention, no formatting, no link."""
    seconds = int(now.timestamp())
    signed = {"timestamp": str(seconds), "sign": sign(secret.get_secret_value(), seconds)} if secret else {}
    content = {
        "config": {"wide_screen_mode": True},
        "header": {"title": _plain(card.title), "template": "blue"},
        "elements": [{"tag": "div", "text": _plain(card.body(BODY_BYTES) or "…")}, *_actions(card)],
    }
    return Request({**signed, "msg_type": "interactive", "card": content})


def _actions(card: Card) -> list[dict[str, Any]]:
    buttons = [
        {"tag": "button", "text": _plain(link.text), "url": link.url, "type": "default" if position else "primary"}
        for position, link in enumerate(card.links)
    ]
    return [{"tag": "action", "actions": buttons}] if buttons else []


def _plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": clip(text, BODY_BYTES)}


FEISHU = Vendor(
    name="Feishu",
    compose=compose,
    code="code",
    said="msg",
    slow={11232: 60.0},
    busy=(),
    refusals={
        9499: "The message has a form that Feishu does not take.",
        19001: "The bot's address is not known there: copy it again from the group's bot.",
        19021: "The signature is wrong or this machine's clock is more than an hour off: check `secret` and the clock.",
        19022: "The bot takes messages from certain addresses only: add this machine's to its list.",
        19024: "The bot wants a keyword in each message: remove that rule, and use the signature.",
    },
    burst=100,
    most_bytes=20_000,
)
