"""Faults that a test asks for: what a network, a proxy or a changed database does to an answer.

A fault is `{"fault": <kind>, "model": ..., "method": ..., "times": 1, ...}`; without model and method it meets the next
call of any kind. Kinds that answer instead of Odoo: `status` (`status`: 401, 403, 404, 429, 500; `retry_after` in
seconds), `hang` (`seconds`), `serialize` (for `load`: another transaction came first). Kinds that spoil the answer:
`half`, `empty_page`, `retype` (`column`, `value`), `null_key`, `duplicate`, `missing_row`, `missing_field` (`column`,
in `fields_get`), `lost_reply` (done, but the client sees 502).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Fault = dict[str, Any]

_INSTEAD = frozenset({"status", "hang", "serialize", "half", "lost_reply"})
_SPOILERS: dict[str, Callable[[Fault, list[Any]], list[Any]]] = {
    "empty_page": lambda _fault, _rows: [],
    "missing_row": lambda _fault, rows: rows[1:],
    "duplicate": lambda _fault, rows: [rows[0], *rows],
    "null_key": lambda _fault, rows: [{**rows[0], "id": False}, *rows[1:]],
    "retype": lambda fault, rows: [{**rows[0], fault["column"]: fault["value"]}, *rows[1:]],
}
KINDS = frozenset({*_INSTEAD, *_SPOILERS, "missing_field"})


@dataclass
class Faults:
    """Waiting faults, first one first."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Queues a fault. Raises ValueError for a kind that there is not."""
        if fault.get("fault") not in KINDS:
            raise ValueError(f"no fault {fault.get('fault')!r}; there are {sorted(KINDS)}")
        self.waiting.append({"times": 1, **fault})

    def take(self, model: str | None, method: str) -> Fault | None:
        """The next fault meant for this call; used up after its `times`."""
        for fault in self.waiting:
            if fault.get("model") in (None, model) and fault.get("method") in (None, method):
                fault["times"] -= 1
                if fault["times"] <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


def spoil(fault: Fault | None, result: Any) -> Any:
    """The result as the fault leaves it; rows are copied, never changed in place."""
    if fault is None:
        return result
    if fault["fault"] == "missing_field" and isinstance(result, dict):
        return {name: said for name, said in result.items() if name != fault["column"]}
    spoiler = _SPOILERS.get(fault["fault"])
    return spoiler(fault, result) if spoiler and isinstance(result, list) and result else result
