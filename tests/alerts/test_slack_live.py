"""The real slack-sdk against the double over HTTP: what is repeated, what is found again, what is refused, and how."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from alert_rows import REQUISITION, SHORTAGE
from outbox_in_memory import NOW, MemoryOutbox
from pydantic import SecretStr
from slack_live import TOKEN, Clock, LiveSlack

from alerts.channels.slack import SlackChannel
from alerts.deliver import deliver
from alerts.errors import Refused, Unknown, Unreachable
from alerts.render import render
from sandbox.slack import create_app

MESSAGE = render("requisition", REQUISITION, "zh", interactive=True)
LONG_AGO = NOW - timedelta(days=1)


def keys(slack: LiveSlack) -> list[str]:
    return [one["metadata"]["event_payload"]["dedupe_key"] for one in slack.received]


def test_a_message_arrives_with_its_key_and_is_found_again(slack: LiveSlack) -> None:
    channel = slack.channel()
    channel.check()
    receipt = channel.send(MESSAGE, "requisition|1")
    assert slack.received[0]["blocks"] == json.loads(json.dumps(list(MESSAGE.blocks)))
    assert receipt.details == {"slack_channel": "C0SANDBOX01", "ts": slack.received[0]["ts"]}
    assert slack.channel().find("requisition|1", LONG_AGO) == receipt
    assert slack.channel().find("requisition|2", LONG_AGO) is None
    assert slack.channel().find("requisition|1", slack.clock() + timedelta(hours=1)) is None


def test_a_key_is_found_behind_more_than_one_page_of_history(slack: LiveSlack) -> None:
    channel = slack.channel()
    channel.send(MESSAGE, "the first")
    for number in range(450):
        slack.app.state.workspace.post("C0SANDBOX01", {"text": f"chatter {number}", "blocks": []})
    assert channel.find("the first", LONG_AGO) is not None


def test_a_rate_limit_is_waited_out_and_nothing_is_doubled(slack: LiveSlack) -> None:
    slack.will("rate_limit", seconds=1)
    slack.channel().send(MESSAGE, "a")
    assert keys(slack) == ["a"]
    assert not slack.app.state.faults


def test_a_long_rate_limit_is_left_to_the_next_delivery(slack: LiveSlack) -> None:
    slack.will("rate_limit", seconds=120)
    outbox = MemoryOutbox("a")
    deliver(outbox, {"buyers": slack.channel()}, NOW)
    assert outbox.by_key("a").not_before == NOW + timedelta(seconds=120)
    assert deliver(outbox, {"buyers": slack.channel()}, NOW + timedelta(seconds=120)).sent == ["a"]


@pytest.mark.parametrize("fault", ["drop_reply", "hang"])
def test_a_lost_reply_is_looked_up_and_the_message_is_seen_once(slack: LiveSlack, fault: str) -> None:
    slack.will(fault, seconds=3)
    outbox = MemoryOutbox("a", "b")
    done = deliver(outbox, {"buyers": slack.channel(timeout_seconds=1)}, NOW)
    assert done.sent == ["a", "b"]
    assert keys(slack) == ["a", "b"]
    assert outbox.by_key("a").receipt == {
        "channel": "buyers",
        "slack_channel": "C0SANDBOX01",
        "ts": slack.received[0]["ts"],
    }
    assert done.possible_duplicates == []


def test_a_request_lost_before_it_arrived_is_repeated_after_asking(slack: LiveSlack) -> None:
    slack.will("refuse")
    outbox = MemoryOutbox("a")
    done = deliver(outbox, {"buyers": slack.channel()}, NOW)
    assert "it may have arrived" in done.failed["a"]
    assert keys(slack) == []
    assert deliver(outbox, {"buyers": slack.channel()}, NOW + timedelta(minutes=1)).sent == ["a"]
    assert keys(slack) == ["a"]


def test_a_500_may_have_been_taken_so_it_is_asked(slack: LiveSlack) -> None:
    slack.will("server_error")
    with pytest.raises(Unknown, match="HTTP 500"):
        slack.channel().send(MESSAGE, "a")


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"])
def test_a_post_that_broke_off_is_never_repeated_without_asking(reply: bytes) -> None:
    """The SDK's own retry after a closed connection would post twice what Slack had taken."""
    requests: list[bytes] = []

    def answer(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    requests.append(connection.recv(65536))
                    connection.sendall(reply)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, args=(listener,), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api/"
        with pytest.raises(Unknown, match="it may have arrived"):
            SlackChannel("buyers", "#purchasing", SecretStr(TOKEN), url).send(MESSAGE, "a")
        listener.shutdown(socket.SHUT_RDWR)
    assert len(requests) == 1


def test_a_crash_between_sending_and_noting_it_shows_one_message(slack: LiveSlack) -> None:
    outbox = MemoryOutbox("a")
    (item,) = outbox.claim(NOW, 1)
    slack.channel().send(render("shortage", SHORTAGE, "en"), item.dedupe_key)
    assert deliver(outbox, {"buyers": slack.channel()}, NOW).sent == ["a"]
    assert keys(slack) == ["a"]


def test_a_wrong_token_makes_a_dead_message_with_a_sentence_and_no_secret(slack: LiveSlack) -> None:
    outbox = MemoryOutbox("a")
    deliver(outbox, {"buyers": slack.channel(token=SecretStr("xoxb-stolen"))}, NOW)
    reason = outbox.by_key("a").reason or ""
    assert outbox.by_key("a").state == "dead"
    assert "Slack refuses the token. Put a valid bot token" in reason
    assert "xoxb-stolen" not in reason


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channel": "#nowhere"}, "Slack has no channel #nowhere"),
        ({"channel": "C0NOWHERE99"}, "Slack has no channel C0NOWHERE99"),
        ({"token": SecretStr("xoxb-x")}, "refuses the token"),
    ],
)
def test_a_wrong_set_up_is_told_before_anything_is_sent(
    slack: LiveSlack, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        slack.channel(**changes).check()
    with pytest.raises(Refused, match=sentence):
        slack.channel(**changes).send(MESSAGE, "a")


def test_a_missing_scope_is_named(serve: Callable[..., LiveSlack]) -> None:
    channel = serve(scopes=frozenset({"chat:write", "channels:read"})).channel()
    with pytest.raises(Refused, match=r"lacks the scope channels:history\. Add it to the app"):
        channel.check()


def test_a_server_that_is_not_there_or_not_slack_is_said(slack: LiveSlack) -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        slack.channel(url="http://127.0.0.1:9/api/").send(MESSAGE, "a")
    with pytest.raises(Refused, match="is not Slack's Web API"):
        slack.channel(url=slack.url.replace("/api/", "/other/")).send(MESSAGE, "a")


def test_the_rate_is_kept_and_all_messages_arrive_in_order(serve: Callable[..., LiveSlack]) -> None:
    slack = serve(rate=2, burst=2, clock=lambda: datetime.now(UTC))
    outbox = MemoryOutbox("a", "b", "c")
    assert deliver(outbox, {"buyers": slack.channel()}, NOW).sent == ["a", "b", "c"]
    assert keys(slack) == ["a", "b", "c"]
    assert float(slack.received[2]["ts"]) - float(slack.received[0]["ts"]) >= 0.5


# -- the double itself --------------------------------------------------------------------------------------------


def call(slack: LiveSlack, method: str, body: dict[str, Any], token: str | None = TOKEN) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.post(f"{slack.url}{method}", json=body, headers=headers, trust_env=False)


POST = {"channel": "C0SANDBOX01", "text": "hello"}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"channel": "#nowhere"}, "channel_not_found"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "carousel"}]}, "invalid_blocks"),
        ({"blocks": [{**SECTION, "colour": "red"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "fields": [SECTION["text"]] * 11}]}, "invalid_blocks"),
        ({"blocks": [{**SECTION, "block_id": "x" * 256}]}, "invalid_blocks"),
        ({"blocks": [{**SECTION, "block_id": "same"}] * 2}, "invalid_blocks"),
        ({"blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5}, "msg_blocks_too_long"),
        ({"metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "t", "event_payload": {"k": "x" * 9000}}}, "metadata_too_large"),
    ],
)
def test_the_double_refuses_what_slack_refuses(slack: LiveSlack, change: dict[str, Any], error: str) -> None:
    reply = call(slack, "chat.postMessage", {**POST, **change})
    assert (reply.status_code, reply.json()["ok"], reply.json()["error"]) == (200, False, error)
    assert slack.received == []


@pytest.mark.parametrize(
    ("field", "value"), [("text", {"type": "plain_text", "text": "x" * 76}), ("value", "x" * 2001), ("style", "blue")]
)
def test_the_double_refuses_bad_buttons(slack: LiveSlack, field: str, value: Any) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", field: value}
    reply = call(slack, "chat.postMessage", {**POST, "blocks": [{"type": "actions", "elements": [button]}]})
    assert f"/blocks/0/elements/0/{field}" in reply.json()["response_metadata"]["messages"][0]


def test_the_double_checks_the_token_and_the_method(slack: LiveSlack) -> None:
    assert call(slack, "auth.test", {}, None).json()["error"] == "not_authed"
    assert call(slack, "auth.test", {}, "xoxb-no").json()["error"] == "invalid_auth"
    assert call(slack, "auth.test", {}).json()["ok"] is True
    assert call(slack, "chat.sing", {}).json()["error"] == "unknown_method"


def test_the_double_never_deduplicates_and_gives_each_message_its_own_ts(slack: LiveSlack) -> None:
    slack.clock.now -= timedelta(days=1)
    stamps = [call(slack, "chat.postMessage", POST).json()["ts"] for _ in range(3)]
    slack.clock.now -= timedelta(days=1)
    stamps.append(call(slack, "chat.postMessage", POST).json()["ts"])
    assert len(set(stamps)) == 4
    assert stamps == sorted(stamps)


def test_an_update_needs_a_known_channel_id_and_ts(slack: LiveSlack) -> None:
    ts = call(slack, "chat.postMessage", POST).json()["ts"]
    change = {"channel": "C0SANDBOX01", "ts": ts, "text": "changed"}
    assert call(slack, "chat.update", {**change, "ts": "1.000001"}).json()["error"] == "message_not_found"
    assert call(slack, "chat.update", {**change, "channel": "#purchasing"}).json()["error"] == "channel_not_found"
    assert call(slack, "chat.update", change).json()["ts"] == ts
    assert [one["text"] for one in slack.received] == ["changed"]


def test_history_shows_metadata_only_when_asked_newest_first(slack: LiveSlack) -> None:
    metadata = {"event_type": "t", "event_payload": {"k": "v"}}
    for text in ("one", "two"):
        call(slack, "chat.postMessage", {**POST, "text": text, "metadata": metadata})
    plain = call(slack, "conversations.history", {"channel": "C0SANDBOX01"}).json()["messages"]
    whole = call(slack, "conversations.history", {"channel": "C0SANDBOX01", "include_all_metadata": True}).json()
    assert [one["text"] for one in plain] == ["two", "one"]
    assert "metadata" not in plain[0]
    assert whole["messages"][0]["metadata"] == metadata
    assert call(slack, "conversations.history", {"channel": "#purchasing"}).json()["error"] == "channel_not_found"


def test_the_journal_keeps_messages_over_a_restart_even_after_half_a_line(slack: LiveSlack, tmp_path: Path) -> None:
    ts = call(slack, "chat.postMessage", POST).json()["ts"]
    call(slack, "chat.update", {"channel": "C0SANDBOX01", "ts": ts, "text": "changed"})
    journal = tmp_path / "slack.jsonl"
    with journal.open("ab") as file:
        file.write(b'{"op": "post", "channel": "C0SANDBOX01", "mess')
    again = create_app(clock=Clock(), journal=journal).state.workspace
    assert [one["text"] for one in again.messages["C0SANDBOX01"]] == ["changed"]
    again.post("C0SANDBOX01", {"text": "more", "blocks": []})
    third = create_app(clock=Clock(), journal=journal).state.workspace
    assert [one["text"] for one in third.messages["C0SANDBOX01"]] == ["changed", "more"]
    assert len({one["ts"] for one in third.messages["C0SANDBOX01"]}) == 2


def test_control_lists_what_arrived_and_takes_faults(slack: LiveSlack) -> None:
    root = slack.url.removesuffix("api/")
    slack.channel().send(MESSAGE, "a")
    sent = httpx.get(f"{root}_control/messages", params={"channel": "purchasing"}, trust_env=False).json()["messages"]
    assert [one["channel"] for one in sent] == ["purchasing"]
    assert httpx.get(f"{root}_control/messages?channel=sales", trust_env=False).json()["messages"] == []
    fault = {"kind": "invalid_auth", "method": "chat.postMessage", "times": 2}
    assert len(httpx.post(f"{root}_control/faults", json=fault, trust_env=False).json()["faults"]) == 2
    assert call(slack, "auth.test", {}).json()["ok"] is True
    assert call(slack, "chat.postMessage", POST).json()["error"] == "invalid_auth"
    assert httpx.delete(f"{root}_control/faults", trust_env=False).json()["faults"] == []
    assert httpx.post(f"{root}_control/faults", json={"kind": "rain"}, trust_env=False).status_code == 400
