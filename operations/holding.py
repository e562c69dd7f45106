"""Alerts wait for the end of quiet hours or for the next digest; what is still so then is told in one message.

Looked at when the outbox is claimed, so that a change of the company file holds at once. Only alerts wait:
requisitions, decisions, write-backs and a missing cycle pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, select, update

from operations.announce import EMPTY_ITEM, digest_numbers, new_item
from operations.candidates import Row
from operations.changes import Message
from operations.hours import Gate, Hours
from operations.reads import last_evaluation
from operations.store import Store
from operations.tables import alert, outbox
from operations.values import names

_SOME = 500
"""Keys a statement."""

Key = TypeVar("Key", int, str)
_Cause = tuple[str, int]
"""Alert key and episode."""


@dataclass(frozen=True)
class _Item:
    """A pending message about an alert; `alert_kind` is the alert's, also where the message is its closing."""

    id: int
    dedupe_key: str
    channel: str
    kind: str
    created_at: datetime
    alert_key: str
    alert_kind: str
    episode: int
    revision: int

    @property
    def cause(self) -> _Cause:
        return self.alert_key, self.episode

    def key(self, revision: int) -> str:
        """The dedupe key of the cause's message of that revision."""
        return f"{self.channel}|{self.alert_kind}|{self.alert_key}|{self.episode}|{revision}"


def hold_back(store: Store, session: Connection, hours: Mapping[str, Hours], now: datetime) -> set[int]:
    """Ids of alerts that wait at `now`.

    What waits no longer becomes one digest, once: where it was held and there are several, or where there are more
    than the channel takes one by one.
    """
    held: set[int] = set()
    for channel, times in hours.items():
        gate = times.at(now)
        waiting, free = _parted(session, channel, gate)
        held |= waiting
        items = _details(session, free)
        over = _over(session, items, now)
        _skip(session, over, now)
        left = [item for item in items if item.id not in over]
        if len(left) > (1 if any(gate.was_held(item.created_at) for item in left) else times.digest_above):
            _group(store, session, left, now)
    return held


_IS_ALERT = outbox.c.kind.not_in(("requisition", "requisition_decided", "erp_requisition", "heartbeat", "digest"))


def _parted(session: Connection, channel: str, gate: Gate) -> tuple[set[int], list[int]]:
    """Ids of the channel's alerts that wait, and of those that may be told and were not tried yet."""
    severity = outbox.c.payload["row", "severity"].as_string().label("severity")
    statement = select(outbox.c.id, outbox.c.attempts, outbox.c.created_at, severity)
    mine = (outbox.c.channel == channel, outbox.c.state == "pending", _IS_ALERT)
    waiting: set[int] = set()
    free: list[int] = []
    for item in session.execute(statement.where(*mine).order_by(outbox.c.id)):
        if gate.holds(item.created_at, item.severity):
            waiting.add(item.id)
        elif item.attempts == 0:
            free.append(item.id)
    return waiting, free


def _details(session: Connection, ids: Sequence[int]) -> list[_Item]:
    row = outbox.c.payload
    statement = select(
        *(outbox.c[name] for name in ("id", "dedupe_key", "channel", "kind", "created_at")),
        row["row", "alert_key"].as_string().label("alert_key"),
        row["row", "kind"].as_string().label("alert_kind"),
        row["row", "episode"].as_integer().label("episode"),
        row["row", "revision"].as_integer().label("revision"),
    ).order_by(outbox.c.id)
    return [
        _Item(**one)
        for some in _by_some(ids)
        for one in session.execute(statement.where(outbox.c.id.in_(some))).mappings()
    ]


def _over(session: Connection, items: Sequence[_Item], now: datetime) -> dict[int, str]:
    """Ids of what need not be told -> why: the cause is gone or snoozed, or a newer message tells it."""
    standing = _standing(session, items)
    told = _told(session, items, standing)
    newest: dict[_Cause, int] = dict(told)
    for item in items:
        if item.kind != "alert_closed":
            newest[item.cause] = max(item.revision, newest.get(item.cause, 0))
    reasons: dict[int, str] = {}
    for item in items:
        if item.kind == "alert_closed":
            if item.cause not in told:
                reasons[item.id] = "Its opening was not told here by itself."
        elif standing[item.cause].state == "closed":
            reasons[item.id] = "The cause was gone before it was told."
        elif (until := standing[item.cause].snoozed_until) is not None and until > now:
            reasons[item.id] = "It was snoozed before it was told."
        elif newest[item.cause] > item.revision:
            reasons[item.id] = "A newer message tells it."
    return reasons


def _standing(session: Connection, items: Sequence[_Item]) -> dict[_Cause, Any]:
    """State, newest revision and snooze of each cause."""
    found: dict[_Cause, Any] = {}
    for some in _by_some({item.alert_key for item in items}):
        columns = (alert.c.alert_key, alert.c.episode, alert.c.state, alert.c.revision, alert.c.snoozed_until)
        rows = session.execute(select(*columns).where(alert.c.alert_key.in_(some)))
        found |= {(row.alert_key, row.episode): row for row in rows}
    return found


def _told(session: Connection, items: Sequence[_Item], standing: Mapping[_Cause, Any]) -> dict[_Cause, int]:
    """The newest revision of each cause that was tried here, and so may have been told."""
    numbers = {item.cause: range(1, standing[item.cause].revision + 1) for item in items}
    keys = {item.key(number): (item.cause, number) for item in items for number in numbers[item.cause]}
    told: dict[_Cause, int] = {}
    for some in _by_some(keys):
        tried = select(outbox.c.dedupe_key).where(outbox.c.dedupe_key.in_(some), outbox.c.attempts > 0)
        found: Sequence[str] = session.scalars(tried).all()
        for key in found:
            cause, number = keys[key]
            told[cause] = max(number, told.get(cause, 0))
    return told


def _by_some(keys: Iterable[Key]) -> Iterable[list[Key]]:
    listed = list(keys)
    return (listed[start : start + _SOME] for start in range(0, len(listed), _SOME))


def _skip(session: Connection, reasons: Mapping[int, str], now: datetime) -> None:
    for reason in sorted(set(reasons.values())):
        ids = [item_id for item_id, why in reasons.items() if why == reason]
        for some in _by_some(ids):
            statement = update(outbox).where(outbox.c.id.in_(some))
            session.execute(statement.values(state="skipped", reason=reason, finished_at=now))


def _group(store: Store, session: Connection, items: Sequence[_Item], now: datetime) -> None:
    digest = _digest(session, items, now)
    store.insert_new(session, outbox, [digest])
    _skip(session, dict.fromkeys((item.id for item in items), "A digest tells it."), now)


def _digest(session: Connection, items: Sequence[_Item], now: datetime) -> Row:
    payloads: list[Row] = []
    for some in _by_some(item.id for item in items):
        statement = select(outbox.c.payload).where(outbox.c.id.in_(some)).order_by(outbox.c.id)
        payloads += session.scalars(statement).all()
    messages = [_message(payload) for payload in payloads]
    row = {
        **last_evaluation(session),
        "held_since": min(item.created_at for item in items),
        "stale_sources": ", ".join(sorted(_stale_of(messages))),
        "is_first": False,
        **digest_numbers(messages),
    }
    first = items[0]
    key = f"{first.channel}|digest|{first.dedupe_key.removeprefix(first.channel + '|')}"
    return {**EMPTY_ITEM, **new_item(first.channel, "digest", key, row, now, language=payloads[0]["language"])}


def _message(payload: Mapping[str, Any]) -> Message:
    row = dict(payload["row"])
    return Message(row["kind"], payload["template"], row["alert_key"], row["episode"], row["revision"], row, row)


def _stale_of(messages: Iterable[Message]) -> set[str]:
    """The stale sources behind the messages."""
    return {name for message in messages for name in names(message.row.get("stale_sources"))}
