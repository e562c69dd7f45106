"""Whose alerts are and who hears of them: owners and subscribers beyond, or instead of, the channels' kinds."""

from typing import Any

import pytest
from operations_made import at, candidates, evaluation, excess, requisition, rows, shortage

from operations import tables
from operations.reconcile import Rules, reconcile
from operations.routes import route
from operations.store import Store
from tandem.alert_settings import AlertOwner

CHANNELS = {"all": (("shortage", "excess", "requisition"), "en"), "tents": ((), "en"), "boss": ((), "en")}
TENT: dict[str, Any] = {
    "category": "Tents",
    "location_code": "BER",
    "supplier_name": "Nordic Supply",
    "supplier_id": "S1",
}


def owner(**said: Any) -> AlertOwner:
    return AlertOwner.model_validate(said)


def told(store: Store, owners: list[AlertOwner], *found: dict[str, Any], **rules: Any) -> set[tuple[str, str]]:
    """(channel, kind) of every message that is made, after a first look at nothing."""
    said = Rules(channels=CHANNELS, owners=owners, **rules)
    reconcile(store, evaluation(), candidates(), said, at(0))
    reconcile(store, evaluation(1), candidates(*found), said, at(1))
    return {(row["channel"], row["kind"]) for row in rows(store, tables.outbox, "id")}


@pytest.mark.parametrize(
    ("said", "is_fitting"),
    [
        ({}, True),
        ({"kinds": ["shortage"]}, True),
        ({"kinds": ["excess"]}, False),
        ({"category": "tents "}, True),
        ({"category": "Stoves"}, False),
        ({"location_code": "BER", "supplier": "nordic supply"}, True),
        ({"supplier": "S1"}, True),
        ({"location_code": "BER", "supplier": "S2"}, False),
    ],
)
def test_what_fits(said: dict[str, Any], is_fitting: bool) -> None:
    way = route("shortage", TENT, [owner(owner="Mei", **said)])
    assert way.owner == ("Mei" if is_fitting else None)


def test_a_row_without_category_fits_none() -> None:
    assert route("stale_source", {"category": None}, [owner(owner="Mei", category="Tents")]).owner is None


def test_subscribers_hear_of_it_too(store: Store) -> None:
    owners = [owner(kinds=["shortage"], channels=["tents"]), owner(channels=["boss"], category="Tents")]
    assert told(store, owners, shortage(category="Tents")) == {
        ("all", "shortage"),
        ("tents", "shortage"),
        ("boss", "shortage"),
    }


def test_instead_of_the_others(store: Store) -> None:
    owners = [owner(category="Tents", channels=["tents"], instead=True, owner="Mei")]
    assert told(store, owners, shortage(category="Tents"), excess()) == {("tents", "shortage"), ("all", "excess")}


def test_a_channel_that_is_off_takes_nothing_from_the_others(store: Store) -> None:
    owners = [owner(channels=["off"], instead=True)]
    assert told(store, owners, shortage()) == {("all", "shortage")}


def test_the_first_that_names_an_owner_says_whose_it_is_and_its_end_goes_the_same_way(store: Store) -> None:
    owners = [owner(channels=["boss"]), owner(owner="Mei", kinds=["shortage"]), owner(owner="Bo")]
    rules = Rules(channels=CHANNELS, owners=owners)
    for hour, found in ((0, ()), (1, (shortage(),)), (2, ())):
        reconcile(store, evaluation(hour), candidates(*found), rules, at(hour))
    items = rows(store, tables.outbox, "id")
    assert {(row["channel"], row["kind"]) for row in items} == {
        (channel, kind) for channel in ("all", "boss") for kind in ("shortage", "alert_closed")
    }
    assert {row["payload"]["row"]["owner"] for row in items} == {"Mei"}


def test_requisitions_have_approvers_not_owners(store: Store) -> None:
    owners = [owner(owner="Mei", channels=["boss"], instead=True)]
    assert told(store, owners, requisition()) == {("all", "requisition")}


def test_a_digest_names_owners(store: Store) -> None:
    owners = [owner(owner="Mei", channels=["boss"])]
    found = [shortage(f"P{n}") for n in range(3)]
    assert told(store, owners, *found, digest_above=2) == {("all", "digest"), ("boss", "digest")}
    assert {one["owner"] for one in rows(store, tables.outbox, "id")[0]["payload"]["row"]["top"]} == {"Mei"}
