"""Step 6: what waits in the outbox is delivered: messages to people, approved requisitions to the ERP."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from tandem.channel_settings import SlackChannel
from tandem.cycle import Cycle, now
from tandem.errors import TandemError
from tandem.stores import open_store

if TYPE_CHECKING:
    from alerts.channels.channel import Channel, RowReceiver
    from alerts.deliver import Delivered
    from alerts.links import Signer


def notify(cycle: Cycle) -> "Delivered":
    """Chases what waits too long, and delivers what is due, the week's supply risks too; what is decided loses its
    buttons."""
    from operations.supply_risk import queue_supply_risks

    chase_waiting(cycle)
    if not cycle.dry_run:
        queue_supply_risks(open_store(cycle), cycle.company, now())
    done = deliver_due(cycle)
    if done.decided:
        from console.board import refresh_all

        refresh_all(cycle, sorted(set(done.decided)))
    return done


def chase_waiting(cycle: Cycle) -> None:
    """Queues reminders and escalations of approvals, and gives up what nobody decides; a dry run does not."""
    from operations.chase import Patience, chase

    if cycle.dry_run:
        return
    for what, numbers in vars(chase(open_store(cycle), Patience.of(cycle.company), now())).items():
        if numbers:
            cycle.say(f"{what}: {', '.join(numbers)}")


def deliver_due(cycle: Cycle, only: Collection[str] | None = None) -> "Delivered":
    """Delivers what is due, at least once, asking the receiver before a repeat. A dry run delivers nothing.

    `only`: the channels to deliver to; None: all there are.
    """
    from alerts.channels import open_channels
    from alerts.deliver import Delivered, deliver
    from operations.hours import channel_hours
    from operations.outbox import Outbox
    from tandem.write_back import open_write_backs

    if cycle.dry_run:
        return Delivered()
    receivers: dict[str, Channel | RowReceiver] = {
        **open_channels(cycle.company, cycle.secrets),
        **open_write_backs(cycle),
    }
    wanted = {name: receiver for name, receiver in receivers.items() if only is None or name in only}
    persons = {name: one.person for name, one in cycle.company.channels.items() if one.person}
    return deliver(
        Outbox(open_store(cycle), channel_hours(cycle.company)),
        wanted,
        now(),
        interactive=with_buttons(cycle),
        signer=_signer_if_ready(cycle),
        persons=persons,
        discreet=[name for name, one in cycle.company.channels.items() if one.is_discreet],
    )


def _signer_if_ready(cycle: Cycle) -> "Signer | None":
    """As `link_signer`; a secret that is not set keeps nobody from hearing of a shortage."""
    try:
        return link_signer(cycle)
    except TandemError as error:
        cycle.say(f"Requisitions go out without links. {error}")
        return None


def link_signer(cycle: Cycle) -> "Signer | None":
    """What makes and reads approval links; None where the company has none. Raises SecretMissing, WeakSecret."""
    from alerts.links import Signer

    links = cycle.company.links
    if links is None:
        return None
    return Signer(links.url, cycle.secrets(links.secret), timedelta(hours=links.valid_hours))


def with_buttons(cycle: Cycle) -> list[str]:
    """The channels in which requisitions are decided."""
    channels = cycle.company.channels.items()
    return [name for name, one in channels if isinstance(one, SlackChannel) and one.enabled and one.buttons]
