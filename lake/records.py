"""Acceptance records: what a reader may see. A file that no record names does not exist for anybody.

A folding (`lake/compaction.py`) is one file that stands for all records of a source up to a moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from secrets import token_hex
from typing import Any, TypeVar

from lake.errors import BeyondRetention, ReadFailed
from lake.files import Lake
from lake.stream import Disposition

FOLDER = "_accepted"
FOLDINGS = "_compacted"
_MOMENT = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class StreamLoad:
    """What one load brought for one stream.

    Attributes:
        disposition: the stream's.
        files: names of the Parquet files inside the lake.
        rows: rows written, deleted ones included.
        quarantined: rows held back, see `lake.quarantine`.
        unchanged: rows that were known already and not written again.
        deleted: rows that say that a key is gone.
        cursor: where the next fetch starts from, UTC; None before the first row.
        total_rows: rows that are present after the load.
        quarantine: names of the files with rows that this load held back.
        released: names of the files with the ids of held rows that this load let go.
        new_columns: columns the system sent that nobody declared.
        swept_at: when keys were last compared to notice deletions.
    """

    disposition: Disposition
    files: tuple[str, ...] = ()
    rows: int = 0
    quarantined: int = 0
    unchanged: int = 0
    deleted: int = 0
    cursor: datetime | None = None
    total_rows: int = 0
    quarantine: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    new_columns: tuple[str, ...] = ()
    swept_at: datetime | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Every file of the lake that belongs to it."""
        return (*self.files, *self.quarantine, *self.released)


@dataclass(frozen=True)
class Acceptance:
    """One accepted load of one source. Writing its record is what makes the load visible."""

    source: str
    system: str
    load_id: str
    accepted_at: datetime
    streams: Mapping[str, StreamLoad] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The record's file in the lake."""
        return f"{FOLDER}/{self.source}/{self.load_id}.json"

    def to_json(self) -> str:
        """The record's text; `of_json` reads it back."""
        return json.dumps(asdict(self), default=_said, ensure_ascii=False, indent=1)

    @classmethod
    def of_json(cls, text: str) -> Acceptance:
        """The record in `text`. Raises ValueError, KeyError or TypeError when it is not one."""
        return _acceptance(json.loads(text))


@dataclass(frozen=True)
class Folding:
    """All records of a source up to a moment, in the place of their own files.

    Attributes:
        up_to: the last one's acceptance; what was known before cannot be told any more.
        records: oldest first, each with the files that still count.
        superseded: files that counted until `made_at`; a reader that began before may still want them.
    """

    name: str
    made_at: datetime
    up_to: datetime
    records: tuple[Acceptance, ...]
    superseded: tuple[str, ...]

    def to_json(self) -> str:
        """The folding's text, without what is as it is by default: there are many records in it."""
        records = [
            {**asdict(one), "streams": {n: _brief(load) for n, load in one.streams.items()}} for one in self.records
        ]
        return json.dumps({**asdict(self), "records": records}, default=_said, ensure_ascii=False)

    @classmethod
    def of_json(cls, text: str) -> Folding:
        """The folding in `text`. Raises ValueError, KeyError or TypeError when it is not one."""
        said = json.loads(text)
        moments = {key: datetime.fromisoformat(said[key]) for key in ("made_at", "up_to")}
        records = tuple(_acceptance(one) for one in said["records"])
        return cls(**{**said, **moments, "records": records, "superseded": tuple(said["superseded"])})


@dataclass(frozen=True)
class Load:
    """A load that has begun: its id, its moment, and the records before it (oldest first)."""

    lake: Lake
    system: str
    source: str
    load_id: str
    accepted_at: datetime
    before: tuple[Acceptance, ...]

    def accept(self, streams: Mapping[str, StreamLoad]) -> Acceptance:
        """Makes the load visible. Raises WriteFailed, and then it is not."""
        acceptance = Acceptance(self.source, self.system, self.load_id, self.accepted_at, streams)
        self.lake.write_text(acceptance.name, acceptance.to_json())
        return acceptance

    def last(self, stream: str) -> StreamLoad | None:
        """What the newest load that had this stream said of it."""
        return next((a.streams[stream] for a in reversed(self.before) if stream in a.streams), None)

    def files(self, stream: str) -> list[str]:
        """Every accepted file of the stream, oldest first."""
        return [f for a in self.before if stream in a.streams for f in a.streams[stream].files]

    def newest_files(self, stream: str) -> list[str]:
        """The files of the newest load that wrote any."""
        loads = (a.streams[stream].files for a in reversed(self.before) if stream in a.streams)
        return list(next((files for files in loads if files), ()))


def begin(lake: Lake, system: str, source: str, now: datetime) -> Load:
    """Starts a load. Ids grow strictly, even when a clock goes back, because the newest id is the newest version."""
    before = tuple(acceptances(lake, source))
    moment, last = now.astimezone(UTC), before[-1] if before else None
    accepted_at = max(moment, last.accepted_at) if last else moment
    if last:
        moment = max(accepted_at, _moment_of(last.load_id) + timedelta(microseconds=1))
    return Load(lake, system, source, f"{moment.strftime(_MOMENT)}-{token_hex(2)}", accepted_at, before)


def acceptances(lake: Lake, source: str, known_at: datetime | None = None) -> list[Acceptance]:
    """The source's accepted loads, oldest first; with `known_at` only those accepted up to then.

    Raises:
        BeyondRetention: what was known at `known_at` has been folded away.
        ReadFailed: a record cannot be read.
    """
    folding = newest_folding(lake, source)  # read before the list: what it stands for may go meanwhile
    if folding and known_at and known_at < folding.up_to:
        raise BeyondRetention(
            f"lake {lake.url}: what {source} said at {known_at.isoformat()} is folded away; the earliest moment "
            f"to repeat is {folding.up_to.isoformat()}. `keeping.retention_days` says how long versions stay."
        )
    return _records(lake, source, folding, known_at)


def _records(lake: Lake, source: str, folding: Folding | None, known_at: datetime | None = None) -> list[Acceptance]:
    folded = folding.records if folding else ()
    names = set(lake.names(f"{FOLDER}/{source}", ".json")) - {one.name for one in folded}
    later = [
        _read(lake, name, Acceptance.of_json)
        for name in sorted(names)
        if known_at is None or _may_be_known(name, known_at)
    ]
    records = sorted((*folded, *later), key=lambda one: one.load_id)
    return [one for one in records if known_at is None or one.accepted_at <= known_at]


def newest_folding(lake: Lake, source: str) -> Folding | None:
    """What stands for the source's older records; None before the first compaction. Raises ReadFailed."""
    names = lake.names(f"{FOLDINGS}/{source}", ".json")
    return _read(lake, names[-1], _folding) if names else None


def foldings(lake: Lake, source: str) -> list[Folding]:
    """Every folding that is there, oldest first: only the last counts. Raises ReadFailed."""
    return [_read(lake, name, _folding) for name in lake.names(f"{FOLDINGS}/{source}", ".json")]


def sources(lake: Lake) -> list[str]:
    """The names of all sources that ever had a load accepted."""
    names = [name for folder in (FOLDER, FOLDINGS) for name in lake.names(folder, ".json", deep=True)]
    return sorted({name.split("/")[1] for name in names})


def accepted_names(lake: Lake) -> tuple[set[str], set[str]]:
    """What a reader may see: the data and quarantine files, and the records and foldings that name them."""
    files, names = set[str](), set[str]()
    for source in sources(lake):
        folding = newest_folding(lake, source)
        records = _records(lake, source, folding)
        files |= {name for one in records for load in one.streams.values() for name in load.named}
        names |= {one.name for one in records} - {one.name for one in (folding.records if folding else ())}
        names |= {folding.name} if folding else set()
    return files, names


def accepted_files(lake: Lake) -> set[str]:
    """Every data and quarantine file that a record names."""
    return accepted_names(lake)[0]


def _may_be_known(name: str, known_at: datetime) -> bool:
    # An id is never before its acceptance by more than the microseconds that keep ids apart.
    return _moment_of(name.rsplit("/", 1)[-1]) <= known_at + timedelta(seconds=1)


def _moment_of(load_id: str) -> datetime:
    return datetime.strptime(load_id.split("-", maxsplit=1)[0], _MOMENT).replace(tzinfo=UTC)


_Read = TypeVar("_Read")
_folding = lru_cache(maxsize=8)(Folding.of_json)


def _read(lake: Lake, name: str, of_json: Callable[[str], _Read]) -> _Read:
    try:
        return of_json(lake.read_text(name))
    except (ValueError, KeyError, TypeError) as error:
        raise ReadFailed(f"lake {lake.url}: {name} is not a record ({error}).") from error


def _acceptance(said: dict[str, Any]) -> Acceptance:
    streams = {name: _stream_load(one) for name, one in said["streams"].items()}
    return Acceptance(**{**said, "accepted_at": datetime.fromisoformat(said["accepted_at"]), "streams": streams})


def _brief(load: StreamLoad) -> dict[str, Any]:
    usual = StreamLoad(load.disposition)
    return {k: v for k, v in asdict(load).items() if k == "disposition" or v != getattr(usual, k)}


def _stream_load(said: dict[str, Any]) -> StreamLoad:
    lists = {key: tuple(said[key]) for key in ("files", "quarantine", "released", "new_columns") if key in said}
    moments = {key: datetime.fromisoformat(said[key]) for key in ("cursor", "swept_at") if said.get(key)}
    return StreamLoad(**{**said, **lists, **moments})


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an acceptance record")
