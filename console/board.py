"""Messages that are in Slack already: brought up to date in place, with details in their threads."""

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from alerts.discretion import without_cost
from alerts.render import render
from alerts.render.text import clean, escape
from console.presses import NOWHERE, Place, Press
from operations.outbox import Outbox
from operations.reads import get, get_alert
from operations.rights import stand_ins
from operations.shown import alert_row, requisition_row
from operations.snooze import AWAKE, is_asleep, is_requisition
from tandem.channel_settings import SlackChannel
from tandem.cycle import Cycle, local_day, now
from tandem.stores import open_store

if TYPE_CHECKING:
    from slack_sdk import WebClient

LOG = logging.getLogger(__name__)
MAX_SENTENCE = 2_900


class Board:
    """What the app says in Slack. What Slack refuses is logged, and never undoes what was decided.

    Args:
        cycle: the company.
        config: the Slack channel whose token the app uses; other channels of that token are kept up to date too.
        client: of that token.
    """

    def __init__(self, cycle: Cycle, config: SlackChannel, client: "WebClient") -> None:
        self._cycle = cycle
        self._config = config
        self._client = client

    def refresh(self, subject: str, pressed: Place = NOWHERE) -> list[Place]:
        """Shows a requisition or an alert as it stands wherever it was told and pressed.

        Gives the places whose readers may see cost: a sentence about it may name some (`note`).
        """
        store = open_store(self._cycle)
        is_alert = not is_requisition(subject)
        found = get_alert(store, subject) if is_alert else get(store, subject)
        kind, row = (found["kind"], alert_row(found)) if is_alert else ("requisition", self._row(found))
        row |= {} if is_asleep(found, now()) else AWAKE
        places = self._places(Outbox(store).receipts(found))
        places.setdefault(pressed, self._config)
        shown = [place for place in places if place.channel]
        for place in shown:
            there = places[place]
            seen = without_cost(row) if there.is_discreet else row
            message = render(kind, seen, there.language, interactive=True).as_json()
            self._try(self._client.chat_update, channel=place.channel, ts=place.message, **message)
        return [place for place in shown if not places[place].is_discreet]

    def _row(self, found: dict[str, Any]) -> dict[str, Any]:
        company = self._cycle.company
        away = stand_ins(found, company.approvers, local_day(company, now())) if found["route"] else {}
        return {**requisition_row(found), **away}

    def note(self, places: Iterable[Place], sentence: str) -> None:
        """Says it in the thread of each message."""
        content = {"text": said(sentence), "link_names": False, "unfurl_links": False}
        for place in places:
            self._try(self._client.chat_postMessage, channel=place.channel, thread_ts=place.thread, **content)

    def whisper(self, press: Press, text: str, *, in_thread: bool = False, **content: Any) -> None:
        """Says it to the person who pressed, and to nobody else. `text` is ready for Slack (`said`)."""
        place = press.place
        if place.channel:
            thread = {"thread_ts": place.thread} if in_thread or place.thread != place.message else {}
            where = {"channel": place.channel, "user": press.user, **thread}
            self._try(self._client.chat_postEphemeral, text=text, **where, **content)
        else:
            self._try(self._client.chat_postMessage, channel=press.user, text=text, link_names=False, **content)

    def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Shows `view` as the app's Home of one person."""
        self._try(self._client.views_publish, user_id=user, view=view)

    def _places(self, receipts: Iterable[dict[str, Any]]) -> dict[Place, SlackChannel]:
        """Where the messages are, among the channels of our token, and what the company file says of the channel."""
        found: dict[Place, SlackChannel] = {}
        for receipt in receipts:
            config = self._cycle.company.channels.get(str(receipt.get("channel")))
            if not isinstance(config, SlackChannel) or not receipt.get("ts"):
                continue
            if (config.token, config.url) == (self._config.token, self._config.url):
                ts = str(receipt["ts"])
                found[Place(str(receipt["slack_channel"]), ts, ts)] = config
        return found

    def _try(self, call: Callable[..., Any], **arguments: Any) -> None:
        from slack_sdk.errors import SlackClientError

        try:
            call(**arguments)
        except (SlackClientError, OSError) as error:
            LOG.warning("Slack did not take a message of the chat app: %s", error)


def said(sentence: str) -> str:
    """A sentence with names of others in it, as text that Slack does not obey."""
    return str(escape(clean(sentence, MAX_SENTENCE)))


def refresh_all(cycle: Cycle, numbers: Iterable[str]) -> None:
    """Shows requisitions as they stand in every channel with buttons, whatever token it has."""
    from alerts.channels.slack import web_client

    channels = [one for one in cycle.company.channels.values() if isinstance(one, SlackChannel) and one.buttons]
    boards = {(one.token, one.url): one for one in channels if one.enabled}
    for config in boards.values():
        board = Board(cycle, config, web_client(cycle.secrets(config.token), config.url, 30, is_repeatable=True))
        for number in numbers:
            board.refresh(number)
