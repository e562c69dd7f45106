"""Is Tandem itself alive? A warning when no cycle has finished in time, once for each missed one."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from operations.announce import new_item
from operations.overview import last_finished
from operations.rules import Subscription
from operations.store import Store
from operations.tables import outbox


def warn_if_late(store: Store, channels: Mapping[str, Subscription], limit_hours: float, now: datetime) -> bool:
    """Queues a `heartbeat` message for each subscribed channel when the last cycle is older than the limit.

    Asking again before another cycle has finished queues nothing more. Gives whether it is late.
    """
    finished_at = last_finished(store)
    if finished_at is not None and now - finished_at <= timedelta(hours=limit_hours):
        return False
    row = {
        "last_finished_at": finished_at.isoformat() if finished_at else None,
        "limit_hours": limit_hours,
        "hours_late": round((now - finished_at).total_seconds() / 3600, 1) if finished_at else None,
    }
    items = [
        new_item(name, "heartbeat", f"{name}|heartbeat|{row['last_finished_at']}", row, now, language=language)
        for name, (kinds, language) in channels.items()
        if "heartbeat" in kinds
    ]
    with store.begin() as session:
        store.insert_new(session, outbox, items)
    return True
