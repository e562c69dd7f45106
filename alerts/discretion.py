"""What who may not see cost gets to read: the same message without prices paid, money tied up and margins."""

from collections.abc import Mapping
from typing import Any

COST: frozenset[str] = frozenset({
    "amount", "amounts", "approved_base_amount", "base_amount", "base_unit_price", "budget_left", "capital_tied_amount",
    "change_amount", "margin_floor_price", "margin_rate", "residual_amount", "unit_cost_amount", "unit_price",
})  # fmt: skip
"""Columns that tell what something costs, or what is earned by it."""

REASONS: frozenset[str] = frozenset({"change_reason", "decision_reason", "hold_reason", "reason", "supplier_reason"})
"""Free text about requisitions; it names prices and budgets."""

_HIDDEN = COST | REASONS
_HOLD = "cause_reference"
"""Of a shortage that a rule caused: the sentence of the hold, which may name the budget."""


def without_cost(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row` without them, at any depth; `hidden` names those that it had."""
    hidden = _HIDDEN | ({_HOLD} if row.get("shortage_cause") == "rule" else set())
    kept = {name: _within(value) for name, value in row.items() if name not in hidden}
    return kept | {"hidden": sorted(name for name in row.keys() & hidden if row[name] is not None)}


def _within(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _within(inner) for name, inner in value.items() if name not in _HIDDEN}
    return [_within(inner) for inner in value] if isinstance(value, list | tuple) else value
