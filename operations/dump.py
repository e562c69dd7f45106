"""The whole store as lines of text, table by table, the same from SQLite and PostgreSQL, and back into either."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Connection, Date, Table, column, func, insert, inspect, select, table, text

from operations.column_types import Exact, Instant
from operations.migrations import REVISIONS
from operations.people import strike
from operations.store import Store
from operations.tables import metadata, person_forgotten
from operations.values import dumps

Lines = Iterator[str]
Row = dict[str, Any]

_AT_ONCE = 5_000


def dump(store: Store, write: Callable[[str, Lines], None]) -> str:
    """Hands every table to `write`, as (name, one JSON object a row), all of one moment. Blocks nobody.

    Returns:
        The revision of the schema that the rows fit.
    """
    with store.read() as session:
        for one in metadata.sorted_tables:
            write(one.name, _lines(session, one))
    return REVISIONS[-1]


def refill(store: Store, revision: str, lines_of: Callable[[str], Lines]) -> int:
    """Replaces everything in `store` by what was dumped; all of it or nothing. Gives the number of rows.

    Who was forgotten in the store stays forgotten, also when the dump is older than that.

    Args:
        revision: what `dump` gave.
        lines_of: a table's name -> its lines, none for a table that the dump does not have.
    """
    counts: list[int] = []
    gone = _forgotten(store)

    def fill(session: Connection) -> None:
        for one in metadata.sorted_tables:
            counts.append(_insert(session, one, lines_of(one.name)))
            if counts[-1] and not store.is_sqlite:
                _go_on_counting(session, one)

    store.refill(revision, fill, lambda session: strike(store, session, gone))
    return sum(counts)


def is_empty(store: Store) -> bool:
    """Whether the store has no row of anything, or was never made."""
    with store.look() as session:
        there = set(inspect(session).get_table_names())
        found = (one for one in metadata.sorted_tables if one.name in there)
        return not any(session.scalar(select(func.count()).select_from(one)) for one in found)


def _forgotten(store: Store) -> list[Row]:
    with store.look() as session:
        if not inspect(session).has_table(person_forgotten.name):
            return []
        return [dict(row) for row in session.execute(select(person_forgotten)).mappings()]


def _lines(session: Connection, one: Table) -> Lines:
    everything = select(one).order_by(*one.primary_key.columns)
    for row in session.execute(everything, execution_options={"yield_per": _AT_ONCE}).mappings():
        yield dumps(dict(row)) + "\n"


def _insert(session: Connection, one: Table, lines: Lines) -> int:
    count = 0
    while rows := [_row(one, json.loads(line)) for line in islice(lines, _AT_ONCE)]:
        session.execute(insert(_as_dumped(one, list(rows[0]))), rows)
        count += len(rows)
    return count


def _as_dumped(one: Table, names: Sequence[str]) -> Any:
    """The table with the columns that the dump has, where nothing is NULL and never the JSON word `null`."""
    types = {name: one.columns[name].type for name in names}
    return table(
        one.name, *(column(n, JSON(none_as_null=True) if isinstance(t, JSON) else t) for n, t in types.items())
    )


def _row(one: Table, said: Row) -> Row:
    return {name: _value(one.columns[name].type, value) for name, value in said.items()}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Exact):
        return Decimal(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _go_on_counting(session: Connection, one: Table) -> None:
    """PostgreSQL's own numbers go on after the highest that was put in."""
    counted = one.autoincrement_column
    if counted is None:
        return
    highest = session.scalar(select(func.max(counted)))
    sequence = {"table": one.name, "column": counted.name, "last": highest}
    session.execute(text("select setval(pg_get_serial_sequence(:table, :column), :last)"), sequence)
