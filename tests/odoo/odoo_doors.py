"""Ways to talk to the sandbox's Odoo: in process, with a clock that tests can reckon with."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from starlette.applications import Starlette

from connectors.config import OdooConfig
from connectors.odoo.client import OdooClient
from connectors.odoo.reader import OdooReader
from connectors.reader import ReaderContext
from sandbox.odoo import USERS

START = datetime(2026, 11, 1, 6, 0, 0, 250_000, tzinfo=UTC)


class Clock:
    """Moves on by one second at each look."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


class InProcess(httpx.BaseTransport):
    """Hands requests to an ASGI app, counting them."""

    def __init__(self, app: Starlette) -> None:
        self._app = httpx.ASGITransport(app)
        self.bodies: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.read().decode())
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        reply = await self._app.handle_async_request(sent)
        return httpx.Response(reply.status_code, headers=reply.headers, content=await reply.aread())


def pseudonym(person: str | None) -> str | None:
    return hashlib.sha256(person.encode()).hexdigest()[:16] if person else None


def pseudonyms(persons: Sequence[str | None]) -> list[str | None]:
    return [pseudonym(person) for person in persons]


def context_for(login: str) -> ReaderContext:
    secret = next((user.secret for user in USERS if user.login == login), "wrong-" + login)
    return ReaderContext("odoo", lambda _reference: SecretStr(secret), Path(), START, pseudonyms)


def config_for(login: str, **changes: Any) -> OdooConfig:
    said = {
        "system": "odoo",
        "url": "http://odoo.example",
        "database": "ridgeline",
        "secret": "env:ODOO_SECRET",
    }
    return OdooConfig.model_validate({**said, "user": login, "page_size": 500, **changes})


def open_client(
    app: Starlette, login: str = "tandem-reader", waits: list[float] | None = None, **changes: Any
) -> OdooClient:
    """A client in process; `waits` collects the seconds that it would have slept."""
    asked = waits if waits is not None else []
    config = config_for(login, **changes)
    return OdooClient(config, context_for(login), InProcess(app), sleep=asked.append)


def open_live(url: str, **changes: Any) -> OdooReader:
    """A reader over the network that does not sleep between tries."""
    config, context = config_for("tandem-reader", url=url, **changes), context_for("tandem-reader")
    return OdooReader(config, context, OdooClient(config, context, sleep=lambda _seconds: None))


def open_reader_of(app: Starlette, login: str = "tandem-reader", **changes: Any) -> OdooReader:
    """A reader in process."""
    config = config_for(login, **changes)
    return OdooReader(config, context_for(login), open_client(app, login, **changes))
