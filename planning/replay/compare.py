"""Two policies side by side: what changed by item, and what a shadow policy would have ordered beside the live one."""

from typing import TYPE_CHECKING, Any

import numpy as np

from planning.replay.run import KEYS, Replayed

if TYPE_CHECKING:
    import pandas as pd


def compare_replays(before: Replayed, after: Replayed) -> "pd.DataFrame":
    """One row per item and figure: product_id, location_id, figure, before, after, difference (after - before).

    An item that only one could replay has a null on the other side.
    """
    old, new = (
        run.items.melt(id_vars=KEYS, var_name="figure", value_name=name)
        for run, name in ((before, "before"), (after, "after"))
    )
    both = old.merge(new, on=[*KEYS, "figure"], how="outer", validate="one_to_one", sort=True)
    return both.assign(difference=both["after"] - both["before"])


def compare_totals(before: Replayed, after: Replayed) -> "pd.DataFrame":
    """One row per figure of all items together: figure, before, after, difference, change_share (null from 0).

    Only items that both could replay count, so that the sums are of the same items.
    """
    import pandas as pd

    shared = before.items[KEYS].merge(after.items[KEYS], on=KEYS)
    old, new = (Replayed(run.items.merge(shared, on=KEYS), run.days, run.held).totals() for run in (before, after))
    table = pd.DataFrame({"figure": list(old), "before": list(old.values()), "after": [new[name] for name in old]})
    difference = table["after"] - table["before"]
    return table.assign(difference=difference, change_share=difference / table["before"].where(table["before"] != 0))


def shadow_differences(live: "pd.DataFrame", shadow: "pd.DataFrame", tolerance_qty: float = 1e-6) -> "pd.DataFrame":
    """What the shadow policy would have proposed against the live one, for each item of either.

    Args:
        live, shadow: product_id, location_id, reorder_point, order_up_to, order_qty (units; null: held).
        tolerance_qty: quantities nearer than this are the same.

    Returns:
        The keys; live_ and shadow_ of each; order_qty_difference (shadow - live, a side without order counts 0);
        outcome ('same', 'more', 'less', 'only live', 'only shadow'); reason, a sentence (None where the same).
    """
    columns = ["reorder_point", "order_up_to", "order_qty"]
    left = live[[*KEYS, *columns]].rename(columns={name: f"live_{name}" for name in columns})
    right = shadow[[*KEYS, *columns]].rename(columns={name: f"shadow_{name}" for name in columns})
    both = left.merge(right, on=KEYS, how="outer", validate="one_to_one", sort=True)
    now, then = both["live_order_qty"].fillna(0), both["shadow_order_qty"].fillna(0)
    same = (then - now).abs() <= tolerance_qty
    outcome = np.select([same, now <= 0, then <= 0, then > now], ["same", "only shadow", "only live", "more"], "less")
    both = both.assign(order_qty_difference=then - now, outcome=outcome)
    moved = both["outcome"] != "same"
    said = [_words(row) for row in both[moved].to_dict("records")]
    both["reason"] = None
    both.loc[moved, "reason"] = said
    return both


def _words(row: dict[Any, Any]) -> str | None:
    if row["outcome"] == "same":
        return None
    live, shadow = (0.0 if np.isnan(row[name]) else row[name] for name in ("live_order_qty", "shadow_order_qty"))
    levels = f"order-up-to {_units(row['live_order_up_to'])} live, {_units(row['shadow_order_up_to'])} shadow"
    return f"The shadow policy orders {_units(shadow)} where the live one orders {_units(live)} ({levels})."


def _units(quantity: float) -> str:
    return "none" if np.isnan(quantity) else f"{quantity:,.6g}"
