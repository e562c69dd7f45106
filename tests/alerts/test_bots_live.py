"""Feishu, DingTalk and WeCom: what their bots take, and what their answers mean for a message."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from alert_rows import REQUISITION, SHORTAGE
from bots_live import SECRET, TOKEN, VENDORS, LiveBots
from outbox_in_memory import NOW, MemoryOutbox

from alerts.deliver import deliver
from alerts.errors import DeliveryError, Refused, Unknown, Unreachable
from alerts.message import Message
from alerts.render import render

ALL = pytest.mark.parametrize("vendor", VENDORS)
HOSTILE = "<@everyone> <at id=all></at> @all *bold* `code` [x](http://evil) # head\u202eright 🔥爆款A "


def message(**others: Any) -> Message:
    return render("shortage", {**SHORTAGE, **others}, "zh")


@ALL
def test_a_message_arrives_with_its_words(bots: LiveBots, vendor: str) -> None:
    receipt = bots.channel(vendor).send(message(), "key 1")
    assert receipt.as_json() == {"channel": "buyers", "dedupe_key": "key 1"}
    (told,) = bots.received(vendor)
    assert "爆款" in json.dumps(told, ensure_ascii=False)


@ALL
def test_a_wrong_address_is_refused_with_what_to_do_and_without_the_secret(bots: LiveBots, vendor: str) -> None:
    with pytest.raises(Refused, match="copy it again") as refused:
        bots.channel(vendor, token="wrong-token").send(message(), "key")
    assert "wrong-token" not in str(refused.value)
    assert SECRET not in str(refused.value)
    assert not bots.received(vendor)


@pytest.mark.parametrize("vendor", ["feishu", "dingtalk"])
def test_a_wrong_signature_or_clock_is_refused(bots: LiveBots, vendor: str) -> None:
    with pytest.raises(Refused, match="signature"):
        bots.channel(vendor, secret="SEC-other").send(message(), "key")
    late = bots.channel(vendor)
    late._clock = lambda: bots.clock.now - timedelta(minutes=61)
    with pytest.raises(Refused, match="clock"):
        late.send(message(), "key")
    assert not bots.received(vendor)


@ALL
def test_too_many_a_minute_wait(bots: LiveBots, vendor: str) -> None:
    channel = bots.channel(vendor)
    for number in range(channel.burst):
        channel.send(message(), f"key {number}")
    with pytest.raises(Unreachable, match="slow down") as asked:
        channel.send(message(), "one too many")
    assert (asked.value.retry_after_seconds or 0) >= 60
    assert len(bots.received(vendor)) == channel.burst


@ALL
def test_a_round_sends_what_the_vendor_takes_and_the_next_minute_the_rest(bots: LiveBots, vendor: str) -> None:
    channel = bots.channel(vendor)
    outbox = MemoryOutbox(*(f"key {number}" for number in range(channel.burst + 5)))
    first = deliver(outbox, {"buyers": channel}, NOW)
    assert (len(first.sent), first.failed) == (channel.burst, {})
    bots.clock.now += timedelta(minutes=1)
    assert len(deliver(outbox, {"buyers": channel}, NOW + timedelta(minutes=1)).sent) == 5
    assert len(bots.received(vendor)) == channel.burst + 5


@ALL
@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [("rate_limit", Unreachable, 0), ("server_error", Unknown, 0), ("refuse", Unknown, 0), ("drop_reply", Unknown, 1)],
)
def test_what_a_broken_connection_means(
    bots: LiveBots, vendor: str, fault: str, error: type[DeliveryError], arrived: int
) -> None:
    bots.will(fault)
    with pytest.raises(error) as raised:
        bots.channel(vendor).send(message(), "key")
    assert TOKEN not in str(raised.value)
    assert len(bots.received(vendor)) == arrived


@ALL
def test_a_repeat_after_a_lost_reply_says_that_it_may_be_one(bots: LiveBots, vendor: str) -> None:
    outbox, channels = MemoryOutbox("A"), {"buyers": bots.channel(vendor)}
    bots.will("drop_reply")
    assert deliver(outbox, channels, NOW).failed
    done = deliver(outbox, channels, NOW + timedelta(minutes=1))
    assert done.possible_duplicates == ["A"]
    first, second = (json.dumps(told, ensure_ascii=False) for told in bots.received(vendor))
    assert "may have" not in first and "may have" in second


@ALL
def test_names_are_shown_as_text_within_the_limits(bots: LiveBots, vendor: str) -> None:
    name = HOSTILE + "长" * 5_000
    row = {**REQUISITION, "product_name": name, "supplier_name": name, "hold_reason": name, "location_code": name}
    for kind, said in (("requisition", row), ("shortage", {**SHORTAGE, "product_name": name})):
        bots.channel(vendor).send(render(kind, said, "en"), "key")
    told = bots.received(vendor)
    assert len(told) == 2
    texts = json.dumps(told, ensure_ascii=False)
    assert "\u202e" not in texts
    if vendor == "feishu":  # plain_text obeys nothing
        assert '"tag": "lark_md"' not in texts
    else:
        assert "<@" not in texts and "<at" not in texts and "@all" not in texts
    if vendor == "dingtalk":
        assert "](" not in texts and "`" not in texts and "*" not in texts


@pytest.mark.parametrize(("vendor", "code"), [("feishu", 19021), ("dingtalk", 310000), ("wecom", 40008)])
def test_the_doubles_answer_a_wrong_body_with_200_and_a_code(bots: LiveBots, vendor: str, code: int) -> None:
    reply = httpx.post(bots.url + VENDORS[vendor][1].format(token=TOKEN), json={"msgtype": "x"}, trust_env=False)
    assert reply.status_code == 200
    assert reply.json()[VENDORS[vendor][0].code] == code
