"""Delivery: order, patience, one failing channel, outcomes nobody knows, and the company's channels."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alert_rows import SHORTAGE
from outbox_in_memory import NOW, MemoryOutbox
from pydantic import SecretStr

from alerts.channels import ConsoleChannel, FileChannel, Receipt, open_channels
from alerts.deliver import Patience, deliver
from alerts.errors import DeliveryError, Refused, Unknown, Unreachable
from alerts.message import Message
from alerts.render import render
from operations.announce import new_item
from operations.outbox import Outbox
from operations.store import Store
from operations.tables import outbox as outbox_table
from tandem.settings import SecretMissing, load_company


@dataclass
class Scripted:
    """A channel that does what it is told, then takes everything."""

    name: str = "buyers"
    can_be_asked: bool = True
    script: list[DeliveryError | None] = field(default_factory=list)
    find_error: DeliveryError | None = None
    has: dict[str, Message] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        error = self.script.pop(0) if self.script else None
        if error is None or isinstance(error, Unknown):
            self.order.append(dedupe_key)
        if error is not None:
            raise error
        self.has[dedupe_key] = message
        return Receipt(self.name, {"n": str(len(self.order))})

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        if self.find_error is not None:
            raise self.find_error
        return Receipt(self.name, {"found": "yes"}) if dedupe_key in self.has else None

    def check(self) -> None:
        """Nothing to check."""


def test_messages_of_a_channel_arrive_in_order() -> None:
    outbox, channel = MemoryOutbox("a", "b", "c"), Scripted()
    assert deliver(outbox, {"buyers": channel}, NOW).sent == ["a", "b", "c"]
    assert channel.order == ["a", "b", "c"]
    assert outbox.by_key("b").receipt == {"channel": "buyers", "n": "2"}


def test_a_failing_channel_keeps_its_order_and_stops_nobody_else() -> None:
    outbox = MemoryOutbox("a", "b")
    outbox.add("c", "sales")
    buyers, sales = Scripted(script=[Unreachable("buyers: down")]), Scripted("sales")
    channels = {"buyers": buyers, "sales": sales}
    done = deliver(outbox, channels, NOW)
    assert (done.sent, done.failed) == (["c"], {"a": "buyers: down"})
    assert outbox.by_key("b").attempts == 0
    assert deliver(outbox, channels, NOW + timedelta(seconds=29)).sent == []
    assert deliver(outbox, channels, NOW + timedelta(seconds=30)).sent == ["a", "b"]


def test_waits_double_up_to_a_limit_and_follow_the_receiver() -> None:
    patience = Patience()
    waits = [patience.wait(attempt, None).total_seconds() for attempt in (1, 2, 3, 12, 5000)]
    assert waits == [30, 60, 120, 3600, 3600]
    assert patience.wait(1, 90).total_seconds() == 90


def test_after_the_last_try_it_is_given_up_visibly() -> None:
    outbox, channel = MemoryOutbox("a", "b"), Scripted(script=[Unreachable("down"), Unreachable("still down")])
    patience = Patience(attempts=2)
    deliver(outbox, {"buyers": channel}, NOW, patience=patience)
    done = deliver(outbox, {"buyers": channel}, NOW + timedelta(hours=1), patience=patience)
    assert done.dead == {"a": "Given up after 2 tries. still down"}
    assert done.sent == ["b"]
    assert done.counts() == {"sent": 1, "failed": 0, "dead": 1, "possible_duplicates": 0}


def test_a_refusal_is_not_repeated_and_lets_the_next_pass() -> None:
    outbox, channel = MemoryOutbox("a", "b"), Scripted(script=[Refused("buyers: no such channel")])
    done = deliver(outbox, {"buyers": channel}, NOW)
    assert done.dead == {"a": "buyers: no such channel"}
    assert done.sent == ["b"]


@pytest.mark.parametrize(
    "payload", [{"template": "gossip", "row": {}}, {"row": {}}, {"template": "shortage", "row": 7}]
)
def test_a_payload_that_says_nothing_is_dead_and_lets_the_next_pass(payload: dict[str, Any]) -> None:
    outbox = MemoryOutbox()
    outbox.add("odd", "buyers", payload)
    outbox.add("fine", "buyers")
    done = deliver(outbox, {"buyers": Scripted()}, NOW)
    assert list(done.dead) == ["odd"]
    assert done.sent == ["fine"]


def test_items_of_channels_that_are_off_stay_where_they_are() -> None:
    outbox = MemoryOutbox("a", channel="erp")
    assert deliver(outbox, {"buyers": Scripted()}, NOW).counts()["sent"] == 0
    assert outbox.by_key("a").state == "pending"


# -- outcomes nobody knows ----------------------------------------------------------------------------------------


def test_after_a_crash_a_message_that_arrived_is_found_and_not_repeated() -> None:
    outbox, channel = MemoryOutbox("a"), Scripted()
    outbox.claim(NOW, 1)
    channel.has["a"] = render("shortage", SHORTAGE, "en")
    done = deliver(outbox, {"buyers": channel}, NOW)
    assert done.sent == ["a"]
    assert channel.order == []
    assert outbox.by_key("a").receipt == {"channel": "buyers", "found": "yes"}
    assert not outbox.by_key("a").possible_duplicate


def test_after_a_crash_a_message_that_did_not_arrive_is_sent_plainly() -> None:
    outbox, channel = MemoryOutbox("a"), Scripted()
    outbox.claim(NOW, 1)
    done = deliver(outbox, {"buyers": channel}, NOW)
    assert (done.sent, done.possible_duplicates) == (["a"], [])
    assert "duplicate" not in channel.has["a"].text


def test_where_nobody_can_be_asked_the_repeat_says_that_it_may_be_one() -> None:
    outbox, channel = MemoryOutbox("a"), Scripted(can_be_asked=False)
    outbox.claim(NOW, 1)
    done = deliver(outbox, {"buyers": channel}, NOW)
    assert done.possible_duplicates == ["a"]
    assert outbox.by_key("a").possible_duplicate
    assert channel.has["a"].text.startswith("[possible duplicate]")


def test_where_asking_is_not_allowed_the_repeat_says_that_it_may_be_one() -> None:
    outbox, channel = MemoryOutbox("a"), Scripted(find_error=Refused("the token lacks channels:history"))
    outbox.claim(NOW, 1)
    assert deliver(outbox, {"buyers": channel}, NOW).possible_duplicates == ["a"]


def test_while_the_receiver_cannot_answer_nothing_is_repeated() -> None:
    outbox = MemoryOutbox("a")
    channel = Scripted(script=[Unknown("reply lost")], find_error=Unreachable("down"))
    deliver(outbox, {"buyers": channel}, NOW)
    deliver(outbox, {"buyers": channel}, NOW + timedelta(hours=1))
    assert channel.order == ["a"]
    assert outbox.by_key("a").unknown_outcome
    channel.find_error, channel.has["a"] = None, render("shortage", SHORTAGE, "en")
    assert deliver(outbox, {"buyers": channel}, NOW + timedelta(hours=2)).sent == ["a"]
    assert channel.order == ["a"]


# -- the store of operations --------------------------------------------------------------------------------------


def test_delivery_works_on_the_outbox_of_operations(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'operations.db'}")
    store.migrate()
    with store.begin() as session:
        rows = [new_item("buyers", "shortage", key, SHORTAGE, now=NOW, language="zh") for key in ("a", "b")]
        store.insert_new(session, outbox_table, rows)
    outbox, channel = Outbox(store), Scripted(script=[Unreachable("down")])
    assert list(deliver(outbox, {"buyers": channel}, NOW).failed) == ["a"]
    assert deliver(outbox, {"buyers": channel}, NOW + timedelta(minutes=1)).sent == ["a", "b"]
    assert channel.has["a"].text.startswith("缺货预警")
    assert outbox.counts() == {"buyers": {"sent": 2}}
    store.close()


# -- files and the terminal ---------------------------------------------------------------------------------------


def test_the_file_channel_keeps_whole_lines_and_finds_them(tmp_path: Path) -> None:
    channel, message = FileChannel("log", tmp_path / "new" / "out.jsonl"), render("excess", SHORTAGE, "zh")
    channel.check()
    assert channel.find("a", NOW) is None
    channel.send(message, "a")
    with (tmp_path / "new" / "out.jsonl").open("ab") as file:
        file.write(b'{"dedupe_key": "b", "te')
    channel.send(message, "c")
    assert channel.find("a", NOW) == Receipt("log", {"file": "out.jsonl", "dedupe_key": "a"})
    assert channel.find("b", NOW) is None
    assert channel.find("c", NOW) is not None
    lines = (tmp_path / "new" / "out.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[2]) == {"dedupe_key": "c", **json.loads(json.dumps(message.as_json()))}


def test_a_full_disk_leaves_the_file_as_it_was_and_the_message_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, message = FileChannel("log", tmp_path / "out.jsonl"), render("shortage", SHORTAGE, "en")
    channel.send(message, "a")
    before = (tmp_path / "out.jsonl").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("alerts.channels.file.os.fsync", full)
    with pytest.raises(Unreachable, match="No space left on device"):
        channel.send(message, "b")
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_a_file_channel_in_a_place_that_is_no_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    channel = FileChannel("log", tmp_path / "file" / "out.jsonl")
    with pytest.raises(Unreachable, match="Check that the folder may be written"):
        channel.check()
    with pytest.raises(Unreachable):
        channel.send(render("shortage", SHORTAGE, "en"), "a")


def test_the_console_shows_the_preview_and_remembers_nothing() -> None:
    shown: list[str] = []
    channel = ConsoleChannel("here", shown.append)
    channel.send(render("shortage", SHORTAGE, "zh"), "a")
    assert shown[0].startswith("🔴 缺货预警")
    assert channel.find("a", NOW) is None


# -- the company file ---------------------------------------------------------------------------------------------

COMPANY = """
version: 1
company: {name: Test, base_currency: EUR}
sources: {}
channels:
  buyers: {type: slack, channel: "#purchasing", token: "env:SLACK_TOKEN", kinds: [requisition, shortage]}
  log: {type: file, path: out.jsonl, language: zh, kinds: [excess]}
  here: {type: console, kinds: [heartbeat]}
  quiet: {type: console, kinds: [shortage], enabled: false}
"""


def no_secret(reference: str) -> SecretStr:
    raise SecretMissing(f"{reference}: no such secret. Set the environment variable SLACK_TOKEN.")


def test_channels_are_opened_as_the_company_file_says(tmp_path: Path) -> None:
    (tmp_path / "tandem.yaml").write_text(COMPANY)
    company = load_company(tmp_path / "tandem.yaml")
    channels = open_channels(company, lambda _: SecretStr("xoxb-1"), print)
    assert {name: type(one).__name__ for name, one in channels.items()} == {
        "buyers": "SlackChannel",
        "log": "FileChannel",
        "here": "ConsoleChannel",
    }
    channels["log"].send(render("excess", SHORTAGE, "zh"), "a")
    assert (tmp_path / "out.jsonl").exists()


def test_without_a_token_the_others_go_on_and_its_messages_wait(tmp_path: Path) -> None:
    (tmp_path / "tandem.yaml").write_text(COMPANY)
    channels = open_channels(load_company(tmp_path / "tandem.yaml"), no_secret)
    outbox = MemoryOutbox("a")
    outbox.add("b", "log")
    done = deliver(outbox, channels, NOW)
    assert done.sent == ["b"]
    assert "Set the environment variable SLACK_TOKEN" in done.failed["a"]
