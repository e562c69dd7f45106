"""What a stream is: the declaration that landing, quality, raw views and tests are all made from.

A second stream of a system costs one more declaration, not a copied function.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["text", "integer", "decimal", "boolean", "date", "timestamp"]
"""The lake's types. `decimal` is DECIMAL(18,6); `timestamp` is UTC without zone; ids are always `text`."""

Disposition = Literal["incremental", "snapshot"]
"""`incremental`: a load brings rows that changed, the newest version of a key counts.
`snapshot`: a load brings everything, and what is missing is gone."""


@dataclass(frozen=True)
class Stream:
    """One table that a system offers.

    Attributes:
        name: the stream's folder and raw table, in the system's own words (`sale_order_line`) or, for
            `tables`, the canonical name (`order_lines`).
        columns: column name -> type, in landing order, without the lake's own lineage columns.
        key: the columns that name a row within its source. Never null.
        disposition: how a load relates to the one before it.
        cursor: the column a later fetch starts from (`incremental` only).
        required: columns that may not be null, besides the key.
        non_negative: numeric columns that may not be below zero.
        not_in_future: date and timestamp columns that may not lie after the day of the load.
        keeps_history: old versions are read again (SCD2 models are made from them), so compaction keeps every one.
    """

    name: str
    columns: Mapping[str, ColumnType]
    key: tuple[str, ...]
    disposition: Disposition = "incremental"
    cursor: str | None = None
    required: frozenset[str] = frozenset()
    non_negative: frozenset[str] = frozenset()
    not_in_future: frozenset[str] = frozenset()
    keeps_history: bool = False

    def __post_init__(self) -> None:
        named = {*self.key, *self.required, *self.non_negative, *self.not_in_future}
        named |= {self.cursor} if self.cursor else set()
        if unknown := named - set(self.columns):
            raise ValueError(f"stream {self.name}: {sorted(unknown)} are not among its columns")


LINEAGE: Mapping[str, ColumnType] = {
    "_source": "text",
    "_load_id": "text",
    "_loaded_at": "timestamp",
    "_row_hash": "text",
    "_is_deleted": "boolean",
}
"""Columns that landing adds to every row: where it came from, when, and whether it was found deleted."""


@dataclass(frozen=True)
class System:
    """A kind of system that Tandem can read: its name (`odoo`) and the streams it offers."""

    name: str
    streams: tuple[Stream, ...] = field(default_factory=tuple)

    def stream(self, name: str) -> Stream:
        """The stream called `name`. Raises KeyError with the names there are."""
        for stream in self.streams:
            if stream.name == name:
                return stream
        raise KeyError(f"{self.name} has no stream {name!r}; it has {[s.name for s in self.streams]}")
