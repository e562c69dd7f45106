"""Outside the cycle: warns when no cycle has finished in time."""

from tandem.cycle import Cycle, now
from tandem.steps.notify import notify
from tandem.stores import open_store


def heartbeat(cycle: Cycle) -> bool:
    """Queues and delivers the warning when the last cycle is too old. Gives whether it is."""
    from operations.heartbeat import warn_if_late
    from operations.rules import subscriptions

    limit = cycle.company.policies.heartbeat_hours
    is_late = warn_if_late(open_store(cycle), subscriptions(cycle.company), limit, now())
    if is_late:
        notify(cycle)
    return is_late
