"""A double of Feishu's custom bot: signature, age, form of the interactive card."""

import base64
import hashlib
import hmac
from typing import Any

from sandbox.bots.group import Group, Refusal, text_of, url_of


class FeishuDouble:
    """One bot with signature check."""

    code, said, token_name = "code", "msg", "token"
    unknown_token, bad_form, too_large, too_often, bad_sign = 19001, 9499, 9499, 11232, 19021

    def __init__(self, group: Group, secret: str) -> None:
        self.group = group
        self._secret = secret

    def take(self, body: dict[str, Any], query: dict[str, str]) -> None:
        """Checks and keeps a message. Raises Refusal."""
        timestamp = str(body.get("timestamp", ""))
        self.group.check_age(f"{timestamp}000", self.bad_sign)
        right = hmac.new(f"{timestamp}\n{self._secret}".encode(), digestmod=hashlib.sha256).digest()
        if body.get("sign") != base64.b64encode(right).decode():
            raise Refusal(self.bad_sign, "sign match fail or timestamp is not within one hour from current time")
        if body.get("msg_type") != "interactive" or not isinstance(body.get("card"), dict):
            raise Refusal(self.bad_form, "Bad Request")
        self._check_card(body["card"])
        self.group.post(body["card"], self.too_often)

    def _check_card(self, card: dict[str, Any]) -> None:
        self._check_text(card.get("header", {}).get("title"))
        for element in card.get("elements") or [{}]:
            if element.get("tag") == "div":
                self._check_text(element.get("text"))
            elif element.get("tag") == "action":
                for button in element["actions"]:
                    self._check_text(button.get("text"))
                    url_of(button.get("url"), self.bad_form)
            else:
                raise Refusal(self.bad_form, "unknown element")

    def _check_text(self, text: Any) -> None:
        if not isinstance(text, dict) or text.get("tag") not in ("plain_text", "lark_md"):
            raise Refusal(self.bad_form, "unknown text")
        text_of(text.get("content"), self.bad_form)
