"""Faults that a test asks for: the next replies go wrong in a named way."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["status", "hang", "half_page", "empty_page", "rename_field", "retype_field", "null_field", "duplicate"]


@dataclass(frozen=True)
class Fault:
    """One way to go wrong.

    Attributes:
        kind: `status` answers with `status` (and Retry-After); `hang` answers after `seconds`; `half_page` cuts the
            body in the middle; `empty_page` leaves out all nodes and keeps the page's claims; the others change each
            node, or its first (`null_field`), or repeat the first (`duplicate`).
        times: replies that it spoils.
        root: spoils only replies that carry this root field (`orders`); None: any.
        field_name: of the node, for the kinds that change one.
        value: what `rename_field` calls it, what `retype_field` puts there.
    """

    kind: Kind
    times: int = 1
    root: str | None = None
    status: int = 500
    retry_after: float | None = None
    seconds: float = 0
    field_name: str = "id"
    value: Any = None


@dataclass
class Faults:
    """The faults still to happen, first one first."""

    waiting: deque[Fault] = field(default_factory=deque)

    def add(self, *faults: Fault) -> None:
        """Queues faults, each as often as it says."""
        for fault in faults:
            self.waiting.extend([fault] * fault.times)

    def take(self, roots: Iterable[str]) -> Fault | None:
        """The fault for a request for `roots`, if one is due."""
        if self.waiting and self.waiting[0].root in {None, *roots}:
            return self.waiting.popleft()
        return None


def spoil(fault: Fault, data: Any) -> None:
    """Changes the lists in a reply's `data` in the way that `fault` says."""
    for value in (data or {}).values():
        if isinstance(value, dict) and isinstance(value.get("nodes"), list):
            value["nodes"] = _spoilt(fault, value["nodes"])


def _spoilt(fault: Fault, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    name = fault.field_name
    if fault.kind == "empty_page":
        return []
    if fault.kind == "duplicate":
        return nodes[:1] + nodes
    if fault.kind == "null_field":
        return [{**node, name: None} for node in nodes[:1]] + nodes[1:]
    if fault.kind == "retype_field":
        return [{**node, name: fault.value} for node in nodes]
    if fault.kind == "rename_field":
        return [{(fault.value if key == name else key): value for key, value in node.items()} for node in nodes]
    return nodes
