"""What one plan says otherwise than another: forecast, level, and what is planned to be ordered (R13, R15)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
FIGURES = ["mean_daily_demand", "order_up_to", "planned_qty"]
SAME = 1e-6
"""Units. What moves by less has not moved."""

Plan = Mapping[str, "pd.DataFrame"]
"""Frames of a plan by name: `forecast`, `levels`, `planned_orders` (docs/contracts.md, `raw_planning`)."""


def plan_difference(before: Plan, after: Plan) -> "pd.DataFrame":
    """One row per product and location at which the plans differ; an item that only one of them has is among them.

    Columns: product_id, location_id; before_ and after_ of method, mean_daily_demand (units a day), order_up_to and
    planned_qty (units planned to be ordered, made or moved over the horizon; missing where the plan has no such item);
    change_qty (of planned_qty: what comes on top, or is taken back).
    """
    sides = [_figures(plan).add_prefix(f"{age}_") for age, plan in (("before", before), ("after", after))]
    both = sides[0].join(sides[1], how="outer")
    planned = both[["before_planned_qty", "after_planned_qty"]].fillna(0.0)
    both["change_qty"] = (planned["after_planned_qty"] - planned["before_planned_qty"]).round(6)
    moved = both["before_method"].fillna("") != both["after_method"].fillna("")
    for name in FIGURES:
        old, new = both[f"before_{name}"], both[f"after_{name}"]
        moved |= (new - old).abs().gt(SAME) | (old.isna() != new.isna())
    return both[moved].reset_index()


def _figures(plan: Plan) -> "pd.DataFrame":
    forecast = plan["forecast"].set_index(KEYS)[["method", "mean_daily_demand"]]
    levels = plan["levels"].set_index(KEYS)["order_up_to"]
    planned = plan["planned_orders"].groupby(KEYS)["order_qty"].sum().rename("planned_qty")
    figures = forecast.join(levels).join(planned)
    return figures.assign(planned_qty=figures["planned_qty"].fillna(0.0)).astype(dict.fromkeys(FIGURES, float))
