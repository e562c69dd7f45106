"""What every channel is: something that takes a message and, where it can, says later whether it has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from alerts.message import Message


@dataclass(frozen=True)
class Receipt:
    """What the receiver gave back.

    Attributes:
        channel: the channel's name in the company file.
        details: where the message is over there, to find or update it (Slack: `channel`, `ts`).
    """

    channel: str
    details: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """For the outbox."""
        return {"channel": self.channel, **self.details}


class Channel(Protocol):
    """One channel of the company file, open for sending. Every method may raise a DeliveryError."""

    @property
    def name(self) -> str:
        """Its name in the company file."""

    @property
    def can_be_asked(self) -> bool:
        """Whether `find` can answer."""

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Delivers once. Raises Unknown when it may or may not have arrived."""

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """The message sent under `dedupe_key` at or after `since`; None when there is none, or it cannot be asked."""

    def check(self) -> None:
        """Tries credential and address, sends nothing."""


@runtime_checkable
class Threaded(Protocol):
    """A channel in which one message can be answered."""

    def in_thread(self, first: Mapping[str, Any]) -> Channel:
        """A channel that is the thread below the message with the receipt `first`."""


@runtime_checkable
class Limited(Protocol):
    """A channel that takes so many messages in a minute: more in one round are left for the next."""

    @property
    def burst(self) -> int:
        """Messages in one round at the most."""


@runtime_checkable
class RowReceiver(Protocol):
    """A system that takes the row of an outbox item itself, not a message about it. Errors as of a `Channel`."""

    @property
    def name(self) -> str:
        """The source's name in the company file."""

    @property
    def can_be_asked(self) -> bool:
        """Whether `find` can answer."""

    def send_row(self, row: Mapping[str, Any], dedupe_key: str) -> Receipt:
        """Delivers once. Raises Unknown when it may or may not have arrived."""

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """What arrived under `dedupe_key`; None when nothing did."""
