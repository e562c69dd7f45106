"""The life of a requisition, in one place.

    proposed -> pending -> approved -> sent -> acknowledged -> ordered -> partly_received -> received -> closed
       |        |  ^ |  \\                                |
       v        v  | |   \\-> rejected                   v
    withdrawn  held  |                                 changed (the ERP's order is not what was approved: asked again)
                     \\-> withdrawn, expired

`held`: a proposal with a reason to wait, not approvable until it is cleared. An edit is a revision of `pending`, and
so is each approval but the last where rules ask for several steps (`operations/routing.py`). `expired`: nobody decided
in time, the need is free.
Everything after `sent` is read off the ERP's orders (`operations/orders.py`) and may skip states, as nobody looks
between two cycles. Only `pending`, `held` and `changed` wait for somebody.
"""

from collections.abc import Mapping
from typing import Final

from operations.errors import IllegalTransition

_ON_ORDER = frozenset({"acknowledged", "ordered", "partly_received", "received", "closed", "changed"})

TRANSITIONS: Final[Mapping[str, frozenset[str]]] = {
    "proposed": frozenset({"pending", "held", "withdrawn"}),
    "held": frozenset({"pending", "rejected", "withdrawn"}),
    "pending": frozenset({"approved", "rejected", "withdrawn", "held", "expired"}),
    "approved": _ON_ORDER | {"sent", "withdrawn"},
    "sent": _ON_ORDER | {"withdrawn"},
    "acknowledged": _ON_ORDER - {"acknowledged"},
    "changed": _ON_ORDER - {"changed"} | {"approved", "rejected"},
    "ordered": frozenset({"partly_received", "received", "closed", "changed"}),
    # From here also back: a receipt may be taken back in the ERP.
    "partly_received": frozenset({"ordered", "received", "closed", "changed"}),
    "received": frozenset({"ordered", "partly_received", "closed", "changed"}),
    "rejected": frozenset(),
    "withdrawn": frozenset(),
    "expired": frozenset(),
    "closed": frozenset(),
}
"""State -> the states that may follow it."""

OPEN: Final = ("proposed", "pending", "held")
"""States in which the need waits for a decision. The database allows one such row for a need."""

UNDECIDED: Final = ("pending", "changed")
"""States in which an approver is waited for."""

SUPPLY: Final = ("approved", "sent", "acknowledged", "changed", "ordered", "partly_received")
"""States in which the requisition supplies its need: planning nets it, or the order that it became."""

FOLLOWED: Final = (*SUPPLY, "received")
"""States that the ERP's orders may move on."""


def check_transition(number: str, before: str, after: str) -> None:
    """Raises IllegalTransition unless `after` may follow `before`."""
    if before not in TRANSITIONS:
        raise IllegalTransition(f"{number} is in state {before!r}, which this version of Tandem does not know.")
    if after in TRANSITIONS[before]:
        return
    allowed = ", ".join(sorted(TRANSITIONS[before])) or "nothing: it is over"
    raise IllegalTransition(f"{number} is {before} and cannot become {after}. From {before} follows: {allowed}.")
