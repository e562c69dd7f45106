"""Changes of levels within limits (R19): what is stored by itself, what waits for approval, what has not changed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
LEVELS = ["safety_stock", "reorder_point", "order_up_to"]


@dataclass(frozen=True)
class ChangeLimits:
    """Policy data. A change waits when any level moves by more than `share` of the old one, or the order-up-to level
    by more than `amount` (base currency, at unit cost). What moves by at most `tolerance_qty` units and
    `tolerance_share` of the old level has not changed. None: no such limit.
    """

    share: float | None = 0.5
    amount: float | None = None
    tolerance_qty: float = 0.5
    tolerance_share: float = 0.01


def compare_levels(old: "pd.DataFrame", new: "pd.DataFrame", inputs: list[str], limits: ChangeLimits) -> "pd.DataFrame":
    """Each item's change and what becomes of it.

    Args:
        old: levels in force: product_id, location_id, safety_stock, reorder_point, order_up_to and `inputs`.
        new: levels as computed: the same and unit_cost (base currency), reason (why a row is held, or None).
        inputs: columns that the levels were made from (demand, lead time, service level ...), kept old and new.
        limits: what may change without being asked.

    Returns:
        One row per item of either frame: the keys; old_ and new_ of each level and input; change_share (largest of the
        levels; NaN for a first level), change_amount; outcome ('first', 'unchanged', 'accepted', 'waits', 'held');
        reason, a sentence. Only 'first' and 'accepted' are to be stored as levels, 'waits' as a request.
    """
    columns = [*LEVELS, *inputs]
    left = old[[*KEYS, *columns]].rename(columns={name: f"old_{name}" for name in columns})
    right = new[[*KEYS, *columns, "unit_cost", "reason"]].rename(columns={name: f"new_{name}" for name in columns})
    both = left.merge(right, on=KEYS, how="outer", validate="one_to_one", sort=True)
    share, moved = _change_share(both, limits)
    amount = (both["new_order_up_to"] - both["old_order_up_to"].fillna(0)).abs() * both["unit_cost"]
    both = both.assign(change_share=share, change_amount=amount)
    both["outcome"] = _outcomes(both, moved, limits)
    moved = both["outcome"] != "unchanged"
    said = [_words(row, limits) for row in both[moved].to_dict("records")]
    both["reason"] = None
    both.loc[moved, "reason"] = said
    return both


def accepted_levels(old: "pd.DataFrame", changes: "pd.DataFrame") -> "pd.DataFrame":
    """The levels in force after the changes: accepted and first ones new, all others as they were.

    Columns: product_id, location_id, safety_stock, reorder_point, order_up_to.
    """
    import pandas as pd

    take = changes[changes["outcome"].isin(["first", "accepted"])]
    new = take[[*KEYS, *(f"new_{name}" for name in LEVELS)]].rename(columns={f"new_{name}": name for name in LEVELS})
    kept = old[[*KEYS, *LEVELS]].merge(take[KEYS], on=KEYS, how="left", indicator=True)
    kept = kept[kept["_merge"] == "left_only"].drop(columns="_merge")
    return pd.concat([part for part in (kept, new) if len(part)] or [new]).sort_values(KEYS, ignore_index=True)


def _change_share(both: "pd.DataFrame", limits: ChangeLimits) -> tuple[Any, Any]:
    """The largest move of any level as a share of the old one (infinite from 0), and whether any moved at all.

    A safety stock that becomes known or unknown has moved, but has no share.
    """
    shares, moved = np.full(len(both), np.nan), np.zeros(len(both), dtype=bool)
    for name in LEVELS:
        before, after = both[f"old_{name}"].to_numpy(float), both[f"new_{name}"].to_numpy(float)
        step, size = np.abs(after - before), np.abs(before)
        off = (step > np.maximum(limits.tolerance_qty, limits.tolerance_share * size)) & ~np.isnan(step)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.fmax(shares, np.where(off, step / size, np.where(np.isnan(step), np.nan, 0.0)))
        moved |= off | (np.isnan(before) != np.isnan(after))
    return shares, moved


def _outcomes(both: "pd.DataFrame", moved: Any, limits: ChangeLimits) -> Any:
    unknown = both[["new_reorder_point", "new_order_up_to"]].isna().any(axis=1)
    first = both[["old_reorder_point", "old_order_up_to"]].isna().any(axis=1)
    over_share = np.zeros(len(both), dtype=bool) if limits.share is None else both["change_share"] > limits.share
    if limits.amount is None:
        over_amount: Any = np.zeros(len(both), dtype=bool)
    else:
        over_amount = ~(both["change_amount"] <= limits.amount)
    waits = over_amount | over_share
    return np.select([unknown, ~moved & ~first, waits, first], ["held", "unchanged", "waits", "first"], "accepted")


def _words(row: dict[Any, Any], limits: ChangeLimits) -> str | None:
    """The sentence of one row; None where nothing changed."""
    outcome, levels = row["outcome"], f"{_units(row['old_order_up_to'])} to {_units(row['new_order_up_to'])}"
    if outcome == "unchanged":
        return None
    if outcome == "held":
        said = row["reason"] if isinstance(row["reason"], str) else "No new level was computed for this item."
        return f"{said} The level in force stays."
    if outcome == "first":
        return f"First level: order up to {_units(row['new_order_up_to'])}."
    if outcome == "accepted":
        return f"Order-up-to level from {levels}, within the limits."
    return f"Order-up-to level from {levels}: {' and '.join(_breaches(row, limits))}. Approve or reject it."


def _breaches(row: dict[Any, Any], limits: ChangeLimits) -> list[str]:
    said = []
    if limits.share is not None and row["change_share"] > limits.share:
        said.append(f"a level changes by {row['change_share']:.0%}, above the limit of {limits.share:.0%}")
    if limits.amount is not None and np.isnan(row["change_amount"]):
        said.append("its value is unknown because no unit cost is known")
    elif limits.amount is not None and row["change_amount"] > limits.amount:
        said.append(f"its value of {row['change_amount']:,.2f} is above the limit of {limits.amount:,.2f}")
    return said


def _units(quantity: float) -> str:
    return "none" if np.isnan(quantity) else f"{quantity:,.6g}"
