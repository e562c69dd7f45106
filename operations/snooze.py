"""Snoozing: somebody wants to hear no more of an alert or a waiting requisition until a day; it stays open.

At the first evaluation on that day it is told again if it is still there; an alert whose severity has risen, at once.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from operations.candidates import Row, severity_rank
from operations.errors import (
    BadSnooze,
    ChangedSinceSeen,
    IllegalTransition,
    NotAllowedToDecide,
    OperationsError,
    UnknownAlert,
)
from operations.reads import find
from operations.rights import check_right
from operations.shown import SNOOZE
from operations.states import OPEN, UNDECIDED
from operations.store import Store
from operations.tables import alert, alert_event, audit
from operations.transition import move
from tandem.approval_settings import Approver

AWAKE: Mapping[str, None] = dict.fromkeys((*SNOOZE, "snoozed_severity"))
"""The columns of what is not snoozed."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Snoozed:
    """What came of it.

    Attributes:
        subject: alert key, or requisition number.
        until: aware UTC; None: it was woken.
        is_repeat: it was so before; nothing was changed.
        sentence: for the person.
    """

    subject: str
    until: datetime | None
    is_repeat: bool
    sentence: str


@dataclass(frozen=True)
class Wish:
    """Who wants what: snoozed until a moment (aware UTC), or woken (None), and why."""

    until: datetime | None
    by: str
    reason: str
    now: datetime

    def __post_init__(self) -> None:
        if self.until is not None and not self.now < self.until <= self.now + LONGEST:
            raise BadSnooze(f"A snooze ends within a year from now; {self.until:%Y-%m-%d %H:%M} UTC does not.")


def until_day(day: date, zone: str) -> datetime:
    """The beginning of a day in the company's time zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def is_requisition(subject: str) -> bool:
    """Whether it is a requisition's number, not an alert's key."""
    return re.fullmatch(r"REQ-\d+", subject) is not None


def is_asleep(record: Mapping[str, Any], now: datetime) -> bool:
    """Whether an alert or requisition is snoozed at `now`."""
    until: datetime | None = record["snoozed_until"]
    return until is not None and until > now


def why_awake(last: Row, row: Row, now: datetime) -> str | None:
    """Why what was snoozed is told again, given its newest candidate; None: it was not snoozed, or sleeps on."""
    if last["snoozed_until"] is None:
        return None
    if not is_asleep(last, now):
        return "The snooze is over."
    before = last.get("snoozed_severity")
    if before is not None and severity_rank(row.get("severity")) > severity_rank(before):
        return f"It is worse than when it was snoozed: {row.get('severity')} instead of {before}."
    return None


def snooze_alert(store: Store, key: str, wish: Wish, may: Collection[str], *, episode: int | None = None) -> Snoozed:
    """Snoozes or wakes an open alert; a woken one is told again by the next evaluation that finds it.

    Args:
        may: names of those who may.
        episode: the one that the person was shown; None: whichever is open.

    Raises:
        NotAllowedToDecide, UnknownAlert, IllegalTransition: nothing was changed; the attempt is in the audit table.
    """

    def settle(session: Connection) -> Snoozed:
        if wish.by not in may:
            raise NotAllowedToDecide(
                f"{wish.by} may not snooze alerts: neither among `approvers` nor an owner in `alerts.owners` of the "
                "company file."
            )
        found = _open_alert(session, key, episode)
        return _repeated(key, found, wish) or _write_alert(session, found, wish)

    return _audited(store, key, wish, settle)


def snooze_requisition(
    store: Store, number: str, wish: Wish, approvers: Sequence[Approver], *, on: date | None = None
) -> Snoozed:
    """Snoozes or wakes a requisition that waits; it can be decided as before.

    `on`: the company's day, on which approvers may be away; by default that of `wish.now` in UTC.

    Raises:
        NotAllowedToDecide, IllegalTransition: nothing was changed; the attempt is in the audit table.
        UnknownRequisition: nothing was changed.
    """

    def settle(session: Connection) -> Snoozed:
        found = find(session, number, for_update=True)
        check_right(found, wish.by, approvers, on or wish.now.date())
        if found["state"] not in (*OPEN, *UNDECIDED):
            raise IllegalTransition(f"{number} is {found['state']}: it waits for nobody.")
        if repeated := _repeated(number, found, wish):
            return repeated
        values = _values(wish)
        changes = {"snoozed_until": [found["snoozed_until"], values["snoozed_until"]]}
        move(session, found, found["state"], by=wish.by, why=wish.reason, now=wish.now, values=values, changes=changes)
        return _done(number, wish)

    return _audited(store, number, wish, settle)


def _audited(store: Store, subject: str, wish: Wish, settle: Callable[[Connection], Snoozed]) -> Snoozed:
    """The attempt goes into the audit table whatever comes of it: a refusal is raised after the commit."""
    refusal: OperationsError | None = None
    with store.begin() as session:
        try:
            done: Snoozed = settle(session)
        except (NotAllowedToDecide, UnknownAlert, IllegalTransition, ChangedSinceSeen) as error:
            refusal = error
        details = {"reason": wish.reason, "until": wish.until, "refusal": None if refusal is None else str(refusal)}
        values = {"happened_at": wish.now, "actor": wish.by, "what": "wake" if wish.until is None else "snooze"}
        session.execute(insert(audit).values(**values, subject=subject, is_allowed=refusal is None, details=details))
    if refusal is not None:
        raise refusal
    return done


def _open_alert(session: Connection, key: str, episode: int | None) -> Row:
    newest = select(alert).where(alert.c.alert_key == key).order_by(alert.c.episode.desc()).limit(1).with_for_update()
    found = session.execute(newest).mappings().first()
    if found is None:
        raise UnknownAlert(f"There is no alert {key}. `tandem alerts list` names the open ones.")
    if found["state"] != "open" or episode not in (None, found["episode"]):
        raise IllegalTransition(f"{key} was closed since. `tandem alerts list` names the alerts that are open.")
    return dict(found)


def _repeated(subject: str, found: Row, wish: Wish) -> Snoozed | None:
    if wish.until is None and not is_asleep(found, wish.now):
        return Snoozed(subject, None, True, f"{subject} is not snoozed.")
    if wish.until is None or found["snoozed_until"] != wish.until:
        return None
    return Snoozed(
        subject, wish.until, True, f"{subject} is snoozed until {_day(wish)} already, by {found['snoozed_by']}."
    )


def _write_alert(session: Connection, found: Row, wish: Wish) -> Snoozed:
    key, episode = found["alert_key"], found["episode"]
    values = {**_values(wish), "snoozed_severity": found["severity"] or "none"}
    session.execute(update(alert).where(alert.c.alert_key == key, alert.c.episode == episode).values(values))
    event = {"alert_key": key, "episode": episode, "happened_at": wish.now, "actor": wish.by, "why": wish.reason}
    changes = {"snoozed_until": [found["snoozed_until"], values["snoozed_until"]]}
    session.execute(insert(alert_event).values(**event, from_state="open", to_state="open", changes=changes))
    return _done(key, wish)


def _values(wish: Wish) -> Row:
    """What is woken ends its snooze now, so that the next evaluation tells it again."""
    return {"snoozed_until": wish.until or wish.now, "snoozed_by": wish.by, "snooze_reason": wish.reason}


def _done(subject: str, wish: Wish) -> Snoozed:
    if wish.until is None:
        return Snoozed(subject, None, False, f"{subject} was woken by {wish.by}; the next cycle tells it again.")
    reason = f" Reason: {wish.reason}" if wish.reason else ""
    return Snoozed(subject, wish.until, False, f"{subject} is snoozed until {_day(wish)} by {wish.by}.{reason}")


def _day(wish: Wish) -> str:
    return f"{wish.until:%Y-%m-%d}" if wish.until else ""
