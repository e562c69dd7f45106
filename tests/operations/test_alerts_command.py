"""`tandem alerts`: what is open, snoozed by key or number, and woken; each mistake gets a sentence."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from operations_made import ALL_KINDS, at, candidates, evaluation, requisition, shortage
from typer.testing import CliRunner

from operations.reconcile import Rules, reconcile
from operations.store import Store
from tandem.cli import app
from tandem.cycle import now

COMPANY = """
version: 1
company: {name: Ridgeline, base_currency: EUR}
stores: {operations: "sqlite:///operations.db"}
sources: {}
approvers: [{name: Ana}]
channels: {here: {type: console, kinds: [shortage]}}
alerts: {owners: [{owner: Mei, kinds: [shortage]}]}
"""
KEY = "shortage|P1|L1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A company with a shortage and a requisition that waits."""
    written = tmp_path / "tandem.yaml"
    written.write_text(COMPANY, "utf-8")
    store = Store(f"sqlite:///{tmp_path}/operations.db")
    store.migrate()
    rules = Rules(channels={"here": (ALL_KINDS, "en")})
    reconcile(store, evaluation(), candidates(shortage(), requisition()), rules, at(0))
    store.close()
    return written


def run(file: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["alerts", *arguments, "--company", str(file)])


def test_snoozed_listed_and_woken(file: Path) -> None:
    assert "Mei" in run(file, "list").output
    day = f"{now() + timedelta(days=3):%Y-%m-%d}"
    done = run(file, "snooze", KEY, "--until", day, "--reason", "called", "--by", "Mei")
    assert f"{KEY} is snoozed until {day} by Mei. Reason: called" in done.output
    (row,) = json.loads(run(file, "list", "--json").output)
    assert (row["alert_key"], row["owner"], row["snoozed_by"], row["snooze_reason"]) == (KEY, "Mei", "Mei", "called")
    assert f"{day} 00:00 UTC by Mei" in run(file, "list").output
    assert f"{KEY} was woken by Ana" in run(file, "wake", KEY, "--by", "Ana").output
    assert "is not snoozed" in run(file, "wake", KEY, "--by", "Ana").output


def test_a_requisition_by_its_number(file: Path) -> None:
    done = run(file, "snooze", "REQ-000001", "--days", "2", "--reason", "holiday", "--by", "Ana")
    assert "REQ-000001 is snoozed until" in done.output
    waiting = CliRunner().invoke(app, ["pending", "--company", str(file)])
    assert "pending, snoozed until" in waiting.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["snooze", KEY, "--by", "Ana", "--reason", "x"], "by either --until or --days"),
        (["snooze", KEY, "--by", "Ana", "--days", "1"], "and why, by --reason"),
        (["snooze", KEY, "--by", "Ana", "--until", "2020-01-01", "--reason", "x"], "ends within a year from now"),
        (["snooze", KEY, "--by", "Eve", "--days", "1", "--reason", "x"], "Eve may not snooze alerts"),
        (["snooze", "shortage|P9|L1", "--by", "Ana", "--days", "1", "--reason", "x"], "There is no alert"),
        (["snooze", "REQ-000009", "--by", "Ana", "--days", "1", "--reason", "x"], "There is no requisition"),
    ],
)
def test_each_mistake_is_a_sentence(file: Path, arguments: list[str], said: str) -> None:
    done = run(file, *arguments)
    assert done.exit_code in (1, 2)
    assert said in done.output
