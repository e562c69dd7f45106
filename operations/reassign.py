"""Handing a requisition over: another approver is asked in the place of those who are asked now."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from operations.announce import revision_items
from operations.candidates import Row
from operations.errors import ChangedSinceSeen, IllegalTransition, NotAllowedToDecide, OperationsError
from operations.reads import find, newest_inputs
from operations.rights import asked_of, check_can_take, check_right, note_attempt, stand_ins
from operations.routing import handed_over
from operations.rules import Subscription
from operations.shown import requisition_row
from operations.states import UNDECIDED
from operations.store import Store
from operations.tables import outbox
from operations.transition import move
from tandem.approval_settings import Approver


def reassign(  # noqa: PLR0917 as `approve`
    store: Store,
    number: str,
    to: str,
    by: str,
    approvers: Sequence[Approver],
    reason: str,
    now: datetime,
    *,
    channels: Mapping[str, Subscription] | None = None,
    expected_revision: int | None = None,
    on: date | None = None,
) -> str:
    """Asks `to` at the waiting step, and nobody else but whom it was escalated to; gives a sentence of what was done.

    Its time limits run on. It holds until people are asked anew, as when the quantity swings or the rules change.

    Args:
        to: an approver who may decide it.
        by: who is asked now, or an approver within the limit where rules ask nobody.
        channels, expected_revision, on: as of `requisitions.approve`; a new revision is told.

    Raises:
        NotAllowedToDecide: `by` is not asked, or `to` could not decide; and the attempt is in the audit table.
        UnknownRequisition, IllegalTransition, ChangedSinceSeen: nothing was changed.
    """
    refusal: OperationsError | None = None
    with store.begin() as session:
        found, day = find(session, number, for_update=True), on or now.date()
        try:
            _check(found, expected_revision)
            check_right(found, by, approvers, day, "rejected")
            check_can_take(found, to, approvers)
            after = _hand_over(session, found, to, asked_of(found, approvers), by=by, reason=reason, now=now)
            row = requisition_row({**after, "arithmetic": newest_inputs(session, number)})
            row |= stand_ins(after, approvers, day)
            store.insert_new(session, outbox, revision_items(channels or {}, after, row, now))
        except (NotAllowedToDecide, IllegalTransition, ChangedSinceSeen) as error:
            refusal = error
        note_attempt(session, "requisition reassigned", found, refusal, by=by, reason=reason, now=now)
    if refusal is not None:
        raise refusal
    return f"{number} is handed over to {to} by {by}. Reason: {reason}"


def _check(found: Row, expected_revision: int | None) -> None:
    if found["state"] not in UNDECIDED:
        raise IllegalTransition(f"{found['number']} is {found['state']}: it waits for nobody.")
    if expected_revision not in (None, found["revision"]):
        raise ChangedSinceSeen(
            f"{found['number']} is at revision {found['revision']}, you saw {expected_revision}. Look at it again."
        )


def _hand_over(
    session: Connection, found: Row, to: str, asked: Sequence[str], *, by: str, reason: str, now: datetime
) -> Row:
    told = {"announced_quantity": found["quantity"], "announced_unit_price": found["unit_price"]}
    values = {"route": handed_over(found, to, asked, now), "revision": found["revision"] + 1, **told}
    changes = {"asked": [list(asked), [to]]}
    return move(session, found, found["state"], by=by, why=reason, now=now, values=values, changes=changes)
