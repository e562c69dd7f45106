"""A source made of lists, and a company around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from pydantic import SecretStr

from connectors.reader import Page
from lake import Lake, create_raw_views
from lake.stream import Stream, System
from tandem.settings import Company

NOW = datetime(2026, 10, 31, 6, tzinfo=UTC)
LINES = Stream(
    "lines",
    {"id": "text", "sku": "text", "quantity": "decimal", "ordered_at": "timestamp", "updated_at": "timestamp"},
    key=("id",),
    cursor="updated_at",
    required=frozenset({"sku"}),
    non_negative=frozenset({"quantity"}),
    not_in_future=frozenset({"ordered_at"}),
)
STOCK = Stream("stock", {"sku": "text", "qty": "decimal"}, key=("sku",), disposition="snapshot")
TOY = System("supplier_files", (LINES, STOCK))


def line(number: int, quantity: Any = "1", updated: str = "2026-10-30T12:00:00Z", **other: Any) -> dict[str, Any]:
    ordered = "2026-10-01T00:00:00Z"
    return {"id": str(number), "sku": "⛺", "quantity": quantity, "ordered_at": ordered, "updated_at": updated, **other}


@dataclass
class ToyReader:
    """Gives what its lists hold; notes what it was asked for."""

    lines: list[Page] = field(default_factory=list)
    stock: list[Page] = field(default_factory=list)
    present: list[str] | None = None
    asked: list[datetime | None] = field(default_factory=list)
    closed: int = 0
    system: System = TOY

    def check(self) -> None:
        """Nothing to connect to."""

    def streams(self) -> Sequence[Stream]:
        return self.system.streams

    def read(self, stream: Stream, since: datetime | None) -> Iterator[Page]:
        if stream.name == "lines":
            self.asked.append(since)
        yield from (self.lines if stream.name == "lines" else self.stock)

    def keys(self, stream: Stream) -> Iterator[Sequence[tuple[str, ...]]] | None:
        return None if self.present is None else iter([[(key,) for key in self.present]])

    def close(self) -> None:
        self.closed += 1


def company(root: Path, **source: Any) -> Company:
    """A company whose one source is called `shop`."""
    said = {"system": "supplier_files", "folder": "drop", **source}
    about = {"name": "Test", "base_currency": "EUR"}
    return Company.model_validate({"version": 1, "company": about, "sources": {"shop": said}, "root": root})


def secret(reference: str) -> SecretStr:
    return SecretStr(f"secret of {reference}")


def rows(
    lake: Lake, sql: str, system: System = TOY, known_at: datetime = datetime(2030, 1, 1, tzinfo=UTC)
) -> list[Any]:
    """What `sql` sees in the lake's views."""
    connection = duckdb.connect()
    create_raw_views(connection, lake, [system], known_at)
    return connection.sql(sql).fetchall()
