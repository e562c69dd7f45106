"""From pandas frames to Odoo's values: `False` for empty, instants as text, numbers as plain Python numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, list[Any]]
"""One table: column name -> one value a row."""


def plain(series: "pd.Series[Any]") -> list[Any]:
    """Python values; null becomes False."""
    if not series.hasnans:
        return list(series.tolist())
    return [False if empty else value for value, empty in zip(series.tolist(), series.isna().tolist(), strict=True)]


def links(series: "pd.Series[Any]") -> list[Any]:
    """Whole numbers for many2one; null becomes False."""
    return [int(value) if value else False for value in series.fillna(0).astype("int64").tolist()]


def instants(series: "pd.Series[Any]") -> list[Any]:
    """Instants (UTC without zone) as `YYYY-MM-DD HH:MM:SS`; null becomes False."""
    return _texts(series, "s")


def dates(series: "pd.Series[Any]") -> list[Any]:
    """Dates as `YYYY-MM-DD`; null becomes False."""
    return _texts(series, "D")


def written(series: "pd.Series[Any]") -> list[Any]:
    """Instants of change with microseconds that the second alone decides: what changed together shares them all."""
    import numpy as np

    seconds = series.to_numpy().astype("datetime64[s]")
    micros = (seconds.astype("int64") * 48_271) % 999_983 + 1
    return [
        f"{text.replace('T', ' ')}.{micro:06d}"
        for text, micro in zip(np.datetime_as_string(seconds, unit="s").tolist(), micros.tolist(), strict=True)
    ]


def filled(value: Any, rows: int) -> list[Any]:
    """`value` in every row."""
    return [value] * rows


def stacked(*tables: Columns) -> Columns:
    """Tables one below the other, by id; a column that one lacks is False there."""
    names = list(dict.fromkeys(name for table in tables for name in table))
    joined = {name: [v for table in tables for v in table.get(name, filled(False, len(table["id"])))] for name in names}
    order = sorted(range(len(joined["id"])), key=joined["id"].__getitem__)
    return {name: [values[at] for at in order] for name, values in joined.items()}


def rows(names: Sequence[str], values: Sequence[Sequence[Any]]) -> Columns:
    """A table from rows, values in the order of `names`."""
    columns = list(zip(*values, strict=True)) or [()] * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _texts(series: "pd.Series[Any]", unit: Literal["s", "D"]) -> list[Any]:
    import numpy as np

    texts = np.datetime_as_string(series.to_numpy().astype(f"datetime64[{unit}]"), unit=unit).tolist()
    return [False if text == "NaT" else text.replace("T", " ") for text in texts]
