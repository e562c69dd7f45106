"""Tables that people keep in CSV or XLSX: read row by row, all mistakes at once, each with file, row and reason.

The header is row 1. Every value is text without the spaces around it, as it would stand in a CSV.
"""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from operations.errors import BadTable

_LARGEST = Decimal(10) ** 12
"""The lake's decimals have twelve digits before the point."""

Parsed = TypeVar("Parsed")
Line = dict[str, str]


def parse_rows(
    file: Path, header: Sequence[str], parse: Callable[[Line], Parsed], key: Callable[[Parsed], Any]
) -> list[Parsed]:
    """Each row through `parse`, which raises ValueError with the reason where it is wrong.

    `key`: of rows with the same one, the second is a mistake.

    Raises:
        BadTable: every wrong row; or the file cannot be read, or has another header.
    """
    rows: list[Parsed] = []
    mistakes: list[str] = []
    first: dict[Any, tuple[int, Parsed]] = {}
    for number, line in read_lines(file, header):
        try:
            row = parse(line)
        except ValueError as error:
            mistakes.append(f"{file}: row {number}: {error}")
            continue
        if key(row) in first:
            mistakes.append(f"{file}: row {number}: {_twice(*first[key(row)], row)}")
        first.setdefault(key(row), (number, row))
        rows.append(row)
    if mistakes:
        raise BadTable("\n".join(mistakes))
    return rows


def _twice(number: int, earlier: Any, row: Any) -> str:
    if earlier == row:
        return f"the same as row {number}. Delete one of them."
    return f"contradicts row {number}, which says something else about the same. Keep one of them."


def read_lines(file: Path, header: Sequence[str]) -> list[tuple[int, Line]]:
    """Row number and cells of each row of a CSV or XLSX file. Raises BadTable: no such file, or another header."""
    if file.suffix.lower() == ".xlsx":
        return _sheet_lines(file, header)
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restkey="", restval="")
            found = [name.strip() for name in reader.fieldnames or ()]
            if found != list(header):
                raise BadTable(f"{file}: row 1: the header is {','.join(found)!r}, it must be {','.join(header)}")
            reader.fieldnames = found
            return [(reader.line_num, _trimmed(file, reader.line_num, row)) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadTable(f"{file}: cannot be read as UTF-8 CSV: {error}") from error


def _sheet_lines(file: Path, header: Sequence[str]) -> list[tuple[int, Line]]:
    """The first sheet of a workbook; rows without any value are left out."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise BadTable(f"{file}: cannot be read as XLSX: {error}") from error
    rows = [_values(row) for row in sheet]
    if not rows or rows[0] != list(header):
        found = ",".join(rows[0]) if rows else ""
        raise BadTable(f"{file}: row 1: the header is {found!r}, it must be {','.join(header)}")
    if wide := [number for number, row in enumerate(rows, 1) if len(row) > len(header)]:
        raise BadTable(f"{file}: row {wide[0]}: more values than columns; empty the cells on the right.")
    filled = [(number, row + [""] * (len(header) - len(row))) for number, row in enumerate(rows[1:], 2) if row]
    return [(number, dict(zip(header, row, strict=True))) for number, row in filled]


def _values(row: Sequence[Any]) -> list[str]:
    """The cells up to the last one that is filled."""
    said = [_cell(value) for value in row]
    return said[: max((place for place, value in enumerate(said, 1) if value), default=0)]


def _cell(value: Any) -> str:
    """A cell as it would stand in a CSV: a whole number without fraction, a day without the midnight sheets give it."""
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _trimmed(file: Path, number: int, row: dict[str, Any]) -> Line:
    if "" in row:
        raise BadTable(f"{file}: row {number}: more values than columns; put text with commas in quotes.")
    return {name: value.strip() for name, value in row.items()}


def as_utc(column: str, said: str) -> datetime:
    """The moment, aware UTC; without zone it is UTC. Raises ValueError with what to write."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise ValueError(f"{column} {said!r} is no time; write it as 2026-03-31T09:30:00+08:00") from error
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def as_day(column: str, said: str) -> date | None:
    """The day; None for an empty cell. Raises ValueError with what to write."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise ValueError(f"{column} {said!r} is no date; write it as 2026-03-31") from error


def as_number(column: str, said: str) -> Decimal:
    """A number as it stands in a cell. Raises ValueError."""
    try:
        number = Decimal(said)
    except InvalidOperation as error:
        raise ValueError(f"{column} {said!r} is not a number") from error
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise ValueError(f"{column} {said!r} is too large")
    return number
