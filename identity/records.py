"""What is matched: a record of one source, and what the exact rules already say of it."""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import md5
from typing import Any

PREFIXES = {"product": "prd_", "supplier": "sup_", "customer": "cus_", "location": "loc_"}

Key = tuple[str, str]
"""Source and its own id of a record."""


@dataclass(frozen=True)
class Record:
    """One row of `int_identity__exact`.

    Attributes:
        root: the earliest master's record that code, barcode, alias or person leads to (a master's leads to itself);
            None: held.
        priority: place of its source among the masters, 1 first; None: its source may not introduce members.
    """

    entity: str
    source: str
    source_id: str
    code: str | None
    second_key: str | None
    name: str | None
    is_declared: bool
    priority: int | None
    root: Key | None
    method: str
    confidence: Decimal
    hold_reason: str | None
    pack_factor: Decimal | None
    decided_by: str

    @property
    def key(self) -> Key:
        """Source and own id."""
        return self.source, self.source_id


@dataclass(frozen=True)
class Link:
    """What is decided of a record: a conformed id, or why it is held."""

    conformed_id: str | None
    method: str | None
    confidence: Decimal | None
    pack_factor: Decimal | None
    code: str | None
    name: str | None
    second_key: str | None
    hold_reason: str | None
    decided_by: str


@dataclass(frozen=True)
class Candidate:
    """A member that a record may be."""

    conformed_id: str
    code: str | None
    name: str | None
    confidence: Decimal

    def as_json(self) -> dict[str, Any]:
        """The candidate as the store keeps it."""
        return {**self.__dict__, "confidence": str(self.confidence)}


def mint(entity: str, key: Key) -> str:
    """The id of a member that is met for the first time: prefix and 12 hex digits, the same whoever mints it."""
    digest = md5(f"{key[0]}|{key[1]}".encode(), usedforsecurity=False).hexdigest()
    return PREFIXES[entity] + digest[:12]
