"""What Slack tells of a press: who, on which requisition, as of which revision, and where the answer goes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.errors import BadRequest

Body = Mapping[str, Any]

_MAX_NUMBER = 60


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


@dataclass(frozen=True)
class Press:
    """One press of one person.

    Attributes:
        user: Slack's member id.
        number: the requisition.
        seen: the revision that the message showed.
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
        action, user, container = body["actions"][0], str(body["user"]["id"]), body.get("container") or {}
        block, number = str(action.get("block_id", "")), str(action["value"])
        message = str(container.get("message_ts", ""))
        thread = str(container.get("thread_ts") or message)
        return Press(
            user, _checked(number), _revision(block), Place(str(container.get("channel_id", "")), message, thread)
        )
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadRequest(f"An action of Slack lacks {error}; nothing was changed.") from error


def submitted(body: Body) -> Press:
    """The press that a submitted view belongs to; `user` is who submitted. Raises BadRequest."""
    try:
        number, seen, *place = json.loads(body["view"]["private_metadata"])
        return Press(str(body["user"]["id"]), _checked(number), seen, Place(*place))
    except (KeyError, TypeError, ValueError) as error:
        raise BadRequest(f"A view of Slack is not one of ours ({error}); nothing was changed.") from error


def entered(body: Body, block: str) -> str:
    """What was typed into the input `block` of a view; empty when nothing was."""
    values = body["view"].get("state", {}).get("values", {}).get(block, {})
    return str(next((one.get("value") or "" for one in values.values()), "")).strip()


def _revision(block_id: str) -> int | None:
    last = block_id.rpartition(":")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 10 else None


def _checked(number: str) -> str:
    if not number or len(number) > _MAX_NUMBER:
        raise BadRequest("An action of Slack names no requisition; nothing was changed.")
    return number
