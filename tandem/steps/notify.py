"""Step 6: what waits in the outbox is delivered: messages to people, approved requisitions to the ERP."""

from typing import TYPE_CHECKING

from tandem.cycle import Cycle, now
from tandem.stores import open_store

if TYPE_CHECKING:
    from alerts.channels.channel import Channel, RowReceiver
    from alerts.deliver import Delivered


def notify(cycle: Cycle) -> "Delivered":
    """Delivers what is due, at least once, asking the receiver before a repeat. A dry run delivers nothing."""
    from alerts.channels import open_channels
    from alerts.deliver import Delivered, deliver
    from operations.outbox import Outbox
    from tandem.write_back import open_write_backs

    if cycle.dry_run:
        return Delivered()
    receivers: dict[str, Channel | RowReceiver] = {
        **open_channels(cycle.company, cycle.secrets),
        **open_write_backs(cycle),
    }
    buttons = [name for name, config in cycle.company.channels.items() if getattr(config, "buttons", False)]
    return deliver(Outbox(open_store(cycle)), receivers, now(), interactive=buttons)
