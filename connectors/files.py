"""Spreadsheets and CSV as Arrow tables of text: types are the declaration's to decide, not the file's."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors.errors import BadReply, NotThere

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS = ",;\t|"


def is_whole(path: Path) -> bool:
    """Whether a file is one to read: not hidden, not still being written, not an editor's lock file."""
    return path.is_file() and not path.name.startswith((".", "~$")) and path.suffix.lower() not in {".part", ".tmp"}


def read_csv(path: Path, *, encoding: str = "utf-8", delimiter: str | None = None) -> pa.Table:
    """A CSV file's rows as text under its first line's names; empty cells are null, a byte order mark is dropped.

    Raises:
        NotThere: no such file.
        BadReply: it is not in this encoding, or its rows do not fit its header.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    content = _utf8(path, encoding)
    names = _header(content, path, delimiter)
    mark = delimiter or _delimiter(content)
    try:
        return arrow_csv.read_csv(
            io.BytesIO(content),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1),
            parse_options=arrow_csv.ParseOptions(delimiter=mark, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as error:
        raise BadReply(f"{path.name} is not a whole CSV file with the delimiter {mark!r}: {error}") from error


def read_xlsx(path: Path, sheet: str | None = None) -> pa.Table:
    """A sheet's rows (the first one unless named) as text under the names in its first row that is not empty.

    Raises:
        NotThere: no such file or sheet.
        BadReply: it is not a whole workbook.
    """
    import pyarrow as pa

    header, *rows = _cells(path, sheet) or [[]]
    columns = [(str(name).strip(), i) for i, name in enumerate(header) if str(name).strip()]
    kept = [row for row in rows if any(cell != "" for cell in row)]
    return pa.table({name: pa.array([_as_text(row[i]) for row in kept], pa.string()) for name, i in columns})


def read_grid(path: Path) -> list[list[str | None]]:
    """All rows of a CSV file or of a workbook's first sheet as text, header lines included.

    CSV is UTF-8, or else GB 18030, which Chinese spreadsheets still write.

    Raises:
        BadReply: it is neither, or not a whole workbook.
    """
    if path.suffix.lower() not in {".csv", ".txt", ".tsv"}:
        return [[_as_text(cell) for cell in row] for row in _cells(path, None)]
    try:
        content = _utf8(path, "utf-8")
    except BadReply:
        content = _utf8(path, "gb18030")
    rows = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=_delimiter(content))
    try:
        return [[_as_text(cell) for cell in row] for row in rows]
    except csv.Error as error:
        raise BadReply(f"{path.name} is not a whole CSV file ({error}). Put the file there again.") from error


def _cells(path: Path, sheet: str | None) -> Sequence[Sequence[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    _require(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        if sheet is not None and sheet not in book.sheet_names:
            raise NotThere(f"{path.name} has no sheet {sheet!r}; it has {book.sheet_names}.")
        rows: list[list[Any]] = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python()
    except (CalamineError, OSError) as error:
        raise BadReply(f"{path.name} is not a whole workbook ({error}). Put the file there again.") from error
    filled = [i for i, row in enumerate(rows) if any(cell != "" for cell in row)]
    return rows[filled[0] :] if filled else []


def _as_text(cell: Any) -> str | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _utf8(path: Path, encoding: str) -> bytes:
    _require(path)
    content = path.read_bytes()
    try:
        text = codecs.decode(content, encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise BadReply(f"{path.name} cannot be read as {encoding}. Set `encoding`, for example gb18030.") from error
    return text.removeprefix("\ufeff").encode()


def _header(content: bytes, path: Path, delimiter: str | None) -> list[str]:
    text = io.StringIO(content.decode(), newline="")
    names = [name.strip() for name in next(csv.reader(text, delimiter=delimiter or _delimiter(content)), [])]
    if not any(names):
        raise BadReply(f"{path.name} is empty: its first line must name the columns.")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadReply(f"{path.name} names the column {', '.join(twice)} twice. Give each its own name.")
    return names


def _delimiter(content: bytes) -> str:
    """The mark that the first line has most often."""
    line = content.split(b"\n", 1)[0].decode()
    return max(_DELIMITERS, key=line.count)


def _require(path: Path) -> None:
    if path.is_file():
        return
    there = sorted(one.name for one in path.parent.glob("*") if is_whole(one)) if path.parent.is_dir() else None
    said = f"the folder has {there[:20]}" if there is not None else "there is no such folder"
    raise NotThere(f"there is no file {path.name} in {path.parent}: {said}. Put it there, or change the company file.")
