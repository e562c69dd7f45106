"""A company with a store, the Slack double on loopback, and the console that answers it over HTTP."""

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from operations_made import NOW, candidates, evaluation, requisition, rows
from pydantic import SecretStr
from slack_live import LiveSlack
from starlette.testclient import TestClient

from console.http import create_http
from console.slack_app import create_app
from operations.reads import get
from operations.reconcile import Rules, reconcile
from operations.store import Store
from operations.tables import audit, outbox, requisition_event
from sandbox.slack.people import Person, as_form, signed
from tandem import steps
from tandem.cycle import Cycle, now
from tandem.settings import Company
from tandem.stores import open_store

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
CHANNEL = "C0SANDBOX01"
ANA, BO, EVE = "U0ANA0001", "U0BO00001", "U0EVE0001"


def secrets(reference: str) -> SecretStr:
    return SecretStr("xoxb-sandbox")


def company(folder: Path, url: str) -> Company:
    said = {
        "version": 1,
        "company": {"name": "Acme", "base_currency": "EUR"},
        "stores": {"operations": f"sqlite:///{folder}/operations.db"},
        "sources": {},
        "channels": {
            "buyers": {
                "type": "slack",
                "channel": "purchasing",
                "token": "env:TANDEM_SLACK_TOKEN",
                "url": url,
                "kinds": ["requisition"],
                "buttons": True,
            }
        },
        "approvers": [{"name": "Ana", "slack": ANA}, {"name": "Bo", "slack": BO, "limit": 100}],
        "root": folder,
    }
    return Company.model_validate(said)


@dataclass
class Office:
    """What a test works with."""

    cycle: Cycle
    slack: LiveSlack
    http: TestClient

    @property
    def store(self) -> Store:
        return open_store(self.cycle)

    @property
    def workspace(self) -> Any:
        return self.slack.app.state.workspace

    def person(self, user: str, **others: Any) -> Person:
        return Person(self.workspace, user, home_url=self.slack.url.removesuffix("api/"), **others)

    def need(self, product: str = "P1", **others: Any) -> str:
        """A requisition that waits, told in Slack with its buttons; its number."""
        with_it = candidates(requisition(product, **others))
        run = evaluation(run_id=f"run {product}", is_complete=False)
        outcome = reconcile(self.store, run, with_it, Rules.of(self.cycle.company), NOW)
        steps.notify(self.cycle)
        return outcome.requisitions[0]

    def message(self, position: int = 0) -> dict[str, Any]:
        """A message of the channel as it stands there."""
        told: dict[str, Any] = self.workspace.messages[CHANNEL][position]
        return told

    def send(self, body: str, *, retry: bool = False, **signing: Any) -> Any:
        content, headers = signed(body, **{"secret": SECRET, "at": time.time(), **signing})
        again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        return self.http.post("/slack/events", content=content, headers=headers | again)

    def press(self, user: str, action_id: str, *, position: int = 0, retry: bool = False) -> Any:
        payload = self.person(user).press(CHANNEL, self.message(position), action_id)
        return self.send(as_form(payload), retry=retry)

    def send_action(self, payload: dict[str, Any]) -> Any:
        return self.send(as_form(payload))

    def submit(self, user: str, view: dict[str, Any], **typed: str) -> Any:
        return self.send(as_form(self.person(user).submit(view, **typed)))

    def row(self, number: str) -> dict[str, Any]:
        return get(self.store, number)

    def audited(self) -> list[dict[str, Any]]:
        return rows(self.store, audit, "id")

    def events(self, to_state: str) -> list[dict[str, Any]]:
        return [row for row in rows(self.store, requisition_event, "id") if row["to_state"] == to_state]

    def outbox_items(self, kind: str) -> list[dict[str, Any]]:
        return [row for row in rows(self.store, outbox, "id") if row["kind"] == kind]

    def thread(self) -> list[str]:
        return [one["text"] for one in self.workspace.messages[CHANNEL] if "thread_ts" in one]

    def whispers(self, user: str) -> list[str]:
        return [one["text"] for one in self.workspace.whispers if one["user"] == user]


def open_office(folder: Path, slack: LiveSlack, workers: Executor) -> Office:
    slack.clock.now = now()
    cycle = Cycle(company(folder, slack.url), as_of=date(2026, 10, 31), secrets=secrets)
    http = TestClient(create_http(create_app(cycle, SECRET, workers), SECRET))
    return Office(cycle, slack, http)


def soon(is_so: Callable[[], Any], seconds: float = 10) -> Any:
    """Waits until work that follows an acknowledgement is done."""
    until = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
    return found
