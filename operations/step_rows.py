"""The steps of approvals as rows: who was asked, since when, and who decided when."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations.candidates import Row
from operations.routing import asked
from operations.values import as_instant


def step_rows(requisition: Mapping[str, Any]) -> Iterator[Row]:
    """A row for each step that has begun; none where rules ask nobody in particular.

    Args:
        requisition: `number`, `route`, `decided_at` and `decided_by`, as the store has them.
    """
    route = requisition["route"]
    for place, step in enumerate(route["steps"] if route else (), 1):
        if "since" in step:
            yield {
                "requisition_number": requisition["number"],
                "step": place,
                "asked": ", ".join(asked(step)),
                "since": as_instant(step["since"]),
                "reminded_at": as_instant(step.get("reminded_at")),
                "escalated_at": as_instant(step.get("escalated_at")),
                **_decision(requisition, step),
            }


def _decision(requisition: Mapping[str, Any], step: Mapping[str, Any]) -> Row:
    """Who decided the step; the last one's decision is the requisition's own."""
    own = step if "decided_at" in step else requisition
    at, since = as_instant(own["decided_at"]), as_instant(step["since"])
    if at is None or since is None or at < since:  # an earlier decision, before it was asked again
        return {"decided_at": None, "decided_by": None}
    return {"decided_at": at, "decided_by": own["decided_by"]}
