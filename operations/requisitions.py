"""What people do with requisitions. Each change is compare-and-set: of any number of presses, one decides."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from operations.announce import decision_items, new_item
from operations.approval_steps import is_last, pass_step, step_changes
from operations.candidates import Row
from operations.decision import Decision, Press, overtaken, repeated, step_repeated
from operations.errors import (
    ChangedSinceSeen,
    IllegalTransition,
    LinkUsed,
    NotAllowedToDecide,
    OperationsError,
)
from operations.links import check_unused, note_use
from operations.outbox import stop_write_back
from operations.reads import find, get, pending
from operations.rights import AT_A_STEP, check_right, note_attempt, unable
from operations.routing import passed
from operations.rule_versions import live_rules
from operations.rules import Subscription
from operations.shown import decision_row
from operations.states import check_transition
from operations.store import Store
from operations.tables import outbox
from operations.transition import move
from operations.values import said
from tandem.approval_settings import Approver

__all__ = [
    "Decision",
    "approve",
    "get",
    "mark_sent",
    "pending",
    "reject",
    "release",
    "withdraw",
]


def approve(  # noqa: PLR0917 the order of docs/contracts.md
    store: Store,
    number: str,
    by: str,
    approvers: Sequence[Approver],
    reason: str | None,
    now: datetime,
    *,
    channels: Mapping[str, Subscription] | None = None,
    write_back_to: str | None = None,
    expected_revision: int | None = None,
    link: str | None = None,
    on: date | None = None,
) -> Decision:
    """Approves what waits: the step that rules ask for, or with the last one the whole requisition.

    The last queues its message and its way to the ERP with it. Any other asks the next step, as a new revision.

    Args:
        store: the operations store.
        number: `REQ-000001`.
        by: who presses; must be one of `approvers` whom the rules ask, with a limit not below the amount in base
            currency, or decide in the name of one who is away.
        approvers: who may.
        reason: free text, or None.
        now: aware UTC.
        channels: those that get requisitions also get `requisition_decided` (`rules.subscriptions(company)`).
        write_back_to: the source that takes requisitions, by an outbox item `erp_requisition`; None: no write-back.
        expected_revision: what the person was shown; another revision is refused.
        link: id of the approval link that was used, which decides once; None: it came another way.
        on: the company's day, for who is away; None: the day of `now` in UTC.

    Raises:
        NotAllowedToDecide: and the attempt is in the audit table.
        UnknownRequisition, IllegalTransition, ChangedSinceSeen, LinkUsed: nothing was changed.
    """
    press = Press(number, "approved", by, reason, now, expected_revision, link, on)
    return _decide(store, press, approvers, channels or {}, write_back_to)


def reject(  # noqa: PLR0917 the order of docs/contracts.md
    store: Store,
    number: str,
    by: str,
    approvers: Sequence[Approver],
    reason: str | None,
    now: datetime,
    *,
    channels: Mapping[str, Subscription] | None = None,
    expected_revision: int | None = None,
    link: str | None = None,
    on: date | None = None,
) -> Decision:
    """Rejects what is pending (at any step) or held: the need stays rejected until it grows. Else like `approve`."""
    press = Press(number, "rejected", by, reason, now, expected_revision, link, on)
    return _decide(store, press, approvers, channels or {}, None)


def release(  # noqa: PLR0917 as `approve`
    store: Store, number: str, by: str, approvers: Sequence[Approver], reason: str | None, now: datetime
) -> Decision:
    """Lets a held requisition go to approval; a later evaluation holds it again only when its quantity grows.

    One held for stale data cannot be released: a fresh load does that.
    """
    return _decide(store, Press(number, "pending", by, reason, now, None), approvers, {}, None)


def withdraw(  # noqa: PLR0917 as `approve`
    store: Store,
    number: str,
    by: str,
    approvers: Sequence[Approver],
    reason: str | None,
    now: datetime,
    *,
    channels: Mapping[str, Subscription] | None = None,
    on: date | None = None,
) -> Decision:
    """Takes back what is not ordered yet; the next evaluation asks for the need anew, if it is still there.

    Of an approved one the way to the ERP is stopped. One whose draft order the ERP has is withdrawn by cancelling that.
    """
    return _decide(store, Press(number, "withdrawn", by, reason, now, None, on=on), approvers, channels or {}, None)


def mark_sent(store: Store, number: str, reference: str | None, by: str, now: datetime) -> Decision:
    """Notes that the ERP has the approved requisition. `reference`: the ERP's own name for the draft, kept with it.

    One that a load of the ERP has moved on already stays where it is.
    """
    press = Press(number, "sent", by, reference, now, None)
    with store.begin() as session:
        found = find(session, number, for_update=True)
        if told := repeated(session, found, press) or overtaken(found):
            return told
        values = {"purchase_order_reference": reference} if reference else {}
        move(session, found, "sent", by=by, why=reference or "", now=now, values=values)
    return Decision(number, "sent", by, now, False, _sentence(press))


def _decide(
    store: Store,
    press: Press,
    approvers: Sequence[Approver],
    channels: Mapping[str, Subscription],
    write_back_to: str | None,
) -> Decision:
    """The attempt goes into the audit table whatever comes of it: a refusal is raised after the commit."""
    refusal: OperationsError | None = None
    with store.begin() as session:
        found = find(session, press.number, for_update=True)
        try:
            check_unused(session, press.link)
            decision = step_repeated(found, press) or _settle(
                store, session, found, press, approvers, channels=channels, write_back_to=write_back_to
            )
            note_use(session, press.link, press.number, press.by, press.now)
        except (NotAllowedToDecide, IllegalTransition, ChangedSinceSeen, LinkUsed) as error:
            refusal = error
        what = f"requisition {press.state}"
        note_attempt(session, what, found, refusal, by=press.by, reason=press.reason, now=press.now)
    if refusal is not None:
        raise refusal
    return decision


def _settle(
    store: Store,
    session: Connection,
    found: Row,
    press: Press,
    approvers: Sequence[Approver],
    *,
    channels: Mapping[str, Subscription],
    write_back_to: str | None,
) -> Decision:
    today = press.on or press.now.date()
    name = check_right(found, press.by, approvers, today, press.state)
    if told := repeated(session, found, press):
        return told
    _check(found, press)
    why = press.reason or ""
    if press.state == "approved" and not is_last(found):
        sentence = pass_step(
            store, session, found, channels, approvers=approvers, on=today, by=press.by, in_name_of=name, why=why,
            now=press.now,
        )  # fmt: skip
        return Decision(press.number, found["state"], press.by, press.now, False, sentence)
    if press.state == "withdrawn":
        stop_write_back(session, found)
    values = _released(session, found, press, approvers) if press.state == "pending" else _decided(found, press, name)
    changes = step_changes(found, press.by, name) if press.state in AT_A_STEP else {}
    after = move(session, found, press.state, by=press.by, why=why, now=press.now, values=values, changes=changes)
    if press.state != "pending":
        items = decision_items(channels, after, decision_row(after, press.reason), press.now)
        items += [_write_back(write_back_to, after, press.now)] if write_back_to and not found["order_seen_at"] else []
        store.insert_new(session, outbox, items)
    return Decision(press.number, press.state, press.by, press.now, False, _sentence(press))


def _released(session: Connection, found: Row, press: Press, approvers: Sequence[Approver]) -> Row:
    """Raises IllegalTransition where those whom the rules would ask cannot decide."""
    route = live_rules(session).route(found, press.now)
    if reason := unable({**found, "route": route}, approvers):
        raise IllegalTransition(f"{press.number} cannot be released: {reason}")
    return {"released_by": press.by, "hold_reason": None, "route": route}


def _decided(found: Row, press: Press, name: str) -> Row:
    decided: Row = {"decided_at": press.now, "decided_by": press.by, "decision_reason": press.reason}
    if press.state == "withdrawn":
        decided["revision"] = found["revision"] + 1  # the message of an approval at this revision has gone out
    if press.state == "approved":
        decided |= {"approved_quantity": found["quantity"], "approved_base_amount": found["base_amount"]}
        decided |= {"route": passed(found, press.by, name, press.now)} if found["route"] else {}
    return decided


def _check(found: Row, press: Press) -> None:
    if press.expected_revision not in (None, found["revision"]):
        raise ChangedSinceSeen(
            f"{press.number} is now for {said(found['quantity'])} (revision {found['revision']}, you saw "
            f"{press.expected_revision}). Look at it again before deciding."
        )
    if found["state"] == "held" and press.state == "approved":
        raise IllegalTransition(f"{press.number} is held and cannot be approved yet: {found['hold_reason']}")
    if press.state == "pending" and found["is_stale"]:
        raise IllegalTransition(f"{press.number} cannot be released: {found['hold_reason']}")
    check_transition(press.number, found["state"], press.state)


def _sentence(press: Press) -> str:
    done = "released for approval" if press.state == "pending" else press.state
    return f"{press.number} is {done} by {press.by}."


def _write_back(source: str, record: Row, now: datetime) -> Row:
    row = decision_row(record, record["decision_reason"])
    return new_item(source, "erp_requisition", f"{source}|erp_requisition|{record['number']}", row, now)
