"""Pieces that several kinds of message share."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from alerts.render.page import Page, button
from alerts.render.say import Say
from alerts.render.snooze import snooze_buttons
from alerts.render.text import Safe, clean, escape, user_text
from alerts.render.values import number, truth

SEVERITY: Mapping[Any, str] = {"high": "🔴 ", "medium": "🟠 ", "low": "🟡 "}
SHORT = 48
"""Units of a name in a title, so that the place fits beside it."""


def product(say: Say, limit: int = SHORT) -> str:
    """Name and code, not escaped."""
    name, code = user_text(say.row, "product_name", limit), user_text(say.row, "product_code", 40)
    if name and code and name != code:
        return say.plain("product", name=name, code=code)
    return name or code or say.words["none"]


def location(say: Say) -> str:
    """The location's code, not escaped."""
    return user_text(say.row, "location_code", 30) or user_text(say.row, "location_id", 30) or say.words["none"]


def title(page: Page, say: Say, key: str, **values: str) -> None:
    """The header, with the severity's colour."""
    page.header(SEVERITY.get(user_text(say.row, "severity"), "") + say.plain(key, **values))


def where(say: Say) -> Safe:
    """Product and location in full, for the top of the text."""
    return say.word("where", product=product(say, 120), location=location(say))


def stale(page: Page, say: Say) -> None:
    """The loud warning, when the data behind the message is old."""
    if truth(say.row.get("is_stale")):
        page.lines([say.word("stale", sources=stale_sources(say), as_of=say.instant("data_as_of"))])


def stale_sources(say: Say) -> str:
    """The stale sources: a list or text in the row."""
    said = say.row.get("stale_sources")
    if isinstance(said, list | tuple):
        return say.words["join"].join(clean(one, 40) for one in said)
    return clean(said) or say.words["none"]


def marked(say: Say, text: Safe) -> Safe:
    """The notification line, saying first that the data is stale when it is."""
    return say.word("stale_mark", text=text) if truth(say.row.get("is_stale")) else text


def changes(say: Say) -> list[Safe]:
    """What is different from the message before: `changes` of the row, column -> [before, after]."""
    said = say.row.get("changes")
    pairs = said if isinstance(said, Mapping) else {}
    shown = [
        say.word("changed.one", label=Safe(say.words[f"changed.{name}"]), before=_seen(say, a), after=_seen(say, b))
        for name, (a, b) in pairs.items()
        if say.known(f"changed.{name}")
    ]
    return [say.word("changed", changes=Safe(say.words["list"].join(shown)))] if shown else []


def _seen(say: Say, value: Any) -> Safe:
    figure = number(value)
    return say.named("severity", value) if figure is None else say.figure(figure, 4)


def labelled(say: Say, label: str, value: Safe) -> Safe:
    """One fact for `Page.fields`."""
    return say.word("label", label=Safe(say.words[label]), value=value)


def facts(page: Page, say: Say, values: Mapping[str, Safe]) -> None:
    """Facts in two columns: label key -> value."""
    page.fields([labelled(say, label, value) for label, value in values.items()])


def footer(page: Page, say: Say) -> None:
    """How old the data is and which policy and plan it came from; never left out."""
    parts = [say.word("footer.as_of", as_of=say.instant("data_as_of"))]
    for key in ("policy", "plan"):
        if version := user_text(say.row, f"{key}_version", 60):
            parts.append(say.word(f"footer.{key}", version=version))
    page.footer(Safe(say.words["footer.join"].join(parts)))


def next_receipt(say: Say) -> Safe:
    """When more comes and how much; or that nothing is on order."""
    if say.date("next_receipt_on") is None:
        return say.word("next_receipt.none")
    return say.word("next_receipt.value", quantity=say.quantity("next_receipt_qty"), day=say.day("next_receipt_on"))


def lead_time(say: Say) -> Safe:
    """The lead time and where it comes from."""
    days = say.counted("days", "lead_time_days")
    basis = user_text(say.row, "lead_time_basis")
    receipts = number(say.row.get("lead_time_receipts"))
    if not basis:
        return days
    if basis == "measured" and receipts is not None:
        return say.word(
            "lead_time.value", days=days, basis=say.word("basis.measured_over", number=say.figure(receipts))
        )
    return say.word("lead_time.value", days=days, basis=say.named("basis", basis))


def order_by(say: Say) -> Safe:
    """The last day to order, and whether it lies before the day planned from, else the day of the data."""
    last, today = say.date("order_by_on"), say.date("evaluated_for") or say.date("data_as_of")
    is_past = isinstance(last, date) and isinstance(today, date) and last < today
    return say.word("order_by_on.past", day=say.day("order_by_on")) if is_past else say.day("order_by_on")


def listed(say: Say, names: Iterable[str], most: int = 20) -> Safe:
    """Names one after the other; after `most` of them, how many more there are."""
    kept = [escape(clean(name, 40)) for name in names if clean(name)]
    shown = [*kept[:most], *([say.word("more", number=Safe(str(len(kept) - most)))] if len(kept) > most else [])]
    return Safe(say.words["join"].join(shown)) if shown else say.none


def pairs(say: Say, column: str) -> list[tuple[str, str]]:
    """What stands in a column as `first second; first second`."""
    parts = [pair.partition(" ") for pair in str(say.row.get(column) or "").split("; ")]
    return [(first, second) for first, gap, second in parts if gap]


def decision_buttons(page: Page, say: Say, requisition_number: str) -> None:
    """What an approver may do; each button carries the requisition's number, the block its revision."""
    said = say.words
    buttons = [
        button(said["requisition.button.approve"], "requisition_approve", requisition_number, "primary"),
        button(said["requisition.button.reject"], "requisition_reject", requisition_number, "danger"),
        button(said["requisition.button.edit"], "requisition_edit", requisition_number),
        button(said["requisition.button.reassign"], "requisition_reassign", requisition_number),
        button(said["requisition.button.arithmetic"], "requisition_arithmetic", requisition_number),
        *snooze_buttons(say, "requisition", requisition_number),
    ]
    revision = user_text(say.row, "revision", 20) or "1"
    page.buttons(f"requisition:{requisition_number}:{revision}", buttons)


def decision_links(page: Page, say: Say, links: Mapping[str, str]) -> None:
    """Buttons that open a page: action -> address."""
    styles = {"approve": "primary", "reject": "danger"}
    buttons = [
        {**button(say.words[f"link.{action}"], f"requisition_link_{action}", action, styles.get(action)), "url": url}
        for action, url in links.items()
    ]
    page.buttons("requisition_links", buttons)
