"""Acceptance records: what a reader may see. A file that no record names does not exist for anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

from lake.errors import ReadFailed
from lake.files import Lake
from lake.stream import Disposition

FOLDER = "_accepted"
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
        said = json.loads(text)
        streams = {name: _stream_load(one) for name, one in said.pop("streams").items()}
        return cls(**{**said, "accepted_at": datetime.fromisoformat(said["accepted_at"])}, streams=streams)


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
    """The source's accepted loads, oldest first; with `known_at` only those accepted up to then."""
    names = lake.names(f"{FOLDER}/{source}", ".json")
    records = [_read(lake, name) for name in names if known_at is None or _may_be_known(name, known_at)]
    return [one for one in records if known_at is None or one.accepted_at <= known_at]


def sources(lake: Lake) -> list[str]:
    """The names of all sources that ever had a load accepted."""
    names = lake.names(FOLDER, ".json", deep=True)
    return sorted({name.removeprefix(f"{FOLDER}/").split("/")[0] for name in names})


def accepted_names(lake: Lake) -> tuple[set[str], set[str]]:
    """What a reader may see: the data and quarantine files, and the records that name them."""
    found = [one for source in sources(lake) for one in acceptances(lake, source)]
    files = {name for one in found for load in one.streams.values() for name in load.named}
    return files, {one.name for one in found}


def accepted_files(lake: Lake) -> set[str]:
    """Every data and quarantine file that a record names."""
    return accepted_names(lake)[0]


def _may_be_known(name: str, known_at: datetime) -> bool:
    # An id is never before its acceptance by more than the microseconds that keep ids apart.
    return _moment_of(name.rsplit("/", 1)[-1]) <= known_at + timedelta(seconds=1)


def _moment_of(load_id: str) -> datetime:
    return datetime.strptime(load_id.split("-", maxsplit=1)[0], _MOMENT).replace(tzinfo=UTC)


def _read(lake: Lake, name: str) -> Acceptance:
    try:
        return Acceptance.of_json(lake.read_text(name))
    except (ValueError, KeyError, TypeError) as error:
        raise ReadFailed(f"lake {lake.url}: {name} is not an acceptance record ({error}).") from error


def _stream_load(said: dict[str, Any]) -> StreamLoad:
    lists = {key: tuple(said[key]) for key in ("files", "quarantine", "released", "new_columns") if key in said}
    moments = {key: datetime.fromisoformat(said[key]) for key in ("cursor", "swept_at") if said.get(key)}
    return StreamLoad(**{**said, **lists, **moments})


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an acceptance record")
