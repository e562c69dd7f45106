"""Another quantity than the plan's: who may, which ones, and what the next plan leaves of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, update

from operations.candidates import Row, is_swing
from operations.errors import BadQuantity, ChangedSinceSeen, IllegalTransition, NotAllowedToDecide, OperationsError
from operations.reads import find, newest_inputs
from operations.rights import check_right, note_attempt, unable
from operations.rule_versions import live_rules
from operations.store import Store
from operations.tables import requisition, requisition_event, requisition_line
from operations.values import as_decimal, said
from tandem.approval_settings import Approver

_SCALED = ("purchase_quantity", "amount", "base_amount")
_PLACES = Decimal("0.000001")
MOST = Decimal(10) ** 9
"""Units. More than this is a slip of the finger."""


def change_quantity(  # noqa: PLR0917 as `approve`
    store: Store,
    number: str,
    quantity: Decimal,
    by: str,
    approvers: Sequence[Approver],
    reason: str,
    now: datetime,
    *,
    expected_revision: int | None = None,
    on: date | None = None,
) -> str:
    """Gives a pending requisition another quantity (stock units), its amounts with it; a sentence says what was done.

    The plan's inputs stay as they are. The quantity holds until the plan asks for a clearly other one. Where rules ask,
    they ask again from the first step; held where the editor is the only one whom they ask. `on` as of `approve`.

    Raises:
        NotAllowedToDecide: not an approver, or the old or new amount is above the limit; it is in the audit table.
        BadQuantity: not above 0, below the minimum, or no multiple of the lot.
        UnknownRequisition, IllegalTransition, ChangedSinceSeen: nothing was changed.
    """
    refusal: OperationsError | None = None
    with store.begin() as session:
        found = find(session, number, for_update=True)
        try:
            day = on or now.date()
            check_right(found, by, approvers, day)
            _check(found, expected_revision)
            planned = newest_inputs(session, number)
            values = _values(planned, quantity)
            check_right({**found, "base_amount": values["base_amount"]}, by, approvers, day)
            planned_quantity = as_decimal(planned["quantity"])
            hold = _write(session, found, values, planned_quantity, approvers, by=by, reason=reason, now=now)
        except (NotAllowedToDecide, BadQuantity, IllegalTransition, ChangedSinceSeen) as error:
            refusal = error
        note_attempt(session, "requisition quantity", found, refusal, by=by, reason=reason, now=now)
    if refusal is not None:
        raise refusal
    done = f"{number} is now for {said(quantity)} {found['uom'] or ''}".rstrip()
    return f"{done}, changed by {by}. Reason: {reason}" + (f" It is held: {hold}" if hold else "")


def check_quantity(planned: Mapping[str, Any], quantity: Decimal) -> None:
    """Raises BadQuantity unless `quantity` is one that the supplier takes: minimum and multiple of the plan's row."""
    if not 0 < quantity <= MOST:
        raise BadQuantity(f"The quantity must be above 0 and at most {said(MOST)}.")
    minimum, multiple = as_decimal(planned.get("min_order_qty")), as_decimal(planned.get("order_multiple"))
    if minimum is not None and quantity < minimum:
        raise BadQuantity(f"The supplier takes {said(minimum)} or more.")
    if multiple and quantity % multiple:
        below = quantity // multiple * multiple
        nearest = " or ".join(said(one) for one in (below, below + multiple) if one >= max(minimum or 0, multiple))
        raise BadQuantity(f"The supplier takes multiples of {said(multiple)}: {nearest}.")


def with_quantity(planned: Mapping[str, Any], quantity: Decimal) -> Row:
    """The plan's row for another quantity: purchase quantity and amounts in proportion, six places."""
    share = quantity / (as_decimal(planned["quantity"]) or Decimal(1))
    scaled = {name: as_decimal(planned.get(name)) for name in _SCALED}
    others = {
        name: None if one is None else as_decimal((one * share).quantize(_PLACES)) for name, one in scaled.items()
    }
    return {**planned, "quantity": quantity, **others}


def kept_edit(last: Row, row: Row, hysteresis: float) -> Row | None:
    """The candidate for the quantity that a person gave it; None when nobody did, or the plan has moved on since: to
    another quantity, or to a supplier who does not take this one."""
    if last["edited_by"] is None or is_swing(last["planned_quantity"], as_decimal(row["quantity"]), hysteresis):
        return None
    return with_quantity(row, last["quantity"]) if _takes(row, last["quantity"]) else None


def _takes(planned: Mapping[str, Any], quantity: Decimal) -> bool:
    try:
        check_quantity(planned, quantity)
    except BadQuantity:
        return False
    return True


def _check(found: Row, expected_revision: int | None) -> None:
    if found["state"] != "pending":
        raise IllegalTransition(f"{found['number']} is {found['state']}: its quantity stays as it is.")
    if expected_revision not in (None, found["revision"]):
        raise ChangedSinceSeen(
            f"{found['number']} is now for {said(found['quantity'])} (revision {found['revision']}, you saw "
            f"{expected_revision}). Look at it again before changing it."
        )


def _values(planned: Mapping[str, Any], quantity: Decimal) -> Row:
    """The line's numbers for a quantity that the supplier takes. Raises BadQuantity."""
    check_quantity(planned, quantity)
    line = with_quantity(planned, quantity)
    return {name: as_decimal(line.get(name)) for name in ("quantity", *_SCALED)}


def _write(
    session: Connection,
    found: Row,
    values: Row,
    planned_quantity: Decimal | None,
    approvers: Sequence[Approver],
    *,
    by: str,
    reason: str,
    now: datetime,
) -> str | None:
    """Compare and set, with the event. Approvers see a new revision; gives the reason to hold it, if there is one."""
    number, quantity, revision = found["number"], values["quantity"], found["revision"]
    edited = {**found, "base_amount": values["base_amount"], "edited_by": by}
    route = live_rules(session).route(edited, now)
    hold = unable({**edited, "route": route}, approvers)
    head = {"base_amount": values["base_amount"], "revision": revision + 1, "updated_at": now, "updated_by": by}
    head |= {"edited_by": by, "planned_quantity": planned_quantity, "announced_quantity": quantity}
    head |= {"state": "held" if hold else "pending", "hold_reason": hold, "route": None if hold else route}
    seen = (requisition.c.number == number, requisition.c.state == "pending", requisition.c.revision == revision)
    changed = session.execute(update(requisition).where(*seen).values(head))
    if changed.rowcount != 1:
        raise ChangedSinceSeen(f"{number} was changed by somebody else at this moment. Look at it again.")
    own = (requisition_line.c.requisition_number == number, requisition_line.c.line == 1)
    session.execute(update(requisition_line).where(*own).values(values))
    event = {"requisition_number": number, "happened_at": now, "actor": by, "why": reason}
    changes = {name: [found[name], value] for name, value in values.items() if found[name] != value}
    states = {"from_state": "pending", "to_state": head["state"]}
    session.execute(insert(requisition_event).values(**event, **states, changes=changes))
    return hold
