"""Names that want something of Slack are shown as text, inside Slack's limits, wherever the app says them."""

import json
from urllib.parse import urlencode

import pytest
from slack_company import ANA, CHANNEL, Office, soon

NAMES = {
    "mention": "<@everyone> <!channel> <!here> <@U0ANA0001> @channel",
    "formatting": "*bold* _i_ ~gone~ `code` ```block``` > quote",
    "link": "<https://evil.example|click> https://evil.example",
    "emoji": "🏕️👩‍👩‍👧 :fire: :tada:",
    "right to left": "\u202eתיק גב\u202c حقيبة",
    "long": "🏕" * 5000,
    "entities": "&lt;&amp;" * 700,
    "lines": "a\nb\u2028c\x00d\x1b[31m",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_text_everywhere(office: Office, name: str, caplog: pytest.LogCaptureFixture) -> None:
    number = office.need(product_name=name, supplier_name=name, uom=name, location_code=name)
    office.press(ANA, "requisition_arithmetic")
    soon(lambda: office.workspace.whispers)
    for text in ("pending", "why " + name, "stock " + name, name):
        assert office.send(urlencode(office.person(ANA).command(CHANNEL, text))).status_code == 200
    soon(lambda: len(office.workspace.whispers) == 5)
    office.send(json.dumps(office.person(ANA).opens_home()), content_type="application/json")
    soon(lambda: office.workspace.views.homes)
    office.press(ANA, "requisition_edit")
    soon(lambda: office.workspace.views.modals)
    office.press(ANA, "requisition_reject")
    form = soon(lambda: office.workspace.views.modals[1:])[0]["view"]
    office.submit(ANA, form, reason=name)
    soon(office.thread)
    assert office.row(number)["state"] == "rejected"
    everything = json.dumps(
        [office.workspace.messages, office.workspace.whispers, office.workspace.views.homes], ensure_ascii=False
    )
    for order in ("<@", "<!", "<http", "*bold*", "~gone~", "`code`", ":fire:", "\u202e", "\\u0000", "\\u001b"):
        assert order not in everything
    assert "Slack did not take" not in caplog.text
