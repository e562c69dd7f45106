"""A double of DingTalk's custom bot: signature in the address, form of actionCard and Markdown."""

import base64
import hashlib
import hmac
from typing import Any

from sandbox.bots.group import Group, Refusal, text_of, url_of


class DingTalkDouble:
    """One bot with the security setting "signature"."""

    code, said, token_name = "errcode", "errmsg", "access_token"
    unknown_token, bad_form, too_large, too_often, bad_sign = 300001, 40035, 460101, 130101, 310000

    def __init__(self, group: Group, secret: str) -> None:
        self.group = group
        self._secret = secret

    def take(self, body: dict[str, Any], query: dict[str, str]) -> None:
        """Checks and keeps a message. Raises Refusal."""
        timestamp = query.get("timestamp", "")
        self.group.check_age(timestamp, self.bad_sign)
        right = hmac.new(self._secret.encode(), f"{timestamp}\n{self._secret}".encode(), hashlib.sha256).digest()
        if query.get("sign") != base64.b64encode(right).decode():
            raise Refusal(self.bad_sign, "sign not match")
        kind = body.get("msgtype")
        content = body.get(kind) if kind in ("actionCard", "markdown") else None
        if not isinstance(content, dict):
            raise Refusal(self.bad_form, "bad param")
        text_of(content.get("title"), self.bad_form)
        text_of(content.get("text"), self.bad_form)
        for button in content.get("btns") or ([{}] if kind == "actionCard" else []):
            text_of(button.get("title"), self.bad_form)
            url_of(button.get("actionURL"), self.bad_form)
        self.group.post(content, self.too_often)
