"""How long requisitions wait for approvers, from their events. A hold's time is nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from operations.states import UNDECIDED
from operations.tables import requisition_event

_DECIDED = ("approved", "rejected")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Wait:
    """What one requisition waited.

    Attributes:
        decision_minutes: from `pending` or `changed` to approval or rejection, all such waits; None: nobody decided.
        waiting_since: aware UTC; None: nobody is waited for.
    """

    decision_minutes: Decimal | None
    waiting_since: datetime | None


NO_WAIT = Wait(None, None)


def waits(session: Connection) -> Mapping[str, Wait]:
    """By requisition number; one that never waited for anybody is absent."""
    event = requisition_event.c

    def next_one(column: ColumnElement[Any]) -> ColumnElement[Any]:
        following = func.lead(column, type_=column.type)
        return following.over(partition_by=event.requisition_number, order_by=event.id)

    entries = (
        select(
            event.requisition_number.label("number"),
            event.to_state,
            event.happened_at.label("since"),
            next_one(event.to_state).label("left_for"),
            next_one(event.happened_at).label("until"),
        )
        .where(or_(event.from_state.is_(None), event.from_state != event.to_state))
        .subquery()
    )
    found: dict[str, Wait] = {}
    statement = select(entries).where(entries.c.to_state.in_(UNDECIDED)).order_by(entries.c.since)
    for row in session.execute(statement):
        found[row.number] = _and_then(found.get(row.number, NO_WAIT), row.left_for, row.since, row.until)
    return found


def _and_then(before: Wait, left_for: str | None, since: datetime, until: datetime | None) -> Wait:
    if until is None:
        return Wait(before.decision_minutes, since)
    if left_for not in _DECIDED:
        return before
    minutes = Decimal(str(round((until - since) / _MINUTE, 6)))
    return Wait((before.decision_minutes or Decimal(0)) + minutes, None)
