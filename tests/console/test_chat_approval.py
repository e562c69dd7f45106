"""The whole approval over HTTP: real slack-bolt, real signatures, the double for Slack."""

import json

from slack_company import ANA, Office, soon


def test_a_press_approves_once_and_the_message_says_who(office: Office) -> None:
    number = office.need()
    assert office.press(ANA, "requisition_approve").status_code == 200
    soon(office.thread)
    row = office.row(number)
    assert (row["state"], row["decided_by"]) == ("approved", "Ana")
    shown = json.dumps(office.message(), ensure_ascii=False)
    assert "approved" in shown
    assert "*Decided by*\\nAna" in shown
    assert "requisition_approve" not in shown
    assert office.thread() == [f"{number} is approved by Ana."]
