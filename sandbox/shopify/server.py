"""The shop as a web application.

The vendor's schema proves that fields, arguments and types exist. What it cannot prove is imitated by hand here, from
documentation and replies that others published, never tried against a live shop:

- `X-Shopify-Access-Token`, else 401; 404 for a version whose schema is not here (Shopify serves another);
- scopes: of the root lists and objects only, and `read_all_orders` for orders older than 60 days;
- the points: price (an upper bound, see `cost.py`), leaky bucket, THROTTLED and MAX_COST_EXCEEDED;
- forward paging up to 250, `sortKey` ID and the three instants, the part of the search syntax in `search.py`;
- error texts other than those named in `schema.py`;
- no mutations, no bulk operations, no webhooks.

`/_control/faults` is the sandbox's own: a test in another process queues faults there.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.shopify.bucket import Bucket
from sandbox.shopify.engine import answer, root_fields
from sandbox.shopify.faults import Fault, Faults, spoil
from sandbox.shopify.nodes import Nodes
from sandbox.shopify.resolvers import SCOPES, Roots
from sandbox.shopify.rows import shop_rows
from sandbox.shopify.schema import VERSIONS

DEFAULT_TOKENS: Mapping[str, Collection[str]] = {"shpat_sandbox": SCOPES}
"""Token -> scopes."""

BUCKET = (1_000_000.0, 50_000.0)
"""Size and points a second. Plus has 20,000 and 1,000: there, a first sync waits for minutes; the sandbox shall not."""

PATH = "/admin/api/{version}/graphql.json"


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    world: Any,
    *,
    tokens: Mapping[str, Collection[str]] = DEFAULT_TOKENS,
    clock: Callable[[], datetime] = _now,
    bucket: tuple[float, float] = BUCKET,
    shop_name: str = "Tandem Outdoor",
) -> Starlette:
    """The shop over `world`.

    Args:
        world: a `sandbox.world.World`.
        tokens: access token -> its scopes.
        clock: the present, aware UTC; refills the buckets and says what is 60 days old.
        bucket: size and restore rate of each token's bucket, points and points a second.
        shop_name: the shop's name.

    `app.state.faults` is a `Faults`.
    """
    app = Starlette(
        routes=[
            Route(PATH, _graphql, methods=["POST"]),
            Route("/_control/faults", _faults, methods=["GET", "POST", "DELETE"]),
        ]
    )
    app.state.faults = Faults()
    app.state.tokens = dict(tokens)
    app.state.buckets = {token: Bucket(bucket[0], bucket[1], clock) for token in tokens}
    app.state.roots = Roots(Nodes(shop_rows(world), shop_name), clock)
    return app


async def _graphql(request: Request) -> Response:
    state, version = request.app.state, request.path_params["version"]
    token = request.headers.get("x-shopify-access-token", "")
    if token not in state.tokens:
        return _error(401, "[API] Invalid API key or access token (unrecognized login or wrong password)")
    if version not in VERSIONS:
        return _error(404, "Not Found")
    asked = await _body(request)
    if asked is None:
        return _error(400, "Bad Request")
    fault = state.faults.take(root_fields(version, str(asked.get("query") or "")) if state.faults.waiting else ())
    if fault and fault.kind == "status":
        return _refused(fault)
    if fault and fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
    reply = answer(state.roots, state.buckets[token], state.tokens[token], version, asked)
    if fault and reply.get("data") is None:
        state.faults.waiting.appendleft(fault)  # a refusal has no rows to spoil: the fault waits for the next reply
        fault = None
    if fault:
        spoil(fault, reply.get("data"))
    body = json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()
    cut = len(body) // 2 if fault and fault.kind == "half_page" else len(body)
    return Response(body[:cut], media_type="application/json")


async def _body(request: Request) -> dict[str, Any] | None:
    try:
        asked = await request.json()
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _error(status: int, said: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"errors": said}, status, headers=headers)


def _refused(fault: Fault) -> Response:
    said = {
        401: "[API] Invalid API key or access token (unrecognized login or wrong password)",
        403: "Forbidden",
        404: "Not Found",
        429: "Exceeded limit. Reduce request rates to resume uninterrupted service.",
    }
    wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return _error(fault.status, said.get(fault.status, "Internal Server Error"), wait)


async def _faults(request: Request) -> Response:
    """GET shows what is waiting, POST adds (a JSON list of `Fault`s), DELETE forgets all."""
    faults: Faults = request.app.state.faults
    if request.method == "DELETE":
        faults.waiting.clear()
    if request.method == "POST":
        try:
            faults.add(*(Fault(**said) for said in await request.json()))
        except (TypeError, ValueError) as error:
            return _error(400, f"not a list of faults: {error}")
    return JSONResponse([asdict(fault) for fault in faults.waiting])
