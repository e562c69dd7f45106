"""Who may decide, and the note in the audit table of everybody who tried."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, insert

from operations.candidates import Row
from operations.errors import IllegalTransition, NotAllowedToDecide, OperationsError
from operations.reads import find
from operations.states import check_transition
from operations.store import Store
from operations.tables import audit
from operations.values import said
from tandem.settings import Approver


def check_may_decide(store: Store, number: str, by: str, approvers: Sequence[Approver], now: datetime) -> None:
    """Whether `by` may decide on what waits, before a form is shown to them. A refusal is in the audit table.

    Raises:
        NotAllowedToDecide, UnknownRequisition, IllegalTransition: nothing was changed.
    """
    refusal: OperationsError | None = None
    with store.begin() as session:
        found = find(session, number)
        try:
            check_right(found, by, approvers)
            check_transition(number, found["state"], "rejected")
        except (NotAllowedToDecide, IllegalTransition) as error:
            refusal = error
            note_attempt(session, "requisition asked for", found, refusal, by=by, reason=None, now=now)
    if refusal is not None:
        raise refusal


def check_right(found: Row, by: str, approvers: Sequence[Approver]) -> None:
    """Raises NotAllowedToDecide unless `by` is an approver whose limit reaches the amount in base currency."""
    approver = next((one for one in approvers if one.name == by), None)
    if approver is None:
        raise NotAllowedToDecide(
            f"{by} may not decide on {found['number']}: not among `approvers` of the company file."
        )
    if is_within(found, approver):
        return
    amount: Decimal | None = found["base_amount"]
    limit = said(approver.limit)
    shown = "not known in base currency" if amount is None else f"{said(amount)} {found['base_currency'] or ''}".strip()
    raise NotAllowedToDecide(f"{by} may decide up to {limit}; the amount of {found['number']} is {shown}.")


def check_four_eyes(found: Row, by: str, approvers: Sequence[Approver]) -> None:
    """Raises NotAllowedToDecide where `by` gave the quantity that they approve and somebody else may approve it."""
    others = [one.name for one in approvers if one.name != by and is_within(found, one)]
    if found["edited_by"] == by and others:
        raise NotAllowedToDecide(
            f"{by} changed the quantity of {found['number']}, so another approver decides: {', '.join(others)}."
        )


def is_within(found: Row, approver: Approver) -> bool:
    """Whether the approver's limit reaches the amount in base currency. One that is not known is above any limit."""
    amount: Decimal | None = found["base_amount"]
    return approver.limit is None or (amount is not None and amount <= approver.limit)


def note_attempt(
    session: Connection,
    what: str,
    found: Row,
    refusal: OperationsError | None,
    *,
    by: str,
    reason: str | None,
    now: datetime,
) -> None:
    """Notes in the audit table what `by` tried on a requisition, and why not if it was refused."""
    details = {
        "reason": reason,
        "refusal": None if refusal is None else str(refusal),
        "state": found["state"],
        "base_amount": found["base_amount"],
    }
    values = {"happened_at": now, "actor": by, "what": what, "subject": found["number"]}
    session.execute(insert(audit).values(**values, is_allowed=refusal is None, details=details))
