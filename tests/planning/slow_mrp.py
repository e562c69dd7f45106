"""A second netting in plain Python, for comparison: one item at a time, one event at a time, no shared code."""

from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil

DAY = 86_400


@dataclass
class Part:
    on_hand: float
    safety: float
    lead_days: int
    moq: float = 0
    multiple: float = 1
    soft_days: int = 0
    demand: list[tuple[int, float]] = field(default_factory=list)  # day, quantity
    receipts: list[tuple[int, float]] = field(default_factory=list)
    bom: dict[str, float] = field(default_factory=dict)


def plan(parts: dict[str, Part]) -> dict[str, list[tuple[int, int, float]]]:
    """Orders by part: release day, usable day, quantity. Day 0 is as_of; the safety stock holds from then on."""
    depth: dict[str, int] = dict.fromkeys(parts, 0)
    for _ in parts:
        for name, part in parts.items():
            for component in part.bom:
                depth[component] = max(depth[component], depth[name] + 1)
    taken: dict[str, list[tuple[int, float]]] = defaultdict(list)
    orders: dict[str, list[tuple[int, int, float]]] = {}
    for name in sorted(parts, key=lambda one: (depth[one], one)):
        orders[name] = plan_one(parts[name], taken[name])
        for release, _, qty in orders[name]:
            for component, per in parts[name].bom.items():
                taken[component].append((release, qty * per))
    return orders


def plan_one(part: Part, taken: list[tuple[int, float]]) -> list[tuple[int, int, float]]:
    moves: dict[int, float] = defaultdict(float)
    for day, qty in part.receipts:
        moves[day] += qty
    for day, qty in [*part.demand, *taken]:
        moves[day] -= qty
    moves[0] += 0
    stock, orders = part.on_hand, []
    for day in sorted(moves):
        stock += moves[day]
        missing = (part.safety if day >= 0 else 0) - stock
        if missing > 1e-6:
            qty = ceil(max(missing, part.moq) / part.multiple - 1e-9) * part.multiple
            orders.append((day - part.soft_days - part.lead_days, day - part.soft_days, qty))
            stock += qty
    return orders
