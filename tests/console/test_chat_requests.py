"""What is not a request of our Slack, or not one we know: nothing changes, nothing crashes."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_company import ANA, CHANNEL, SECRET, Office, soon

from sandbox.slack.people import as_form, signed


def approval(office: Office, **others: Any) -> str:
    return as_form(office.person(ANA, **others).press(CHANNEL, office.message(), "requisition_approve"))


def nothing_happened(office: Office, number: str) -> None:
    time.sleep(0.3)
    row = office.row(number)
    assert (row["state"], row["revision"], len(row["events"])) == ("pending", 1, 1)
    assert not office.audited()
    assert not office.thread()
    assert office.http.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "signing",
    [{"secret": "another"}, {"at": time.time() - 301}, {"at": time.time() + 3600}],
    ids=["wrong signature", "old", "from the future"],
)
def test_a_wrong_signature_or_time_is_turned_away(office: Office, signing: dict[str, Any]) -> None:
    number = office.need()
    assert office.send(approval(office), **signing).status_code == 401
    nothing_happened(office, number)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "٣", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "NOW", "X-Slack-Signature": "v0=é"},
    ],
)
def test_odd_headers_are_turned_away(office: Office, headers: dict[str, str]) -> None:
    number = office.need()
    sent = {name: value.replace("NOW", str(int(time.time()))).encode() for name, value in headers.items()}
    answer = office.http.post("/slack/events", content=approval(office), headers=sent)  # type: ignore[arg-type]
    assert answer.status_code == 401
    nothing_happened(office, number)


def test_a_changed_body_is_turned_away(office: Office) -> None:
    number = office.need()
    content, headers = signed(approval(office), SECRET, time.time())
    assert office.http.post("/slack/events", content=content + b"&x=1", headers=headers).status_code == 401
    assert office.http.post("/slack/events", content=b"\xff\xfe", headers=headers).status_code == 401
    nothing_happened(office, number)


def test_too_much_is_not_even_read(office: Office) -> None:
    number = office.need()
    content, headers = signed("payload=" + "x" * 1_000_001, SECRET, time.time())
    assert office.http.post("/slack/events", content=content, headers=headers).status_code == 413
    nothing_happened(office, number)


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "[1]", "payload=%7B", "payload=null", "payload=5", "payload=", '{"a":' * 5000, "\0", "nonsense"],
)
def test_what_is_not_json_is_turned_away(office: Office, body: str) -> None:
    number = office.need()
    assert office.send(body).status_code in (400, 403, 404)
    nothing_happened(office, number)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "block_actions"},
        {"type": "block_actions", "user": 5, "team": [], "actions": {}},
        {"type": "view_submission", "view": {"callback_id": "requisition_reject_form"}},
        {"type": "event_callback", "event": None},
        {"type": {"a": 1}},
    ],
)
def test_half_a_payload_is_survived(office: Office, payload: dict[str, Any]) -> None:
    number = office.need()
    for team in ({}, {"team": {"id": "T0SANDBOX"}, "user": {"id": ANA}}):
        assert office.send(as_form({**team, **payload})).status_code < 500
        assert office.send(json.dumps({**team, **payload}), content_type="application/json").status_code < 500
    nothing_happened(office, number)


def test_another_workspace_and_its_people_are_turned_away(office: Office) -> None:
    number = office.need()
    assert office.send(approval(office, team="T0FOREIGN")).status_code == 403
    payload = office.person(ANA).press(CHANNEL, office.message(), "requisition_approve")
    payload["user"]["team_id"] = "T0FOREIGN"
    assert office.send(as_form(payload)).status_code == 403
    command = office.person(ANA, team="T0FOREIGN").command(CHANNEL, "pending")
    assert office.send(urlencode(command)).status_code == 403
    nothing_happened(office, number)


def pressed(office: Office, **action: Any) -> int:
    payload = office.person(ANA).press(CHANNEL, office.message(), "requisition_approve")
    payload["actions"][0] |= action
    code: int = office.send(as_form(payload)).status_code
    return code


def test_an_unknown_action_is_turned_away(office: Office) -> None:
    number = office.need()
    for action in ("requisition_delete", "REQUISITION_APPROVE", "x" * 255, ""):
        assert pressed(office, action_id=action) == 404
    nothing_happened(office, number)


@pytest.mark.parametrize("value", ["REQ-999999", "", "x" * 2000, "REQ-000001' or 1=1 --", None, {"a": 1}])
def test_a_number_that_is_none_changes_nothing(office: Office, value: Any) -> None:
    number = office.need()
    assert pressed(office, value=value) == 200
    nothing_happened(office, number)


@pytest.mark.parametrize(
    "metadata",
    ["", "{}", "[]", '["REQ-000001"]', '["REQ-000001",1,{},[],"x","y"]', "[1,2,3,4,5]", '["REQ-000001",{},"","",""]'],
)
def test_a_form_that_is_not_ours_changes_nothing(office: Office, metadata: str) -> None:
    number = office.need()
    office.press(ANA, "requisition_reject")
    form = soon(lambda: office.workspace.views.modals)[-1]["view"] | {"private_metadata": metadata}
    assert office.submit(ANA, form, reason="x").status_code == 200
    nothing_happened(office, number)


def test_a_replayed_edit_is_refused_as_seen_before(office: Office) -> None:
    number = office.need()
    office.press(ANA, "requisition_edit")
    form = soon(lambda: office.workspace.views.modals)[-1]["view"]
    body = as_form(office.person(ANA).submit(form, quantity="36", reason="half"))
    for _ in range(2):
        office.send(body)
        soon(lambda: office.row(number)["revision"] == 2)
    assert "revision 2, you saw 1" in soon(lambda: office.whispers(ANA))[0]
    assert len(office.events("pending")) == 2


def test_slacks_own_checks_are_answered(office: Office) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"})
    assert office.send(body, content_type="application/json").text in ("c0ffee", '{"challenge": "c0ffee"}')
    assert office.send("ssl_check=1&token=x").status_code == 200
    assert office.http.get("/slack/events").status_code == 405
    assert office.http.get("/docs").status_code == 404


LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=40)
ANYTHING = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KINDS = ("block_actions", "view_submission", "view_closed", "shortcut", "message_action", "event_callback", "")
FORM = st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=5)
PARTS = ("type", "team", "user", "actions", "view", "container", "message", "channel", "event", "command", "text")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_signed_is_survived_and_changes_nothing(office: Office, data: st.DataObject) -> None:
    if not office.workspace.messages[CHANNEL]:
        office.need()
    payload = office.person(ANA).press(CHANNEL, office.message(), "requisition_arithmetic")
    payload |= data.draw(st.dictionaries(st.sampled_from(PARTS), ANYTHING, max_size=4))
    payload |= data.draw(st.fixed_dictionaries({}, optional={"type": st.sampled_from(KINDS)}))
    for name in data.draw(st.sets(st.sampled_from(sorted(payload)), max_size=3)):
        del payload[name]
    body = data.draw(st.sampled_from([as_form(payload), json.dumps(payload), urlencode(data.draw(FORM))]))
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    assert office.send(body, content_type=kind).status_code < 500
    row = office.row("REQ-000001")
    assert (row["state"], row["revision"], len(row["events"])) == ("pending", 1, 1)
    assert office.http.get("/healthz").status_code == 200
