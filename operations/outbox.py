"""What leaves: messages and write-backs, delivered at least once and in order within a channel.

`pending` -> `sending` (claimed, under a lease) -> `sent`, or back to `pending` with a time, or `dead`.
An alert that a digest tells, or that is over before its channel may be told, is `skipped` with the reason.
An item whose lease ran out, or whose reply was lost, comes back with `unknown_outcome`: ask the receiver first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from operations.candidates import Row
from operations.errors import IllegalTransition, NotADeadLetter
from operations.holding import hold_back
from operations.hours import Hours
from operations.store import Store
from operations.tables import audit, outbox

LEASE = timedelta(minutes=5)
"""How long a claim holds. A delivery that takes longer is taken for dead."""


@dataclass(frozen=True)
class OutboxItem:
    """One thing to deliver.

    Attributes:
        id: grows with time.
        dedupe_key: the same thing never has two; to be left at the receiver, and looked for there.
        channel: the channel's name, or the source's for `erp_requisition`.
        kind: `requisition`, `shortage`, ..., `digest`, `requisition_decided`, `alert_closed`, `erp_requisition`.
        payload: `template` (= kind), `language`, `row`. Decimals, dates and instants (ISO, UTC) are text.
        attempts: this one included.
        unknown_outcome: an earlier attempt may have arrived.
        created_at: aware UTC; look for an earlier delivery from here on.
    """

    id: int
    dedupe_key: str
    channel: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    unknown_outcome: bool
    created_at: datetime


class Outbox:
    """The outbox of a store. Every method is one transaction.

    Args:
        hours: channels with quiet hours or digest times; alerts wait there (`operations.holding`).
    """

    def __init__(self, store: Store, hours: Mapping[str, Hours] | None = None) -> None:
        self._store = store
        self._hours = hours or {}

    def claim(
        self, now: datetime, limit: int, channels: Collection[str] | None = None, lease: timedelta = LEASE
    ) -> list[OutboxItem]:
        """Takes up to `limit` items that are due, oldest first; they are `sending` when this returns.

        A channel whose first item is not due, or is being sent by somebody else, gives nothing: order is kept.
        Alerts that wait for the end of quiet hours or for a digest hold up nothing else.
        """
        with self._store.begin() as session:
            self._store.lock(session, "outbox")
            held = hold_back(self._store, session, self._hours, now)
            due = _due([item for item in _undelivered(session, channels) if item.id not in held], now, limit)
            return _take(session, due, now + lease)

    def mark_sent(
        self, item_id: int, receipt: Mapping[str, Any] | None, possible_duplicate: bool, now: datetime
    ) -> bool:
        """Notes the delivery and what the receiver gave back. False: it was no longer being sent."""
        values = {"receipt": receipt, "is_possible_duplicate": possible_duplicate, "finished_at": now, "reason": None}
        return self._finish(item_id, "sent", {**values, "is_outcome_unknown": False})

    def mark_retry(self, item_id: int, reason: str, not_before: datetime, *, unknown_outcome: bool = False) -> bool:
        """Puts it back for a later attempt. `unknown_outcome`: this one may have arrived (the reply was lost)."""
        values: Row = {"reason": reason, "not_before": not_before}
        if unknown_outcome:
            values["is_outcome_unknown"] = True
        return self._finish(item_id, "pending", values)

    def mark_dead(self, item_id: int, reason: str, now: datetime) -> bool:
        """Gives it up, visibly (`dead`); the channel goes on with the next."""
        return self._finish(item_id, "dead", {"reason": reason, "finished_at": now})

    def release(self, item_ids: Sequence[int]) -> None:
        """Puts back what was claimed and not tried, as if it had not been claimed."""
        with self._store.begin() as session:
            statement = update(outbox).where(outbox.c.id.in_(item_ids), outbox.c.state == "sending")
            session.execute(statement.values(state="pending", lease_until=None, attempts=outbox.c.attempts - 1))

    def resend(self, item_id: int, by: str, now: datetime) -> None:
        """Makes a dead item pending again. The attempt is in the audit table.

        Raises:
            NotADeadLetter: the item is not dead; nothing was changed.
        """
        with self._store.begin() as session:
            statement = update(outbox).where(outbox.c.id == item_id, outbox.c.state == "dead")
            values = {"state": "pending", "attempts": 0, "not_before": None, "finished_at": None}
            is_done = session.execute(statement.values(values)).rowcount == 1
            said = {"happened_at": now, "actor": by, "what": "outbox resend", "subject": str(item_id)}
            session.execute(insert(audit).values({**said, "is_allowed": is_done, "details": {}}))
        if not is_done:
            raise NotADeadLetter(
                f"{item_id} is not a dead item of the outbox. `tandem outbox list` names those that are."
            )

    def undelivered(self) -> list[Row]:
        """What waits and what was given up, oldest first.

        Columns: id, channel, kind, state, attempts, created_at, not_before, reason.
        """
        columns = ("id", "channel", "kind", "state", "attempts", "created_at", "not_before", "reason")
        is_open = outbox.c.state.not_in(("sent", "skipped"))
        statement = select(*(outbox.c[name] for name in columns)).where(is_open).order_by(outbox.c.id)
        with self._store.read() as session:
            return [dict(row) for row in session.execute(statement).mappings()]

    def receipts(self, record: Mapping[str, Any]) -> list[Row]:
        """What channels gave back for the messages about a requisition or alert that are delivered, of any revision."""
        is_alert = "alert_key" in record
        kind, key = (record["kind"], record["alert_key"]) if is_alert else ("requisition", record["need_key"])
        about = f"{kind}|{key}|{record['episode']}"
        with self._store.read() as session:
            channels: Sequence[str] = session.scalars(select(outbox.c.channel).distinct()).all()
            revisions = range(1, record["revision"] + 1)
            keys = [f"{channel}|{about}|{revision}" for channel in channels for revision in revisions]
            sent = select(outbox.c.receipt).where(outbox.c.dedupe_key.in_(keys), outbox.c.state == "sent")
            receipts: Sequence[Row | None] = session.scalars(sent.order_by(outbox.c.id)).all()
            return [receipt for receipt in receipts if receipt]

    def counts(self) -> dict[str, dict[str, int]]:
        """Channel -> state -> items."""
        with self._store.read() as session:
            statement = select(outbox.c.channel, outbox.c.state, func.count()).group_by(
                outbox.c.channel, outbox.c.state
            )
            rows = session.execute(statement.order_by(outbox.c.channel, outbox.c.state)).all()
        counted: dict[str, dict[str, int]] = {}
        for row in rows:
            counted.setdefault(row[0], {})[row[1]] = row[2]
        return counted

    def _finish(self, item_id: int, state: str, values: Row) -> bool:
        with self._store.begin() as session:
            statement = update(outbox).where(outbox.c.id == item_id, outbox.c.state == "sending")
            return session.execute(statement.values(state=state, lease_until=None, **values)).rowcount == 1


def stop_write_back(session: Connection, requisition: Mapping[str, Any]) -> None:
    """Takes an approved requisition off its way to the ERP: nobody can send it again by mistake.

    Raises:
        IllegalTransition: it may have arrived already.
    """
    number = requisition["number"]
    mine = (outbox.c.kind == "erp_requisition", outbox.c.dedupe_key.like(f"%|erp_requisition|{number}"))
    session.execute(delete(outbox).where(*mine, outbox.c.state != "sending", outbox.c.attempts == 0))
    if session.execute(select(outbox.c.id).where(*mine)).first():
        raise IllegalTransition(
            f"{number} may be in the ERP already. Cancel its draft order there: the next cycle then frees the need."
        )


def _undelivered(session: Connection, channels: Collection[str] | None) -> Sequence[Any]:
    columns = (outbox.c.id, outbox.c.channel, outbox.c.state, outbox.c.not_before, outbox.c.lease_until)
    statement = select(*columns).where(or_(outbox.c.state == "pending", outbox.c.state == "sending"))
    if channels is not None:
        statement = statement.where(outbox.c.channel.in_(list(channels)))
    return session.execute(statement.order_by(outbox.c.id)).all()


def _due(waiting: Sequence[Any], now: datetime, limit: int) -> dict[int, bool]:
    """Ids to take -> whether an earlier claim ran out. What follows one that is not due waits behind it."""
    blocked: set[str] = set()
    due: dict[int, bool] = {}
    for item in waiting:
        is_sending = item.state == "sending"
        until = item.lease_until if is_sending else item.not_before
        if item.channel in blocked:
            continue
        if until is not None and until > now:
            blocked.add(item.channel)
        elif len(due) < limit:
            due[item.id] = is_sending
    return due


def _take(session: Connection, due: Mapping[int, bool], lease_until: datetime) -> list[OutboxItem]:
    expired = [item_id for item_id, is_expired in due.items() if is_expired]
    values = {"state": "sending", "lease_until": lease_until, "attempts": outbox.c.attempts + 1}
    session.execute(update(outbox).where(outbox.c.id.in_(list(due))).values(values))
    session.execute(update(outbox).where(outbox.c.id.in_(expired)).values(is_outcome_unknown=True))
    taken = session.execute(select(outbox).where(outbox.c.id.in_(list(due))).order_by(outbox.c.id))
    return [_item(row) for row in taken.mappings()]


def _item(row: Any) -> OutboxItem:
    return OutboxItem(
        id=row["id"],
        dedupe_key=row["dedupe_key"],
        channel=row["channel"],
        kind=row["kind"],
        payload=row["payload"],
        attempts=row["attempts"],
        unknown_outcome=row["is_outcome_unknown"],
        created_at=row["created_at"],
    )
