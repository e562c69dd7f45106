"""The server: `/jsonrpc` (Odoo 14 to 18), `/json/2/<model>/<method>` (19 on), and the sandbox's own `/_control`."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.odoo.build import build_tables
from sandbox.odoo.changes import Changes
from sandbox.odoo.errors import AccessDenied, AccessError, InvalidField, OdooError, UnknownModel
from sandbox.odoo.faults import Fault, Faults, spoil
from sandbox.odoo.journal import Journal
from sandbox.odoo.loading import SERIALIZATION, refused
from sandbox.odoo.service import Arguments, Service
from sandbox.odoo.table import Database
from sandbox.odoo.users import USERS, User

if TYPE_CHECKING:
    from sandbox.world import World

_HTTP = {AccessDenied: 401, AccessError: 403, UnknownModel: 404}


def utc_now() -> datetime:
    """The present moment; the server is an edge, so it may read the clock."""
    return datetime.now(UTC)


def create_app(
    world: "World",
    *,
    database: str = "ridgeline",
    base_currency: str = "EUR",
    users: Sequence[User] = USERS,
    clock: Callable[[], datetime] = utc_now,
    journal: Path | None = None,
) -> Starlette:
    """One Odoo over `world`.

    Args:
        world: the simulated company; the same one gives the same rows.
        database: the database's name.
        base_currency: currency of the company's books.
        users: who may sign in.
        clock: stamps what is written through the API.
        journal: file that keeps what is written, so that a restarted server still has it.
    """
    changes = Changes(Database(build_tables(world, base_currency, users), clock), Journal(journal))
    app = Starlette(
        routes=[
            Route("/jsonrpc", _jsonrpc, methods=["POST"]),
            Route("/json/2/{model}/{method}", _json2, methods=["POST"]),
            Route("/_control/faults", _control_faults, methods=["GET", "POST", "DELETE"]),
            Route("/_control/mutate", _control_mutate, methods=["POST"]),
        ]
    )
    app.state.service = Service(database, changes, users)
    app.state.faults = Faults()
    return app


async def _jsonrpc(request: Request) -> Response:
    """Every error of Odoo's comes with HTTP 200 and `error.data`."""
    body = await request.json()
    said = body["params"]
    is_object = said["service"] == "object"
    model, method = (said["args"][3], said["args"][4]) if is_object else (None, said["method"])
    fault = request.app.state.faults.take(model, method)
    if (answer := await _instead(fault)) is not None:
        return answer
    head = {"jsonrpc": "2.0", "id": body.get("id")}
    try:
        result = _result(fault, lambda: request.app.state.service.call(said["service"], said["method"], said["args"]))
    except OdooError as error:
        return JSONResponse({**head, "error": _described(error)})
    return _reply(fault, {**head, "result": result})


async def _json2(request: Request) -> Response:
    """Named arguments and `ids` in the body, the key as bearer, real HTTP codes."""
    model, method = request.path_params["model"], request.path_params["method"]
    named = await request.json()
    fault = request.app.state.faults.take(model, method)
    if (answer := await _instead(fault)) is not None:
        return answer
    service: Service = request.app.state.service
    try:
        user = service.user_of(request.headers.get("authorization", "").removeprefix("bearer "))
        result = _result(fault, lambda: service.execute(user, model, method, _named(method, named)))
    except OdooError as error:
        data = {"name": error.name, "message": error.message, "arguments": [error.message], "context": {}}
        return JSONResponse(data, status_code=_HTTP.get(type(error), 422))
    return _reply(fault, result)


def _named(method: str, said: dict[str, Any]) -> Arguments:
    on_records = method in ("read", "write", "get_external_id", "button_confirm", "button_cancel")
    return Arguments([said.pop("ids", [])] if on_records else [], said)


async def _instead(fault: Fault | None) -> Response | None:
    """What a fault answers without asking Odoo at all."""
    if fault and fault["fault"] == "hang":
        await asyncio.sleep(fault.get("seconds", 30))
        return Response(status_code=504)
    if fault and fault["fault"] == "status":
        waits = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else {}
        return Response("fault asked for", status_code=fault["status"], headers=waits)
    return None


def _result(fault: Fault | None, call: Callable[[], Any]) -> Any:
    if fault and fault["fault"] == "serialize":
        return refused(SERIALIZATION)
    return spoil(fault, call())


def _reply(fault: Fault | None, body: Any) -> Response:
    if fault and fault["fault"] == "lost_reply":
        return Response("Bad Gateway", status_code=502)
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    if fault and fault["fault"] == "half":
        content = content[: len(content) // 2]
    return Response(content, media_type="application/json")


def _described(error: OdooError) -> dict[str, Any]:
    said = f"{error.name.rpartition('.')[2]}: {error.message}" if isinstance(error, InvalidField) else error.message
    data = {"name": error.name, "debug": f"Traceback (most recent call last):\n{said}", "message": error.message}
    return {"code": 200, "message": "Odoo Server Error", "data": {**data, "arguments": [error.message], "context": {}}}


async def _control_faults(request: Request) -> Response:
    """GET: what waits; POST: one fault or a list; DELETE: none any more."""
    faults: Faults = request.app.state.faults
    if request.method == "DELETE":
        faults.waiting.clear()
    if request.method == "POST":
        said = await request.json()
        for fault in said if isinstance(said, list) else [said]:
            faults.add(fault)
    return JSONResponse(faults.waiting)


async def _control_mutate(request: Request) -> Response:
    """`{"do": "write" | "unlink", "model": ..., "ids": [...], "values": {...}}`, past all rights."""
    said = await request.json()
    changes: Changes = request.app.state.service.changes
    try:
        if said["do"] == "unlink":
            changes.unlink(said["model"], said["ids"])
        else:
            changes.write(said["model"], said["ids"], said["values"], at=changes.now())
    except OdooError as error:
        return JSONResponse({"error": error.message}, status_code=400)
    return JSONResponse({"ids": said["ids"]})
