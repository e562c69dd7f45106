"""The planned orders as a frame."""

from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import EXPIRED, KINDS, Array
from planning.netting.coding import KEYS
from planning.netting.engine import Netted
from planning.netting.inputs import datetimes, texts
from planning.netting.problem import Problem
from planning.netting.terms import hold_reasons

if TYPE_CHECKING:
    import pandas as pd

ORDER = ["product_id", "location_id", "usable_at", "due_at", "kind", "source_id", "qty"]


def orders_frame(problem: Problem, netted: Netted, rows: Array | None = None) -> "pd.DataFrame":
    """Planned orders, one row each, sorted by product, location and instant.

    Columns: product_id, location_id, kind, source_id, supplier_id, supplier_name, from_location_id, release_at,
    due_at (delivered), usable_at, need_at, qty (stock units), is_past_due (release before as_of), expected_at (usable
    when released at as_of at the earliest), hold_reason (why it may not leave by itself, a sentence), order (row of the
    result). `rows`: only these orders.
    """
    import pandas as pd

    rows = np.arange(netted.orders.item.size) if rows is None else rows
    orders, dates = netted.orders, netted.dates
    source = orders.source[rows]
    items, sources = problem.inputs.items, problem.inputs.sources
    frame = pd.DataFrame(
        {
            **{key: items[key].to_numpy()[orders.item[rows]] for key in KEYS},
            "kind": np.array(KINDS, object)[problem.sources.table["kind"][source]],
            **{
                key: texts(sources, key)[source]
                for key in ("source_id", "supplier_id", "supplier_name", "from_location_id")
            },
            "release_at": datetimes(dates.release[rows]),
            "due_at": datetimes(dates.due[rows]),
            "usable_at": datetimes(dates.usable[rows]),
            "need_at": datetimes(orders.need_at[rows]),
            "qty": orders.qty[rows],
            "is_past_due": dates.release[rows] < problem.rule.as_of,
            "expected_at": datetimes(expected(problem, netted)[rows]),
            "hold_reason": held(problem, source, orders.flags[rows]),
            "order": rows,
        }
    )
    return frame.sort_values(ORDER, kind="stable", ignore_index=True)


def expected(problem: Problem, netted: Netted) -> Array:
    """When each order is usable if it is released at as_of at the earliest, int64 seconds."""
    return netted.dates.usable + np.maximum(problem.rule.as_of - netted.dates.release, 0)


def held(problem: Problem, source: Array, flags: Array) -> Array:
    """Why orders from these sources may not leave by themselves (object, None where they may)."""
    reasons = np.full(source.size, None, object)
    reasons[(flags & EXPIRED) > 0] = "The supplier's terms are not valid when it is released. Ask for a new price."
    for number in np.unique(source[problem.sources.table["held"][source]]):
        one = problem.inputs.sources.iloc[[number]]
        reasons[source == number] = hold_reasons(one, problem.inputs.price_breaks)[0]
    return reasons
