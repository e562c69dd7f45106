"""Whatever Apprise knows, as plain text: mail, Teams and others. It says yes or no and not why."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import SecretStr

from alerts.channels.card import card_of
from alerts.channels.channel import Receipt
from alerts.errors import Refused, Unknown
from alerts.message import Message

if TYPE_CHECKING:
    from apprise import Apprise

BODY_BYTES = 20_000


class AppriseChannel:
    """One address of Apprise.

    Args:
        name: the channel's name in the company file.
        url: Apprise's; it holds a credential and stands in no message and no log.
    """

    can_be_asked = False

    def __init__(self, name: str, url: SecretStr) -> None:
        self.name = name
        self._url = url

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Hands the text over. A "no" of Apprise does not tell whether the receiver had it: Unknown, so that the
        repeat says that it may be one."""
        from apprise import NotifyFormat, NotifyType

        card = card_of(message)
        links = [f"{link.text}: {link.url}" for link in card.links]
        body = "\n".join([*links, *([""] if links else []), card.body(BODY_BYTES)])
        told = self._opened().notify(body, card.title, NotifyType.INFO, body_format=NotifyFormat.TEXT)
        if not told:
            raise Unknown(f"{self.name}: the receiver did not confirm the message. Check the address that `url` names.")
        return Receipt(self.name, {"dedupe_key": dedupe_key})

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """Apprise only sends."""
        return None

    def check(self) -> None:
        """Whether Apprise understands the address."""
        self._opened()

    def _opened(self) -> "Apprise":
        from apprise import Apprise

        logging.getLogger("apprise").disabled = True  # it logs addresses, which hold credentials
        opened = Apprise()
        if not opened.add(self._url.get_secret_value()):
            raise Refused(
                f"{self.name}: Apprise does not understand the address that `url` names. See its list of URLs."
            )
        return opened
