"""A press, what it did, and whether it repeats an earlier one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from operations.approval_steps import repeated_step
from operations.candidates import Row
from operations.states import TRANSITIONS
from operations.tables import requisition_event


@dataclass(frozen=True)
class Decision:
    """What a press did.

    Attributes:
        number: the requisition.
        state: its state now.
        by, at: who decided and when; of a repeated press, the first one.
        is_repeat: it had been decided like this before; nothing was changed.
        sentence: for the person who pressed.
    """

    number: str
    state: str
    by: str
    at: datetime
    is_repeat: bool
    sentence: str


@dataclass(frozen=True)
class Press:
    """One press of one person; the fields are the arguments of `requisitions.approve`."""

    number: str
    state: str
    by: str
    reason: str | None
    now: datetime
    expected_revision: int | None
    link: str | None = None
    on: date | None = None


def repeated(session: Connection, found: Row, press: Press) -> Decision | None:
    """The earlier press, where the requisition has been brought to this state before."""
    if press.state == "pending" or press.state in TRANSITIONS[found["state"]]:
        return None
    statement = (
        select(requisition_event.c.actor, requisition_event.c.happened_at)
        .where(requisition_event.c.requisition_number == press.number, requisition_event.c.to_state == press.state)
        .where(requisition_event.c.from_state != press.state)
        .order_by(requisition_event.c.id.desc())
    )
    last = session.execute(statement).first()
    if last is None:
        return None
    sentence = f"{press.number} was already {press.state} by {last.actor} at {last.happened_at:%Y-%m-%d %H:%M} UTC."
    return Decision(press.number, found["state"], last.actor, last.happened_at, True, sentence)


def step_repeated(found: Row, press: Press) -> Decision | None:
    """The earlier press, where it approved a step before the one that waits."""
    told = repeated_step(found, press.by, press.expected_revision) if press.state == "approved" else None
    return Decision(press.number, found["state"], press.by, told[1], True, told[0]) if told else None


def overtaken(found: Row) -> Decision | None:
    """A load of the ERP showed the order before its delivery could be noted, as after a crash between the two."""
    if found["order_seen_at"] is None or "sent" in TRANSITIONS[found["state"]]:
        return None
    sentence = f"{found['number']} is {found['state']} already."
    return Decision(found["number"], found["state"], found["updated_by"], found["order_seen_at"], True, sentence)
