"""Planning anew only what a change touches: the changed products and all that they feed on."""

from dataclasses import replace

import numpy as np

from planning.netting.arrays import Array, Orders
from planning.netting.dates import Dates
from planning.netting.engine import Needs, Netted, plan_items
from planning.netting.events import replaced
from planning.netting.inputs import Inputs
from planning.netting.levels import below
from planning.netting.prepare import read_events
from planning.netting.problem import Problem


def with_movements(problem: Problem, changed: Array, inputs: Inputs) -> Problem:
    """The problem with demand and supply of the `changed` items (bool per item) as in `inputs`, which may hold the rows
    of those items alone. They must have passed the checks of `prepare`, and carry `item`; all else stays."""
    fresh = read_events(replace(problem.inputs, demand=inputs.demand, supply=inputs.supply), problem.stocks)
    return replace(problem, events=replaced(problem.events, changed, fresh))


def replan(problem: Problem, before: Netted, changed: Array) -> Netted:
    """The whole plan after the `changed` items (bool per item) changed; equal to planning all anew.

    A component that others use too is planned from all its parents' needs; those of untouched parents are kept.
    """
    touched = affected(problem, changed)
    kept = ~touched[before.orders.item]
    outside = ~touched[before.orders.item[before.needs.order]]
    still = Needs(*(column[outside & touched[before.needs.item]] for column in before.needs))
    fresh = plan_items(problem, touched, still, before.lowest)
    orders = Orders(*map(_both, _only(before.orders, kept), fresh.orders))
    dates = Dates(*map(_both, _only(before.dates, kept), fresh.dates))
    number = np.cumsum(kept) - 1
    old = Needs(*(column[outside] for column in before.needs))
    new = Needs(*(column[still.item.size :] for column in fresh.needs))
    needs = Needs(
        _both(old.item, new.item), _both(old.at, new.at), _both(old.qty, new.qty),
        _both(number[old.order], new.order + kept.sum()),
    )  # fmt: skip
    return Netted(orders, dates, needs, fresh.lowest)


def affected(problem: Problem, changed: Array) -> Array:
    """The `changed` items and everything below them in BOM and transfers (bool per item)."""
    parent, child = edges(problem)
    return below(problem.items, parent, child, changed)


def edges(problem: Problem) -> tuple[Array, Array]:
    """Which item takes from which: parent and child, int64."""
    owner = np.repeat(np.arange(problem.items), np.diff(problem.sources.first))
    return np.repeat(owner, np.diff(problem.bom.first)), problem.bom.item


def _only(columns: tuple[Array, ...], rows: Array) -> list[Array]:
    return [column[rows] for column in columns]


def _both(first: Array, second: Array) -> Array:
    return np.concatenate([first, second])
