"""Stock events gathered by item and put in the order of time, in time linear in their number."""

import numpy as np

from planning.netting.arrays import Array, Events
from planning.netting.jit import compiled


def gather(items: int, item: Array, at: Array, qty: Array) -> Events:
    """Events of all items as CSR, sorted per item by instant, then receipts, issues, tests.

    Args:
        items: how many items there are.
        item, at, qty: int64, int64 seconds, float64; one entry per event, any order.
    """
    return Events(*_gather(items, np.asarray(item, np.int64), np.asarray(at, np.int64), np.asarray(qty, np.float64)))


def places(first: Array, chosen: Array) -> Array:
    """Positions of all CSR entries of the `chosen` rows, row by row (int64)."""
    counts = first[chosen + 1] - first[chosen]
    starts = np.repeat(first[chosen] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    return starts + np.arange(counts.sum(), dtype=np.int64)


@compiled
def _gather(items: int, item: Array, at: Array, qty: Array) -> tuple[Array, Array, Array]:
    first = np.zeros(items + 1, np.int64)
    for row in range(item.size):
        first[item[row] + 1] += 1
    first = np.cumsum(first)
    cursor = first[:-1].copy()
    sorted_at, sorted_qty = np.empty(item.size, np.int64), np.empty(item.size, np.float64)
    for row in range(item.size):
        place = cursor[item[row]]
        sorted_at[place], sorted_qty[place] = at[row], qty[row]
        cursor[item[row]] += 1
    for one in range(items):
        _sort(sorted_at[first[one] : first[one + 1]], sorted_qty[first[one] : first[one + 1]])
    return first, sorted_at, sorted_qty


@compiled
def rank(qty: float) -> int:
    """Place within one instant: 0 receipt, 1 issue, 2 test."""
    if qty > 0:
        return 0
    return 1 if qty < 0 else 2


@compiled
def comes_after(at: int, qty: float, other_at: int, other_qty: float) -> bool:
    """Whether the first event stands after the other; equal ranks go by quantity, so row order never matters."""
    if at != other_at:
        return at > other_at
    if rank(qty) != rank(other_qty):
        return rank(qty) > rank(other_qty)
    return qty > other_qty


@compiled
def _sort(at: Array, qty: Array) -> None:
    """Sorts one item's events in place: by insertion, as they mostly come sorted; long disorder by NumPy first."""
    if at.size > 200:
        order = np.argsort(at, kind="mergesort")
        at[:], qty[:] = at[order], qty[order]
    for right in range(1, at.size):
        t, q, left = at[right], qty[right], right - 1
        while left >= 0 and comes_after(at[left], qty[left], t, q):
            at[left + 1], qty[left + 1] = at[left], qty[left]
            left -= 1
        at[left + 1], qty[left + 1] = t, q
