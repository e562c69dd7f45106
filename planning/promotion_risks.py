"""Whether what a promotion is to sell can be there in time (R39): stock, receipts, and purchases ordered today."""

from typing import TYPE_CHECKING

import numpy as np

from planning.promotions import IDS, KEYS, Uplift

if TYPE_CHECKING:
    import pandas as pd

    from planning.netting.engine import Netted
    from planning.netting.problem import Problem


def with_risks(problem: "Problem", netted: "Netted", uplift: Uplift) -> "pd.DataFrame":
    """`uplift.table` with is_at_risk, first_short_on, short_qty and limiting_product_id.

    Of every week of a promotion that part is short which is not there when the plan needs it, by the date at which
    each supply can really come, of components too; at most what the promotion's days are to sell. Within a week
    nothing says which day is short first: it is the middle, where the plan needs the week's forecast, cut to the
    promotion's days.
    """
    if uplift.table.empty:
        return uplift.table.assign(is_at_risk=False, first_short_on=None, short_qty=0.0, limiting_product_id=None)
    short = _short_weeks(_late_demand(problem, netted, uplift.table), uplift.by_week, problem.rule.as_of)
    first = short.groupby(IDS, as_index=False).agg(
        first_short_on=("short_on", "min"), short_qty=("short_qty", "sum"), limiting_product_id=("limit", "first")
    )
    named = uplift.table.merge(first, on=IDS, how="left")
    at_risk = named["short_qty"].notna()
    empty = {
        name: named[name].astype(object).where(at_risk, None) for name in ("first_short_on", "limiting_product_id")
    }
    return named.assign(is_at_risk=at_risk, short_qty=named["short_qty"].fillna(0.0).round(6), **empty)


def _late_demand(problem: "Problem", netted: "Netted", table: "pd.DataFrame") -> "pd.DataFrame":
    """Demand of promoted items that is late or never met: the keys, demand_id, due (datetime64[s]), late_qty, limit."""
    from planning.netting.promises import promises

    promoted = problem.inputs.items[KEYS].merge(table[KEYS].drop_duplicates().assign(is_one=True), on=KEYS, how="left")
    found = promises(problem, netted, promoted["is_one"].notna().to_numpy())
    late = found.assign(late_qty=found["short_qty"] + found["late_qty"])
    late = late[late["late_qty"] > _NOTHING].rename(columns={"due_at": "due", "limiting_product_id": "limit"})
    return late[["demand_id", *KEYS, "due", "late_qty", "limit"]]


_NOTHING = 1e-6


def _short_weeks(late: "pd.DataFrame", by_week: "pd.DataFrame", as_of: int) -> "pd.DataFrame":
    """One row per promotion, item and week that is short: the ids, short_on, short_qty, limit; weeks in order."""
    import pandas as pd

    week = (late["due"] - pd.Timestamp(as_of, unit="s")).dt.days.sub(1) // 7
    rows = by_week.merge(late.assign(week=week), on=[*KEYS, "week"])
    first, last = (pd.to_datetime(rows[name]) for name in ("first_on", "last_on"))
    is_forecast = rows["demand_id"].str.startswith("forecast ")
    rows = rows.assign(short_on=rows["due"].dt.normalize().clip(first, last).dt.date)
    rows = rows[is_forecast | rows["due"].between(first, last)].sort_values([*IDS, "week", "due"])
    keys = [*IDS, "week"]
    weeks = rows.groupby(keys, as_index=False).agg(
        short_on=("short_on", "min"), late_qty=("late_qty", "sum"), base_qty=("base_qty", "first"),
        uplift_qty=("uplift_qty", "first"), limit=("limit", "first"),
    )  # fmt: skip
    return weeks.assign(short_qty=np.minimum(weeks["late_qty"], weeks["base_qty"] + weeks["uplift_qty"]))
