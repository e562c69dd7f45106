"""From a row to a message: pure, no clock, no network. `render`, `preview`, `as_possible_duplicate`."""

from collections.abc import Callable, Mapping
from typing import Any

from alerts.errors import CannotRender
from alerts.message import Message
from alerts.render.arithmetic import arithmetic
from alerts.render.page import Page, fitted, mrkdwn
from alerts.render.preview import preview
from alerts.render.requisitions import decided, escalated, reminded, requisition
from alerts.render.say import Say
from alerts.render.signals import review_rule, stock_residual, surge
from alerts.render.snooze import alert_buttons, owner, snoozed
from alerts.render.stock import excess, late_receipt, oversell, shortage
from alerts.render.system import closed, digest, heartbeat, stale_source
from alerts.render.text import Safe, user_text
from alerts.words import TABLES
from tandem.channel_settings import Language

__all__ = ["KINDS", "arithmetic_lines", "as_possible_duplicate", "preview", "render"]

_Write = Callable[[Page, Say], Safe]

_WRITERS: Mapping[str, _Write] = {
    "shortage": shortage,
    "oversell": oversell,
    "excess": excess,
    "late_receipt": late_receipt,
    "surge": surge,
    "review_rule": review_rule,
    "stock_residual": stock_residual,
    "stale_source": stale_source,
    "heartbeat": heartbeat,
    "digest": digest,
    "requisition_decided": decided,
    "requisition_reminded": reminded,
    "requisition_escalated": escalated,
    "alert_closed": closed,
}
SNOOZABLE = frozenset(_WRITERS) - {"heartbeat", "digest", "requisition_decided", "alert_closed"}
"""Kinds of alerts that stay open until their cause is gone."""
KINDS: tuple[str, ...] = ("requisition", *_WRITERS)
"""Every kind of message there is."""

_REQUIRED: Mapping[str, str] = {
    "requisition": "requisition_number",
    "requisition_decided": "requisition_number",
    "requisition_reminded": "requisition_number",
    "requisition_escalated": "requisition_number",
    "stale_source": "source",
    "late_receipt": "purchase_order_number",
}
"""What a message cannot do without: it would be about nothing."""


def render(
    kind: str,
    row: Mapping[str, Any],
    language: Language,
    *,
    interactive: bool = False,
    links: Mapping[str, str] | None = None,
) -> Message:
    """The message about `row`.

    Args:
        kind: one of `KINDS`.
        row: columns as docs/contracts.md lists them, native or as they come back from JSON; what is missing is said
            to be missing.
        language: of the wording.
        interactive: whether a requisition carries buttons to decide it by, and an alert those to snooze it.
        links: `approve`, `reject` or `view` -> address, for a requisition that waits (`alerts.links`).

    Raises:
        CannotRender: nobody knows the kind, or the row lacks what the message is about.
    """
    if kind not in KINDS:
        raise CannotRender(f"There is no message of kind {kind!r}; there are {', '.join(KINDS)}.")
    required = _REQUIRED.get(kind)
    if required and not user_text(row, required):
        raise CannotRender(f"A {kind} message needs {required}, and its row has none. Look at the candidate's model.")
    page, say = Page(), Say(TABLES[language], row)
    text = requisition(page, say, interactive, links or {}) if kind == "requisition" else _WRITERS[kind](page, say)
    page.notice([*snoozed(say), *owner(say)])
    if interactive and kind in SNOOZABLE:
        alert_buttons(page, say)
    return page.message(text)


def arithmetic_lines(row: Mapping[str, Any], language: Language) -> list[Safe]:
    """The arithmetic of a `requisition` row alone, ready for mrkdwn."""
    return arithmetic(Say(TABLES[language], row))


def as_possible_duplicate(message: Message, language: Language) -> Message:
    """`message`, saying that the reader may have seen it before."""
    say = Say(TABLES[language], {})
    notice = {"type": "section", "text": mrkdwn(say.word("duplicate"))}
    text = say.word("duplicate_mark", text=Safe(message.text))
    return fitted(Message(text, (message.blocks[0], notice, *message.blocks[1:])))
