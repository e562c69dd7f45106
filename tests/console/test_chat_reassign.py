"""Handing over in Slack: chosen in a form, told to the other one, refused to who is not asked."""

import json
from dataclasses import replace

import pytest
from slack_company import ANA, BO, EVE, SECRET, Office, soon
from starlette.testclient import TestClient

from console.http import create_http
from console.slack_app import create_app
from tandem.approval_settings import Approver


@pytest.fixture
def three(office: Office) -> Office:
    """A company of Ana, Bo (up to 100) and Di."""
    approvers = (*office.cycle.company.approvers, Approver(name="Di 迪"))
    cycle = replace(office.cycle, company=office.cycle.company.model_copy(update={"approvers": approvers}))
    return Office(cycle, office.slack, TestClient(create_http(create_app(cycle, SECRET), SECRET)))


def test_it_is_handed_over_once_and_told(three: Office) -> None:
    number = three.need()
    three.press(ANA, "requisition_reassign")
    form = soon(lambda: three.workspace.views.modals)[-1]["view"]
    assert [one["value"] for one in form["blocks"][0]["element"]["options"]] == ["Ana", "Di 迪"], "Bo's limit is 100"
    assert set(three.submit(ANA, form).json()["errors"]) == {"to", "reason"}
    three.submit(ANA, form, to="Di 迪", reason="knows the supplier")
    soon(lambda: [one["state"] for one in three.outbox_items("requisition")] == ["sent", "sent"])
    soon(lambda: "*Asked:* Di 迪" in json.dumps(three.message(), ensure_ascii=False))
    assert "handed over to Di 迪 by Ana" in soon(three.thread)[0]
    three.submit(ANA, form, to="Di 迪", reason="again")
    assert soon(lambda: three.whispers(ANA))
    assert len(three.row(number)["events"]) == 2
    three.press(ANA, "requisition_approve")
    soon(lambda: "waits for Di 迪" in "".join(three.whispers(ANA)))
    assert three.row(number)["state"] == "pending"


def test_who_may_not_decide_gets_no_form(three: Office) -> None:
    three.need()
    for user in (EVE, BO):
        three.press(user, "requisition_reassign")
        assert soon(lambda user=user: three.whispers(user))
    assert not three.workspace.views.modals
    assert [row["is_allowed"] for row in three.audited()] == [False, False]
