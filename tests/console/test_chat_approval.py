"""The whole approval over HTTP: real slack-bolt, real signatures, the double for Slack."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from slack_company import ANA, BO, CHANNEL, EVE, Office, soon

from tandem.cycle import now
from tandem.steps import approve, notify


def shown(office: Office, position: int = 0) -> str:
    return json.dumps(office.message(position), ensure_ascii=False)


def modal(office: Office) -> dict[str, Any]:
    view: dict[str, Any] = soon(lambda: office.workspace.views.modals)[-1]["view"]
    return view


def assert_told_once(office: Office, number: str) -> None:
    (told,) = office.thread()
    assert told.startswith(f"Requisition {number} was approved by Ana: 60 piece of ")
    (item,) = office.outbox_items("requisition_decided")
    assert item["state"] == "sent"


def test_a_press_approves_once_and_the_message_says_who(office: Office) -> None:
    number = office.need()
    assert office.press(ANA, "requisition_approve").status_code == 200
    soon(office.thread)
    row = office.row(number)
    assert (row["state"], row["decided_by"]) == ("approved", "Ana")
    assert "approved" in shown(office)
    assert "*Decided by*\\nAna" in shown(office)
    assert "requisition_approve" not in shown(office)
    assert_told_once(office, number)


@pytest.mark.parametrize("retry", [False, True])
def test_a_second_press_or_slacks_retry_changes_nothing_and_is_told_so(office: Office, retry: bool) -> None:
    number = office.need()
    payload = office.message()["blocks"]
    office.press(ANA, "requisition_approve")
    soon(office.thread)
    office.message()["blocks"] = payload  # as the second presser's client still shows it
    office.press(ANA, "requisition_approve", retry=retry)
    said = soon(lambda: office.whispers(ANA))
    assert said[0].startswith(f"{number} was already approved by Ana at ")
    assert len(office.events("approved")) == 1
    assert_told_once(office, number)
    assert "requisition_approve" not in shown(office)


def test_of_many_presses_at_once_one_decides(office: Office) -> None:
    number = office.need()
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: office.press(ANA, "requisition_approve").status_code, range(8)))
    assert codes == [200] * 8
    soon(lambda: len(office.whispers(ANA)) == 7)
    soon(office.thread)
    soon(lambda: [one["state"] for one in office.outbox_items("requisition_decided")] == ["sent"])
    assert len(office.events("approved")) == 1
    assert_told_once(office, number)


def test_who_may_not_is_refused_in_private_and_it_is_logged(office: Office) -> None:
    number = office.need()
    for user, action in ((EVE, "requisition_approve"), (BO, "requisition_approve"), (EVE, "requisition_reject")):
        office.press(user, action)
    soon(lambda: len(office.workspace.whispers) == 3)
    assert office.row(number)["state"] == "pending"
    assert "may not decide" in office.whispers(EVE)[0]
    assert "may decide up to 100" in office.whispers(BO)[0]
    assert not office.thread()
    assert not office.workspace.views.modals
    tried = {(row["actor"], row["is_allowed"]) for row in office.audited()}
    assert tried == {(f"slack:{EVE}", False), ("Bo", False)}
    assert "requisition_approve" in shown(office)


def test_a_rejection_needs_a_reason_and_shows_it(office: Office) -> None:
    number = office.need()
    office.press(ANA, "requisition_reject")
    form = modal(office)
    refused = office.submit(ANA, form, reason="   ").json()
    assert refused == {"response_action": "errors", "errors": {"reason": "Say why, for the record."}}
    assert office.row(number)["state"] == "pending"
    assert office.submit(ANA, form, reason="<!channel> *no* budget").status_code == 200
    soon(office.thread)
    row = office.row(number)
    assert (row["state"], row["decision_reason"]) == ("rejected", "<!channel> *no* budget")
    assert "&lt;!channel&gt; ∗no∗ budget" in shown(office)


def test_who_may_not_cannot_submit_somebody_elses_form(office: Office) -> None:
    number = office.need()
    office.press(ANA, "requisition_reject")
    office.submit(EVE, modal(office), reason="mine now")
    assert "may not decide" in soon(lambda: office.whispers(EVE))[0]
    assert office.row(number)["state"] == "pending"


def test_an_edited_quantity_is_shown_with_buttons_for_the_new_revision(office: Office) -> None:
    number = office.need(min_order_qty=12, order_multiple=12)
    old = office.message()["blocks"]
    office.press(ANA, "requisition_edit")
    form = modal(office)
    for wrong in ("-1", "many", "1e99", "NaN", ""):
        assert "quantity" in office.submit(ANA, form, quantity=wrong, reason="x").json()["errors"]
    office.submit(ANA, form, quantity="40", reason="half")
    assert "36 or 48" in soon(lambda: office.whispers(ANA))[0]
    office.submit(ANA, form, quantity="36", reason="half")
    soon(office.thread)
    assert office.row(number)["quantity"] == 36
    assert f"requisition:{number}:2" in shown(office)
    office.press(ANA, "requisition_approve")
    assert "another approver decides: Bo" in soon(lambda: office.whispers(ANA)[1:])[0]
    office.message()["blocks"] = old
    office.press(BO, "requisition_approve")
    assert "is now for 36 (revision 2, you saw 1)" in soon(lambda: office.whispers(BO))[0]
    soon(lambda: f"requisition:{number}:2" in shown(office))
    office.press(BO, "requisition_approve")
    soon(lambda: office.row(number)["state"] == "approved")


def test_a_form_that_slack_opens_too_late_changes_nothing(office: Office) -> None:
    number = office.need()
    payload = office.person(ANA).press(CHANNEL, office.message(), "requisition_reject")
    office.slack.clock.now += timedelta(seconds=4)
    assert office.send_action(payload).status_code == 200
    office.press(ANA, "requisition_reject")
    assert len(soon(lambda: office.workspace.views.modals)) == 1
    assert office.row(number)["state"] == "pending"


def test_the_arithmetic_is_shown_to_who_asks_in_the_thread(office: Office) -> None:
    office.need()
    office.press(EVE, "requisition_arithmetic")
    whisper = soon(lambda: office.workspace.whispers)[0]
    assert (whisper["user"], whisper["thread_ts"]) == (EVE, office.message()["ts"])
    assert "Net requirement" in json.dumps(whisper["blocks"])


def test_what_was_decided_elsewhere_is_told_to_who_presses(office: Office) -> None:
    number = office.need()
    approve(office.cycle, number, "Ana", "", now())
    office.press(ANA, "requisition_reject")
    assert f"{number} was already approved by Ana" in soon(lambda: office.whispers(ANA))[0]
    soon(lambda: "requisition_approve" not in shown(office))


def test_a_decision_on_the_command_line_takes_the_buttons_away_at_the_next_delivery(office: Office) -> None:
    number = office.need()
    approve(office.cycle, number, "Ana", "", now())
    notify(office.cycle)
    assert_told_once(office, number)
    assert "requisition_approve" not in shown(office)


def test_a_lost_reply_in_the_thread_is_looked_up_there(office: Office) -> None:
    number = office.need()
    office.slack.will("drop_reply", "chat.postMessage")
    office.press(ANA, "requisition_approve")
    soon(lambda: [one["state"] for one in office.outbox_items("requisition_decided")] == ["sent"])
    assert_told_once(office, number)
    assert office.outbox_items("requisition_decided")[0]["is_possible_duplicate"] is False


def test_slack_out_of_order_does_not_undo_a_decision(office: Office) -> None:
    number = office.need()
    for method in ("chat.update", "chat.postMessage", "chat.postEphemeral"):
        office.slack.will("server_error", method)
    office.press(ANA, "requisition_approve")
    soon(lambda: len(office.slack.app.state.faults) == 1)
    assert office.row(number)["state"] == "approved"
    waiting = soon(lambda: [one for one in office.outbox_items("requisition_decided") if one["state"] == "pending"])
    assert "HTTP 500" in waiting[0]["reason"]
