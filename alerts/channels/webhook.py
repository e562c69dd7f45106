"""Group bots that take one POST: Feishu, DingTalk, WeCom. They answer most errors with HTTP 200 and a code in the body.

What differs between them is a `Vendor`; what a code means is judged here, so that no refusal is taken for a delivery.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from alerts.channels.card import Card, card_of
from alerts.channels.channel import Receipt
from alerts.errors import DeliveryError, Refused, Unknown, Unreachable
from alerts.message import Message

if TYPE_CHECKING:
    import httpx

Clock = Callable[[], datetime]
MAX_WAIT_SECONDS = 3_600.0
_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """One POST: the body, and what the address gets added."""

    body: Mapping[str, Any]
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vendor:
    """How one vendor's bot is spoken to.

    Attributes:
        name: for sentences.
        compose: card, secret and moment to the request.
        code, said: fields of the reply with the error code and the vendor's words; 0 is success.
        slow: codes that ask to slow down -> seconds to wait.
        busy: codes of a failure on the vendor's side: nothing was posted, a later try may be.
        refusals: code -> what to do, for the reader.
        burst: the messages that it takes of one bot in a minute.
        most_bytes: the largest body that it takes.
    """

    name: str
    compose: Callable[[Card, SecretStr | None, datetime], Request]
    code: str
    said: str
    slow: Mapping[int, float]
    busy: Collection[int]
    refusals: Mapping[int, str]
    burst: int
    most_bytes: int


class WebhookChannel:
    """One bot of one group. It remembers nothing that could be asked for.

    Args:
        vendor: how it is spoken to.
        name: the channel's name in the company file.
        address: of the bot; whoever knows it may post, so it stands in no message and no log.
        secret: for the signature; None where the bot asks for none.
        clock: the moment of a signature.
    """

    can_be_asked = False

    def __init__(self, vendor: Vendor, name: str, address: SecretStr, secret: SecretStr | None, clock: Clock) -> None:
        self.name = name
        self.burst = vendor.burst
        self._vendor = vendor
        self._address = address
        self._secret = secret
        self._clock = clock

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Posts the message as a card, and believes only the code in the reply."""
        request = self._vendor.compose(card_of(message), self._secret, self._clock())
        content = json.dumps(request.body, ensure_ascii=False).encode("utf-8", "replace")
        if len(content) > self._vendor.most_bytes:
            raise Refused(f"{self.name}: the message has {len(content)} bytes; {self._vendor.name} takes "
                          f"{self._vendor.most_bytes}.")  # fmt: skip
        self._judge(self._posted(content, request.query))
        return Receipt(self.name, {"dedupe_key": dedupe_key})

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """A group bot cannot read."""
        return None

    def check(self) -> None:
        """Looks whether the address is one. A bot cannot be asked anything without posting."""
        if not self._address.get_secret_value().startswith(("https://", f"http://{_LOOPBACK}:")):
            raise Refused(f"{self.name}: the address that `webhook` names is no https URL. Copy it from the bot.")

    def _posted(self, content: bytes, query: Mapping[str, str]) -> "httpx.Response":
        import httpx

        self.check()
        headers = {"content-type": "application/json; charset=utf-8"}
        try:
            url = httpx.URL(self._address.get_secret_value()).copy_merge_params(dict(query))
            with httpx.Client(timeout=30, trust_env=url.host != _LOOPBACK) as client:
                return client.post(url, content=content, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise self._unreachable(type(error).__name__) from None  # its text could hold the address
        except httpx.InvalidURL:
            raise Refused(f"{self.name}: the address that `webhook` names is no URL. Copy it from the bot.") from None
        except httpx.HTTPError as error:
            raise self._unknown(type(error).__name__) from None

    def _judge(self, reply: "httpx.Response") -> None:
        """Raises a DeliveryError unless the reply says that the message was taken."""
        if reply.status_code == 429:
            raise Unreachable(f"{self.name}: {self._vendor.name} asks to slow down (HTTP 429).", _asked_wait(reply))
        if reply.status_code >= 500:
            raise self._unknown(f"HTTP {reply.status_code}")
        said = _object(reply)
        if said is None or not isinstance(said.get(self._vendor.code), int):
            raise Refused(
                f"{self.name}: HTTP {reply.status_code} is no answer of a bot of {self._vendor.name}. Check `webhook`."
            )
        if said[self._vendor.code] != 0:
            raise self._refusal(said[self._vendor.code], str(said.get(self._vendor.said, ""))[:200])

    def _refusal(self, code: int, words: str) -> DeliveryError:
        vendor = self._vendor
        if code in vendor.slow:
            return Unreachable(f"{self.name}: {vendor.name} asks to slow down (code {code}).", vendor.slow[code])
        if code in vendor.busy:
            return Unreachable(f"{self.name}: {vendor.name} is busy (code {code}). Nothing was posted.")
        hint = vendor.refusals.get(code, "Look the code up in the vendor's documentation.")
        return Refused(f"{self.name}: {vendor.name} refuses the message (code {code}: {words}). {hint}")

    def _unreachable(self, what: str) -> Unreachable:
        return Unreachable(
            f"{self.name}: {self._vendor.name} cannot be reached ({what}). Check `webhook`, the network."
        )

    def _unknown(self, what: str) -> Unknown:
        return Unknown(f"{self.name}: {self._vendor.name} gave no answer ({what}): the message may have arrived.")


def _object(reply: "httpx.Response") -> dict[str, Any] | None:
    try:
        said = reply.json()
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _asked_wait(reply: "httpx.Response") -> float:
    said = reply.headers.get("retry-after", "")
    return min(float(said), MAX_WAIT_SECONDS) if said.isascii() and said.isdigit() else 60.0
