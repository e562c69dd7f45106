"""Rows that were held back, tried again after a rule was changed or a row was mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connectors.batch import collect
from connectors.prepare import WHOLE, Prepared, of_batch
from connectors.reader import Page
from connectors.sync import land_prepared
from lake.changes import present
from lake.files import Lake
from lake.quarantine import HeldRow, open_after
from lake.records import Load, begin
from lake.stream import Stream, System


@dataclass(frozen=True)
class Replay:
    """What a replay did: rows landed by stream, and the rows still held back."""

    landed: Mapping[str, int]
    held: tuple[HeldRow, ...]


def replay_quarantine(
    lake: Lake, system: System, source: str, now: datetime, *, edits: Mapping[str, Mapping[str, Any]] | None = None
) -> Replay:
    """Checks every held row of a source again and lands those that pass now. The cursor stays.

    Args:
        system: the declaration as it is now.
        edits: row id -> columns to change in that row first.

    Raises:
        SchemaDrift: a held row lacks a column that is declared now.
        LakeError: the lake could not be written or read; the queue is as it was.
    """
    load = begin(lake, system.name, source, now)
    queue = list(open_after(lake, load.before).values())
    streams = [one for one in system.streams if any(row.stream == one.name for row in queue)]
    if not streams:
        return Replay({}, ())
    mended = edits or {}
    prepared, accepted = land_prepared(load, lambda stream: _again(load, stream, queue, mended), streams)
    held = tuple(open_after(lake, [*load.before, accepted]).values())
    return Replay({name: accepted.streams[name].rows for name in prepared}, held)


def _again(load: Load, stream: Stream, queue: list[HeldRow], edits: Mapping[str, Mapping[str, Any]]) -> Prepared:
    mine = [row for row in queue if row.stream == stream.name and row.column != WHOLE]
    pages: list[Page] = [[{**row.values, **edits.get(row.row_id, {})} for row in mine]]
    if stream.disposition == "snapshot":
        pages.insert(0, present(load, stream))
    prepared = of_batch(load, stream, collect(load.source, stream, pages), load.accepted_at)
    last = load.last(stream.name)
    entry = replace(prepared.entry, cursor=last.cursor if last else None)
    released = [row.row_id for row in mine if row.row_id not in prepared.failing]
    return replace(prepared, entry=entry, released=released)
