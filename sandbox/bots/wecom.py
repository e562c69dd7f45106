"""A double of WeCom's group bot: form and lengths of text and of the template_card text_notice."""

from typing import Any

from sandbox.bots.group import Group, Refusal, text_of, url_of


class WeComDouble:
    """One bot. Its address is its only credential."""

    code, said, token_name = "errcode", "errmsg", "key"
    unknown_token, bad_form, too_large, too_often = 93000, 40058, 45002, 45009

    def __init__(self, group: Group) -> None:
        self.group = group

    def take(self, body: dict[str, Any], query: dict[str, str]) -> None:
        """Checks and keeps a message. Raises Refusal."""
        kind = body.get("msgtype")
        content = body.get(kind) if kind in ("text", "template_card") else None
        if not isinstance(content, dict):
            raise Refusal(40008, "invalid message type")
        if kind == "text":
            text_of(content.get("content"), self.too_large, 2_048)
        else:
            self._check_card(content)
        self.group.post(content, self.too_often)

    def _check_card(self, card: dict[str, Any]) -> None:
        if card.get("card_type") != "text_notice" or len(card.get("jump_list") or ()) > 3:
            raise Refusal(self.bad_form, "invalid template card")
        if not (card.get("main_title", {}).get("title") or card.get("sub_title_text")):
            raise Refusal(self.bad_form, "title or text is required")
        for action in [card.get("card_action") or {}, *(card.get("jump_list") or ())]:
            url_of(action.get("url"), self.bad_form)
