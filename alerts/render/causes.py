"""Why a product is short, in words: the process that failed, never a person (R78)."""

from alerts.render.say import Say
from alerts.render.text import LONG, Safe, escape, user_text


def why_short(say: Say) -> list[Safe]:
    """The cause that the data shows with its figures; nothing where the row has none."""
    cause = user_text(say.row, "shortage_cause", 40)
    if not say.known(f"short.{cause}"):
        return []
    known = {"quantity": say.quantity("cause_qty"), "reference": _reference(say, cause), "day": say.day("cause_on")}
    return [say.word("short.why", cause=say.word(f"short.{cause}", **known))]


def _reference(say: Say, cause: str) -> Safe:
    prefixes = {"record_error": "cause", "rule": "level"}
    said = user_text(say.row, "cause_reference", LONG)
    wording = f"{prefixes.get(cause)}.{said}"
    return say.word(wording) if say.known(wording) else escape(said) or say.absent("cause_reference")
