"""What people decided, and what changed since: cuts that stay, and the increment between two plans (F8, F10, R15)."""

from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.coding import KEYS
from planning.netting.inputs import instants, numbers

if TYPE_CHECKING:
    import pandas as pd

SAME = 1e-6
"""Units: a need that changed by less is the same need."""


def with_decisions(orders: "pd.DataFrame", decisions: "pd.DataFrame") -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Planned purchases less what a buyer cut or rejected, as long as the need is what it was then.

    Args:
        orders: the frame of `frames.orders_frame`.
        decisions: decision_id, product_id, location_id, need_from, need_to (need_at inside, need_to excluded), cut_qty,
            need_qty (planned purchases of that window when it was decided), reason. The latest row of a window counts.

    Returns the orders with cut_qty and qty after it (orders cut to nothing stay, with qty 0), and one row per decision:
    decision_id, is_kept, need_qty_now, text.
    """
    import pandas as pd

    decisions = decisions.drop_duplicates([*KEYS, "need_from", "need_to"], keep="last")
    cut, said = np.zeros(len(orders)), []
    at = instants(orders, "need_at", 0)
    is_bought = (orders["kind"] == "buy").to_numpy()
    begins, ends = instants(decisions, "need_from", 0), instants(decisions, "need_to", 0)
    by_key = orders.groupby(KEYS).indices
    rows: Any = enumerate(decisions.itertuples())
    for place, row in rows:
        mine = np.asarray(by_key.get((row.product_id, row.location_id), []), np.int64)
        mine = mine[is_bought[mine] & (at[mine] >= begins[place]) & (at[mine] < ends[place])]
        qty = orders["qty"].to_numpy(np.float64)[mine]
        kept = abs(qty.sum() - float(row.need_qty)) <= SAME
        if kept:
            cut[mine] = np.diff(np.minimum(np.cumsum(np.append(0, qty)), float(row.cut_qty)))
        said.append((row.decision_id, kept, qty.sum(), _decided(row.reason, float(row.cut_qty), kept, qty.sum())))
    told = pd.DataFrame(said, columns=["decision_id", "is_kept", "need_qty_now", "text"])
    return orders.assign(cut_qty=cut, qty=orders["qty"] - cut), told


def _decided(reason: str, qty: float, kept: bool, need: float) -> str:
    if kept:
        return f"{qty:g} stay cut ({reason}): the need is what it was when that was decided."
    return f"The cut of {qty:g} ({reason}) no longer holds: the need is now {need:g}."


def increment(before: "pd.DataFrame", after: "pd.DataFrame") -> "pd.DataFrame":
    """What one plan asks for beyond another, per product, location and kind; rows without a change are left out.

    Columns: product_id, location_id, kind, before_qty, after_qty, change_qty (+ to order, - to withdraw), text.
    """
    import pandas as pd

    keys = [*KEYS, "kind"]
    sums = [frame.groupby(keys)["qty"].sum() for frame in (before, after)]
    both = pd.concat(sums, axis=1, keys=["before_qty", "after_qty"]).fillna(0.0).reset_index()
    both["change_qty"] = (both["after_qty"] - both["before_qty"]).round(6)
    both = both[both["change_qty"].abs() > SAME].sort_values(keys, ignore_index=True)
    words = np.where(both["change_qty"] > 0, "more are proposed", "proposed before are withdrawn: the need has fallen")
    both["text"] = [f"{abs(q):g} {word}." for q, word in zip(numbers(both, "change_qty", 0), words, strict=True)]
    return both
