"""One source, one sync: everything it offers is read, checked and landed in one acceptance, or nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from connectors.errors import NotThere
from connectors.pipeline import Producer, carry
from connectors.prepare import Prepared, Rules, prepare
from connectors.pseudonym import unnamed
from connectors.reader import Pseudonyms, Reader, ReaderContext
from connectors.registry import open_reader
from lake.files import Lake
from lake.quarantine import write_quarantine, write_released
from lake.records import Acceptance, Load, StreamLoad, begin
from lake.stream import Stream

if TYPE_CHECKING:
    from tandem.settings import Company, SecretLookup


@dataclass(frozen=True)
class SyncResult:
    """What a sync did.

    Attributes:
        source: the source's name.
        load_id: the accepted load.
        streams: stream -> counts: rows, quarantined (newly held back), unchanged, deleted, total_rows.
        seconds: from opening the source to the acceptance.
        refused: stream -> why its deletions were not looked for; its rows were landed all the same.
        new_columns: stream -> columns that nobody declared; they were left where they are.
    """

    source: str
    load_id: str
    streams: Mapping[str, Mapping[str, int]]
    seconds: float
    refused: Mapping[str, str] = field(default_factory=dict)
    new_columns: Mapping[str, Sequence[str]] = field(default_factory=dict)


def sync_source(
    company: Company,
    name: str,
    lake: Lake,
    secrets: SecretLookup,
    now: datetime,
    *,
    full_refresh: bool = False,
    transport: Any = None,
    pseudonyms: Pseudonyms = unnamed,
    sweep_hours: float = 0,
) -> SyncResult:
    """Pulls what changed in one source since its cursor, less the look-back, into the lake.

    Args:
        now: the moment of this sync, aware; the cursor never goes past it.
        full_refresh: reads everything again; what the lake knows is still not written twice.
        transport: a replacement for the network, for tests.
        pseudonyms: replaces persons; by default a source that brings any is refused.
        sweep_hours: deletions are looked for when the last look is at least this old, hours.

    Raises:
        ConnectorError: the source failed or its batch was refused. Nothing was accepted, the cursor stays.
        LakeError: the lake could not be written or read. Nothing was accepted, the cursor stays.
    """
    started = perf_counter()
    if name not in company.sources:
        raise NotThere(f"there is no source {name!r} in the company file; it has {sorted(company.sources)}.")
    config = company.sources[name]
    context = ReaderContext(name, secrets, company.root, now, pseudonyms)
    load = begin(lake, config.system, name, now)
    rules = Rules.of(config, now, sweep_hours=sweep_hours, full_refresh=full_refresh)
    with _opened(config, context, transport) as reader:
        prepared, accepted = land_prepared(load, lambda stream: prepare(load, reader, stream, rules), reader.streams())
    return _result(accepted, prepared, perf_counter() - started)


def land_prepared(
    load: Load, made: Callable[[Stream], Prepared], streams: Sequence[Stream]
) -> tuple[Mapping[str, Prepared], Acceptance]:
    """Prepares each stream inside dlt's extraction, lets dlt write the rows, writes quarantine, and accepts."""
    prepared: dict[str, Prepared] = {}

    def producer(stream: Stream) -> Producer:
        def produce() -> Any:
            prepared[stream.name] = made(stream)
            return prepared[stream.name].change.table

        return produce

    files = carry(load, {stream.name: (stream, producer(stream)) for stream in streams})
    entries = {name: _entry(load, one, files.get(name, ())) for name, one in prepared.items()}
    return prepared, load.accept(entries)


def _entry(load: Load, prepared: Prepared, files: tuple[str, ...]) -> StreamLoad:
    return replace(
        prepared.entry,
        files=files,
        quarantine=write_quarantine(load, prepared.stream.name, prepared.held),
        released=write_released(load, prepared.stream.name, prepared.released),
    )


@contextmanager
def _opened(config: Any, context: ReaderContext, transport: Any) -> Iterator[Reader]:
    reader = open_reader(config, context, transport)
    try:
        yield reader
    finally:
        reader.close()


def _result(accepted: Acceptance, prepared: Mapping[str, Prepared], seconds: float) -> SyncResult:
    counted = ("rows", "quarantined", "unchanged", "deleted", "total_rows")
    loads = accepted.streams.items()
    return SyncResult(
        accepted.source,
        accepted.load_id,
        {name: {key: getattr(one, key) for key in counted} for name, one in loads},
        seconds,
        {name: one.sweep_refused for name, one in prepared.items() if one.sweep_refused},
        {name: one.new_columns for name, one in loads if one.new_columns},
    )
