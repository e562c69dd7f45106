"""Forecast consumed by orders: own bucket, then earlier ones (latest first), then later ones (earliest first).

Net forecast = gross - consumed, never below 0. An order due at t reaches back to every bucket that ends
after t - early, and forward to every bucket that starts at or before t + late. Orders of one item consume in due order.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planning.netting.arrays import DAY, Array
from planning.netting.coding import offsets
from planning.netting.inputs import datetimes, instants, numbers, seconds
from planning.netting.jit import compiled

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Consumption:
    """How orders consume the forecast: windows in days; whether orders due before as_of consume at all; where in its
    bucket what is left is due ("start", or "middle" cut to midnight)."""

    early_days: float = 30
    late_days: float = 30
    past_orders: bool = False
    due: str = "middle"


class Buckets(NamedTuple):
    """Buckets by item (CSR), ascending; seconds."""

    first: Array
    starts: Array
    ends: Array


class Takers(NamedTuple):
    """Orders by item (CSR), in due order; seconds, units."""

    first: Array
    due: Array
    qty: Array


def net_forecast(
    forecast: "pd.DataFrame", orders: "pd.DataFrame", as_of: object, rule: Consumption | None = None
) -> "pd.DataFrame":
    """What of each bucket is left to plan for.

    Args:
        forecast: product_id, location_id, bucket_start, bucket_end, qty (gross, at least 0).
        orders: product_id, location_id, due_at, qty (at least 0), open orders of the same products.
        as_of: buckets that end at or before it are not planned: their net is empty.
        rule: windows and where the rest is due.

    Returns the rows of `forecast`, sorted, with consumed_qty, net_qty and due_at.
    """
    import pandas as pd

    rule, now = rule or Consumption(), seconds(as_of)
    keys = ["product_id", "location_id"]
    rows = forecast.sort_values([*keys, "bucket_start"], ignore_index=True)
    due_orders = orders.sort_values([*keys, "due_at", "qty"], ignore_index=True)
    known = pd.concat([rows[keys], due_orders[keys]]).groupby(keys).ngroup().to_numpy(np.int64)
    row_item, order_item, count = known[: len(rows)], known[len(rows) :], int(known.max(initial=-1)) + 1
    starts, ends = instants(rows, "bucket_start", 0), instants(rows, "bucket_end", 0)
    due = instants(due_orders, "due_at", 0)
    takes = np.where((due >= now) | rule.past_orders, numbers(due_orders, "qty", 0), 0.0)
    gross = numbers(rows, "qty", 0)
    is_past = ends <= now
    open_qty = np.where(is_past & (not rule.past_orders), 0.0, gross)
    by_item = np.argsort(order_item, kind="stable")
    buckets = Buckets(offsets(count, row_item), starts, ends)
    takers = Takers(offsets(count, order_item[by_item]), due[by_item], takes[by_item])
    left = _consume(buckets, open_qty, takers, int(rule.early_days * DAY), int(rule.late_days * DAY))
    net = np.where(is_past & (not rule.past_orders), np.nan, left)
    return rows.assign(consumed_qty=open_qty - left, net_qty=net, due_at=datetimes(_due(starts, ends, rule, now)))


def _due(starts: Array, ends: Array, rule: Consumption, now: int) -> Array:
    """When what is left of a bucket is due; in the running bucket not before as_of."""
    middle = (starts + (ends - starts) // 2) // DAY * DAY
    due = np.maximum(middle, starts) if rule.due == "middle" else starts
    return np.where((starts < now) & (now < ends), np.maximum(due, now), due)


@compiled
def _consume(buckets: Buckets, gross: Array, takers: Takers, early: int, late: int) -> Array:
    left = gross.copy()
    for item in range(buckets.first.size - 1):
        lo, hi = buckets.first[item], buckets.first[item + 1]
        for order in range(takers.first[item], takers.first[item + 1]):
            due, rest = takers.due[order], takers.qty[order]
            own = lo + np.searchsorted(buckets.starts[lo:hi], due, side="right") - 1
            bucket = own
            while bucket >= lo and buckets.ends[bucket] > due - early:
                rest = _take(left, bucket, rest)
                bucket -= 1
            bucket = own + 1
            while bucket < hi and buckets.starts[bucket] <= due + late:
                rest = _take(left, bucket, rest)
                bucket += 1
    return left


@compiled
def _take(left: Array, bucket: int, rest: float) -> float:
    taken = min(rest, left[bucket])
    left[bucket] -= taken
    return rest - float(taken)
