"""Whose an alert is, and which channels hear of it beyond or instead of those that take its kind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from operations.candidates import Row
from tandem.alert_settings import AlertOwner


@dataclass(frozen=True)
class Route:
    """Where one alert goes.

    Attributes:
        owner: whose it is; None: nobody's.
        channels: hear of it whatever their kinds say.
        instead: they alone do.
    """

    owner: str | None = None
    channels: frozenset[str] = frozenset()
    instead: bool = False

    def takes(self, channel: str, is_subscribed: bool, there_are: Collection[str]) -> bool:
        """Whether a channel hears of it. Channels that are switched off take nothing from the others."""
        if self.instead and self.channels & set(there_are):
            return channel in self.channels
        return is_subscribed or channel in self.channels


def route(kind: str, row: Row, owners: Sequence[AlertOwner]) -> Route:
    """The way of an alert with these numbers."""
    fitting = [one for one in owners if _fits(one, kind, row)]
    return Route(
        owner=next((one.owner for one in fitting if one.owner), None),
        channels=frozenset(channel for one in fitting for channel in one.channels),
        instead=any(one.instead for one in fitting),
    )


def _fits(one: AlertOwner, kind: str, row: Row) -> bool:
    return (
        (not one.kinds or kind in one.kinds)
        and _is(one.category, row.get("category"))
        and _is(one.location_code, row.get("location_code"))
        and (_is(one.supplier, row.get("supplier_name")) or _is(one.supplier, row.get("supplier_id")))
    )


def _is(wanted: str | None, said: object) -> bool:
    return wanted is None or (isinstance(said, str) and said.strip().casefold() == wanted.strip().casefold())
