"""Overrides of the forecast by people: what is said to come instead of it, or on top of it, between two days (R16)."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.formulas import Numbers
from planning.promotions import Uplift

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
WEEKS_AHEAD = 26


@dataclass(frozen=True)
class Outlook:
    """What is expected, row for row: `forecast` (columns: `planning.forecast`), n x WEEKS_AHEAD `weeks` (units, from
    the day after the business day on, never below 0), and `changes`: one row per override and week that it changed
    (override_id, product_id, location_id, week_from_on, before_qty, after_qty). `uplift`: what promotions add, within
    `weeks`; overrides are taken after it."""

    forecast: "pd.DataFrame"
    weeks: Numbers
    changes: "pd.DataFrame"
    uplift: Uplift = field(default_factory=Uplift)


def outlook(
    forecast: "pd.DataFrame",
    overrides: "pd.DataFrame",
    as_of: date,
    weeks_ahead: Numbers | None = None,
    uplift: Uplift | None = None,
) -> Outlook:
    """The forecast by week, promotions added, then overrides applied; those of other items change nothing
    (`without_item` tells them).

    Args:
        forecast: product_id, location_id, mean_daily_demand and what else is known.
        overrides: override_id, product_id, location_id, from_on, to_on (included), mode (`add`: units on top, below
            zero less; `set`: units instead), quantity (units over all its days, spread evenly), decided_at. Of those
            that overlap the later decision is taken after the earlier.
        weeks_ahead: n x WEEKS_AHEAD forecast (units a week); without it the mean demand of every day.
        uplift: what promotions add, row for row; None: none.
        as_of: the business day; what lies before tomorrow or beyond the weeks changes nothing.
    """
    import pandas as pd

    level = np.repeat(7 * forecast["mean_daily_demand"].to_numpy(float)[:, None], WEEKS_AHEAD, axis=1)
    uplift = uplift or Uplift()
    weeks = (level if weeks_ahead is None else weeks_ahead) + uplift.weeks
    rows = {key: row for row, key in enumerate(zip(*(forecast[key] for key in KEYS), strict=True))}
    said: list[tuple[Any, ...]] = []
    ordered: Any = overrides.sort_values(["decided_at", "override_id"], kind="stable").to_dict("records")
    for one in ordered:
        row = rows.get((one["product_id"], one["location_id"]))
        if row is not None:
            said += _apply(weeks[row], one, as_of)
    columns = ["override_id", *KEYS, "week_from_on", "before_qty", "after_qty"]
    return Outlook(forecast, weeks, pd.DataFrame(said, columns=columns), uplift)


def uneven_weeks(expected: Outlook, as_of: date) -> "pd.DataFrame":
    """The weeks ahead where they are not seven days of the mean: product_id, location_id, week_from_on, forecast_qty.

    All weeks of an item with a season, a trend, a promotion or an override; one without any is expected to sell the
    mean.
    """
    import pandas as pd

    even = 7 * expected.forecast["mean_daily_demand"].to_numpy(float)[:, None]
    rows = np.flatnonzero(~np.isclose(expected.weeks, even, rtol=1e-9, atol=1e-9).all(axis=1))
    begins = pd.Timestamp(as_of) + pd.to_timedelta(1 + 7 * np.arange(expected.weeks.shape[1]), "D")
    return (
        expected.forecast[KEYS]
        .iloc[rows.repeat(len(begins))]
        .assign(week_from_on=np.tile(begins.date, len(rows)), forecast_qty=expected.weeks[rows].ravel())
        .reset_index(drop=True)
    )


def without_item(items: "pd.DataFrame", overrides: "pd.DataFrame") -> "pd.DataFrame":
    """Overrides of what is not planned, as rows of `plan_holds`: part, part_key, product_id, location_id, reason."""
    planned = items[KEYS].assign(is_planned=True)
    lost = overrides.merge(planned, on=KEYS, how="left")
    lost = lost[lost["is_planned"].isna()]
    reason = "Nobody plans this product there: it is neither bought nor made, or has no record of stock."
    named = lost[["override_id", *KEYS]].rename(columns={"override_id": "part_key"})
    return named.assign(part="forecast override", reason=reason)[["part", "part_key", *KEYS, "reason"]]


def _apply(week: Numbers, one: dict[str, Any], as_of: date) -> list[tuple[Any, ...]]:
    import pandas as pd

    first = (pd.Timestamp(one["from_on"]) - pd.Timestamp(as_of)).days - 1
    last = (pd.Timestamp(one["to_on"]) - pd.Timestamp(as_of)).days - 1
    starts = 7 * np.arange(week.size)
    days = np.clip(np.minimum(last + 1, starts + 7) - np.maximum(first, starts), 0, 7)
    share = days / (last - first + 1)
    kept = 1 - days / 7 if one["mode"] == "set" else np.ones(week.size)
    after = np.maximum(week * kept + float(one["quantity"]) * share, 0)
    changed = np.flatnonzero((days > 0) & (after != week))
    begins = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    about = [one["override_id"], *(one[key] for key in KEYS)]
    told = [(*about, (begins + pd.Timedelta(weeks=int(n))).date(), week[n], after[n]) for n in changed]
    week[:] = after
    return told
