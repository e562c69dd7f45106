"""The match queue as a CSV that people fill in and give back: a wrong row is said, the others are taken."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from operations.crosswalk import accept, queue, reject
from operations.errors import BadTable, OperationsError
from operations.store import Store

NO = "no"
COLUMNS = (
    "number", "entity", "source", "source_id", "code", "name",
    "candidate_1", "confidence_1", "candidate_2", "confidence_2", "candidate_3", "confidence_3",
    "decision", "pack_factor",
)  # fmt: skip
"""`decision` is left empty (later), `no` (none of them) or the code of a candidate."""


def write_queue(store: Store, file: Path) -> int:
    """Writes the open proposals, in UTF-8 with a mark that spreadsheets know. Gives how many."""
    rows = queue(store)
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows({**row, "number": row["id"], **dict(_offered(row["candidates"]))} for row in rows)
    return len(rows)


def read_queue(store: Store, file: Path, by: str, moment: datetime) -> tuple[list[str], list[str]]:
    """Decides what the file decides. Gives a sentence for each decision taken, and one for each row refused.

    Raises:
        BadTable: the file cannot be read, or lacks a column.
    """
    taken: list[str] = []
    refused: list[str] = []
    for place, row in _lines(file):
        if not row["decision"]:
            continue
        try:
            taken.append(_decide(store, row, by, moment))
        except (OperationsError, ValueError) as error:
            refused.append(f"{file}: row {place}: {error}")
    return taken, refused


def _decide(store: Store, row: Mapping[str, str], by: str, moment: datetime) -> str:
    if not row["number"].isdigit():
        raise ValueError(f"number {row['number']!r} is not the number of a proposal")
    number = int(row["number"])
    if row["decision"].casefold() == NO:
        return reject(store, number, by, moment)
    return accept(store, number, row["decision"], by, moment, _factor(row["pack_factor"]))


def _factor(said: str) -> Decimal | None:
    if not said:
        return None
    try:
        factor = Decimal(said)
    except InvalidOperation as error:
        raise ValueError(f"pack_factor {said!r} is not a number") from error
    if not factor.is_finite() or factor <= 0:
        raise ValueError(f"pack_factor must be above 0 (given: {said!r})")
    return factor


def _offered(candidates: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    for place, candidate in enumerate(candidates, 1):
        yield f"candidate_{place}", f"{candidate['code']} {candidate['name'] or ''}".strip()
        yield f"confidence_{place}", str(candidate["confidence"])


def _lines(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restval="")
            if missing := {"number", "decision", "pack_factor"} - set(reader.fieldnames or ()):
                raise BadTable(f"{file}: row 1: lacks {', '.join(sorted(missing))}. Export the queue again.")
            return [(reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadTable(f"{file}: cannot be read as UTF-8 CSV: {error}") from error
