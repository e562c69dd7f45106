"""Signed links to decide on a requisition: what a link says, and whether it was made here.

LinkRefused      base: the link decides nothing
+-- LinkForged   not made here, or changed on the way
+-- LinkExpired  its time is over
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from pydantic import SecretStr

from tandem.channel_settings import Language
from tandem.errors import TandemError

Action = Literal["approve", "reject", "view"]
ACTIONS: Mapping[str, tuple[Action, ...]] = {
    "pending": ("approve", "reject"),
    "changed": ("approve", "reject"),
    "held": ("reject",),
}
"""State of a requisition -> what a link may do with it; in every other state nothing."""
MIN_SECRET = 16
MAX_TOKEN = 1_000
_PURPOSE = b"tandem approval link 1|"


class LinkRefused(TandemError):
    """The link decides nothing; nothing was changed."""


class LinkForged(LinkRefused):
    """The signature is not ours."""


class LinkExpired(LinkRefused):
    """The link was right once."""


class WeakSecret(TandemError):
    """The secret of the links could be guessed."""


@dataclass(frozen=True)
class Link:
    """What one link allows.

    Attributes:
        number, revision: the requisition as the message showed it.
        action: what a press does; `view` only shows.
        person: who decides by it; empty for `view`.
        language: of the page.
        expires_at: aware UTC, whole seconds.
    """

    number: str
    revision: int
    action: Action
    person: str
    language: Language
    expires_at: datetime


class Signer:
    """Makes and reads the links of a company.

    Args:
        url: where the pages are, as people's browsers reach it.
        secret: signs; whoever has it can decide as anybody.
        valid: how long a link lasts.

    Raises:
        WeakSecret: it is shorter than `MIN_SECRET`.
    """

    def __init__(self, url: str, secret: SecretStr, valid: timedelta) -> None:
        if len(secret.get_secret_value()) < MIN_SECRET:
            raise WeakSecret(f"links.secret: take at least {MIN_SECRET} random characters; no link is made with less.")
        self._url = url.rstrip("/")
        self._key = hashlib.sha256(_PURPOSE + secret.get_secret_value().encode()).digest()
        self._valid = valid

    def links(
        self, row: Mapping[str, Any], person: str | None, language: Language, made_at: datetime
    ) -> dict[str, str]:
        """Action -> address for the message about `row`: an approver's own, or for a group one that only shows.

        None where its state leaves nothing to decide. The same message gives the same links, so that one that is sent
        twice can still be used once only.
        """
        may = ACTIONS.get(str(row.get("state")), ())
        actions: tuple[Action, ...] = may if person or not may else ("view",)
        until = made_at.astimezone(UTC).replace(microsecond=0) + self._valid
        number, revision = str(row["requisition_number"]), int(row.get("revision") or 1)
        return {
            action: f"{self._url}/requisition/"
            + self.token(Link(number, revision, action, "" if action == "view" else person or "", language, until))
            for action in actions
        }

    def token(self, link: Link) -> str:
        """The link as text for an address: what it says, a point, the signature."""
        said = [link.number, link.revision, link.action, link.person, link.language, int(link.expires_at.timestamp())]
        payload = _encoded(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
        return f"{payload}.{self._signature(payload)}"

    def read(self, token: str, now: datetime) -> Link:
        """What the link says. Raises LinkForged, LinkExpired."""
        payload, _, signature = token.partition(".")
        right = self._signature(payload).encode()
        if len(token) > MAX_TOKEN or not hmac.compare_digest(signature.encode("utf-8", "replace"), right):
            raise LinkForged("This link was not made here, or was changed on the way.")
        link = _link(payload)
        if now >= link.expires_at:
            raise LinkExpired(f"This link ended at {link.expires_at:%Y-%m-%d %H:%M} UTC.")
        return link

    def _signature(self, payload: str) -> str:
        return _encoded(hmac.new(self._key, payload.encode("utf-8", "replace"), hashlib.sha256).digest())


def link_id(token: str) -> str:
    """What is kept of a used link: enough to know it again, too little to make it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _link(payload: str) -> Link:
    """What a payload says whose signature is right. Raises LinkForged for one of another version."""
    try:
        number, revision, action, person, language, until = json.loads(base64.urlsafe_b64decode(payload + "=="))
        if action not in get_args(Action) or language not in get_args(Language):
            raise ValueError(action)
        return Link(number, int(revision), action, person, language, datetime.fromtimestamp(until, UTC))
    except (ValueError, TypeError, binascii.Error) as error:
        raise LinkForged("This link was made by another version of Tandem.") from error


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
