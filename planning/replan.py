"""A plan after what people expect beyond the forecast has changed: only what that touches is planned anew.

An override moves no model, as models are chosen by history alone. It moves the item's weeks and levels, its orders and
those of everything below it in the BOM. What the rest of the company takes from components is known from the last plan.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planning.adjustments import Outlook, uneven_weeks
from planning.netting.arrays import Array
from planning.netting.coding import KEYS, ItemIndex
from planning.netting.levels import below
from planning.part import PlannedPart, plan_part, renumbered
from planning.plan_difference import plan_difference
from planning.policy.changes import recorded
from planning.purchases import within_means
from planning.replenish import Basis, Needed, WholePlan, all_holds, expected_demand, plan_whole, planned_levels

if TYPE_CHECKING:
    import pandas as pd


def replan(whole: WholePlan, overrides: "pd.DataFrame") -> WholePlan:
    """The plan of the same company under other `overrides` (columns: `Facts`); equal to `plan_whole`, but for what its
    orders mean for others (`outcome_frames`), which is left out: one component late puts off whatever it is part of.

    What limits purchases together, a budget or a supplier's smallest order, is reckoned over all items where it is set.
    """
    basis = replace(whole.basis, facts=replace(whole.basis.facts, overrides=overrides))
    expected = expected_demand(basis, basis.uplift)
    changed = (expected.weeks != whole.plan.expected.weeks).any(axis=1)
    leveled = _with_levels(whole, basis, expected, changed)
    if not changed.any():
        return leveled
    rows = touched(whole, changed)
    levels = leveled.plan.levels.take(rows).reset_index(drop=True)
    part = plan_part(basis.rows(rows), _of(expected, rows), levels, rows, whole.network)
    if part.network.last_demand() != whole.network.last_demand():
        return plan_whole(basis)
    return _with_part(leveled, part, rows)


ORDERS = ("planned_orders", "plan_messages", "plan_pegs")


def touched(whole: WholePlan, changed: Array) -> Array:
    """The rows (int64, ascending) of the `changed` items (bool per item) and of everything below them in the BOM."""
    return np.flatnonzero(below(changed.size, whole.network.parent, whole.network.child, changed))


def difference(before: WholePlan, after: WholePlan) -> "pd.DataFrame":
    """`planning.plan_difference` of a plan and its `replan`, of which it reads only what was planned anew."""
    rows = touched(before, (before.plan.expected.weeks != after.plan.expected.weeks).any(axis=1))
    keys = before.basis.items.take(rows)[KEYS]
    sides = [
        {name: one.plan.tables()[name].merge(keys, on=KEYS) for name in ("forecast", "levels", "planned_orders")}
        for one in (before, after)
    ]
    return plan_difference(*sides)


def _of(expected: Outlook, rows: Array) -> Outlook:
    return Outlook(expected.forecast.take(rows).reset_index(drop=True), expected.weeks[rows], expected.changes)


def _with_levels(whole: WholePlan, basis: Basis, expected: Outlook, changed: Array) -> WholePlan:
    """What is expected, and levels, their changes and uneven weeks of the `changed` items (bool per item) anew."""
    rows, plan, splice = np.flatnonzero(changed), whole.plan, Splice(basis.items, changed)
    levels, changes = planned_levels(basis.rows(rows))
    made = replace(
        plan,
        expected=expected,
        forecast_weeks=splice.put(plan.forecast_weeks, uneven_weeks(_of(expected, rows), basis.as_of)),
        levels=splice.put(plan.levels, levels),
        level_changes=splice.put(plan.level_changes, recorded(changes)),
        time_phased={name: plan.time_phased[name] for name in ORDERS} | {"plan_holds": all_holds(basis, whole.held)},
    )
    return replace(whole, basis=basis, plan=made)


def _with_part(whole: WholePlan, part: PlannedPart, rows: Array) -> WholePlan:
    """Orders, messages, pegs and requirements of the `rows` that were planned anew in the place of their old ones."""
    basis, plan, touched = whole.basis, whole.plan, np.zeros(len(whole.basis.items), bool)
    touched[rows] = True
    splice, before = Splice(basis.items, touched), plan.time_phased
    numbers = ["planned_order", "parent_order"]
    phased = {
        name: splice.put(renumbered(before[name], part.moved, numbers), frame) for name, frame in part.frames.items()
    }
    phased["plan_messages"] = phased["plan_messages"].assign(message=range(1, len(phased["plan_messages"]) + 1))
    needed = Needed(*map(splice.put, whole.needed, part.needed))
    told = within_means(*needed, phased["planned_orders"], basis.facts, basis.as_of)
    made = replace(plan, requirements=told, time_phased=before | phased)
    return replace(whole, plan=made, needed=needed, network=part.network)


class Splice:
    """Puts rows of the `touched` items (bool per item) in the place of their old ones, in the order of the items."""

    def __init__(self, items: "pd.DataFrame", touched: Array) -> None:
        self._index, self._touched = ItemIndex(items), touched

    def put(self, frame: "pd.DataFrame", fresh: "pd.DataFrame") -> "pd.DataFrame":
        """`frame` (with product_id and location_id, sorted by them) with the rows of `fresh` instead of theirs."""
        import pandas as pd

        owner = self._index.rows(frame, *KEYS)
        kept = np.flatnonzero(~self._touched[owner])
        order = np.argsort(np.concatenate([owner[kept], self._index.rows(fresh, *KEYS)]), kind="stable")
        # Column by column: pandas looks through every object column of frames that it stacks for missing values.
        columns = {
            name: pd.concat([old.take(kept), fresh[name].astype(old.dtype)]).values.take(order)
            for name, old in frame.items()
        }
        return pd.DataFrame(columns, copy=False)
