"""What happened, as the replay needs it: dense days of demand, what was on hand, what was already on order."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from planning.errors import MissingInput
from planning.formulas import Numbers
from planning.replay.run import KEYS

if TYPE_CHECKING:
    import pandas as pd

LEAST_HISTORY_DAYS = 28
"""Before the first day replayed: a policy that has seen less has nothing to stand on."""


@dataclass(frozen=True)
class Past:
    """Of n items. `begins_on`: day 0; `first`: the index of the first day replayed; `demand` and `on_order`: n x days
    (net units asked for; units ordered before `first` that arrived that day); `opening_qty`: n, NaN where unknown."""

    begins_on: date
    first: int
    demand: Numbers
    on_order: Numbers
    opening_qty: Numbers

    @property
    def starts_on(self) -> date:
        """The first day replayed."""
        return self.begins_on + timedelta(days=self.first)

    @property
    def days(self) -> int:
        """How many days are replayed."""
        return int(self.demand.shape[1]) - self.first


def look_back(
    items: "pd.DataFrame",
    history: "pd.DataFrame",
    stock: "pd.DataFrame",
    receipts: "pd.DataFrame",
    span: tuple[date, int],
) -> Past:
    """The past of `items`, in their order.

    Args:
        items: product_id, location_id.
        history: the keys, demand_on, quantity, returned_qty (stock units).
        stock: the keys, balance_on, closing_qty; days without movement may be missing.
        receipts: the keys, ordered_on, received_on, received_qty (accepted, stock units).
        span: the last day, and how many days to replay; fewer, where history is shorter.

    Raises:
        MissingInput: demand is on record for too short a time to replay a single day.
    """
    last, asked_days = span
    begins = _first_day(history, last)
    known = (last - begins).days + 1
    days = min(asked_days, known - LEAST_HISTORY_DAYS)
    if days < 1:
        raise MissingInput(
            f"Demand is on record since {begins} only, {known} days up to {last}: a replay needs more than "
            f"{LEAST_HISTORY_DAYS}. Load older sales orders, or wait."
        )
    first = known - days
    starts = begins + timedelta(days=first)
    net = history["quantity"].astype(float) - history["returned_qty"].astype(float).fillna(0)
    sold = history[KEYS].assign(day=_day(history["demand_on"], begins), quantity=net)
    waited = receipts[(_day(receipts["ordered_on"], starts) < 0) & (_day(receipts["received_on"], starts) >= 0)]
    came = waited[KEYS].assign(day=_day(waited["received_on"], begins), quantity=waited["received_qty"].astype(float))
    return Past(begins, first, dense(items, sold, known), dense(items, came, known), _opening(items, stock, starts))


def _first_day(history: "pd.DataFrame", last: date) -> date:
    import pandas as pd

    on = pd.to_datetime(history["demand_on"])
    on = on[on <= pd.Timestamp(last)]
    if on.empty:
        raise MissingInput(
            f"No demand is on record up to {last}: there is nothing to replay. Load sales orders first (`tandem run`)."
        )
    found: date = on.min().date()
    return found


def dense(items: "pd.DataFrame", rows: "pd.DataFrame", days: int) -> Numbers:
    """n x days from rows of the keys, day (0 is the first; outside is left out) and quantity; items not named are 0."""
    placed = rows.merge(items[KEYS].assign(item=np.arange(len(items))), on=KEYS)
    placed = placed[(placed["day"] >= 0) & (placed["day"] < days)]
    whole = np.zeros((len(items), days))
    np.add.at(whole, (placed["item"].to_numpy(), placed["day"].to_numpy()), placed["quantity"].to_numpy(float))
    return whole


def _opening(items: "pd.DataFrame", stock: "pd.DataFrame", starts: date) -> Numbers:
    """On hand on the evening before `starts`, not below 0; NaN where no movement is known by then."""
    before = stock[_day(stock["balance_on"], starts) < 0].sort_values("balance_on").groupby(KEYS, as_index=False).last()
    found = items[KEYS].merge(before[[*KEYS, "closing_qty"]], on=KEYS, how="left", validate="one_to_one")
    known = found["closing_qty"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(np.maximum(known, 0.0), dtype=np.float64)


def _day(on: "pd.Series", begins: date) -> "pd.Series":
    import pandas as pd

    return (pd.to_datetime(on) - pd.Timestamp(begins)).dt.days
