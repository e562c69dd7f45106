"""What a message shows of a requisition or an alert."""

from operations.candidates import Row
from operations.routing import asked, decided_steps, waiting_step

SNOOZE = ("snoozed_until", "snoozed_by", "snooze_reason")
"""Until when somebody wants to hear no more of it, who and why; all null where nobody does."""


def identity(record: Row) -> Row:
    """Which requisition it is, and how it stands."""
    columns = ("need_key", "episode", "revision", "state", "hold_reason", "created_at", "data_as_of", *SNOOZE)
    return {"requisition_number": record["number"], **{name: record[name] for name in columns}, **approval(record)}


def approval(record: Row) -> Row:
    """Whom the rules ask and what they have decided; nothing where any approver may decide.

    `step` (from 1), `steps`, `asked` (names), `is_escalated`, and `steps_decided`: each `decided_by`, `in_name_of`.
    """
    step = waiting_step(record)
    if step is None:
        return {}
    decided = [{name: one[name] for name in ("decided_by", "in_name_of")} for one in decided_steps(record)]
    count = len(record["route"]["steps"])
    shown = {"step": len(decided) + 1, "steps": count, "asked": asked(step), "steps_decided": decided}
    return {**shown, "is_escalated": "escalated_at" in step}


def decision_row(record: Row, reason: str | None) -> Row:
    """What a `requisition_decided` message shows of a requisition joined with its line."""
    columns = (
        "product_id",
        "product_code",
        "product_name",
        "location_id",
        "location_code",
        "supplier_id",
        "supplier_name",
        "base_amount",
        "base_currency",
        "quantity",
        "uom",
        "purchase_quantity",
        "purchase_uom",
        "unit_price",
        "currency",
        "amount",
        "required_on",
        "decided_by",
        "decided_at",
    )
    return {**identity(record), **{name: record.get(name) for name in columns}, "decision_reason": reason}


def requisition_row(record: Row) -> Row:
    """What a `requisition` message shows of a requisition (`reads.get`): the newest inputs, and how it stands."""
    return {**record["arithmetic"], **decision_row(record, record["decision_reason"])}


def alert_row(record: Row, changed: Row | None = None) -> Row:
    """What a message shows of an alert: its newest numbers, and how it stands. `changed`: column -> [before, after]."""
    columns = ("alert_key", "kind", "episode", "revision", "state", "opened_at", "closed_at", "close_reason", *SNOOZE)
    return {**record["numbers"], **{name: record[name] for name in columns}, "changes": changed or {}}
