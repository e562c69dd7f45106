"""Trouble on request: what the next matching call to the double meets."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

FaultKind = Literal["rate_limit", "server_error", "refuse", "drop_reply", "hang", "invalid_auth"]
"""`refuse`: the connection ends and nothing was accepted. `drop_reply`: it was accepted, then the connection ends.
`hang`: it was accepted, then no reply for `seconds`."""


@dataclass(frozen=True)
class Fault:
    """One fault, used up by the next call of `method` (any method when it is None)."""

    kind: FaultKind
    method: str | None = None
    seconds: float = 1

    @classmethod
    def read(cls, said: dict[str, Any]) -> "Fault":
        """From the control request. Raises ValueError."""
        if said.get("kind") not in get_args(FaultKind):
            raise ValueError(f"kind must be one of {', '.join(get_args(FaultKind))}")
        return cls(said["kind"], said.get("method"), float(said.get("seconds", 1)))


def take(faults: "deque[Fault]", method: str) -> Fault | None:
    """Removes and gives the oldest fault meant for `method`."""
    for fault in faults:
        if fault.method in (None, method):
            faults.remove(fault)
            return fault
    return None


class Dropped(Response):
    """Promises a body and ends: the server then closes the connection, and the caller cannot tell what happened."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def before(fault: Fault | None) -> Response | None:
    """The answer of a fault that strikes before the call is looked at."""
    if fault is None:
        return None
    if fault.kind == "rate_limit":
        return rate_limited(fault.seconds)
    if fault.kind == "server_error":
        return JSONResponse({"ok": False, "error": "internal_error"}, status_code=500)
    if fault.kind == "invalid_auth":
        return JSONResponse({"ok": False, "error": "invalid_auth"})
    return Dropped() if fault.kind == "refuse" else None


async def after(fault: Fault | None, reply: Response, request: Request) -> Response:
    """`reply`, or what a fault that strikes after accepting makes of it."""
    if fault is None or fault.kind not in ("drop_reply", "hang"):
        return reply
    waited = 0.0
    while fault.kind == "hang" and waited < fault.seconds and not await request.is_disconnected():
        await asyncio.sleep(0.05)
        waited += 0.05
    return Dropped()


def rate_limited(seconds: float) -> Response:
    """429 with the header that tells how long to wait, whole seconds as Slack sends them."""
    wait = str(max(1, -int(-seconds // 1)))
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": wait})
