"""The life of a requisition, in one place.

    proposed -> pending -> approved -> sent -> ordered -> received -> closed
       |         |  ^ \\--> rejected
       v         v  |
    withdrawn   held (a proposal with a reason to wait: not approvable until it is cleared)

Only `pending` and `held` wait for somebody; the need behind them is open, and a need is open once at the most.
"""

from collections.abc import Mapping
from typing import Final

from operations.errors import IllegalTransition

TRANSITIONS: Final[Mapping[str, frozenset[str]]] = {
    "proposed": frozenset({"pending", "held", "withdrawn"}),
    "held": frozenset({"pending", "rejected", "withdrawn"}),
    "pending": frozenset({"approved", "rejected", "withdrawn", "held"}),
    "approved": frozenset({"sent"}),
    "sent": frozenset({"ordered"}),
    "ordered": frozenset({"received", "closed"}),
    "received": frozenset({"closed"}),
    "rejected": frozenset(),
    "withdrawn": frozenset(),
    "closed": frozenset(),
}
"""State -> the states that may follow it."""

OPEN: Final = ("proposed", "pending", "held")
"""States in which the need waits for a decision. The database allows one such row for a need."""

SUPPLY: Final = ("approved", "sent", "ordered")
"""States in which the requisition supplies its need: planning nets it."""


def check_transition(number: str, before: str, after: str) -> None:
    """Raises IllegalTransition unless `after` may follow `before`."""
    if before not in TRANSITIONS:
        raise IllegalTransition(f"{number} is in state {before!r}, which this version of Tandem does not know.")
    if after in TRANSITIONS[before]:
        return
    allowed = ", ".join(sorted(TRANSITIONS[before])) or "nothing: it is over"
    raise IllegalTransition(f"{number} is {before} and cannot become {after}. From {before} follows: {allowed}.")
