"""DingTalk's custom bot: an actionCard, whose text is Markdown, or Markdown alone where there is no link.

Source: "Custom bot access" and "Custom bot security settings", open.dingtalk.com/document/robots/custom-robot-access:
signature over milliseconds, 20 messages a minute and then ten minutes' rest, 20,000 bytes a body, codes.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime

from pydantic import SecretStr

from alerts.channels.card import Card, within_bytes
from alerts.channels.webhook import Request, Vendor
from alerts.render.text import clip

BODY_BYTES = 12_000
_SIGNS = str.maketrans({
    "*": "∗", "_": "ˍ", "`": "ˋ", "~": "∼", "[": "［", "]": "］", "<": "＜", ">": "＞", "#": "＃", "|": "｜",
    "\\": "＼", "@": "＠",
})  # fmt: skip
_LIST = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s))")


def sign(secret: str, timestamp: int) -> str:
    """Base64 of HMAC-SHA256 under the secret, over "<milliseconds>\\n<secret>"."""
    text = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def compose(card: Card, secret: SecretStr | None, now: datetime) -> Request:
    """The card, nobody mentioned."""
    milliseconds = int(now.timestamp() * 1000)
    query = {"timestamp": str(milliseconds), "sign": sign(secret.get_secret_value(), milliseconds)} if secret else {}
    title = clip(shown(card.title), 150)
    text = within_bytes("\n\n".join([f"### {title}", *(shown(line) for line in card.lines)]), BODY_BYTES)
    if not card.links:
        at = {"isAtAll": False}
        return Request({"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": at}, query)
    buttons = [{"title": link.text, "actionURL": link.url} for link in card.links]
    action_card = {"title": title, "text": text, "btnOrientation": "1", "btns": buttons}
    return Request({"msgtype": "actionCard", "actionCard": action_card}, query)


def shown(text: str) -> str:
    """`text` in DingTalk's Markdown: no sign in it takes effect. As in Slack, look-alikes stand in for the signs."""
    return _LIST.sub("\\1\u200b\\2", text.translate(_SIGNS))


DINGTALK = Vendor(
    name="DingTalk",
    compose=compose,
    code="errcode",
    said="errmsg",
    slow={130101: 600.0, 410100: 600.0},
    busy=(-1,),
    refusals={
        300001: "The bot's address is not known there: copy it again from the group's bot.",
        310000: "The signature is wrong, this machine's clock is more than an hour off, or another safety rule of the "
        "bot (keyword, address) is not met: check `secret`, the clock and the rules.",
        400013: "The group was dissolved: choose another channel.",
        400102: "The bot was switched off: switch it on in the group.",
        460101: "The message is too long.",
    },
    burst=20,
    most_bytes=20_000,
)
