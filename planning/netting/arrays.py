"""The coded problem: NamedTuples of flat arrays, which the compiled walk reads as they are.

Times are int64 seconds since 1970-01-01; quantities are float64 in the stock unit. A "CSR" pair is an offset array of
n + 1 entries and flat arrays: the entries of item i are those from first[i] up to first[i + 1].
"""

from typing import Any, NamedTuple

Array = Any
"""A NumPy array; the comment beside each field says of what."""

DAY = 86_400
NEVER = 2**62
"""Later than every instant; its negative is earlier than every instant."""

BUY, MAKE, TRANSFER = 0, 1, 2
KINDS = ("buy", "make", "transfer")

LATE, EXPIRED = 1, 2
"""Flags of an order: no source can deliver in time; only terms outside their validity were left."""


class Events(NamedTuple):
    """Stock events by item (CSR), sorted: at one instant receipts first, then issues, then a bare test."""

    first: Array  # int64 (items + 1)
    at: Array  # int64 seconds
    qty: Array  # float64, + receipt, - issue, 0 only tests the balance against the target


class Stocks(NamedTuple):
    """What each item has and wants; one entry per product and location."""

    on_hand: Array  # float64
    up_to: Array  # float64, order-up-to level; NaN: order what is missing to the safety stock
    cover: Array  # int64 seconds of supply that one order covers; 0: lot for lot
    fence: Array  # int64 seconds in which a firm receipt is waited for; -1: as long as a new order would take
    step_first: Array  # int64 (items + 1), CSR of safety stock steps
    step_at: Array  # int64 seconds
    step_qty: Array  # float64


SOURCE = [
    ("kind", "i8"),  # BUY, MAKE, TRANSFER
    ("priority", "i8"),  # lowest first
    ("score", "f8"),  # scorecard of the supplier, highest first
    ("earliest", "i8"),  # seconds: when an order released at as_of is usable (fixed part of a make order)
    ("lead", "i8"),  # seconds, lead time or fixed part of a make order, by the clock
    ("per_unit", "f8"),  # seconds per unit made
    ("hard", "i8"),  # seconds
    ("soft", "i8"),  # seconds
    ("moq", "f8"),
    ("multiple", "f8"),
    ("most", "f8"),  # the largest single order; inf: none
    ("extra", "f8"),  # pieces that an order yields beyond its quantity
    ("opens", "i8"),  # seconds, release not before
    ("closes", "i8"),  # seconds, release before
    ("terms_from", "i8"),  # seconds, validity of price and terms
    ("terms_to", "i8"),
    ("held", "?"),  # an order from here may not leave by itself
    ("break_first", "i8"),  # place of its price breaks
    ("break_last", "i8"),
]
"""Fields of one source: one record, so that the compiled walk passes a pointer instead of twenty arrays."""


class Sources(NamedTuple):
    """Where an item can come from (CSR by item), with price breaks (CSR by source)."""

    first: Array  # int64 (items + 1)
    table: Array  # records of SOURCE
    break_qty: Array  # float64, ascending
    break_cost: Array  # float64, landed cost per unit


class Rule(NamedTuple):
    """Settings of one run."""

    as_of: int  # seconds
    by_priority: bool  # True: always the lowest priority number; False: in time, then cost, score, priority


class Orders(NamedTuple):
    """Planned orders as flat arrays, in the order in which they were planned."""

    item: Array  # int64
    source: Array  # int64
    need_at: Array  # int64 seconds: the shortage it mends
    qty: Array  # float64, pieces
    flags: Array  # int64, LATE | EXPIRED
