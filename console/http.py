"""The address that Slack calls: a FastAPI app around the Slack app. Serve it on loopback behind a proxy with TLS."""

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk.signature import SignatureVerifier

from console.bodies import read_body

if TYPE_CHECKING:
    from slack_bolt import App

LOG = logging.getLogger(__name__)
MAX_BODY = 1_000_000
"""Bytes. Slack's own requests stay far below."""


def create_http(app: "App", signing_secret: str) -> FastAPI:
    """`/slack/events` for everything that Slack sends, `/healthz` for whoever watches.

    A body is read no further than `MAX_BODY`, and parsed only when its signature is right.
    """
    http = FastAPI(title="Tandem console", docs_url=None, redoc_url=None, openapi_url=None)
    verifier = SignatureVerifier(signing_secret)

    @http.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @http.post("/slack/events")
    async def events(request: Request) -> Response:
        body = await read_body(request, MAX_BODY)
        _check_signature(verifier, request, body)
        _check_json(body)
        return await run_in_threadpool(_answered, app, request, body)

    return http


def _answered(app: "App", request: Request, body: bytes) -> Response:
    """Bolt's answer. It reads payloads without looking at their shape first."""
    try:
        return to_starlette_response(app.dispatch(to_bolt_request(request, body)))
    except Exception as error:
        LOG.warning("A signed request was not understood: %s: %s", type(error).__name__, error)
        raise HTTPException(400, "not a request of Slack") from error


def _check_signature(verifier: SignatureVerifier, request: Request, body: bytes) -> None:
    """Bolt checks it again; but Bolt parses before it checks."""
    timestamp, signature = (
        request.headers.get("x-slack-request-timestamp", ""),
        request.headers.get("x-slack-signature"),
    )
    is_time = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20
    try:
        is_right = is_time and verifier.is_valid(body, timestamp, signature)
    except (UnicodeDecodeError, TypeError):
        is_right = False
    if not is_right:
        raise HTTPException(401, "invalid request")


def _check_json(body: bytes) -> None:
    """A body that is JSON, or a form whose `payload` is."""
    text = body.decode()
    said = text if text.startswith(("{", "[")) else dict(parse_qsl(text)).get("payload")
    try:
        is_right = bool(text) and (said is None or isinstance(json.loads(said), dict))
    except (ValueError, RecursionError):
        is_right = False
    if not is_right:
        raise HTTPException(400, "not a request of Slack")
