"""Forms and the app's Home, as Slack takes them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from alerts.render.page import plain_text
from alerts.render.text import clean, clip
from console.presses import Press
from operations.values import as_decimal, said

View = dict[str, Any]
Row = Mapping[str, Any]

REJECT, EDIT = "requisition_reject_form", "requisition_edit_form"
MAX_REASON = 500


def reject_form(press: Press) -> View:
    """Asks why."""
    return _form(REJECT, f"Reject {press.number}", "Reject", press, [reason_input()])


def edit_form(press: Press, record: Row) -> View:
    """Asks how many, in stock units, and why. `record`: the requisition as `reads.get` gives it."""
    planned = record["arithmetic"]
    rules = [("minimum", planned.get("min_order_qty")), ("multiple", planned.get("order_multiple"))]
    told = ", ".join(f"{label} {said(as_decimal(value))}" for label, value in rules if as_decimal(value))
    element = {"type": "number_input", "action_id": "number", "is_decimal_allowed": True}
    uom = clean(record["uom"], 20)
    quantity = {
        "type": "input",
        "block_id": "quantity",
        "label": plain_text(f"Quantity ({uom})" if uom else "Quantity"),
        "element": {**element, "initial_value": said(record["quantity"])},
        **({"hint": plain_text(f"The supplier's terms: {told}")} if told else {}),
    }
    return _form(EDIT, f"Edit {press.number}", "Save", press, [quantity, reason_input()])


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
