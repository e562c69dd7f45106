"""Step 6: what waits in the outbox is delivered."""

from typing import TYPE_CHECKING

from tandem.cycle import Cycle, now
from tandem.stores import open_store

if TYPE_CHECKING:
    from alerts.deliver import Delivered


def notify(cycle: Cycle) -> "Delivered":
    """Delivers what is due, at least once, asking the receiver before a repeat. A dry run delivers nothing."""
    from alerts.channels import open_channels
    from alerts.deliver import Delivered, deliver
    from operations.outbox import Outbox

    if cycle.dry_run:
        return Delivered()
    return deliver(Outbox(open_store(cycle)), open_channels(cycle.company, cycle.secrets), now())
