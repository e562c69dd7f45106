"""Rows that were held back: kept whole, with the reason, until they pass or are superseded. Nothing is thrown away.

A row is open while an accepted load holds it and no later accepted load has let it go.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lake.errors import ReadFailed
from lake.files import Lake
from lake.records import Acceptance, Load, acceptances

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class HeldRow:
    """One row in quarantine.

    Attributes:
        row_id: twelve hex digits over stream, row and reason; the same bad row sent again is the same held row.
        stream: the stream it was meant for.
        row: its columns as the source sent them, as JSON.
        key: its key as a JSON list of texts; None when part of the key is null.
        column: the column at fault.
        reason: a sentence.
        load_id: the load that held it back.
    """

    row_id: str
    stream: str
    row: str
    key: str | None
    column: str
    reason: str
    load_id: str

    @property
    def values(self) -> dict[str, str | None]:
        """The row's columns, as text or None."""
        return dict(json.loads(self.row))


def held_row(stream: str, row: Mapping[str, Any], key: str | None, load_id: str, *, why: tuple[str, str]) -> HeldRow:
    """A row to hold back, as the source sent it, with its `key_text` and why (column, reason)."""
    column, reason = why
    text = json.dumps({k: _as_text(v) for k, v in row.items()}, ensure_ascii=False, sort_keys=True)
    row_id = hashlib.sha256(f"{stream}\n{text}\n{column}\n{reason}".encode()).hexdigest()[:12]
    return HeldRow(row_id, stream, text, key, column, reason, load_id)


def key_text(values: Sequence[Any]) -> str | None:
    """A key as text that can be compared; None when part of it is null."""
    if any(value is None for value in values):
        return None
    return json.dumps([_as_text(value) for value in values], ensure_ascii=False)


def write_quarantine(load: Load, stream: str, rows: Sequence[HeldRow]) -> tuple[str, ...]:
    """Writes rows of one load and stream; nobody sees them before the load is accepted. Raises WriteFailed."""
    return _write(load, stream, "parquet", [asdict(row) for row in rows])


def write_released(load: Load, stream: str, row_ids: Iterable[str]) -> tuple[str, ...]:
    """Says that held rows are open no more once this load is accepted. Raises WriteFailed."""
    return _write(load, stream, "released.parquet", [{"row_id": one} for one in sorted(set(row_ids))])


def open_rows(lake: Lake, source: str, stream: str | None = None, known_at: datetime | None = None) -> list[HeldRow]:
    """The source's rows still held back, oldest first; of one stream if it is named.

    Raises:
        ReadFailed: a quarantine file that a record names cannot be read.
    """
    found = open_after(lake, acceptances(lake, source, known_at), stream)
    return list(found.values())


def open_after(lake: Lake, records: Iterable[Acceptance], stream: str | None = None) -> dict[str, HeldRow]:
    """The rows still held back after `records` (oldest first), by row id. Raises ReadFailed."""
    rows: dict[str, HeldRow] = {}
    for record in records:
        for name, load in record.streams.items():
            if stream in (None, name):
                for row_id in _row_ids(lake, load.released):
                    rows.pop(row_id, None)
                rows |= {row.row_id: row for row in _rows(lake, load.quarantine)}
    return rows


def _rows(lake: Lake, files: Iterable[str]) -> list[HeldRow]:
    return [HeldRow(**row) for file in files for row in _read(lake, file).to_pylist()]


def _row_ids(lake: Lake, files: Iterable[str]) -> list[str]:
    return [row["row_id"] for file in files for row in _read(lake, file).to_pylist()]


def _write(load: Load, stream: str, ending: str, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not rows:
        return ()
    name = f"_quarantine/{load.source}/{stream}/{load.load_id}.{ending}"
    with load.lake.writing(name) as file:
        pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema([(c, pa.string()) for c in rows[0]])), file)
    return (name,)


def _read(lake: Lake, name: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with lake.filesystem.open(lake.path(name), "rb") as file:
            return pq.read_table(file)
    except (OSError, pa.ArrowInvalid) as error:
        raise ReadFailed(f"lake {lake.url}: {name} cannot be read ({error}).") from error


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
