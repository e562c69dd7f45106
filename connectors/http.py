"""The one HTTP seam: retries with back-off and jitter, waits that the server asks for, and errors by name."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from connectors.errors import (
    BadReply,
    ConnectorError,
    NotAllowed,
    NotThere,
    RateLimited,
    ServerFailed,
    Unreachable,
    WrongCredential,
)

_REFUSALS: Mapping[int, tuple[type[ConnectorError], str]] = {
    401: (WrongCredential, "refuses the credential. Check the secret that the company file names"),
    403: (NotAllowed, "does not allow this. Give the credential the right to read it"),
    404: (NotThere, "does not know this address. Check `url`"),
}


class HttpSeam:
    """Posts JSON to one system and gives JSON back.

    Args:
        source: the source's name, for messages.
        base_url: where the system is.
        headers: sent with each request; never logged.
        timeout_seconds: for one request.
        attempts: tries in all for time-outs, connection errors, 429 and 5xx.
        transport: a replacement for the network, for tests.
        sleep: waits a number of seconds; passed in so that tests do not wait.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = 60,
        attempts: int = 5,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.source = source
        self.base_url = base_url.rstrip("/")
        self.attempts = attempts
        self.sleep = sleep
        self._client = httpx.Client(headers=dict(headers or {}), timeout=timeout_seconds, transport=transport)

    def post(self, path: str, body: Any) -> Any:
        """The JSON answer to `body`. Raises a ConnectorError whose text says what to do."""
        address = f"{self.base_url}/{path.lstrip('/')}"
        for attempt in range(1, self.attempts + 1):
            reply = self._send(address, body, attempt)
            if reply is not None:
                return self._read(reply, address)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def close(self) -> None:
        """Closes the connection pool."""
        self._client.close()

    def wait(self, attempt: int, asked: float | None = None) -> None:
        """Sleeps before try `attempt` + 1: what the server asked for, else doubling from half a second with jitter."""
        self.sleep(asked if asked is not None else 2 ** (attempt - 1) * random.uniform(0.25, 0.75))

    def _send(self, address: str, body: Any, attempt: int) -> httpx.Response | None:
        last = attempt == self.attempts
        try:
            reply = self._client.post(address, json=body)
        except httpx.TransportError as error:
            if last:
                kind = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
                raise Unreachable(
                    f"{self.source}: {address} {kind} ({attempt} tries, {type(error).__name__}). "
                    "Check `url` and the network; the next sync goes on from the same cursor."
                ) from error
            self.wait(attempt)
            return None
        if reply.status_code == 429 or reply.status_code >= 500:
            if last:
                raise self._gave_up(reply, address, attempt)
            self.wait(attempt, _asked_seconds(reply))
            return None
        return reply

    def _gave_up(self, reply: httpx.Response, address: str, attempt: int) -> ConnectorError:
        kind = RateLimited if reply.status_code == 429 else ServerFailed
        return kind(
            f"{self.source}: {address} answered {reply.status_code} {attempt} times. "
            "Nothing was taken over; the next sync goes on from the same cursor."
        )

    def _read(self, reply: httpx.Response, address: str) -> Any:
        if reply.status_code in _REFUSALS:
            error, said = _REFUSALS[reply.status_code]
            raise error(f"{self.source}: {address} {said} (HTTP {reply.status_code}).")
        if reply.status_code >= 400:
            raise BadReply(
                f"{self.source}: {address} refused the request (HTTP {reply.status_code}): {reply.text[:200]}"
            )
        try:
            return reply.json()
        except ValueError as error:
            raise BadReply(
                f"{self.source}: {address} sent a reply that is not whole JSON ({len(reply.content)} bytes). "
                "Nothing of it was taken over."
            ) from error


def _asked_seconds(reply: httpx.Response) -> float | None:
    asked = reply.headers.get("retry-after", "")
    return float(asked) if asked.replace(".", "", 1).isdigit() else None
