"""The approval over Socket Mode: the real client of slack-sdk on a loopback websocket of the double."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from slack_company import ANA, CHANNEL, EVE, Office, soon

from console.errors import NotConnected
from console.socket_mode import run


@pytest.fixture
def sockets(office: Office) -> Iterator[Any]:
    """An app that is connected."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(office.cycle, SecretStr("xapp-sandbox"), stop), daemon=True)
    thread.start()
    there = office.slack.app.state.sockets
    soon(lambda: there.is_connected)
    yield there
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def test_a_press_over_the_socket_approves_once(office: Office, sockets: Any) -> None:
    number = office.need()
    payload = office.person(ANA).press(CHANNEL, office.message(), "requisition_approve")
    first = sockets.send("interactive", payload)
    soon(lambda: first in sockets.acknowledged)
    soon(office.thread)
    again = sockets.send("interactive", payload, retry=1)
    soon(lambda: again in sockets.acknowledged)
    assert "was already approved by Ana" in soon(lambda: office.whispers(ANA))[0]
    assert office.row(number)["state"] == "approved"
    assert len(office.events("approved")) == 1


def test_forms_commands_and_home_come_over_the_socket_too(office: Office, sockets: Any) -> None:
    number = office.need()
    sockets.send("interactive", office.person(ANA).press(CHANNEL, office.message(), "requisition_reject"))
    form = soon(lambda: office.workspace.views.modals)[0]["view"]
    wrong = sockets.send("interactive", office.person(ANA).submit(form, reason=" "))
    assert soon(lambda: sockets.acknowledged.get(wrong))["response_action"] == "errors"
    sockets.send("slash_commands", office.person(EVE).command(CHANNEL, "pending"))
    assert number in json.dumps(soon(lambda: office.workspace.whispers)[0])
    sockets.send("events_api", office.person(ANA).opens_home())
    assert number in json.dumps(soon(lambda: office.workspace.views.homes)[ANA])
    sockets.send("interactive", office.person(ANA).submit(form, reason="no budget"))
    soon(lambda: office.row(number)["state"] == "rejected")
    soon(office.thread)


def test_another_workspace_is_turned_away_over_the_socket(office: Office, sockets: Any) -> None:
    number = office.need()
    person = office.person(ANA, team="T0FOREIGN")
    sockets.send("interactive", person.press(CHANNEL, office.message(), "requisition_approve"))
    known = sockets.send("interactive", office.person(EVE).press(CHANNEL, office.message(), "requisition_approve"))
    soon(lambda: known in sockets.acknowledged)
    soon(lambda: office.whispers(EVE))
    assert office.row(number)["state"] == "pending"


def test_after_slacks_notice_the_app_connects_again(office: Office, sockets: Any) -> None:
    number = office.need()
    sockets.disconnect()
    soon(lambda: sockets.opened == 2 and sockets.is_connected, seconds=30)
    payload = office.person(ANA).press(CHANNEL, office.message(), "requisition_approve")
    soon(lambda: _delivered(sockets, payload), seconds=30)
    soon(lambda: office.row(number)["state"] == "approved")


def _delivered(sockets: Any, payload: dict[str, Any]) -> bool:
    """Slack sends again what was not acknowledged."""
    if not sockets.is_connected:
        return False
    sent = sockets.send("interactive", payload)
    try:
        return bool(soon(lambda: sent in sockets.acknowledged, seconds=2))
    except AssertionError:
        return False


def test_a_wrong_token_is_said_in_a_sentence(office: Office) -> None:
    with pytest.raises(NotConnected, match=r"invalid_auth\. Check SLACK_APP_TOKEN"):
        run(office.cycle, SecretStr("xapp-stolen"))
