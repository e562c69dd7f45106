"""What Slack tells of a press: who, on which requisition or alert, as of which revision, and where the answer goes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.errors import BadRequest

Body = Mapping[str, Any]

_MAX_NUMBER = 400


@dataclass(frozen=True)
class Place:
    """Where the person pressed. All empty: in the app's Home, so that answers go to the person directly.

    Attributes:
        channel, message: Slack's ids of the channel and of the message there.
        thread: the thread that the message is in, else the one that it begins.
    """

    channel: str = ""
    message: str = ""
    thread: str = ""


NOWHERE = Place()


@dataclass(frozen=True)
class Press:
    """One press of one person.

    Attributes:
        user: Slack's member id.
        number: the requisition, or the alert's key.
        seen: the requisition's revision, or the alert's episode, that the message showed.
        place: where.
    """

    user: str
    number: str
    seen: int | None
    place: Place

    def as_metadata(self) -> str:
        """For `private_metadata` of a view, which brings it back."""
        place = self.place
        return json.dumps([self.number, self.seen, place.channel, place.message, place.thread])


def pressed(body: Body) -> Press:
    """The press of a button. Raises BadRequest."""
    try:
        action, container = body["actions"][0], body.get("container") or {}
        message = str(container.get("message_ts", ""))
        thread = str(container.get("thread_ts") or message)
        place = Place(str(container.get("channel_id", "")), message, thread)
        return Press(str(body["user"]["id"]), _checked(action["value"]), _revision(action.get("block_id")), place)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadRequest(f"An action of Slack lacks {error}; nothing was changed.") from error


def days_of(body: Body) -> int | None:
    """The days that a snooze button offers, the last part of its action id; None for the one that wakes."""
    last = str(body["actions"][0]["action_id"]).rpartition("_")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 4 else None


def submitted(body: Body) -> Press:
    """The press that a submitted view belongs to; `user` is who submitted. Raises BadRequest."""
    try:
        number, seen, channel, message, thread = json.loads(body["view"]["private_metadata"])
        place = Place(str(channel), str(message), str(thread))
        return Press(str(body["user"]["id"]), _checked(number), None if seen is None else int(seen), place)
    except (KeyError, TypeError, ValueError) as error:
        raise BadRequest(f"A view of Slack is not one of ours ({error}); nothing was changed.") from error


def entered(body: Body, block: str) -> str:
    """What was typed or chosen in the input `block` of a view; empty when nothing was."""
    try:
        first = next(iter(body["view"]["state"]["values"][block].values()))
        said = first["selected_option"]["value"] if first.get("type") == "static_select" else first["value"]
        return str(said or "").strip()
    except (KeyError, StopIteration, TypeError, AttributeError):
        return ""


def _revision(block_id: Any) -> int | None:
    last = str(block_id).rpartition(":")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 10 else None


def _checked(number: Any) -> str:
    if not isinstance(number, str) or not number or len(number) > _MAX_NUMBER:
        raise BadRequest("Slack names no requisition or alert; nothing was changed.")
    return number
