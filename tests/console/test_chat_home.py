"""The app's Home, the slash command, and the manifest that makes the app."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from slack_company import ANA, BO, CHANNEL, EVE, Office, soon

from console.answers import preformatted
from sandbox.slack.blocks import MAX_BLOCK_TEXT, block_faults, text_length

ROOT = Path(__file__).parents[2]


def home(office: Office, user: str) -> str:
    office.workspace.views.homes.clear()
    office.send(json.dumps(office.person(user).opens_home()), content_type="application/json")
    return json.dumps(soon(lambda: office.workspace.views.homes)[user], ensure_ascii=False)


def test_the_home_lists_what_waits_for_that_person(office: Office) -> None:
    dear, cheap = office.need("P1"), office.need("P2", quantity="12")
    assert dear in home(office, ANA)
    assert cheap in home(office, ANA)
    mine, others = home(office, BO).split("Waits for others: 1")
    assert (dear in mine, cheap in mine) == (False, True)
    assert f"{dear}  60 piece" in others
    assert "waits for Ana" in others
    assert "requisition_approve" not in others
    assert "not among the approvers" in home(office, EVE)
    assert "requisition_approve" not in home(office, EVE)


def test_an_approval_in_the_home_updates_home_and_channel(office: Office) -> None:
    number = office.need()
    home(office, ANA)
    office.send_action(office.person(ANA).press_home("requisition_approve", number))
    soon(lambda: office.row(number)["state"] == "approved")
    soon(lambda: "Nothing waits for you." in json.dumps(office.workspace.views.homes[ANA]))
    soon(office.thread)
    assert "requisition_approve" not in json.dumps(office.message())
    told = soon(lambda: office.workspace.messages.get(f"D{ANA[1:]}"))
    assert told[0]["text"] == f"{number} is approved by Ana."


def test_many_waiting_fit_into_a_home(office: Office) -> None:
    for position in range(30):
        office.need(f"P{position}")
    shown = home(office, ANA)
    assert shown.count("requisition_approve") == 25
    assert "and 5 more" in shown


def asked(office: Office, text: str) -> str:
    office.workspace.whispers.clear()
    assert office.send(urlencode(office.person(EVE).command(CHANNEL, text))).status_code == 200
    (whisper,) = soon(lambda: office.workspace.whispers)
    assert (whisper["user"], whisper["response_type"]) == (EVE, "ephemeral")
    return json.dumps(whisper, ensure_ascii=False)


def test_the_command_tells_what_waits_and_how_to_ask(office: Office) -> None:
    assert "Nothing waits." in asked(office, "pending")
    number = office.need()
    assert f"{number}  60 piece of 爆款A for WH1" in asked(office, "pending")
    for text in ("", "help", "why", "stock", "pending all of it", "approve REQ-000001"):
        assert "/tandem why SKU" in asked(office, text)
    assert office.row(number)["state"] == "pending"


ITEM = {"product_code": "SKU-P1", "product_name": "爆款A", "location_code": "WH1", "location_id": "L1"}


def test_why_gives_the_lines_of_the_command_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    item = {**ITEM, "data_as_of": datetime(2026, 10, 31, 5), "plan_version": "v1"}
    monkeypatch.setattr("tandem.cli.lookup.find_items", lambda cycle, name: [item] if name in ("SKU-P1", "P1") else [])
    monkeypatch.setattr(
        "planning.explain.explain", lambda row: ["Position            10 on hand = 10", "Net    50 `x`"]
    )
    said = asked(office, "why SKU-P1")
    assert "SKU-P1 爆款A at WH1" in said
    assert "Position            10 on hand = 10" in said
    assert "No system calls a product" in asked(office, "why nobody's")
    office.need()
    office.press(EVE, "requisition_arithmetic")
    assert "Position            10 on hand" in json.dumps(soon(lambda: office.workspace.whispers[1:]))


def test_without_a_warehouse_the_command_says_so(office: Office) -> None:
    assert "```" not in asked(office, "why SKU-P1")


def test_stock_is_a_table(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[dict[str, Any]] = [
        {"product": "SKU-P1 爆款A", "Stock": [{"on_hand": 12, "late": None}], "Open orders": []}
    ]
    monkeypatch.setattr("tandem.cli.stock.stock_of", lambda cycle, name: found)
    said = asked(office, "stock SKU-P1")
    assert "on_hand  late" in said
    assert re.search(r"12 +-", said)


@pytest.mark.parametrize("line", ["x" * 10_000, "&" * 5_000, "🏕" * 3_000, "```", ""])
def test_any_number_of_lines_fits(line: str) -> None:
    content = preformatted("t", [line] * 1_000)
    assert not block_faults(content["blocks"])
    assert text_length(content["blocks"]) <= MAX_BLOCK_TEXT


def test_the_manifest_asks_for_what_the_app_uses() -> None:
    said = yaml.safe_load((ROOT / "docs" / "slack_manifest.yaml").read_text("utf-8"))
    assert set(said["oauth_config"]["scopes"]["bot"]) == {"chat:write", "channels:read", "channels:history", "commands"}
    assert said["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    assert [one["command"] for one in said["features"]["slash_commands"]] == ["/tandem"]
    assert said["settings"]["socket_mode_enabled"] is True
    assert len(said["display_information"]["description"]) <= 140
