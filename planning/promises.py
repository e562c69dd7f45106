"""Dates that can be kept: the promise for a share of the lines, and when open purchase lines will really come."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from planning.delays import DelayRecord
from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 3650
"""Days from the day of the plan beyond which nothing is expected: ten years."""


def promise_dates(lines: "pd.DataFrame", record: DelayRecord, share: float) -> "pd.DataFrame":
    """The date by which `share` of lines planned like this one came.

    Args:
        lines: supplier_id, planned_on.
        record: what was learnt (`learn_delays`).
        share: between 0 and 1, for example 0.9.

    Returns:
        Index of `lines`; promised_on (missing where unknown), delay_days (NaN then), reason (None when all is known).
    """
    import pandas as pd

    planned = pd.to_datetime(lines["planned_on"])
    days = pd.Series(record.quantile(record.rows(lines["supplier_id"]), share), index=lines.index)
    unknown = f"Too few lines came so far to promise for {share:.0%}: take a smaller share or wait for receipts."
    reasons = np.select([planned.isna(), days.isna()], ["No planned date: enter one.", unknown], "")
    promised = planned + pd.to_timedelta(days, unit="D")
    return pd.DataFrame(
        {"promised_on": promised, "delay_days": days, "reason": [str(reason) or None for reason in reasons]},
        index=lines.index,
    )


def coverage(planned_on: "pd.Series", actual_on: "pd.Series", promised_on: "pd.Series") -> float:
    """Share of lines that came on or before the promise; a line that never came is not covered. NaN without lines."""
    import pandas as pd

    if planned_on.empty:
        return float("nan")
    return float((pd.to_datetime(actual_on) <= promised_on).mean())


def expected_receipts(
    open_lines: "pd.DataFrame", record: DelayRecord, as_of: date, share: float = 0.5
) -> "pd.DataFrame":
    """When open purchase lines will come, given the supplier's record and how late they already are.

    An overdue line stays supply (fault F2) at the day by which `share` of the lines that were as late came: always
    after `as_of`, and further away the later it is. Beyond anything on record it is taken to be as late again as it
    already is (a power law of exponent 1: P(later than t | later than k) = k / t). Nobody counts on a line before its
    promised day, however early others came.

    Args:
        open_lines: supplier_id, promised_on; nothing of the line has come by the end of `as_of`.
        record: what was learnt (`learn_delays`); suppliers without a record get that of all.
        as_of: the day of the plan.
        share: 0.5 for the plan, higher for a date to rely on.

    Returns:
        Index of `open_lines`; days_late (negative: not due yet), expected_on, expected_basis ('supplier', 'all
        suppliers', 'promised': nothing on record speaks against it, 'beyond record', 'held'), reason (None when it
        comes as promised).
    """
    import pandas as pd

    promised = pd.to_datetime(open_lines["promised_on"])
    late = (pd.Timestamp(as_of) - promised).dt.days
    held, known = promised.isna().to_numpy(), late.fillna(0).to_numpy(np.int64)
    rows = record.rows(open_lines["supplier_id"])
    recorded = record.quantile(rows, share, known)
    beyond = np.isnan(recorded)
    days = np.where(beyond, _beyond(known, record, share), np.maximum(recorded, 0))
    days = np.where(held, np.nan, days)
    own = record.lines[np.minimum(rows, len(record.suppliers))] * (rows < len(record.suppliers)) > 0
    kept = beyond & (days == 0)
    basis = np.select([held, kept, beyond, own], ["held", "promised", "beyond record", "supplier"], "all suppliers")
    expected = promised + pd.to_timedelta(pd.Series(days, index=open_lines.index), unit="D")
    return pd.DataFrame(
        {
            "days_late": late,
            "expected_on": expected,
            "expected_basis": basis,
            "reason": [_reason(*row) for row in zip(late, days, basis, strict=True)],
        },
        index=open_lines.index,
    )


def _beyond(late: "np.ndarray", record: DelayRecord, share: float) -> Numbers:
    """Days after the promise where the record ends: what is due, as late again; what is not due, its longest delay."""
    longest = max(record.last_day, 0)
    overdue = np.maximum(np.ceil(np.maximum(late, longest) / (1 - share) - 1e-9), late + 1)
    overdue = np.minimum(overdue, late + LONGEST)
    return np.where(late < 0, float(longest), overdue)


def _reason(late: float, days: float, basis: str) -> str | None:
    if basis == "held":
        return "No day is promised for this line: ask the supplier for one."
    if basis == "beyond record" and late > 0:
        return f"{late:.0f} days late, longer than any line on record: ask the supplier whether it still comes."
    if late > 0:
        return f"{late:.0f} days late: lines as late as this come about {days:.0f} days after the promise."
    return f"Lines like this come about {days:.0f} days after the promise." if days > 0 else None
