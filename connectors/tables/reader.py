"""Reads any CSV, XLSX, Parquet file or SQL table that a company file maps to the canonical streams.

Files are read whole each time: what did not change is skipped by its hash, and a row added with an old date is still
seen. SQL tables with a mapped cursor are read from it on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from connectors.config import TableMapping, TablesConfig
from connectors.reader import Page, Reader, ReaderContext
from connectors.tables.streams import SYSTEM
from lake.stream import Stream
from lake.types import arrow_type

if TYPE_CHECKING:
    import pyarrow as pa

PERSON = "person"
"""The column whose e-mail addresses are replaced by pseudonyms before anything is landed."""


class Origin(Protocol):
    """Where tables come from: files or a database."""

    def check(self, stream: Stream, mapping: TableMapping) -> None:
        """Raises a ConnectorError if the mapping does not fit what is there."""

    def rows(self, stream: Stream, mapping: TableMapping, since: datetime | None) -> Iterator[pa.Table]:
        """The mapped columns."""

    def keys(self, stream: Stream, mapping: TableMapping) -> Iterator[pa.Table]:
        """The key columns of every row."""

    def close(self) -> None:
        """Lets go."""


def open_reader(config: Any, context: ReaderContext, transport: Any = None) -> Reader:
    """Opens what `config` (a TablesConfig) names; `transport` is not used. Raises SecretMissing."""
    settings: TablesConfig = config
    if settings.url is not None:
        from connectors.tables.database import DatabaseOrigin

        return TablesReader(settings, context, DatabaseOrigin(context.source, context.secrets(settings.url)))
    from connectors.tables.folder import FolderOrigin

    return TablesReader(settings, context, FolderOrigin(context.source, context.root / str(settings.folder)))


class TablesReader:
    """One folder or database, open for reading."""

    system = SYSTEM

    def __init__(self, config: TablesConfig, context: ReaderContext, origin: Origin) -> None:
        self._config = config
        self._context = context
        self._origin = origin

    def check(self) -> None:
        """Looks whether every mapped file or table, and every mapped column, is there."""
        for stream in self.streams():
            self._origin.check(stream, self._config.streams[stream.name])

    def streams(self) -> Sequence[Stream]:
        """The mapped streams, in canonical order."""
        return [stream for stream in SYSTEM.streams if stream.name in self._config.streams]

    def read(self, stream: Stream, since: datetime | None) -> Iterator[Page]:
        """Arrow tables with every declared column; those that are not mapped are null."""
        for table in self._origin.rows(stream, self._config.streams[stream.name], since):
            yield self._whole(stream, table)

    def keys(self, stream: Stream) -> Iterator[Sequence[tuple[str, ...]]] | None:
        """Every key there is now."""
        return self._keys(stream)

    def close(self) -> None:
        """Lets go of files and connections."""
        self._origin.close()

    def _keys(self, stream: Stream) -> Iterator[Sequence[tuple[str, ...]]]:
        for table in self._origin.keys(stream, self._config.streams[stream.name]):
            columns = [table.column(name).to_pylist() for name in stream.key]
            yield [tuple(str(part) for part in key) for key in zip(*columns, strict=True) if None not in key]

    def _whole(self, stream: Stream, table: pa.Table) -> pa.Table:
        import pyarrow as pa

        columns: dict[str, Any] = {
            name: table.column(name)
            if name in table.column_names
            else pa.array([None] * table.num_rows, arrow_type(kind))
            for name, kind in stream.columns.items()
        }
        if PERSON in table.column_names:
            said = table.column(PERSON).cast(pa.string()).to_pylist()
            columns[PERSON] = pa.chunked_array([pa.array(self._context.pseudonyms(said), pa.string())])
        return pa.table(columns)
