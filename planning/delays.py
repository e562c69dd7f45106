"""How late things come: the distribution of actual minus planned days, learnt from what was known on a day.

What has not come yet is not left out (that would hide the latest) but counts as "later than so many days":
Kaplan-Meier, with delayed entry for what was planned before the records began, of which only the late are on record.
Source: Kaplan and Meier 1958; Klein and Moeschberger, Survival Analysis, 4.2 (censored) and 4.6 (left-truncated).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

WIDEST = 365
"""Delays beyond a year, early or late, are errors of entry (a wrong year) or lines that nobody closed: left out."""


@dataclass(frozen=True)
class DelayRecord:
    """P(delay > d) by supplier and day; the last row of `later_than` is of all suppliers together.

    `later_than[g, i]` belongs to supplier `suppliers[g]` and delay `first_day + i` in days; `lines[g]` is how many
    lines came, `waiting[g]` how many had not.
    """

    suppliers: Sequence[Any]
    first_day: int
    later_than: Numbers
    lines: NDArray[np.int64]
    waiting: NDArray[np.int64]

    @property
    def last_day(self) -> int:
        """The longest delay on record, days."""
        return self.first_day + int(self.later_than.shape[1]) - 1

    def rows(self, suppliers: Any) -> NDArray[np.int64]:
        """The row of each supplier; the last row for those without a record."""
        import pandas as pd

        found = pd.Index(self.suppliers).get_indexer(pd.Index(suppliers))
        return np.where(found < 0, len(self.suppliers), found).astype(np.int64)

    def chance_later(self, rows: Any, days: Any) -> Numbers:
        """P(delay > days): 1 before the first day on record, the last value after the last."""
        at = np.asarray(days, dtype=np.int64) - self.first_day
        inside = self.later_than[rows, np.clip(at, 0, self.later_than.shape[1] - 1)]
        return np.where(at < 0, 1.0, inside)

    def quantile(self, rows: Any, share: Any, given_later_than: Any = None) -> Numbers:
        """The fewest days by which `share` of the lines came, of those later than `given_later_than` if given.

        NaN where the record does not reach so far. Days are whole; early ones are negative.
        """
        floor = self.first_day - 1 if given_later_than is None else given_later_than
        rows, share, floor = np.broadcast_arrays(np.asarray(rows), np.asarray(share, dtype=np.float64), floor)
        alive = self.chance_later(rows, floor)
        at = _first_at_or_below(self.later_than, rows, (1 - share) * alive)
        reached = (at < self.later_than.shape[1]) & (alive > 0)
        return np.where(reached, np.maximum(at + self.first_day, floor + 1), np.nan)


def learn_delays(
    lines: "pd.DataFrame", as_of: date, recorded_from: date | None = None, prior_lines: float = 20.0
) -> DelayRecord:
    """Learns from the lines planned up to `as_of` what was known at the end of that day.

    A supplier's curve is mixed with that of all suppliers, which counts as much as `prior_lines` of its lines: few
    lines say little.

    Args:
        lines: one row per line: supplier_id, planned_on, actual_on (missing: not come).
        as_of: the last day of which anything is known; later dates are read as not come.
        recorded_from: the first day of which arrivals are on record; None when the record is whole.
    """
    import pandas as pd

    known = _known(lines, as_of, recorded_from)
    group, suppliers = pd.factorize(known["supplier_id"], sort=True)
    came = known["came"].to_numpy(bool)
    lines_by, waiting_by = (np.bincount(group[chosen], minlength=len(suppliers)) for chosen in (came, ~came))
    if not came.any():
        return DelayRecord(
            list(suppliers), 0, np.ones((len(suppliers) + 1, 1)), _with_sum(lines_by), _with_sum(waiting_by)
        )
    first, last = int(known["days"][came].min()), int(known["days"][came].max())
    own = _later_than(known, group, (len(suppliers), first, last))
    together = _later_than(known, np.zeros(len(known), dtype=np.int64), (1, first, last))
    weight = (lines_by / (lines_by + prior_lines))[:, None]
    mixed = np.vstack([weight * own + (1 - weight) * together, together])
    return DelayRecord(list(suppliers), first, mixed, _with_sum(lines_by), _with_sum(waiting_by))


def _known(lines: "pd.DataFrame", as_of: date, recorded_from: date | None) -> "pd.DataFrame":
    """Of each line planned by `as_of`: supplier_id, days (delay, or late by now), came, entry (least delay seen)."""
    import pandas as pd

    today = pd.Timestamp(as_of)
    planned, actual = pd.to_datetime(lines["planned_on"]), pd.to_datetime(lines["actual_on"])
    came = (actual <= today).to_numpy()
    days = (actual.where(came, today) - planned).dt.days
    start = -WIDEST if recorded_from is None else (pd.Timestamp(recorded_from) - planned).dt.days
    found = pd.DataFrame({"supplier_id": lines["supplier_id"], "days": days, "came": came, "entry": start})
    usable = (planned <= today) & (days.abs() <= WIDEST) & lines["supplier_id"].notna() & (days >= found["entry"])
    return found[usable].reset_index(drop=True).astype({"days": int, "entry": int})


def _later_than(known: "pd.DataFrame", group: Any, shape: tuple[int, int, int]) -> Numbers:
    """Kaplan-Meier by group on the days `first` to `last`: the product over d of 1 - came(d) / at_risk(d)."""
    count, first, last = shape
    width = last - first + 1
    days, came = known["days"].to_numpy(), known["came"].to_numpy(bool)
    entered = np.cumsum(_table(group, known["entry"].to_numpy() - first, count, width + 1), axis=1)[:, :width]
    left = np.cumsum(_table(group, days - first + 1, count, width + 1), axis=1)[:, :width]
    events = _table(group[came], days[came] - first, count, width)
    at_risk = entered - left
    # Where all of the few that were seen so early came, and more enter later, they say nothing about the others.
    later = np.maximum.accumulate(at_risk[:, ::-1], axis=1)[:, ::-1]
    events = np.where((events == at_risk) & (later > at_risk), 0, events)
    with np.errstate(divide="ignore", invalid="ignore"):
        stays = np.where(at_risk > 0, 1 - events / at_risk, 1.0)
    return np.asarray(np.cumprod(stays, axis=1), dtype=np.float64)


def _table(group: Any, at: Any, count: int, width: int) -> NDArray[np.int64]:
    """How many of each group at each place; what lies outside is counted at the nearer end."""
    places = group * width + np.clip(at, 0, width - 1)
    return np.bincount(places, minlength=count * width).reshape(count, width)


def _first_at_or_below(table: Numbers, rows: Any, bound: Any) -> Any:
    """The first place of each row, which falls from left to right, at or below its bound; the width where none is."""
    low = np.zeros(rows.shape, dtype=np.int64)
    high = np.full(rows.shape, table.shape[1], dtype=np.int64)
    for _ in range(int(table.shape[1]).bit_length()):
        middle = (low + high) // 2
        enough = table[rows, np.minimum(middle, table.shape[1] - 1)] <= bound + 1e-12
        high, low = np.where(enough & (low < high), middle, high), np.where(enough | (low >= high), low, middle + 1)
    return low


def _with_sum(counts: Any) -> NDArray[np.int64]:
    return np.append(counts, counts.sum()).astype(np.int64)
