"""Snooze buttons over HTTP: real slack-bolt, the double for Slack."""

import json
from datetime import timedelta
from typing import Any

import pytest
from operations_made import NOW, candidates, evaluation, rows, shortage
from slack_company import ANA, BO, CHANNEL, EVE, Office, soon

from operations import tables
from operations.reads import get_alert
from operations.reconcile import Rules, reconcile
from tandem import steps
from tandem.cycle import now

KEY = "shortage|P1|L1"


@pytest.fixture
def short(office: Office) -> Office:
    """A company that has told of a shortage, with buttons."""
    buyers = office.cycle.company.channels["buyers"].model_copy(update={"kinds": ("requisition", "shortage")})
    office.cycle.company.channels["buyers"] = buyers
    see(office, 0)
    see(office, 1, shortage())
    return office


def see(office: Office, hour: float, *found: dict[str, Any]) -> None:
    moment = NOW + timedelta(hours=hour)
    reconcile(office.store, evaluation(hour), candidates(*found), Rules.of(office.cycle.company), moment)
    steps.notify(office.cycle)


def shown(office: Office, position: int = 0) -> str:
    return json.dumps(office.message(position), ensure_ascii=False)


def alert_events(office: Office) -> list[tuple[str, str]]:
    return [(row["actor"], row["why"]) for row in rows(office.store, tables.alert_event, "id")][1:]


def test_a_press_snoozes_the_alert_and_the_message_says_so(short: Office) -> None:
    assert short.press(ANA, "alert_snooze_1").status_code == 200
    (said,) = soon(short.thread)
    tomorrow = steps.days_ahead(short.cycle, 1, now())
    assert said == f"{KEY} is snoozed until {tomorrow} by Ana. Reason: button in Slack"
    soon(lambda: "alert_wake" in shown(short))
    assert f"Snoozed until {tomorrow}" in shown(short)
    assert "alert_snooze_1" not in shown(short)
    assert alert_events(short) == [("Ana", "button in Slack")]


@pytest.mark.parametrize("retry", [False, True])
def test_a_second_press_or_slacks_retry_snoozes_once(short: Office, retry: bool) -> None:
    blocks = short.message()["blocks"]
    short.press(ANA, "alert_snooze_7")
    soon(short.thread)
    short.message()["blocks"] = blocks  # as the second presser's client still shows it
    short.press(ANA, "alert_snooze_7", retry=retry)
    assert "already, by Ana." in soon(lambda: short.whispers(ANA))[0]
    assert (len(short.thread()), len(alert_events(short))) == (1, 1)


def test_who_may_not_is_refused_in_private_and_it_is_logged(short: Office) -> None:
    short.press(EVE, "alert_snooze_1")
    assert "may not snooze alerts" in soon(lambda: short.whispers(EVE))[0]
    assert get_alert(short.store, KEY)["snoozed_until"] is None
    (audited,) = short.audited()
    assert (audited["actor"], audited["what"], audited["is_allowed"]) == (f"slack:{EVE}", "snooze", False)


def test_a_woken_alert_shows_its_buttons_again(short: Office) -> None:
    short.press(ANA, "alert_snooze_1")
    soon(lambda: "alert_wake" in shown(short))
    short.press(BO, "alert_wake")
    soon(lambda: "alert_snooze_1" in shown(short))
    assert "Snoozed until" not in shown(short)
    assert alert_events(short) == [("Ana", "button in Slack"), ("Bo", "button in Slack")]


def test_a_snoozed_alert_that_gets_worse_is_told_again_with_buttons(short: Office) -> None:
    short.press(ANA, "alert_snooze_7")
    soon(short.thread)
    see(short, 2, shortage(available="4"))
    assert len([one for one in short.workspace.messages[CHANNEL] if "thread_ts" not in one]) == 1
    see(short, 3, shortage(severity="high"))
    told = [one for one in short.workspace.messages[CHANNEL] if "thread_ts" not in one]
    assert len(told) == 2
    assert "alert_snooze_1" in json.dumps(told[1])


def test_the_button_of_an_episode_that_is_over_says_so(short: Office) -> None:
    see(short, 2)
    short.press(ANA, "alert_snooze_1")
    assert "was closed since" in soon(lambda: short.whispers(ANA))[0]


def test_a_press_snoozes_a_requisition_that_can_still_be_decided(office: Office) -> None:
    number = office.need()
    office.press(ANA, "requisition_snooze_7")
    soon(lambda: "requisition_wake" in shown(office))
    assert office.row(number)["snoozed_by"] == "Ana"
    assert "is snoozed until" in office.thread()[0]
    assert "snoozed until" in json.dumps(office.workspace.messages[CHANNEL][0]).lower()
    office.press(EVE, "requisition_wake")
    assert "may not decide" in soon(lambda: office.whispers(EVE))[0]
    office.press(ANA, "requisition_approve")
    soon(lambda: office.row(number)["state"] == "approved")


def test_a_forged_alert_key_changes_nothing_and_is_answered(short: Office) -> None:
    payload = short.person(ANA).press(CHANNEL, short.message(), "alert_snooze_1")
    for value in ("shortage|nobody|L1", "REQ-000009", "x" * 401, 7):
        payload["actions"][0]["value"] = value
        assert short.send_action(payload).status_code == 200
    said = soon(lambda: len(short.whispers(ANA)) == 2 and sorted(short.whispers(ANA)))
    assert [one.partition(" ")[0] for one in said] == ["There", "There"]
    assert get_alert(short.store, KEY)["snoozed_until"] is None


def test_the_alerts_of_a_quiet_night_are_one_message_in_slack(short: Office) -> None:
    """The clock is this machine's, so the hours are moved over it."""
    moment = now()
    minute = timedelta(minutes=1)

    def quiet(**said: Any) -> None:
        channel = short.cycle.company.channels["buyers"]
        config = type(channel).model_validate({**channel.model_dump(by_alias=True), **said})
        short.cycle.company.channels["buyers"] = config

    quiet(quiet_hours={"from": f"{moment - 60 * minute:%H:%M}", "to": f"{moment + 60 * minute:%H:%M}"})
    found = [shortage(f"Q{n}") for n in range(100)]
    reconcile(
        short.store, evaluation(2), candidates(shortage(), *found), Rules.of(short.cycle.company), moment - 30 * minute
    )
    assert steps.notify(short.cycle).sent == []
    quiet(quiet_hours={"from": f"{moment - 60 * minute:%H:%M}", "to": f"{moment - 5 * minute:%H:%M}"})
    assert len(steps.notify(short.cycle).sent) == 1
    assert steps.notify(short.cycle).sent == []
    assert len(short.workspace.messages[CHANNEL]) == 2
    assert "100 alerts since" in shown(short, 1)
