"""Forms and the app's Home, as Slack takes them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from alerts.render.page import plain_text
from alerts.render.text import clip
from console.presses import Press

View = dict[str, Any]
Row = Mapping[str, Any]

REJECT, EDIT = "requisition_reject_form", "requisition_edit_form"
MAX_REASON = 500


def reject_form(press: Press) -> View:
    """Asks why."""
    return _form(REJECT, f"Reject {press.number}", "Reject", press, [reason_input()])


def reason_input() -> View:
    """Why, for the record; Slack itself refuses an empty one."""
    element = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": MAX_REASON}
    return {"type": "input", "block_id": "reason", "label": plain_text("Reason"), "element": element}


def _form(callback: str, title: str, submit: str, press: Press, blocks: Sequence[View]) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain_text(clip(title, 24)),
        "submit": plain_text(submit),
        "close": plain_text("Cancel"),
        "private_metadata": press.as_metadata(),
        "blocks": list(blocks),
    }
