"""The landing edge: expectations made from a stream's declaration, run over rows before they are accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lake.stream import Stream
from quality.engine import ROW, validate
from quality.report import BatchReport, Failure

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CHUNK = 250_000
"""Rows in one validation; keys that come twice are looked for in all rows."""

_TIMES = "_times_in_batch"
_AHEAD = "_days_after_"


def check_batch(stream: Stream, rows: pa.Table, day: date, *, source: str = "") -> BatchReport:
    """Which rows may not pass: null in key or required, a key twice, below zero, after `day`.

    Args:
        stream: the declaration.
        rows: declared columns and types.
        day: the day of the load, UTC. Dates may be one day later, for places east of it.
        source: the source's name, for the Data Docs.
    """
    if not rows.num_rows or not _checked_columns(stream):
        return BatchReport(rows.num_rows)
    frame = _frame(stream, rows, day)
    found: dict[int, Failure] = {}
    suite = _suite(stream, source)
    for start in range(0, len(frame), CHUNK):
        chunk = frame.iloc[start : start + CHUNK]
        part = start // CHUNK + 1
        for config, positions in validate(suite, lambda: _expectations(stream), chunk, day, part):
            column, reason = _said(config, stream)
            for position in positions:
                found.setdefault(position, Failure(position, column, reason))
    return BatchReport(rows.num_rows, [found[row] for row in sorted(found)])


def _suite(stream: Stream, source: str) -> str:
    """A name that changes with the declaration, because suites are kept by name: `shop.orders 5f1c`."""
    rules = (stream.key, sorted(stream.required), sorted(stream.non_negative), sorted(stream.not_in_future))
    name = ".".join(part for part in (source, stream.name) if part)
    return f"{name} {sha256(repr(rules).encode()).hexdigest()[:4]}"


def _checked_columns(stream: Stream) -> list[str]:
    named = {*stream.key, *stream.required, *stream.non_negative, *stream.not_in_future}
    return [name for name in stream.columns if name in named]


def _frame(stream: Stream, rows: pa.Table, day: date) -> pd.DataFrame:
    """The checked columns: numbers as floats (their sign counts), instants as days after `day`, and `ROW`.

    How often a key comes is counted here, because GX sees one chunk at a time and is slow on keys of several columns.
    """
    import numpy as np
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name in _checked_columns(stream):
        column = rows.column(name)
        if name in stream.non_negative and name not in stream.key:
            column = column.cast(pa.float64())
        columns[name] = column
    frame = pa.table(columns).to_pandas()
    for name in stream.not_in_future:
        frame[_AHEAD + name] = _days_ahead(frame[name], day, is_date=stream.columns[name] == "date")
    frame[_TIMES] = 1 + frame.duplicated(list(stream.key), keep=False).astype(int)
    frame[ROW] = np.arange(len(frame))
    return frame


def _days_ahead(values: pd.Series[Any], day: date, *, is_date: bool) -> pd.Series[Any]:
    import pandas as pd

    last = pd.Timestamp(day + timedelta(days=1 if is_date else 0))
    return (pd.to_datetime(values, errors="coerce") - last).dt.total_seconds() / 86_400


def _expectations(stream: Stream) -> Sequence[Any]:
    gxe: Any = import_module("great_expectations.expectations")

    never_null = [*stream.key, *sorted(stream.required - set(stream.key))]
    return [
        *(gxe.ExpectColumnValuesToNotBeNull(column=name) for name in never_null),
        gxe.ExpectColumnValuesToBeBetween(column=_TIMES, max_value=1),
        *(gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0) for name in sorted(stream.non_negative)),
        *(
            gxe.ExpectColumnValuesToBeBetween(column=_AHEAD + name, max_value=1, strict_max=True)
            for name in sorted(stream.not_in_future)
        ),
    ]


def _said(config: Any, stream: Stream) -> tuple[str, str]:
    """The column at fault and the sentence for an expectation that failed."""
    column = str(config.kwargs["column"])
    if column == _TIMES:
        key = ", ".join(stream.key)
        return key, f"{key} comes more than once in the batch, with different content: the source must say which counts"
    if column.startswith(_AHEAD):
        return column.removeprefix(_AHEAD), f"{column.removeprefix(_AHEAD)} lies in the future"
    if config.type == "expect_column_values_to_not_be_null":
        return column, f"{column} is empty, but it is needed"
    return column, f"{column} is negative"
