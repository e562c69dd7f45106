"""When suppliers work: their calendars, lead times in their open days, and the last day to order (R18).

Lead times are measured and stated in calendar days. On a calendar with o open weekdays L days are ceil(L * o / 7) open
days, so that an order placed in an ordinary week takes as long as before, and holidays come on top.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import DAY
from planning.netting.calendars import Calendar, read_calendars
from planning.netting.inputs import seconds

if TYPE_CHECKING:
    import pandas as pd

Calendars = Mapping[str, tuple[Calendar | str, float]]
"""By supplier: the calendar, or a sentence about one on which nothing can be ordered, and its open share."""


def calendar_frames(suppliers: "pd.DataFrame") -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Calendars and holidays as netting reads them, of the suppliers that have a calendar.

    Args:
        suppliers: supplier_id, supplier_name, open_weekdays, order_weekdays, closed_days.

    Returns:
        calendars (supplier_id, calendar_id, open_weekdays, order_weekdays, open_share: of a week's days) and holidays
        (calendar_id, holiday_on).
    """
    import pandas as pd

    kept = suppliers[suppliers["open_weekdays"].notna()].reset_index(drop=True)
    kept = kept.assign(
        calendar_id="of " + _told_apart(kept),
        open_share=kept["open_weekdays"].astype("string").str.count("1").astype(float) / 7,
    )
    closed = kept[["calendar_id"]].assign(holiday_on=kept["closed_days"].astype("string").str.split(","))
    closed = closed.explode("holiday_on").dropna()
    columns = ["supplier_id", "calendar_id", "open_weekdays", "order_weekdays", "open_share"]
    return kept[columns], closed.assign(holiday_on=pd.to_datetime(closed["holiday_on"]))


def _told_apart(suppliers: "pd.DataFrame") -> "pd.Series":
    """Each supplier's name; with its id where several bear the name."""
    name, key = suppliers["supplier_name"].astype("string"), suppliers["supplier_id"].astype("string")
    return name.where(~name.duplicated(keep=False), name + " (" + key + ")")


def supplier_calendars(suppliers: "pd.DataFrame", as_of: Any) -> Calendars:
    """The calendars of the suppliers that have one."""
    calendars, holidays = calendar_frames(suppliers)
    read = read_calendars(calendars, holidays, seconds(as_of))
    rows = calendars[["supplier_id", "calendar_id", "open_share"]].itertuples(index=False, name=None)
    return {supplier: (read[calendar], share) for supplier, calendar, share in rows}


def order_by(required: Any, lead_days: Any, suppliers: Any, calendars: Calendars, as_of: Any) -> Any:
    """Days from `as_of` (whole, float) to the last day to order what is needed in `required` days.

    `required`, `lead_days` (calendar days) and `suppliers` (ids, or none) are row for row the same.
    """
    today = seconds(as_of) // DAY
    last = np.asarray(required, float) - np.ceil(lead_days)
    for supplier, (calendar, share) in calendars.items():
        if isinstance(calendar, Calendar):
            mine = np.flatnonzero(np.asarray(suppliers, object) == supplier)
            due = (today + np.asarray(required, float)[mine].astype(np.int64)) * DAY
            open_days = np.ceil(np.asarray(lead_days, float)[mine] * share - 1e-9).astype(np.int64)
            last[mine] = calendar.released(due, open_days) // DAY - today
    return last


def without_ordering_days(suppliers: Any, calendars: Calendars) -> Any:
    """Per row the sentence about its supplier's calendar, '' where it has a usable one or none (object array)."""
    wrong = {supplier: said for supplier, (said, _) in calendars.items() if isinstance(said, str)}
    return np.array([wrong.get(supplier, "") for supplier in np.asarray(suppliers, object)], object)
