"""What waits too long: reminders, escalations, and the end of what nobody decides. Pure in `now`, idempotent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from operations.announce import decision_items, reminder_items
from operations.candidates import Row
from operations.changes import AUTHOR
from operations.reads import find, undecided
from operations.rights import stand_ins
from operations.routing import Step, asked, place, waiting_step, with_step
from operations.rules import Subscription, subscriptions
from operations.shown import decision_row
from operations.snooze import is_asleep
from operations.store import Store
from operations.tables import outbox, requisition_event
from operations.transition import move
from operations.values import as_decimal, as_instant
from operations.working_time import after
from tandem.approval_settings import Approvals, Approver
from tandem.settings import Company


@dataclass(frozen=True)
class Patience:
    """How long the company waits for a decision, and who is told.

    Attributes:
        approvals: working hours and limits.
        time_zone: of the working hours.
        channels: those that get requisitions.
        approvers: who may decide, and who is away.
    """

    approvals: Approvals
    time_zone: str
    channels: Mapping[str, Subscription]
    approvers: Sequence[Approver] = ()

    @classmethod
    def of(cls, company: Company) -> "Patience":
        """The company file's."""
        return cls(company.approvals, company.company.time_zone, subscriptions(company), company.approvers)

    def due(self, step: Step, noted: str) -> datetime | None:
        """When the step is to be `reminded_at` or `escalated_at`; None: never, or it has happened."""
        hours, since = as_decimal(step["hours"]), as_instant(step["since"])
        if noted in step or hours is None or since is None:
            return None
        if noted == "escalated_at":
            hours = (self.approvals.escalate_after_hours or hours * 2) if step["escalate_to"] else None
        return None if hours is None else after(since, hours, self.approvals.work_hours, self.time_zone)


@dataclass(frozen=True)
class Chased:
    """Numbers of the requisitions that were reminded of, escalated, and given up."""

    reminded: tuple[str, ...] = ()
    escalated: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()


def chase(store: Store, patience: Patience, now: datetime) -> Chased:
    """Reminds, escalates and gives up what is due at `now`; each requisition in a transaction of its own.

    A reminder and an escalation are noted on the step and go out once each; both due at once is an escalation alone.
    Of what is snoozed nobody is reminded; it is escalated and given up all the same.
    """
    done: dict[str, list[str]] = {"reminded": [], "escalated": [], "expired": []}
    with store.read() as session:
        waiting = undecided(session)
        due = [row["number"] for row in waiting if _due(row, _since(session, row, patience), patience, now)]
    for number in due:
        with store.begin() as session:
            if what := _chase_one(store, session, number, patience, now):
                done[what].append(number)
    return Chased(**{what: tuple(numbers) for what, numbers in done.items()})


def _since(session: Connection, found: Row, patience: Patience) -> datetime | None:
    """Since when the requisition has been pending, whatever its revision; None where that ends nothing."""
    if patience.approvals.expire_after_days is None or found["state"] != "pending":
        return None
    event = requisition_event.c
    began = (event.requisition_number == found["number"], event.to_state == "pending", event.from_state != "pending")
    moment: datetime | None = session.scalar(select(func.max(event.happened_at)).where(*began))
    return moment


def _due(found: Row, since: datetime | None, patience: Patience, now: datetime) -> str | None:
    """What is to be done about a requisition: `expired`, `escalated`, `reminded` or nothing."""
    days = patience.approvals.expire_after_days
    if since is not None and days is not None and now >= since + timedelta(days=days):
        return "expired"
    step = waiting_step(found)
    for what in ("escalated", "reminded") if step else ():
        moment = patience.due(step or {}, f"{what}_at")
        is_hushed = what == "reminded" and is_asleep(found, now)
        if moment is not None and now >= moment and not is_hushed:
            return what
    return None


def _chase_one(store: Store, session: Connection, number: str, patience: Patience, now: datetime) -> str | None:
    found = find(session, number, for_update=True)
    what = _due(found, _since(session, found, patience), patience, now)
    if what == "expired":
        _expire(store, session, found, patience, now)
    elif what is not None:
        _remind(store, session, found, what, patience=patience, now=now)
    return what


def _expire(store: Store, session: Connection, found: Row, patience: Patience, now: datetime) -> None:
    why = f"Nobody decided within {patience.approvals.expire_after_days} days."
    after_ = move(session, found, "expired", by=AUTHOR, why=why, now=now, values={"decision_reason": why})
    items = decision_items(patience.channels, after_, decision_row(after_, why), now)
    store.insert_new(session, outbox, items)


def _remind(store: Store, session: Connection, found: Row, what: str, *, patience: Patience, now: datetime) -> None:
    """Notes it on the step and tells. An escalation tells what a reminder would, so none follows."""
    step = waiting_step(found) or {}
    noted = {"reminded_at": now.isoformat()} | ({"escalated_at": now.isoformat()} if what == "escalated" else {})
    route = with_step(found, **{**noted, **{name: step[name] for name in noted if name in step}})
    after_ = move(
        session, found, found["state"], by=AUTHOR, why=_why({**found, "route": route}), now=now, values={"route": route}
    )
    today = now.astimezone(ZoneInfo(patience.time_zone)).date()
    row = {**decision_row(after_, None), **stand_ins(after_, patience.approvers, today), "waiting_since": step["since"]}
    store.insert_new(session, outbox, reminder_items(what, patience.channels, after_, row, now))


def _why(found: Row) -> str:
    step = waiting_step(found) or {}
    since = as_instant(step["since"])
    waited = f"{place(found, step).capitalize()} waits since {since:%Y-%m-%d %H:%M} UTC"
    if "escalated_at" in step:
        return f"{waited}; {step['escalate_to']} may decide too."
    return f"{waited}; reminded: {', '.join(asked(step))}."
