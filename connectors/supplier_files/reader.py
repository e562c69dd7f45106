"""Reads what suppliers drop: `<folder>/<supplier code>/` with price lists and order confirmations, XLSX or CSV.

Which of the two a file is, its header line says. Only whole files are read (not `*.part`, `*.tmp`, hidden and lock
files). A file that is taken away again does not take its prices with it: drop folders are cleaned up, so deletions are
never concluded. When one file of a supplier changed, all of that supplier are read, so that the newest list wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.config import SupplierFilesConfig
from connectors.errors import ConnectorError, NotThere
from connectors.files import is_whole, read_grid
from connectors.reader import Page, Reader, ReaderContext, Unreadable
from connectors.supplier_files.headers import CONFIRMATION, PRICE_LIST, recognised
from connectors.supplier_files.streams import CONFIRMATIONS, PRICE_LIST_LINES, SYSTEM
from lake.stream import Stream

ENDINGS = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"})
_HEADER_WITHIN = 20
_NEEDED = {
    CONFIRMATIONS.name: ({"purchase_order_number", "supplier_item_code", "confirmed_qty"}, CONFIRMATION),
    PRICE_LIST_LINES.name: ({"supplier_item_code", "unit_price"}, PRICE_LIST),
}
_DAYS = re.compile(
    r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4})"
)


def open_reader(config: Any, context: ReaderContext, transport: Any = None) -> Reader:
    """Opens the drop folder that `config` (a SupplierFilesConfig) names; `transport` is not used."""
    settings: SupplierFilesConfig = config
    return SupplierFilesReader(context.source, context.root / settings.folder)


class SupplierFilesReader:
    """One drop folder, open for reading."""

    system = SYSTEM

    def __init__(self, source: str, folder: Path) -> None:
        self._source = source
        self._folder = folder
        self._grids: dict[Path, list[list[str | None]] | Unreadable] = {}

    def check(self) -> None:
        """Raises NotThere when there is no such folder."""
        if not self._folder.is_dir():
            raise NotThere(f"{self._source}: there is no folder {self._folder}. Make it, or change `folder`.")

    def streams(self) -> Sequence[Stream]:
        """Price lists and confirmations."""
        return SYSTEM.streams

    def read(self, stream: Stream, since: datetime | None) -> Iterator[Page]:
        """A page a file; a file that cannot be read, or whose header nobody knows, is Unreadable."""
        self.check()
        for supplier in sorted(one for one in self._folder.iterdir() if one.is_dir()):
            files = sorted(one for one in supplier.iterdir() if is_whole(one) and one.suffix.lower() in ENDINGS)
            changed = since is None or any(_touched(file) >= since for file in files)
            for file in files:
                yield from self._pages(stream, file, changed=changed)

    def keys(self, stream: Stream) -> Iterator[Sequence[tuple[str, ...]]] | None:
        """None: a file that is gone does not say that its prices are."""
        return None

    def close(self) -> None:
        """Forgets what was read."""
        self._grids.clear()

    def _pages(self, stream: Stream, file: Path, *, changed: bool) -> Iterator[Page]:
        grid = self._grid(file)
        if isinstance(grid, Unreadable):
            if stream is PRICE_LIST_LINES:
                yield grid
            return
        kind, start, columns = _kind(grid)
        if kind is None and stream is PRICE_LIST_LINES:
            yield Unreadable(_name(file), f"{_name(file)}: no line has the headers of a price list or a confirmation")
        elif kind == stream.name and changed:
            yield [
                _row(stream, file, number, row, columns)
                for number, row in enumerate(grid[start:], start + 1)
                if any(cell for cell in row)
            ]

    def _grid(self, file: Path) -> list[list[str | None]] | Unreadable:
        """A file's cells, read once for both streams."""
        if file not in self._grids:
            try:
                self._grids[file] = read_grid(file)
            except ConnectorError as error:
                self._grids[file] = Unreadable(_name(file), f"{_name(file)}: {error}")
        return self._grids[file]


def _kind(grid: list[list[str | None]]) -> tuple[str | None, int, Mapping[str, int]]:
    """Stream name, position of the first row after the header line, and where each column is."""
    for position, cells in enumerate(grid[:_HEADER_WITHIN]):
        for name, (needed, words) in _NEEDED.items():
            columns = recognised(cells, words)
            if needed <= set(columns):
                return name, position + 1, columns
    return None, 0, {}


def _row(
    stream: Stream, file: Path, number: int, cells: Sequence[str | None], columns: Mapping[str, int]
) -> dict[str, Any]:
    modified = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    said = {name: _cell(cells, columns.get(name), kind == "date") for name, kind in stream.columns.items()}
    about = {
        "supplier_code": file.parent.name,
        "file_name": file.name,
        "row_number": number,
        "file_modified_at": modified,
    }
    if stream is PRICE_LIST_LINES:
        # Both are part of the key: a list without them is for any quantity, and valid from the day of the file.
        about["min_order_qty"] = said["min_order_qty"] or "1"
        about["valid_from"] = said["valid_from"] or modified.date()
    return {**said, **about}


def _cell(cells: Sequence[str | None], position: int | None, is_date: bool) -> str | None:
    value = cells[position] if position is not None and position < len(cells) else None
    value = value.strip() if value else None
    if not value or not is_date or not (day := _DAYS.match(value)):
        return value
    year, month, of_month = (day[part] or day[f"{part}2"] for part in ("y", "m", "d"))
    return f"{year}-{int(month):02}-{int(of_month):02}"


def _touched(file: Path) -> datetime:
    """When a file's content or place last changed: a copy keeps its old modification time."""
    stat = file.stat()
    return datetime.fromtimestamp(max(stat.st_mtime, stat.st_ctime), UTC)


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
