"""A mapping's words as SQL: a source column's name, or an expression over such columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from connectors.config import TableMapping
from lake.stream import ColumnType, Stream
from lake.types import literal

_HAS_OFFSET = r"\d:\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$"
_NUMBER_WITH_COMMA = r"^\s*[+-]?[\d.]*(,\d*)?\s*$"


def expression(said: str, columns: Sequence[str], quote: Callable[[str], str]) -> str:
    """`said` as SQL: quoted if it is the name of a column, as it is otherwise."""
    return quote(said) if said in columns else f"({said})"


def mapped(
    stream: Stream, mapping: TableMapping, columns: Sequence[str], quote: Callable[[str], str]
) -> Mapping[str, str]:
    """Canonical column -> SQL, in the stream's order."""
    return {
        name: expression(mapping.columns[name], columns, quote) for name in stream.columns if name in mapping.columns
    }


def understood(sql: str, kind: ColumnType, mapping: TableMapping) -> str:
    """DuckDB SQL that takes a decimal comma and a local time zone out of a value; what it cannot read it leaves."""
    if kind == "decimal" and mapping.decimal_comma:
        text = f"cast({sql} as varchar)"
        plain = f"replace(replace({text}, '.', ''), ',', '.')"
        return f"case when regexp_matches({text}, {literal(_NUMBER_WITH_COMMA)}) then {plain} else {text} end"
    if kind == "timestamp" and mapping.time_zone != "UTC":
        text = f"cast({sql} as varchar)"
        zone = literal(mapping.time_zone)
        local = f"cast(timezone({zone}, try_cast({text} as timestamp)) as varchar)"
        return (
            f"case when regexp_matches({text}, {literal(_HAS_OFFSET)}) then {text} else coalesce({local}, {text}) end"
        )
    return sql
