"""Socket Mode of the double: an app fetches an address, connects, and acknowledges each envelope by its id."""

import asyncio
import json
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

ACKNOWLEDGE_SECONDS = 3


class Sockets:
    """The connections that apps hold.

    Attributes:
        app_token: the one `xapp-` token that is right.
        opened: how many connections there have been.
        acknowledged: envelope id -> the payload that came with the acknowledgement.
    """

    def __init__(self, app_token: str) -> None:
        self.app_token = app_token
        self.opened = 0
        self.acknowledged: dict[str, Any] = {}
        self._tickets: set[str] = set()
        self._open: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[dict[str, Any]]]] = []

    @property
    def is_connected(self) -> bool:
        """Whether an app listens."""
        return bool(self._open)

    def ticket(self) -> str:
        """A ticket for one connection, as part of the address."""
        made = secrets.token_hex(8)
        self._tickets.add(made)
        return made

    def send(self, kind: str, payload: Mapping[str, Any], *, retry: int = 0) -> str:
        """Sends an envelope over the newest connection: `interactive`, `slash_commands`, `events_api`. Gives its id."""
        envelope_id = secrets.token_hex(16)
        again = {"retry_attempt": retry, "retry_reason": "timeout"} if retry else {}
        envelope = {"envelope_id": envelope_id, "type": kind, "accepts_response_payload": True, "payload": payload}
        self._put({**envelope, **again})
        return envelope_id

    def disconnect(self) -> None:
        """Slack's notice that the connection will end; apps open another one."""
        self._put({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})

    def _put(self, envelope: dict[str, Any]) -> None:
        loop, queue = self._open[-1]
        loop.call_soon_threadsafe(queue.put_nowait, envelope)

    async def serve(self, websocket: WebSocket) -> None:
        """One connection, from hello to its end."""
        ticket = websocket.path_params["ticket"]
        if ticket not in self._tickets:
            await websocket.close()
            return
        self._tickets.remove(ticket)
        await websocket.accept()
        here = (asyncio.get_running_loop(), asyncio.Queue[dict[str, Any]]())
        self._open.append(here)
        self.opened += 1
        await websocket.send_json({"type": "hello", "num_connections": len(self._open), "connection_info": {}})
        sending = asyncio.ensure_future(_pump(websocket, here[1]))
        try:
            while True:
                said = json.loads(await websocket.receive_text())
                self.acknowledged[said["envelope_id"]] = said.get("payload")
        except WebSocketDisconnect:
            pass
        finally:
            sending.cancel()
            self._open.remove(here)


async def _pump(websocket: WebSocket, queue: "asyncio.Queue[dict[str, Any]]") -> None:
    while True:
        await websocket.send_json(await queue.get())
