"""Who may decide, in whose name, and the note in the audit table of everybody who tried."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, insert

from operations.candidates import Row
from operations.errors import IllegalTransition, NotAllowedToDecide, OperationsError
from operations.reads import find
from operations.routing import Step, asked, has_decided, place, waiting_step
from operations.states import check_transition
from operations.store import Store
from operations.tables import audit
from operations.values import said
from tandem.approval_settings import Approver

Approvers = Sequence[Approver]

AT_A_STEP = ("approved", "rejected")
"""What only those may do whom the rules ask; the rest may any approver within the limit."""


def check_may_decide(
    store: Store, number: str, by: str, approvers: Approvers, now: datetime, *, on: date | None = None, to: str = ""
) -> None:
    """Whether `by` may decide on what waits, before a form is shown to them. A refusal is in the audit table.

    `to`: `rejected` where the form rejects; empty where it changes the quantity. `on` as of `requisitions.approve`.

    Raises:
        NotAllowedToDecide, UnknownRequisition, IllegalTransition: nothing was changed.
    """
    refusal: OperationsError | None = None
    with store.begin() as session:
        found = find(session, number)
        try:
            check_right(found, by, approvers, on or now.date(), to)
            check_transition(number, found["state"], "rejected")
        except (NotAllowedToDecide, IllegalTransition) as error:
            refusal = error
            note_attempt(session, "requisition asked for", found, refusal, by=by, reason=None, now=now)
    if refusal is not None:
        raise refusal


def check_right(found: Row, by: str, approvers: Approvers, on: date, to: str = "") -> str:
    """In whose name `by` may bring the requisition to state `to`: their own, or an approver's who is away on that day.

    Raises:
        NotAllowedToDecide: no approver, not asked at this step, above the limit, or the other pair of eyes is missing.
    """
    number, step = found["number"], waiting_step(found) if to in AT_A_STEP else None
    mine = stands_for(by, approvers, on)
    if not mine:
        raise NotAllowedToDecide(f"{by} may not decide on {number}: not among `approvers` of the company file.")
    listed = [one for one in mine if step is None or one.name in asked(step)]
    if step and not listed:
        names = ", ".join(asked(step))
        raise NotAllowedToDecide(f"{number} waits for {names} ({place(found, step)}); {by} is not asked.")
    within = [one for one in listed if is_within(found, one)]
    if not within:
        raise NotAllowedToDecide(f"{by} may decide up to {said(listed[0].limit)}; the amount of {_amount(found)}.")
    if to != "approved":
        return within[0].name
    free = [one for one in within if not _lacks_eyes(found, {by, one.name}, approvers, step)]
    if not free:
        raise NotAllowedToDecide(_four_eyes(found, by, approvers, step))
    return free[0].name


def check_can_take(found: Row, to: str, approvers: Approvers) -> None:
    """Raises NotAllowedToDecide unless the waiting requisition can be handed to `to`, who is not asked yet."""
    if why := _why_unable(found, to, approvers):
        raise NotAllowedToDecide(f"{found['number']} cannot be handed over: {why}.")
    step = waiting_step(found)
    if step and to in asked(step):
        raise NotAllowedToDecide(f"{to} is asked already.")
    if has_decided(found, {to}):
        raise NotAllowedToDecide(f"{to} has decided an earlier step of {found['number']}; hand it to somebody else.")


def could_take(found: Row, approvers: Approvers) -> list[str]:
    """The approvers to whom the waiting requisition can be handed over."""
    names = []
    for approver in approvers:
        try:
            check_can_take(found, approver.name, approvers)
        except NotAllowedToDecide:
            continue
        names.append(approver.name)
    return names


def may_decide(found: Row, by: str, approvers: Approvers, on: date) -> bool:
    """Whether the requisition waits for this person: may reject or approve it."""
    try:
        check_right(found, by, approvers, on, "rejected")
    except NotAllowedToDecide:
        return False
    return True


def waits_for(rows: Sequence[Row], by: str, approvers: Approvers, on: date) -> tuple[list[Row], list[Row]]:
    """Undecided requisitions apart: those that wait for this person, and those that wait for others only."""
    mine = {row["number"] for row in rows if may_decide(row, by, approvers, on)}
    return [row for row in rows if row["number"] in mine], [row for row in rows if row["number"] not in mine]


def asked_of(found: Row, approvers: Approvers) -> list[str]:
    """Whom an undecided requisition waits for: those whom the rules ask, else every approver within the limit."""
    step = waiting_step(found)
    return asked(step) if step else [one.name for one in approvers if is_within(found, one)]


def stand_ins(found: Row, approvers: Approvers, on: date) -> Row:
    """For messages: `stand_ins`, who decides for each of those asked who is away; nothing where nobody is."""
    away = {name: delegate_of(name, approvers, on) for name in asked_of(found, approvers)}
    return {"stand_ins": found_} if (found_ := {name: one for name, one in away.items() if one}) else {}


def stands_for(by: str, approvers: Approvers, on: date) -> list[Approver]:
    """The approvers in whose name a person may decide on a day, the person first."""
    own = [one for one in approvers if one.name == by]
    return [*own, *(one for one in approvers if delegate_of(one.name, approvers, on) == by)]


def delegate_of(name: str, approvers: Approvers, on: date) -> str | None:
    """Who decides for an approver who is away on a day; the delegate's own delegate if that one is away too.

    None: not away, or the delegates lead back to somebody who is away.
    """
    at, seen = name, {name}
    while away := _away(at, approvers, on):
        at = away
        if at in seen:
            return None
        seen.add(at)
    return None if at == name else at


def _away(name: str, approvers: Approvers, on: date) -> str | None:
    spans = (span for one in approvers if one.name == name for span in one.away)
    return next((span.delegate for span in spans if span.from_on <= on <= span.to_on), None)


def unable(found: Row, approvers: Approvers) -> str | None:
    """Why a step that is not decided could be decided by nobody whom the rules ask; None: each by somebody."""
    route = found["route"]
    for step in route["steps"] if route else ():
        why = {name: _why_unable(found, name, approvers) for name in step["approvers"]}
        if "decided_at" not in step and all(why.values()):
            reasons = "; ".join(filter(None, why.values()))
            return (
                f"Row {step['row']} of the approval rules asks {', '.join(why)} ({place(found, step)}), and {reasons}. "
                "Change the rules, the limits or the quantity."
            )
    return None


def _why_unable(found: Row, name: str, approvers: Approvers) -> str | None:
    approver = next((one for one in approvers if one.name == name), None)
    if approver is None:
        return f"{name} is not among `approvers` of the company file"
    if not is_within(found, approver):
        return f"{name} may decide up to {said(approver.limit)} while the amount of {_amount(found)}"
    return f"{name} changed the quantity" if found["edited_by"] == name else None


def _lacks_eyes(found: Row, people: set[str], approvers: Approvers, step: Step | None) -> bool:
    """Whether one of `people` gave the quantity, or decided an earlier step, and it is for somebody else to approve.

    Where rules ask, nobody approves their own quantity; where none do, only while somebody else may.
    """
    if found["edited_by"] in people:
        return step is not None or bool(_others(found, people, approvers, step))
    return has_decided(found, people) and step is not None and bool(_others(found, people, approvers, step))


def _others(found: Row, people: set[str], approvers: Approvers, step: Step | None) -> list[str]:
    """Who may approve in place of `people`."""
    able = [one.name for one in approvers if one.name not in people and is_within(found, one)]
    if step is None:
        return able
    return [
        name for name in able if name in asked(step) and name != found["edited_by"] and not has_decided(found, {name})
    ]


def _four_eyes(found: Row, by: str, approvers: Approvers, step: Step | None) -> str:
    others = ", ".join(_others(found, {by}, approvers, step)) or "nobody is left whom the rules ask"
    if found["edited_by"] is not None and not has_decided(found, {by}):
        return f"{found['edited_by']} changed the quantity of {found['number']}, so another approver decides: {others}."
    return f"{by} has decided an earlier step of {found['number']}, so another approver decides: {others}."


def is_within(found: Row, approver: Approver) -> bool:
    """Whether the approver's limit reaches the amount in base currency. One that is not known is above any limit."""
    amount: Decimal | None = found["base_amount"]
    return approver.limit is None or (amount is not None and amount <= approver.limit)


def _amount(found: Row) -> str:
    amount: Decimal | None = found["base_amount"]
    shown = "not known in base currency" if amount is None else f"{said(amount)} {found['base_currency'] or ''}".strip()
    return f"{found['number']} is {shown}"


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
