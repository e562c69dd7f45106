"""Approving one step of several: the requisition waits on as a new revision, of which the next step is told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from operations.announce import revision_items
from operations.candidates import Row
from operations.reads import newest_inputs
from operations.rights import stand_ins
from operations.routing import asked, decided_steps, passed, place, waiting_step
from operations.rules import Subscription
from operations.shown import requisition_row
from operations.store import Store
from operations.tables import outbox
from operations.transition import move
from operations.values import as_instant
from tandem.approval_settings import Approver


def is_last(found: Row) -> bool:
    """Whether an approval decides the requisition: no further step would wait."""
    step = waiting_step(found)
    return step is None or found["route"]["steps"][-1] is step


def pass_step(
    store: Store,
    session: Connection,
    found: Row,
    channels: Mapping[str, Subscription],
    *,
    approvers: Sequence[Approver],
    on: date,
    by: str,
    in_name_of: str,
    why: str,
    now: datetime,
) -> str:
    """Notes the approval of the waiting step and asks the next one; gives a sentence for the person who pressed."""
    route, revision = passed(found, by, in_name_of, now), found["revision"] + 1
    told = {"announced_quantity": found["quantity"], "announced_unit_price": found["unit_price"]}
    values = {"route": route, "revision": revision, **told}
    changes = step_changes(found, by, in_name_of)
    after = move(session, found, found["state"], by=by, why=why, now=now, values=values, changes=changes)
    row = requisition_row({**after, "arithmetic": newest_inputs(session, found["number"])})
    row |= stand_ins(after, approvers, on)
    store.insert_new(session, outbox, revision_items(channels, after, row, now))
    return f"{_decided(found, by, in_name_of)} {_waits(after)}"


def step_changes(found: Row, by: str, in_name_of: str) -> Row:
    """For the event of a decision: which step of how many, and in whose name where it is not one's own."""
    step = waiting_step(found)
    decided = {"step": place(found, step).removeprefix("step ")} if step else {}
    return decided if by == in_name_of else {**decided, "in_name_of": in_name_of}


def repeated_step(found: Row, by: str, seen: int | None) -> tuple[str, datetime] | None:
    """The sentence for who presses again what they have decided, and when that was; None: it is no such repeat.

    `seen`: the revision that was pressed. Without one, who is not asked at the waiting step is taken to press again.
    """
    step = waiting_step(found)
    for earlier in decided_steps(found) if step else ():
        is_this = seen == earlier["revision"] if seen is not None else by not in asked(step or {})
        if earlier["decided_by"] == by and is_this:
            at = as_instant(earlier["decided_at"])
            assert at is not None
            was = f"{place(found, earlier)} was already approved by {by} at {at:%Y-%m-%d %H:%M} UTC."
            return f"{found['number']}: {was} {_waits(found)}", at
    return None


def _decided(found: Row, by: str, in_name_of: str) -> str:
    step = waiting_step(found)
    name = "" if by == in_name_of else f" in the name of {in_name_of}"
    return f"{found['number']}: {place(found, step or {})} is approved by {by}{name}."


def _waits(found: Row) -> str:
    step = waiting_step(found) or {}
    return f"It waits for {', '.join(asked(step))} ({place(found, step)})."
