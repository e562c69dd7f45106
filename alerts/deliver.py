"""From the outbox to the channels: at least once, in order within a channel, asked before repeated."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from alerts.channels.channel import Channel, Limited, Receipt, RowReceiver, Threaded
from alerts.discretion import without_cost
from alerts.errors import CannotRender, DeliveryError, Refused, Unknown, Unreachable
from alerts.links import Signer
from alerts.message import Message
from alerts.render import as_possible_duplicate, render
from tandem.channel_settings import Language


class OutboxItem(Protocol):
    """One thing to deliver (`operations.outbox.OutboxItem`)."""

    @property
    def id(self) -> int: ...
    @property
    def dedupe_key(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...
    @property
    def attempts(self) -> int: ...
    @property
    def unknown_outcome(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...


class Outbox(Protocol):
    """What delivery needs of `operations.outbox.Outbox`; each call is its own transaction.

    `claim` takes items in order; a channel whose first item is not due gives none. `mark_retry` never takes back an
    `unknown_outcome`.
    """

    def claim(self, now: datetime, limit: int, channels: Collection[str] | None = None) -> Sequence[OutboxItem]: ...
    def mark_sent(
        self, item_id: int, receipt: Mapping[str, Any] | None, possible_duplicate: bool, now: datetime
    ) -> bool: ...
    def mark_retry(self, item_id: int, reason: str, not_before: datetime, *, unknown_outcome: bool = False) -> bool: ...
    def mark_dead(self, item_id: int, reason: str, now: datetime) -> bool: ...
    def receipts(self, requisition: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class Patience:
    """How often and how long apart.

    Attributes:
        attempts: tries in all; after the last the message is dead, which is visible and can be undone.
        first_wait: between the first two tries; doubles from then on.
        longest_wait: the most between two tries, unless the receiver asks for more.
    """

    attempts: int = 12
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(hours=1)

    def wait(self, attempt: int, asked_seconds: float | None) -> timedelta:
        """The wait after try `attempt` (from 1), at least what the receiver asked for."""
        doubled = self.first_wait * 2.0 ** min(attempt - 1, 20)
        return max(min(doubled, self.longest_wait), timedelta(seconds=asked_seconds or 0))


@dataclass
class Delivered:
    """What one delivery did, by dedupe key.

    Attributes:
        sent: delivered now, or found to have been delivered before.
        failed: will be tried again -> why.
        dead: given up -> why.
        possible_duplicates: those of `sent` that may have arrived twice.
        decided: requisitions whose decision was told where they carry buttons, which nobody should press any more.
    """

    sent: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    possible_duplicates: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Totals, for logs and artifacts."""
        return {name: len(getattr(self, name)) for name in ("sent", "failed", "dead", "possible_duplicates")}


CLOCK_SKEW = timedelta(minutes=10)
"""The receiver's clock may be behind ours by this much: so much earlier its history is searched."""


def deliver(
    outbox: Outbox,
    channels: Mapping[str, Channel | RowReceiver],
    now: datetime,
    *,
    patience: Patience | None = None,
    interactive: Collection[str] = (),
    signer: Signer | None = None,
    persons: Mapping[str, str] | None = None,
    discreet: Collection[str] = (),
) -> Delivered:
    """Delivers what is due. A channel that fails keeps its messages, in order, and does not stop the others.

    Items are claimed one by one, so that a crash leaves one message of unknown outcome at the most. Items of channels
    that are not in `channels`, and those beyond what a `Limited` one takes in one round, stay where they are.

    Args:
        outbox: `operations.outbox.Outbox(store)`.
        channels: by name, from `open_channels`; a system that takes rows (`RowReceiver`) goes among them.
        now: aware UTC.
        patience: tries and waits.
        interactive: channels in which requisitions carry buttons, as somebody answers them there.
        signer: makes the links in requisitions of the other channels; None: there are none.
        persons: channel -> the approver who alone reads it.
        discreet: channels whose readers may not see cost (`alerts.discretion`).
    """
    linked = _Linked(signer, persons or {})
    round_ = _Round(outbox, now, patience or Patience(), interactive, linked, discreet)
    tried = dict.fromkeys(channels, 0)
    while items := outbox.claim(now, 1, [name for name, so_far in tried.items() if so_far < _burst(channels[name])]):
        for item in items:
            tried[item.channel] += 1
            round_.deliver(item, channels[item.channel])
    return round_.done


def _burst(channel: Channel | RowReceiver) -> float:
    return channel.burst if isinstance(channel, Limited) else math.inf


@dataclass
class _Round:
    outbox: Outbox
    now: datetime
    patience: Patience
    interactive: Collection[str]
    linked: "_Linked"
    discreet: Collection[str]
    done: Delivered = field(default_factory=Delivered)

    def deliver(self, item: OutboxItem, channel: Channel | RowReceiver) -> None:
        """One item, to its end in this round."""
        try:
            place = self._place(item, channel)
            is_discreet = item.channel in self.discreet
            write = _Writing(item, item.channel in self.interactive, self.linked.links(item), is_discreet)
            receipt, is_possible_duplicate = _attempt(write, place)
        except (CannotRender, Refused) as error:
            self._give_up(item, str(error))
        except DeliveryError as error:
            self._later(item, error)
        else:
            self.outbox.mark_sent(item.id, receipt.as_json(), is_possible_duplicate, self.now)
            self.done.sent.append(item.dedupe_key)
            self._note_decided(item)
            self.done.possible_duplicates += [item.dedupe_key] if is_possible_duplicate else []

    def _place(self, item: OutboxItem, channel: Channel | RowReceiver) -> Channel | RowReceiver:
        """A decision goes below the message with the buttons, where it is there."""
        if not _is_decision(item) or item.channel not in self.interactive or not isinstance(channel, Threaded):
            return channel
        told = [one for one in self.outbox.receipts(item.payload["row"]) if one.get("channel") == item.channel]
        return channel.in_thread(told[-1]) if told and told[-1].get("ts") else channel

    def _note_decided(self, item: OutboxItem) -> None:
        if _is_decision(item) and item.channel in self.interactive:
            self.done.decided.append(str(item.payload["row"]["requisition_number"]))

    def _later(self, item: OutboxItem, error: DeliveryError) -> None:
        if item.attempts >= self.patience.attempts:
            self._give_up(item, f"Given up after {item.attempts} tries. {error}")
            return
        asked = error.retry_after_seconds if isinstance(error, Unreachable) else None
        not_before = self.now + self.patience.wait(item.attempts, asked)
        self.outbox.mark_retry(item.id, str(error), not_before, unknown_outcome=isinstance(error, Unknown))
        self.done.failed[item.dedupe_key] = str(error)

    def _give_up(self, item: OutboxItem, reason: str) -> None:
        self.outbox.mark_dead(item.id, reason, self.now)
        self.done.dead[item.dedupe_key] = reason


def _is_decision(item: OutboxItem) -> bool:
    return item.payload.get("template") == "requisition_decided" and isinstance(item.payload.get("row"), Mapping)


@dataclass(frozen=True)
class _Linked:
    """The links that a message carries: an approver's own where one alone reads it, else one that only shows."""

    signer: Signer | None
    persons: Mapping[str, str]

    def links(self, item: OutboxItem) -> dict[str, str]:
        row = item.payload.get("row")
        if self.signer is None or item.payload.get("template") != "requisition" or not isinstance(row, Mapping):
            return {}
        return self.signer.links(row, self.persons.get(item.channel), _language(item), item.created_at)


@dataclass(frozen=True)
class _Writing:
    """One item, and what its message carries to be decided by."""

    item: OutboxItem
    interactive: bool
    links: Mapping[str, str]
    is_discreet: bool

    def message(self, is_repeat: bool) -> Message:
        """The payload in words. Raises CannotRender when it is not one."""
        (kind, row), language = _said(self.item), _language(self.item)
        links = {} if self.interactive else self.links
        shown = without_cost(row) if self.is_discreet else row
        message = render(kind, shown, language, interactive=self.interactive, links=links)
        return as_possible_duplicate(message, language) if is_repeat else message


def _attempt(writing: _Writing, channel: Channel | RowReceiver) -> tuple[Receipt, bool]:
    """The receipt, and whether the reader may see the message twice."""
    is_repeat, item = False, writing.item
    if item.unknown_outcome:
        found, is_repeat = _asked(item, channel)
        if found is not None:
            return found, False
    try:
        return _sent(writing, channel, is_repeat), is_repeat
    except Unknown:
        found = _found_at_once(item, channel)
        if found is None:
            raise
        return found, is_repeat


def _sent(writing: _Writing, channel: Channel | RowReceiver, is_repeat: bool) -> Receipt:
    if isinstance(channel, RowReceiver):
        return channel.send_row(_said(writing.item)[1], writing.item.dedupe_key)
    return channel.send(writing.message(is_repeat), writing.item.dedupe_key)


def _asked(item: OutboxItem, channel: Channel | RowReceiver) -> tuple[Receipt | None, bool]:
    """What the receiver has, and whether a repeat could be a duplicate because the receiver cannot or may not say."""
    if not channel.can_be_asked:
        return None, True
    try:
        return channel.find(item.dedupe_key, item.created_at - CLOCK_SKEW), False
    except Refused:
        return None, True


def _found_at_once(item: OutboxItem, channel: Channel | RowReceiver) -> Receipt | None:
    """Asks right after a lost reply. What cannot be answered now is asked again before the repeat."""
    try:
        return channel.find(item.dedupe_key, item.created_at - CLOCK_SKEW) if channel.can_be_asked else None
    except DeliveryError:
        return None


def _language(item: OutboxItem) -> Language:
    return "zh" if item.payload.get("language") == "zh" else "en"


def _said(item: OutboxItem) -> tuple[str, Mapping[str, Any]]:
    kind, row = item.payload.get("template"), item.payload.get("row")
    if not isinstance(kind, str) or not isinstance(row, Mapping):
        raise CannotRender(f"Outbox row {item.id} has no `template` and `row` in its payload; nothing can be said.")
    return kind, row
