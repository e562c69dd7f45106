"""Faults that a test asks for: what a network, a proxy or a changed database does to an answer.

A fault is `{"fault": <kind>, "model": ..., "method": ..., "times": 1, ...}`; without model and method it meets the next
call of any kind. Kinds that answer instead of Odoo: `status` (`status`: 401, 403, 404, 429, 500; `retry_after` in
seconds), `hang` (`seconds`), `serialize` (for `load`: another transaction came first). Kinds that spoil the answer:
`half`, `empty_page`, `retype` (`column`, `value`), `null_key`, `duplicate`, `missing_row`, `missing_field` (`column`, in
`fields_get`), `lost_reply` (done, but the client sees 502).
"""

from dataclasses import dataclass, field
from typing import Any

Fault = dict[str, Any]

KINDS = frozenset(
    "status hang serialize half empty_page retype null_key duplicate missing_row missing_field lost_reply".split()
)


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
    kind = fault["fault"] if fault else ""
    if kind == "missing_field" and isinstance(result, dict) and fault:
        return {name: said for name, said in result.items() if name != fault["column"]}
    if not isinstance(result, list) or not result:
        return result
    if kind == "empty_page":
        return []
    if kind == "missing_row":
        return result[1:]
    if kind == "duplicate":
        return [result[0], *result]
    if kind in ("null_key", "retype") and fault and isinstance(result[0], dict):
        change = {"id": False} if kind == "null_key" else {fault["column"]: fault["value"]}
        return [{**result[0], **change}, *result[1:]]
    return result
