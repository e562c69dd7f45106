"""What other rules would change: for each requisition that waits, who is asked and who would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from operations.candidates import Row
from operations.reads import pending
from operations.rights import unable
from operations.routing import RuleSet, is_same
from operations.store import Store
from tandem.approval_settings import Approver


@dataclass(frozen=True)
class Reach:
    """One requisition under two sets of rules.

    Attributes:
        number, base_amount: the requisition.
        asked, would_ask: `Ana or Cy, then Di`, `any approver`, or why it would be held.
        is_other: they are not the same, so that it would be asked anew from the first step.
    """

    number: str
    base_amount: Decimal | None
    asked: str
    would_ask: str
    is_other: bool


def preview(store: Store, draft: RuleSet, approvers: Sequence[Approver], now: datetime) -> list[Reach]:
    """Every undecided requisition under the rules that it is pinned to, and under `draft`; oldest first."""
    return [_reach(found, draft, approvers, now) for found in pending(store)]


def _reach(found: Row, draft: RuleSet, approvers: Sequence[Approver], now: datetime) -> Reach:
    drafted = {**found, "route": draft.route(found, now)}
    is_other = not is_same(found["route"], drafted["route"])
    would_ask = unable(drafted, approvers) or asks(drafted)
    return Reach(found["number"], found["base_amount"], asks(found), would_ask, is_other or would_ask != asks(drafted))


def asks(found: Row) -> str:
    """The whole route in words: `Ana or Cy, then Di`."""
    route = found["route"]
    return ", then ".join(" or ".join(step["approvers"]) for step in route["steps"]) if route else "any approver"
