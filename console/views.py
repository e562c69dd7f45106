"""Forms and the app's Home, as Slack takes them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from alerts.render.page import button, mrkdwn, plain_text
from alerts.render.text import clean, clip, escape
from console.answers import summary
from console.presses import Press
from operations.values import as_decimal, said

View = dict[str, Any]
Row = Mapping[str, Any]

REJECT, EDIT, REASSIGN = "requisition_reject_form", "requisition_edit_form", "requisition_reassign_form"
MOST_OPTIONS = 100
"""In a list to choose from."""
MAX_REASON = 500
MAX_SHOWN = 25
MAX_OTHERS = 10
NOT_BOUND = "You are not among the approvers: your member id stands at no name under `approvers` of the company file."


def home(waiting: tuple[Sequence[Row], Sequence[str]] | None) -> View:
    """What waits for one person, with buttons, and a line for each that waits for others. None: is no approver.

    The first are rows of `reads.pending`.
    """
    blocks: list[View] = [{"type": "header", "text": plain_text("Waits for your decision")}]
    if waiting is None:
        return {"type": "home", "blocks": [*blocks, _section(NOT_BOUND)]}
    mine, others = waiting
    blocks += [block for row in mine[:MAX_SHOWN] for block in _waiting(row)]
    if not mine:
        blocks.append(_section("Nothing waits for you."))
    elif len(mine) > MAX_SHOWN:
        blocks.append(_section(f"and {len(mine) - MAX_SHOWN} more: `/tandem pending`"))
    if others:
        blocks += [{"type": "header", "text": plain_text(f"Waits for others: {len(others)}")}]
        blocks += [_section(escape(line)) for line in others[:MAX_OTHERS]]
    return {"type": "home", "blocks": blocks}


def _waiting(row: Row) -> list[View]:
    number = str(row["number"])
    buttons = [
        button("Approve", "requisition_approve", number, "primary"),
        button("Reject", "requisition_reject", number, "danger"),
        button("Edit quantity", "requisition_edit", number),
        button("Show arithmetic", "requisition_arithmetic", number),
    ]
    actions = {"type": "actions", "block_id": f"requisition:{number}:{row['revision']}", "elements": buttons}
    return [_section(escape(summary(row))), actions]


def _section(text: str) -> View:
    return {"type": "section", "text": mrkdwn(text)}


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


def reassign_form(press: Press, names: Sequence[str]) -> View:
    """Asks to whom, one of `names`, and why."""
    options = [{"text": plain_text(clip(name, 75)), "value": name} for name in names[:MOST_OPTIONS]]
    element = {"type": "static_select", "action_id": "name", "options": options}
    to = {"type": "input", "block_id": "to", "label": plain_text("To"), "element": element}
    return _form(REASSIGN, f"Hand over {press.number}", "Hand over", press, [to, reason_input()])


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
