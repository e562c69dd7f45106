"""Netting level by level: all items of one low-level code are walked, then their orders are exploded at once."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planning.netting.arrays import Array, Events, Orders
from planning.netting.dates import Dates, dated
from planning.netting.events import gather, places
from planning.netting.problem import Problem
from planning.netting.walk import walk


class Needs(NamedTuple):
    """What planned orders take from other items (dependent demand)."""

    item: Array  # int64
    at: Array  # int64 seconds
    qty: Array  # float64, above 0
    order: Array  # int64, row of the order that causes it


@dataclass(frozen=True)
class Netted:
    """The result as arrays: planned orders with their dates, dependent needs, lowest balance per item."""

    orders: Orders
    dates: Dates
    needs: Needs
    lowest: Array  # float64 per item, 0 or the lowest balance below 0


def net(problem: Problem) -> Netted:
    """Plans every item. Cost is linear in events and orders."""
    return net_beside(problem, no_needs())


def net_beside(problem: Problem, outside: Needs) -> Netted:
    """Plans every item of a part of a company, beside what other orders take from it.

    `outside` are needs of orders that are not planned here; they come first among the needs, their `order` as it is.
    """
    lowest = np.zeros(problem.items)
    parts: list[tuple[Orders, Dates]] = [nothing_planned()]
    needs, count = [outside], 0
    for level in np.unique(problem.level):
        rows = np.flatnonzero(problem.level == level)
        orders, lowest[rows] = walk(
            rows, problem.stocks, problem.sources, problem.events, _of_level(problem, needs, level), problem.rule
        )
        dates = dated(orders, problem.sources, problem.leads)
        needs.append(exploded(problem, orders, dates, count))
        parts.append((orders, dates))
        count += orders.item.size
    orders = Orders(*(np.concatenate(column) for column in zip(*(part[0] for part in parts), strict=True)))
    dates = Dates(*(np.concatenate(column) for column in zip(*(part[1] for part in parts), strict=True)))
    return Netted(orders, dates, _joined(needs), lowest)


def nothing_planned() -> tuple[Orders, Dates]:
    """No order."""
    whole = np.empty(0, np.int64)
    return Orders(whole, whole, whole, np.empty(0), whole), Dates(whole, whole, whole)


def no_needs() -> Needs:
    """None at all."""
    return Needs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))


def exploded(problem: Problem, orders: Orders, dates: Dates, first_row: int) -> Needs:
    """Components and transferred stock, needed at release: order quantity x quantity per / (1 - scrap)."""
    bom, source = problem.bom, orders.source
    line = places(bom.first, source)
    order = np.repeat(np.arange(source.size), bom.first[source + 1] - bom.first[source])
    at = dates.release[order]
    qty = (orders.qty - problem.sources.table["extra"][source])[order] * bom.per[line]
    valid = (bom.opens[line] <= at) & (at < bom.closes[line])
    return Needs(bom.item[line][valid], at[valid], qty[valid], order[valid] + first_row)


def dependent_events(items: int, needs: Needs) -> Events:
    """The needs as stock events by item."""
    return gather(items, needs.item, needs.at, -needs.qty)


def _of_level(problem: Problem, needs: list[Needs], level: int) -> Events:
    mine = [Needs(*(column[problem.level[part.item] == level] for column in part)) for part in needs]
    return dependent_events(problem.items, _joined(mine))


def _joined(needs: list[Needs]) -> Needs:
    return Needs(*(np.concatenate(column) for column in zip(*needs, strict=True)))
