"""Who asks in Slack sees what their role may see (R80)."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError
from slack_company import ANA, CHANNEL, EVE, SECRET, Office, company, soon
from starlette.testclient import TestClient

from console.http import create_http
from console.slack_app import create_app
from tandem.settings import Company

SAM, BEA = "U0SAM0001", "U0BEA0001"
PEOPLE = [{"name": "Sam", "role": "sales", "slack": SAM}, {"name": "Bea", "role": "buyer", "slack": BEA}]


def with_people(office: Office, **channel: Any) -> Office:
    said = office.cycle.company.model_dump(mode="json") | {"people": PEOPLE, "root": office.cycle.company.root}
    said["channels"]["buyers"] |= channel
    cycle = replace(office.cycle, company=Company.model_validate(said))
    return Office(cycle, office.slack, TestClient(create_http(create_app(cycle, SECRET), SECRET)))


def asked(office: Office, user: str, text: str) -> str:
    office.workspace.whispers.clear()
    office.send(urlencode(office.person(user).command(CHANNEL, text)))
    return str(soon(lambda: office.workspace.whispers)[-1]["blocks"])


@pytest.mark.parametrize(("user", "sees"), [(ANA, True), (BEA, True), (SAM, False), (EVE, False)])
def test_amounts_of_what_waits_are_for_buyers_and_approvers(office: Office, user: str, sees: bool) -> None:
    office = with_people(office)
    number = office.need()
    answer = asked(office, user, "pending")
    assert number in answer
    assert ("110.25" in answer) is sees


def test_a_company_that_names_nobody_hides_nothing(office: Office) -> None:
    office.need()
    assert "110.25" in asked(office, EVE, "pending")


@pytest.mark.parametrize(("user", "sees"), [(ANA, True), (SAM, False)])
def test_the_arithmetic_ends_before_the_price_for_who_may_not_see_it(office: Office, user: str, sees: bool) -> None:
    office = with_people(office)
    office.need()
    office.press(user, "requisition_arithmetic")
    answer = str(soon(lambda: office.workspace.whispers)[-1]["blocks"])
    assert ("24.5" in answer) is sees


def test_a_channel_of_sales_shows_no_cost_before_and_after_a_decision(office: Office) -> None:
    office = with_people(office, role="sales")
    number = office.need()
    assert "110.25" not in str(office.message()) and "24.5" not in str(office.message())
    office.press(ANA, "requisition_approve")
    soon(lambda: len(office.thread()) == 1 and office.row(number)["state"] == "approved")
    soon(lambda: "requisition_approve" not in str(office.message()))
    told = str(office.workspace.messages[CHANNEL])
    assert "110.25" not in told and "24.5" not in told


def test_an_edits_reason_and_hold_stay_out_of_the_thread_of_sales(office: Office) -> None:
    office = with_people(office, role="sales")
    number = office.need(min_order_qty=12, order_multiple=12)
    office.press(ANA, "requisition_edit")
    form = soon(lambda: office.workspace.views.modals)[-1]["view"]
    office.submit(ANA, form, quantity="36", reason="at 24.50 it is too dear")
    soon(lambda: f"requisition:{number}:2" in str(office.message()))
    assert "24.5" not in str(office.workspace.messages[CHANNEL])
    assert office.row(number)["quantity"] == 36


def test_one_member_is_one_person(tmp_path: Path) -> None:
    said = company(tmp_path, "http://127.0.0.1:1/api/").model_dump(mode="json")
    twice = [{"name": "Sam", "role": "sales", "slack": ANA}]
    with pytest.raises(ValidationError, match=f"the Slack member {ANA} stands for several names"):
        Company.model_validate({**said, "people": twice})
    as_herself = [{"name": "Ana", "role": "viewer", "slack": ANA}]
    assert Company.model_validate({**said, "people": as_herself}).sees_cost(ANA)
