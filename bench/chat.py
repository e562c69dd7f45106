"""Chat with the Slack double: from a candidate to the delivered message, from a press to the updated message."""

import json
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from pydantic import SecretStr

from bench.reconciling import need
from console.http import create_http
from console.slack_app import create_app as create_chat
from operations.outbox import Outbox
from operations.reads import get
from operations.reconcile import Evaluation, Rules, reconcile
from sandbox.slack import create_app as create_double
from sandbox.slack.people import Person, as_form, signed
from tandem import steps
from tandem.cycle import Cycle, now
from tandem.settings import Company
from tandem.stores import open_store

SECRET, ANA, CHANNEL = "a signing secret of the bench", "U0ANA0001", "C0SANDBOX01"


def main(count: int, folder: Path) -> None:
    """`count` requisitions one after the other, each told and approved; prints p50 and p95 in milliseconds, as JSON."""
    double = create_double(burst=1_000_000, rate=1_000)
    slack = _serve(double)
    cycle = Cycle(
        _company(folder, f"{slack}/api/"), as_of=date(2026, 10, 31), secrets=lambda _: SecretStr("xoxb-sandbox")
    )
    chat = _serve(create_http(create_chat(cycle, SECRET), SECRET))
    told, pressed = [], []
    for number in range(count):
        told.append(_took(lambda number=number: _tell(cycle, number)))
        pressed.append(_took(lambda: _approve(cycle, double.state.workspace, chat)))
        _settle(cycle)
    said = {"candidate to message": _shares(told), "press to updated message": _shares(pressed)}
    sys.stdout.write(json.dumps(said) + "\n")


def _company(folder: Path, url: str) -> Company:
    slack = {"type": "slack", "channel": "purchasing", "token": "env:T", "url": url, "kinds": ["requisition"]}
    return Company.model_validate({
        "version": 1, "company": {"name": "Bench", "base_currency": "EUR"}, "sources": {}, "root": folder,
        "stores": {"operations": f"sqlite:///{folder}/operations.db"},
        "channels": {"buyers": {**slack, "buttons": True}},
        "approvers": [{"name": "Ana", "slack": ANA}],
    })  # fmt: skip


def _serve(app: Any) -> str:
    """The address of `app`, served on a free port of loopback until this process ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    threading.Thread(target=server.run, args=([listener],), daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def _tell(cycle: Cycle, number: int) -> None:
    """What `evaluate` and `notify` do with one new candidate."""
    known_at = datetime(2026, 10, 31, tzinfo=UTC) + timedelta(seconds=number)
    run = Evaluation(
        run_id=f"run-{number}", evaluated_for=date(2026, 10, 31), known_at=known_at, plan_version="1",
        policy_version="1", is_complete=False, stale_sources="", decisions_known_at=known_at,
    )  # fmt: skip
    reconcile(open_store(cycle), run, {"requisition": [need(number)]}, Rules.of(cycle.company), now())
    steps.notify(cycle)


def _approve(cycle: Cycle, workspace: Any, chat: str) -> None:
    """Presses Approve under the last message, and waits until that message shows the decision."""
    message = [one for one in workspace.messages[CHANNEL] if "thread_ts" not in one][-1]
    payload = Person(workspace, ANA).press(CHANNEL, message, "requisition_approve")
    body, headers = signed(as_form(payload), SECRET, time.time())
    reply = httpx.post(f"{chat}/slack/events", content=body, headers=headers, trust_env=False)
    assert reply.status_code == 200, reply.text
    number = payload["actions"][0]["value"]
    while "requisition_approve" in json.dumps(message["blocks"]):
        time.sleep(0.001)
        message = next(one for one in workspace.messages[CHANNEL] if one["ts"] == message["ts"])
    assert get(open_store(cycle), number)["state"] == "approved"


def _settle(cycle: Cycle) -> None:
    """Waits until the decision is told in the thread too: a channel is sent one message at a time."""
    while set(Outbox(open_store(cycle)).counts()["buyers"]) != {"sent"}:
        time.sleep(0.001)


def _took(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return 1_000 * (time.monotonic() - began)


def _shares(milliseconds: list[float]) -> dict[str, float]:
    shares = statistics.quantiles(milliseconds, n=20)
    return {"p50": round(statistics.median(milliseconds), 1), "p95": round(shares[-1], 1)}


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
