"""Apprise for real, to a server of this machine: what arrives, and what a refusal means."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from alert_rows import REQUISITION, SHORTAGE
from pydantic import SecretStr

from alerts.channels.apprise import AppriseChannel
from alerts.errors import Refused, Unknown
from alerts.render import render


@dataclass
class Receiver:
    """Takes what is posted, and answers with `status`."""

    port: int = 0
    status: int = 200
    received: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(kept.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()
    thread.join(5)


def channel(receiver: Receiver) -> AppriseChannel:
    return AppriseChannel("mail", SecretStr(f"json://ana:t0p-s3cret@127.0.0.1:{receiver.port}/"))


def test_a_message_arrives_as_plain_text_with_its_links(receiver: Receiver) -> None:
    links = {"approve": "https://tandem.example/requisition/abc"}
    channel(receiver).send(
        render("requisition", {**REQUISITION, "product_name": "爆款A <b>*"}, "en", links=links), "key"
    )
    (told,) = receiver.received
    assert "爆款A" in told["message"] and "https://tandem.example/requisition/abc" in told["message"]
    assert told["title"]
    assert "`" not in told["message"]


def test_a_message_as_long_as_can_be_is_cut_and_arrives(receiver: Receiver) -> None:
    channel(receiver).send(render("shortage", {**SHORTAGE, "product_name": "长" * 60_000}, "zh"), "key")
    assert len(receiver.received[0]["message"].encode()) <= 25_000


@pytest.mark.parametrize("status", [401, 500])
def test_a_refusal_may_have_arrived_and_names_no_credential(
    receiver: Receiver, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.status = status
    with pytest.raises(Unknown, match="did not confirm") as raised:
        channel(receiver).send(render("shortage", SHORTAGE, "en"), "key")
    assert "t0p-s3cret" not in str(raised.value) + caplog.text


def test_nobody_there_is_said_without_the_address(receiver: Receiver) -> None:
    with pytest.raises(Unknown) as raised:
        AppriseChannel("mail", SecretStr("json://ana:t0p-s3cret@127.0.0.1:1/")).send(
            render("shortage", SHORTAGE, "en"), "k"
        )
    assert "t0p-s3cret" not in str(raised.value)


def test_an_address_that_apprise_does_not_know_is_refused() -> None:
    with pytest.raises(Refused, match="does not understand"):
        AppriseChannel("mail", SecretStr("carrier-pigeon://roof")).check()
