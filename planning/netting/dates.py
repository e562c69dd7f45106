"""Dates of planned orders from the instant of their need: usable, due, release.

usable = need - soft; due = usable - hard; release = due - lead time, or - make time of the lot.
"""

from typing import NamedTuple

import numpy as np

from planning.netting.arrays import DAY, Array, Orders, Sources
from planning.netting.calendars import Calendar


class Dates(NamedTuple):
    """Of each order, int64 seconds."""

    usable: Array
    due: Array
    release: Array


class Leads(NamedTuple):
    """Per source: which calendar (-1 none) and how many open days; the calendars by number."""

    calendar: Array  # int64
    days: Array  # int64, whole open days
    calendars: tuple[Calendar, ...]


def dated(orders: Orders, sources: Sources, leads: Leads) -> Dates:
    """Dates of all orders at once."""
    source, table = orders.source, sources.table
    usable = orders.need_at - table["soft"][source]
    due = usable - table["hard"][source]
    made = np.rint(table["per_unit"][source] * (orders.qty - table["extra"][source]))
    release = due - table["lead"][source] - made.astype(np.int64)
    for number, calendar in enumerate(leads.calendars):
        mine = np.flatnonzero(leads.calendar[source] == number)
        release[mine] = calendar.released(due[mine], leads.days[source[mine]])
    return Dates(usable, due, release)


def earliest(as_of: int, lead: Array, hard: Array, leads: Leads) -> Array:
    """When an order that is released at as_of is usable, per source, seconds."""
    arrives = as_of + lead
    for number, calendar in enumerate(leads.calendars):
        mine = leads.calendar == number
        arrives[mine] = calendar.arrives(np.full(mine.sum(), as_of), leads.days[mine])
    return arrives + hard


def whole_days(days: Array) -> Array:
    """Lead time in whole open days, rounded up."""
    return np.ceil(days - 1e-9).astype(np.int64)


def clock(days: Array) -> Array:
    """Days as seconds."""
    return np.rint(days * DAY).astype(np.int64)
