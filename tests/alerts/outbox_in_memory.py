"""The outbox contract in memory, so that delivery is tested without a database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from alert_rows import SHORTAGE

NOW = datetime(2026, 10, 31, 6, 10, tzinfo=UTC)


@dataclass
class Item:
    id: int
    dedupe_key: str
    channel: str
    payload: Mapping[str, Any]
    attempts: int = 0
    unknown_outcome: bool = False
    created_at: datetime = NOW - timedelta(minutes=10)
    state: str = "pending"
    not_before: datetime | None = None
    reason: str | None = None
    receipt: Mapping[str, Any] | None = None
    possible_duplicate: bool = False


class MemoryOutbox:
    """Items in order. An item left in `sending` was being sent when a process died."""

    def __init__(self, *keys: str, channel: str = "buyers") -> None:
        self.items: list[Item] = []
        for key in keys:
            self.add(key, channel)

    def add(self, key: str, channel: str, payload: Mapping[str, Any] | None = None) -> Item:
        said = payload or {"template": "shortage", "language": "en", "row": {**SHORTAGE, "product_code": key}}
        self.items.append(Item(len(self.items) + 1, key, channel, said))
        return self.items[-1]

    def receipts(self, requisition: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []

    def by_key(self, key: str) -> Item:
        return next(item for item in self.items if item.dedupe_key == key)

    def claim(self, now: datetime, limit: int, channels: Collection[str] | None = None) -> list[Item]:
        taken: list[Item] = []
        blocked: set[str] = set()
        for item in self.items:
            if item.state not in ("pending", "sending") or item.channel in blocked:
                continue
            if channels is not None and item.channel not in channels:
                continue
            if item.not_before is not None and item.not_before > now:
                blocked.add(item.channel)
            elif len(taken) < limit:
                item.unknown_outcome |= item.state == "sending"
                item.state, item.attempts = "sending", item.attempts + 1
                taken.append(item)
        return taken

    def mark_sent(
        self, item_id: int, receipt: Mapping[str, Any] | None, possible_duplicate: bool, now: datetime
    ) -> bool:
        item = self.items[item_id - 1]
        item.state, item.receipt, item.possible_duplicate = "sent", receipt, possible_duplicate
        return True

    def mark_retry(self, item_id: int, reason: str, not_before: datetime, *, unknown_outcome: bool = False) -> bool:
        item = self.items[item_id - 1]
        item.state, item.reason, item.not_before = "pending", reason, not_before
        item.unknown_outcome |= unknown_outcome
        return True

    def mark_dead(self, item_id: int, reason: str, now: datetime) -> bool:
        item = self.items[item_id - 1]
        item.state, item.reason = "dead", reason
        return True
