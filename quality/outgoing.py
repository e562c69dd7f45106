"""The outgoing edge: a requisition leaves only when it can be ordered from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from quality.engine import ROW, validate
from quality.report import BatchReport, Failure

if TYPE_CHECKING:
    import pandas as pd

_FILLED = ("candidate_key", "product_id", "location_id", "supplier_id", "purchase_uom", "currency", "quantity")
_POSITIVE = ("quantity", "purchase_quantity", "unit_price")
_TIMES = "_times_in_batch"


def check_outgoing(requisitions: pd.DataFrame, day: date) -> BatchReport:
    """Which candidate requisitions may not leave.

    Args:
        requisitions: rows of `cnd_requisition`, in any order and with any index.
        day: the business day, for the Data Docs.

    Returns:
        A report whose failures name a row's position in `requisitions`; those rows are to be held with the reason.
        A column that is missing altogether is a refusal.
    """
    needed = dict.fromkeys((*_FILLED, *_POSITIVE))
    if missing := [name for name in needed if name not in requisitions.columns]:
        refusal = f"the requisitions lack {missing}; none of them may leave. Look at cnd_requisition."
        return BatchReport(len(requisitions), refusal=refusal)
    if requisitions.empty:
        return BatchReport(0)
    found: dict[int, Failure] = {}
    for config, positions in validate("outgoing.requisitions", _expectations, _frame(requisitions), day):
        column, reason = _said(config)
        for position in positions:
            found.setdefault(position, Failure(position, column, reason))
    return BatchReport(len(requisitions), [found[row] for row in sorted(found)])


def _frame(requisitions: pd.DataFrame) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    frame = requisitions[list(dict.fromkeys((*_FILLED, *_POSITIVE)))].reset_index(drop=True)
    for name in _POSITIVE:
        frame[name] = pd.to_numeric(frame[name], errors="coerce").astype(float)
    frame[_TIMES] = 1 + frame.duplicated(["candidate_key"], keep=False).astype(int)
    frame[ROW] = np.arange(len(frame))
    return frame


def _expectations() -> Sequence[Any]:
    gxe: Any = import_module("great_expectations.expectations")

    return [
        *(gxe.ExpectColumnValuesToNotBeNull(column=name) for name in dict.fromkeys((*_FILLED, *_POSITIVE))),
        *(gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0, strict_min=True) for name in _POSITIVE),
        gxe.ExpectColumnValuesToBeBetween(column=_TIMES, max_value=1),
    ]


def _said(config: Any) -> tuple[str, str]:
    column = str(config.kwargs["column"])
    if column == _TIMES:
        return "candidate_key", "the same need was asked for twice"
    if config.type == "expect_column_values_to_not_be_null":
        return column, f"{column} is empty"
    return column, f"{column} is not above zero"
