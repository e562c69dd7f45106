"""Once a week a channel hears of every open supply risk: once, on its day or after it, outside quiet hours."""

from datetime import datetime
from typing import Any

import pytest
from operations_made import at, candidates, evaluation, excess, rows, shortage

from operations import tables
from operations.outbox import Outbox
from operations.reconcile import Rules, reconcile
from operations.store import Store
from operations.supply_risk import queue_supply_risks
from tandem.settings import Company


def company(**channel: Any) -> Company:
    said = {"type": "console", "kinds": [], "language": "zh", "supply_risk_on": "tue", **channel}
    return Company.model_validate(
        {
            "version": 1,
            "company": {"name": "Acme", "base_currency": "EUR", "time_zone": "Europe/Berlin"},
            "sources": {},
            "channels": {"sales": said},
            "alerts": {"owners": [{"owner": "Mei", "kinds": ["shortage"]}]},
        }
    )


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+01:00")


@pytest.fixture
def risky(store: Store) -> Store:
    """Two shortages that somebody else was told of, and an excess, which is no risk of supply."""
    found = candidates(shortage("P1"), shortage("P2", severity="high"), excess())
    reconcile(store, evaluation(), found, Rules(), at(0))
    return store


def test_every_open_risk_is_told_once_a_week(risky: Store) -> None:
    told = [queue_supply_risks(risky, company(), berlin(f"2026-11-{day:02d}T00:30")) for day in (2, 3, 3, 5, 9, 10)]
    assert told == [[], ["sales"], [], [], [], ["sales"]]
    first, second = rows(risky, tables.outbox, "id")
    row = first["payload"]["row"]
    assert (row["week"], row["total"], row["counts"]) == ("2026-W45", 2, {"shortage": 2})
    assert [(one["product_code"], one["owner"]) for one in row["top"]] == [("SKU-P2", "Mei"), ("SKU-P1", "Mei")]
    assert (first["payload"]["language"], second["payload"]["row"]["week"]) == ("zh", "2026-W46")


def test_a_day_without_a_cycle_is_made_up_for(risky: Store) -> None:
    assert queue_supply_risks(risky, company(), berlin("2026-11-06T09:00")) == ["sales"]


def test_nothing_is_told_at_night_or_where_nothing_is_open(risky: Store) -> None:
    quiet = company(quiet_hours={"from": "19:00", "to": "07:30"})
    assert queue_supply_risks(risky, quiet, berlin("2026-11-03T07:29")) == []
    reconcile(risky, evaluation(1), candidates(), Rules(), at(1))
    assert queue_supply_risks(risky, quiet, berlin("2026-11-03T09:00")) == []
    assert Outbox(risky).undelivered() == []


def test_a_channel_without_the_day_or_switched_off_hears_nothing(risky: Store) -> None:
    for channel in ({"supply_risk_on": None}, {"enabled": False}):
        assert queue_supply_risks(risky, company(**channel), berlin("2026-11-03T09:00")) == []
