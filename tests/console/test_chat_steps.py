"""Two steps in Slack: each approver presses once, and sees what waits for them."""

import json

from operations_made import NOW
from slack_company import ANA, BO, Office, soon
from test_chat_home import home
from test_routing import rule

from operations.routing import RuleSet
from operations.rule_versions import apply

TWO = RuleSet("two", (rule(), rule(2, "Bo", row=3)))


def test_two_people_decide_one_after_the_other(office: Office) -> None:
    apply(office.store, TWO, "Ana", "two pairs of eyes", NOW)
    number = office.need(quantity="12")
    assert "*Step 1 of 2, asked:* Ana" in json.dumps(office.message())
    mine, others = home(office, BO).split("Waits for others: 1")
    assert number not in mine
    assert f"{number}  12 piece" in others
    office.press(BO, "requisition_reject")
    refused = soon(lambda: office.whispers(BO))
    assert refused == [f"{number} waits for Ana (step 1 of 2); Bo is not asked."]
    assert not office.workspace.views.modals
    shown_first = office.message()["blocks"]
    office.press(ANA, "requisition_approve")
    soon(lambda: [one["state"] for one in office.outbox_items("requisition")] == ["sent", "sent"])
    for position in (0, 1):
        soon(lambda at=position: "*Step 2 of 2, asked:* Bo" in json.dumps(office.message(at)))
    office.message()["blocks"] = shown_first  # as the client of who presses again still shows it
    office.press(ANA, "requisition_approve")
    soon(lambda: "step 1 of 2 was already approved by Ana" in "".join(office.whispers(ANA)))
    assert number in home(office, BO)
    office.press(BO, "requisition_approve", position=1)
    soon(office.thread)
    assert (office.row(number)["state"], office.row(number)["decided_by"]) == ("approved", "Bo")
    for position in (0, 1):
        soon(lambda at=position: "requisition_approve" not in json.dumps(office.message(at)))
