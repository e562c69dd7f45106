"""What every system's connector is: a `Reader`. A new system needs this class, its streams and its staging models.

Each folder under `connectors/` holds the same files: `streams.py` (the declaration, `SYSTEM`), `reader.py`
(`open_reader`), and where the system has a wire protocol, `client.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from lake.stream import Stream, System
from tandem.settings import SecretLookup


@dataclass(frozen=True)
class Unreadable:
    """Something a reader could not make rows of, such as a broken file: it is held in quarantine, the rest goes on.

    A reader gives it again at each sync for as long as it is broken; when it no longer does, it is let go.
    """

    name: str
    reason: str


Page = pa.Table | Sequence[Mapping[str, Any]] | Unreadable
"""Some rows of a stream under its declared column names: Arrow for bulk, dicts for APIs. Instants are aware or UTC."""


@dataclass(frozen=True)
class ReaderContext:
    """What a reader is given besides its own configuration.

    Attributes:
        source: the instance's name in the company file.
        secrets: looks up a `SecretRef`.
        root: folder of the company file, where relative paths start.
        now: the moment of this sync, aware UTC.
        pseudonyms: turns e-mail addresses into the stable names that are landed in their place.
    """

    source: str
    secrets: SecretLookup
    root: Path
    now: datetime
    pseudonyms: "Pseudonyms"


class Pseudonyms(Protocol):
    """Replaces persons by stable names without meaning, a batch at a time; nobody stays None."""

    def __call__(self, persons: Sequence[str | None]) -> list[str | None]: ...


class Reader(Protocol):
    """One source instance, open for reading. Every method may raise a ConnectorError."""

    system: System

    def check(self) -> None:
        """Connects and authenticates, reads nothing. Raises what `tandem doctor` will say."""

    def streams(self) -> Sequence[Stream]:
        """The streams this instance offers, in the order to read them."""

    def read(self, stream: Stream, since: datetime | None) -> Iterator[Page]:
        """Pages of what changed at or after `since` (look-back already taken off); everything when it is None."""

    def keys(self, stream: Stream) -> Iterator[Sequence[tuple[str, ...]]] | None:
        """Every key there is now, to notice deletions; None where the system cannot say."""

    def close(self) -> None:
        """Lets go of connections."""
