"""User text inside Slack: shown as it is, never obeyed, never longer than there is room for."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

NAME = 120
LONG = 500
ELLIPSIS = "…"

# Slack has no escape for its formatting signs. Look-alikes cannot be mistaken for them.
_SIGNS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "_": "ˍ"})
_LOOSE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_EMOJI_NAME = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Safe(str):
    """Text that Slack shows as meant: our own wording, formatted numbers, or user text after `escape`."""

    __slots__ = ()


def units(text: str) -> int:
    """Length in UTF-16 units, the stricter of the two ways to count an emoji."""
    return len(text) + sum(character > "\uffff" for character in text)


def clip(text: str, limit: int) -> str:
    """`text` within `limit` UTF-16 units; what is cut ends in an ellipsis."""
    if units(text) <= limit:
        return text
    kept, used = [], 0
    for character in text:
        used += units(character)
        if used > limit - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ELLIPSIS


def is_nothing(value: object) -> bool:
    """None, NaN, and pandas' words for it."""
    return value is None or str(value) in ("nan", "NaN", "NaT", "<NA>")


def clean(value: object, limit: int = NAME) -> str:
    """`value` on one line without control, direction-changing or invisible characters, within `limit`."""
    if is_nothing(value):
        return ""
    shown = "".join(
        " " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one
        for one in str(value).strip()[: limit * 8]
        if unicodedata.category(one) not in ("Cf", "Cs") or one == "\u200d"
    )
    return clip(" ".join(shown.split()), limit)


def escape(text: str) -> Safe:
    """`text` for mrkdwn: no mention, link, emoji name or formatting in it takes effect.

    An underscore between letters or digits (`SKU_10`) formats nothing in Slack and stays.
    """
    loose = _LOOSE_UNDERSCORE.sub("ˍ", text)
    signs = "".join(one if one == "_" else one.translate(_SIGNS) for one in loose)
    return Safe(_EMOJI_NAME.sub(":\u200b", signs).translate(_ENTITIES))


def clip_safe(text: Safe, limit: int) -> Safe:
    """`text` within `limit` UTF-16 units without half an entity at its end."""
    if units(text) <= limit:
        return text
    return Safe(_HALF_ENTITY.sub("", clip(text, limit).removesuffix(ELLIPSIS)) + ELLIPSIS)


def user_text(row: Mapping[str, Any], name: str, limit: int = NAME) -> str:
    """The row's text, cleaned but not escaped; empty when there is none."""
    return clean(row.get(name), limit)
