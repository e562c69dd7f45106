"""Changes of levels within limits (R19): what comes into force by itself, what waits for approval, what was decided."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
LEVELS = ["safety_stock", "reorder_point", "order_up_to"]
INPUTS = {
    "mean_daily_demand": "mean demand",
    "horizon_demand": "expected demand",
    "horizon_std": "spread",
    "lead_time_days": "lead time",
    "lead_time_std_days": "spread of the lead time",
    "review_days": "review period",
    "service_level": "service level",
}
"""What levels are made from, with the words for it; kept old and new."""
KEPT = ("waits", "rejected", "held")
"""Outcomes that leave the old levels in force."""
FIXED = ("policy", "erp")
"""Levels that nobody computed: somebody has decided on them already."""
_CARRIED = [*LEVELS, *INPUTS, "level_basis"]
_STORED = 1e-5
"""Decisions come back with six decimals."""


@dataclass(frozen=True)
class ChangeLimits:
    """Policy data. A change waits when any level moves by more than `share` of the old one, or the order-up-to level
    by more than `amount` (base currency, at unit cost). What moves by at most `tolerance_qty` units and
    `tolerance_share` of the old level has not changed. None: no such limit.
    """

    share: float | None = None
    amount: float | None = None
    tolerance_qty: float = 0.5
    tolerance_share: float = 0.01


@dataclass(frozen=True)
class _Moves:
    """Row by row: the largest move of any level as a share of the old one (infinite from 0; NaN for a first level),
    the move of the order-up-to level in base currency, whether any level has moved, and whether that is too much."""

    share: Numbers
    amount: Numbers
    is_moved: Any
    is_too_much: Any


def compare_levels(
    old: "pd.DataFrame", new: "pd.DataFrame", decisions: "pd.DataFrame", limits: ChangeLimits
) -> "pd.DataFrame":
    """What becomes of the levels of each item.

    An approval puts its levels in force; from there the limits hold again. It and a rejection speak of the change from
    the levels that were in force then, and of no other.

    Args:
        old: levels in force: product_id, location_id, `LEVELS`, `INPUTS`, level_basis.
        new: levels as computed: the same and unit_cost (base currency; NaN: unknown).
        decisions: one row an item at most: keys, state ('approved', 'rejected'), decided_by, reason (or None), old_ and
            new_ of each level that was decided on.
        limits: what may change without being asked.

    Returns:
        Row for row of `new`: the keys; old_ and new_ of levels, inputs and level_basis; change_share (NaN for a first
        level and for a rise from nothing), change_amount; outcome ('first', 'unchanged', 'accepted', 'approved', or one
        of `KEPT`); reason, a sentence (None: unchanged).
    """
    left = old[[*KEYS, *_CARRIED]].rename(columns={name: f"old_{name}" for name in _CARRIED})
    right = new[[*KEYS, *_CARRIED, "unit_cost"]].rename(columns={name: f"new_{name}" for name in _CARRIED})
    said = decisions[[*KEYS, "state", "decided_by", "reason", *_named("old_"), *_named("new_")]]
    said = said.rename(columns={name: f"decided_{name}" for name in [*_named("old_"), *_named("new_")]})
    both = right.merge(left, on=KEYS, how="left", validate="one_to_one")
    both = both.merge(said, on=KEYS, how="left", validate="one_to_one")
    moves = _moves(_levels(both, "old_"), _levels(both, "new_"), _floats(both, "unit_cost"), limits)
    both = both.assign(change_share=moves.share, change_amount=moves.amount)
    both["outcome"] = _outcomes(both, moves, limits)
    both["reason"] = _reasons(both, limits)
    both["change_share"] = both["change_share"].where(np.isfinite(both["change_share"]))
    pairs = [f"{age}_{name}" for name in _CARRIED for age in ("old", "new")]
    return both[[*KEYS, *pairs, "change_share", "change_amount", "outcome", "reason"]]


def with_kept_levels(levels: "pd.DataFrame", changes: "pd.DataFrame") -> "pd.DataFrame":
    """`levels`, where a change waits or was rejected those in force (`level_basis` 'kept', or 'policy' and 'erp' as
    they were); `reason` says so.

    Args:
        levels: as computed; changes: what `compare_levels` says of them, row for row.
    """
    outcome = changes["outcome"].to_numpy()
    kept = (outcome == "waits") | (outcome == "rejected")
    if not kept.any():
        return levels
    put = {name: np.where(kept, changes[f"old_{name}"], levels[name]) for name in LEVELS}
    before = changes["old_level_basis"]
    basis = np.where(kept, before.where(before.isin(FIXED), "kept"), levels["level_basis"])
    told = np.where(outcome == "waits", " The old levels hold: a change waits.", " The old levels hold.").astype(object)
    reason = (levels["reason"].fillna("") + told).str.strip().where(kept, levels["reason"])
    return levels.assign(**put, level_basis=basis, reason=reason)


def recorded(changes: "pd.DataFrame") -> "pd.DataFrame":
    """The changes that are kept: all but those of items whose levels have not moved."""
    return changes[changes["outcome"] != "unchanged"].reset_index(drop=True)


def lasting(changes: "pd.DataFrame") -> "pd.DataFrame":
    """Those of `recorded` that stand while nothing changes; the others say what has changed since the last plan."""
    return changes[changes["outcome"].isin(KEPT)]


def levels_in_force(levels: "pd.DataFrame", forecast: "pd.DataFrame", changes: "pd.DataFrame") -> "pd.DataFrame":
    """Levels and the inputs that they were made from, as a plan left them: columns as `old` of `compare_levels`.

    Args:
        levels, forecast, changes: that plan's frames. Where a change waits the plan shows the inputs of the new level,
            and where none could be computed it shows no level: both are in its changes.
    """
    import pandas as pd

    kept = lasting(changes)
    made = levels.merge(forecast[[*KEYS, "mean_daily_demand"]], on=KEYS)[[*KEYS, *_CARRIED]]
    rest = made.merge(kept[KEYS], on=KEYS, how="left", indicator=True)
    rest = rest[rest.pop("_merge") == "left_only"]
    if kept.empty:
        return rest
    put = kept[[*KEYS, *(f"old_{name}" for name in _CARRIED)]]
    return pd.concat([rest, put.rename(columns={f"old_{name}": name for name in _CARRIED})], ignore_index=True)


def _named(prefix: str) -> list[str]:
    return [f"{prefix}{name}" for name in LEVELS]


def _floats(frame: "pd.DataFrame", column: str) -> Numbers:
    return frame[column].to_numpy(dtype=np.float64, na_value=np.nan)


def _levels(frame: "pd.DataFrame", prefix: str) -> Numbers:
    return np.column_stack([_floats(frame, name) for name in _named(prefix)])


def _moves(before: Numbers, after: Numbers, unit_cost: Numbers, limits: ChangeLimits) -> _Moves:
    """`before`, `after`: n x 3 levels. A safety stock that becomes known or unknown has moved, but has no share."""
    step, size = np.abs(after - before), np.abs(before)
    off = step > np.maximum(limits.tolerance_qty, limits.tolerance_share * size)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        parts = np.where(off, step / size, np.where(np.isnan(step), np.nan, 0.0))
    share, amount = np.fmax.reduce(parts, axis=1), step[:, -1] * unit_cost
    is_moved = (off | (np.isnan(before) != np.isnan(after))).any(axis=1)
    too_wide = np.zeros(len(step), dtype=bool) if limits.share is None else share > limits.share
    too_dear = np.zeros(len(step), dtype=bool) if limits.amount is None else ~(amount <= limits.amount)
    return _Moves(share, amount, is_moved, is_moved & (too_wide | too_dear))


def _outcomes(both: "pd.DataFrame", moves: _Moves, limits: ChangeLimits) -> Any:
    old, new = _levels(both, "old_"), _levels(both, "new_")
    unknown, first = np.isnan(new[:, 1:]).any(axis=1), np.isnan(old[:, 1:]).any(axis=1)
    was, decided = _levels(both, "decided_old_"), _levels(both, "decided_new_")
    spoken = np.isclose(was, old, rtol=1e-9, atol=_STORED, equal_nan=True).all(axis=1)
    after = _moves(decided, new, _floats(both, "unit_cost"), limits)
    between = (new >= np.fmin(old, decided) - _STORED) & (new <= np.fmax(old, decided) + _STORED)
    within = (between | np.isnan(new)).all(axis=1) | ~after.is_too_much
    approved = spoken & (both["state"] == "approved").to_numpy() & within
    rejected = spoken & (both["state"] == "rejected").to_numpy() & ~after.is_moved
    is_fixed = both["new_level_basis"].isin(FIXED).to_numpy()
    cases = [unknown & first, unknown, first, ~moves.is_moved, is_fixed | ~moves.is_too_much, approved, rejected]
    return np.select(cases, ["unchanged", "held", "first", "unchanged", "accepted", "approved", "rejected"], "waits")


def _reasons(both: "pd.DataFrame", limits: ChangeLimits) -> Any:
    """A sentence a row; one by one only where the old levels stay or somebody was asked."""
    fixed = both["new_level_basis"].isin(FIXED).to_numpy()
    outcome = both["outcome"].to_numpy()
    plain = ["First level.", "Set by the policy or the ERP.", "Within the limits."]
    cases = [outcome == "first", (outcome == "accepted") & fixed, outcome == "accepted"]
    said = np.select(cases, plain, "").astype(object)
    why = _moved_inputs(both)
    one_by_one = np.flatnonzero(np.isin(outcome, [*KEPT, "approved"]))
    said[one_by_one] = [_words(row, limits) for row in both.iloc[one_by_one].to_dict("records")]
    told = np.where((why != "") & (outcome != "first"), said + " Other than before: " + why + ".", said)
    told[outcome == "unchanged"] = None
    return told


def _moved_inputs(both: "pd.DataFrame") -> Any:
    """The inputs that differ, in words with commas."""
    said = np.full(len(both), "", dtype=object)
    for name, word in INPUTS.items():
        before, after = _floats(both, f"old_{name}"), _floats(both, f"new_{name}")
        differs = ~np.isclose(before, after, rtol=1e-3, atol=1e-9, equal_nan=True)
        said = said + np.where(differs, np.where(said == "", word, f", {word}"), "").astype(object)
    return said


def _words(row: dict[Any, Any], limits: ChangeLimits) -> str:
    levels = f"Order-up-to level from {_units(row['old_order_up_to'])} to {_units(row['new_order_up_to'])}"
    if row["outcome"] == "held":
        return f"No new level could be computed; {_units(row['old_order_up_to'])} was the last order-up-to level."
    if row["outcome"] == "waits":
        return f"{levels}: {' and '.join(_breaches(row, limits))}."
    why = f" ({row['reason']})" if isinstance(row["reason"], str) and row["reason"] else ""
    return f"{levels}: {row['outcome']} by {row['decided_by']}{why}."


def _breaches(row: dict[Any, Any], limits: ChangeLimits) -> list[str]:
    said = []
    if limits.share is not None and row["change_share"] > limits.share:
        moves = "rises from nothing" if np.isinf(row["change_share"]) else f"changes by {row['change_share']:.0%}"
        said.append(f"a level {moves}, above the limit of {limits.share:.0%}")
    if limits.amount is not None and np.isnan(row["change_amount"]):
        said.append("its value is unknown because no unit cost is known")
    elif limits.amount is not None and row["change_amount"] > limits.amount:
        said.append(f"its value of {row['change_amount']:,.2f} is above the limit of {limits.amount:,.2f}")
    return said


def _units(quantity: float) -> str:
    return "none" if np.isnan(quantity) else f"{quantity:,.6g}"
