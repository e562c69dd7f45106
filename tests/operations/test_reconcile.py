"""Candidates become requisitions, alerts and messages once, and only once."""

import pytest
from operations_made import RULES, at, candidates, evaluation, excess, requisition, rows, shortage, total

from operations import tables
from operations.errors import BadCandidate
from operations.reconcile import Rules, reconcile
from operations.requisitions import get
from operations.store import Store


def test_one_short_and_one_excess_make_exactly_one_alert_each(store: Store) -> None:
    outcome = reconcile(store, evaluation(), candidates(shortage("P1"), excess("P2")), RULES, at(0))
    assert sorted(outcome.opened) == ["excess|P2|L1", "shortage|P1|L1"]
    assert [(row["kind"], row["state"]) for row in rows(store, tables.alert, "kind")] == [
        ("excess", "open"),
        ("shortage", "open"),
    ]


def test_a_need_becomes_a_pending_requisition_with_its_arithmetic(store: Store) -> None:
    outcome = reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    assert outcome.requisitions == ("REQ-000001",)
    found = get(store, "REQ-000001")
    assert (found["state"], found["need_key"], found["episode"]) == ("pending", "requisition|P1|L1", 1)
    assert str(found["quantity"]) == "60"
    assert str(found["base_amount"]) == "110.25"
    assert found["product_name"] == "爆款A"
    assert found["arithmetic"]["reorder_point"] == "50"
    assert found["arithmetic"].keys() == requisition().keys()
    assert [(event["from_state"], event["to_state"]) for event in found["events"]] == [("proposed", "pending")]


def test_running_again_adds_nothing(store: Store) -> None:
    given = candidates(requisition(), shortage(), excess())
    reconcile(store, evaluation(), given, RULES, at(0))
    before = {table: total(store, table) for table in tables.metadata.tables.values()}
    again = reconcile(store, evaluation(), given, RULES, at(0.5))
    assert (again.opened, again.updated, again.closed, again.messages, again.unchanged) == ((), (), (), 0, 3)
    assert {table: total(store, table) for table in tables.metadata.tables.values()} == before
    later = reconcile(store, evaluation(1), given, RULES, at(1))
    assert (later.opened, later.updated, later.messages) == ((), (), 0)


def test_a_dry_run_tells_and_keeps_nothing(store: Store) -> None:
    given = candidates(requisition(), shortage())
    told = reconcile(store, evaluation(), given, RULES, at(0), dry_run=True)
    assert (len(told.requisitions), len(told.opened)) == (1, 2)
    assert {table.name: total(store, table) for table in tables.metadata.tables.values() if total(store, table)} == {}
    assert reconcile(store, evaluation(), given, RULES, at(0)).requisitions == told.requisitions


def test_the_first_evaluation_makes_one_digest_then_single_messages(store: Store) -> None:
    many = [shortage(f"P{n}") for n in range(30)]
    first = reconcile(store, evaluation(), candidates(*many, excess()), RULES, at(0))
    assert first.digests == ("buying",)
    items = rows(store, tables.outbox, "id")
    assert [(item["channel"], item["kind"]) for item in items] == [("buying", "digest"), ("sales-zh", "excess")]
    digest = items[0]["payload"]["row"]
    assert (digest["total"], digest["counts"], len(digest["top"])) == (31, {"excess": 1, "shortage": 30}, 10)
    assert digest["is_first"] is True
    second = reconcile(store, evaluation(1), candidates(*many, excess(), shortage("new")), RULES, at(1))
    assert (second.digests, second.messages) == ((), 1)
    assert rows(store, tables.outbox, "id")[-1]["dedupe_key"] == "buying|shortage|shortage|new|L1|1|1"


def test_a_flood_later_is_a_digest_and_the_limit_itself_is_not(store: Store) -> None:
    reconcile(store, evaluation(), candidates(), RULES, at(0))
    ten = [shortage(f"P{n}") for n in range(10)]
    assert reconcile(store, evaluation(1), candidates(*ten), RULES, at(1)).messages == 10
    eleven = [shortage(f"Q{n}") for n in range(11)]
    flood = reconcile(store, evaluation(2), candidates(*ten, *eleven), RULES, at(2))
    assert (flood.digests, flood.messages, len(flood.opened)) == (("buying",), 1, 11)


def test_no_requisition_from_stale_data_until_it_is_fresh(store: Store) -> None:
    stale = requisition(is_stale=True, stale_sources="erp")
    outcome = reconcile(store, evaluation(stale_sources="erp"), candidates(stale), RULES, at(0))
    assert (outcome.opened, outcome.held, outcome.messages) == ((), ("requisition|P1|L1",), 0)
    found = get(store, "REQ-000001")
    assert found["state"] == "held"
    assert "erp" in found["hold_reason"]
    fresh = reconcile(store, evaluation(1), candidates(requisition()), RULES, at(1))
    assert (fresh.updated, fresh.messages) == (("requisition|P1|L1",), 1)
    assert get(store, "REQ-000001")["state"] == "pending"


def test_stale_data_revises_nothing(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    stale = requisition(quantity="600", is_stale=True, stale_sources="erp")
    reconcile(store, evaluation(1, stale_sources=["erp"]), candidates(stale), RULES, at(1))
    assert str(get(store, "REQ-000001")["quantity"]) == "60"
    assert get(store, "REQ-000001")["state"] == "pending"


def test_an_alert_from_stale_data_says_so(store: Store) -> None:
    reconcile(store, evaluation(), candidates(), RULES, at(0))
    stale = shortage(is_stale=True, stale_sources="erp")
    reconcile(store, evaluation(1, stale_sources="erp"), candidates(stale), RULES, at(1))
    assert rows(store, tables.alert)[0]["is_stale"] is True
    said = rows(store, tables.outbox)[0]["payload"]["row"]
    assert (said["is_stale"], said["stale_sources"]) == (True, "erp")


def test_a_held_requisition_says_why_and_goes_on_when_the_reason_is_gone(store: Store) -> None:
    held = requisition(hold_reason="14 months of cover")
    assert reconcile(store, evaluation(), candidates(held), RULES, at(0)).held == ("requisition|P1|L1",)
    assert get(store, "REQ-000001")["hold_reason"] == "14 months of cover"
    reconcile(store, evaluation(1), candidates(requisition()), RULES, at(1))
    found = get(store, "REQ-000001")
    assert (found["state"], found["hold_reason"], found["revision"]) == ("pending", None, 2)


def test_a_changed_quantity_is_an_event_and_only_a_swing_is_said_again(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition(quantity="100")), RULES, at(0))
    small = reconcile(store, evaluation(1), candidates(requisition(quantity="104")), RULES, at(1))
    assert (len(small.updated), small.messages) == (1, 0)
    change = get(store, "REQ-000001")["events"][-1]["changes"]
    assert change["quantity"] == ["100", "104"]
    large = reconcile(store, evaluation(2), candidates(requisition(quantity="106")), RULES, at(2))
    assert large.messages == 1, "small steps add up: 106 against the announced 100"
    found = get(store, "REQ-000001")
    assert (str(found["quantity"]), found["revision"]) == ("106", 3)
    assert [row["revision"] for row in rows(store, tables.arithmetic, "revision")] == [1, 2, 3]


@pytest.mark.parametrize(
    "run",
    [
        evaluation(1, is_complete=False),
        evaluation(1, stale_sources="erp"),
    ],
    ids=["incomplete", "stale"],
)
def test_nothing_closes_on_incomplete_or_stale_data(store: Store, run: object) -> None:
    reconcile(store, evaluation(), candidates(requisition(), shortage()), RULES, at(0))
    outcome = reconcile(store, run, candidates(), RULES, at(1))  # type: ignore[arg-type]
    assert outcome.closed == ()
    assert rows(store, tables.alert)[0]["state"] == "open"
    assert get(store, "REQ-000001")["state"] == "pending"


def test_a_stale_source_elsewhere_does_not_keep_an_alert_whose_sources_are_known(store: Store) -> None:
    reconcile(store, evaluation(), candidates(shortage("P1", sources="wms"), shortage("P2")), RULES, at(0))
    outcome = reconcile(store, evaluation(1, stale_sources="erp"), candidates(), RULES, at(1))
    assert outcome.closed == ("shortage|P1|L1",)


def test_a_kind_that_was_not_evaluated_is_left_alone(store: Store) -> None:
    reconcile(store, evaluation(), candidates(shortage(), excess()), RULES, at(0))
    assert reconcile(store, evaluation(1), {"cnd_shortage": []}, RULES, at(1)).closed == ("shortage|P1|L1",)


def test_what_is_gone_closes_and_says_so(store: Store) -> None:
    reconcile(store, evaluation(), candidates(), RULES, at(0))
    reconcile(store, evaluation(1), candidates(requisition(), shortage()), RULES, at(1))
    outcome = reconcile(store, evaluation(2), candidates(), RULES, at(2))
    assert sorted(outcome.closed) == ["requisition|P1|L1", "shortage|P1|L1"]
    assert get(store, "REQ-000001")["state"] == "withdrawn"
    kinds = [item["kind"] for item in rows(store, tables.outbox, "id")]
    assert sorted(kinds) == ["alert_closed", "requisition", "requisition_decided", "shortage"]


def test_a_small_swing_does_not_reopen_a_large_one_is_the_next_episode(store: Store) -> None:
    reconcile(store, evaluation(), candidates(shortage(), requisition()), RULES, at(0))
    reconcile(store, evaluation(1), candidates(), RULES, at(1))
    near = (shortage(available="48"), requisition(inventory_position="48"))
    swing = reconcile(store, evaluation(2), candidates(*near), RULES, at(2))
    assert (swing.opened, len(swing.suppressed)) == ((), 2)
    far = (shortage(available="40"), requisition(inventory_position="40"))
    again = reconcile(store, evaluation(3), candidates(*far), RULES, at(3))
    assert len(again.opened) == 2
    assert [(row["episode"], row["state"]) for row in rows(store, tables.alert, "episode")] == [
        (1, "closed"),
        (2, "open"),
    ]
    assert get(store, "REQ-000002")["episode"] == 2


def test_a_small_swing_that_stays_is_not_forgotten(store: Store) -> None:
    reconcile(store, evaluation(), candidates(shortage()), RULES, at(0))
    reconcile(store, evaluation(1), candidates(), RULES, at(1))
    near = candidates(shortage(available="49"))
    assert reconcile(store, evaluation(24), near, RULES, at(24)).opened == ()
    assert reconcile(store, evaluation(24 * 8), near, RULES, at(24 * 8)).opened == ("shortage|P1|L1",)


def test_an_open_alert_is_said_again_only_when_it_is_worse(store: Store) -> None:
    reconcile(store, evaluation(), candidates(), RULES, at(0))
    reconcile(store, evaluation(1), candidates(shortage(), excess()), RULES, at(1))
    same = reconcile(store, evaluation(2), candidates(shortage(available="3"), excess(quantity="450")), RULES, at(2))
    assert same.messages == 0
    assert {row["numbers"]["available_qty"] for row in rows(store, tables.alert) if row["kind"] == "shortage"} == {"3"}
    worse = candidates(shortage(available="1", severity="high"), excess(quantity="530"))
    assert reconcile(store, evaluation(3), worse, RULES, at(3)).messages == 3


def test_without_any_complete_evaluation_only_the_first_is_a_digest(store: Store) -> None:
    part = {"is_complete": False, "stale_sources": "erp"}
    one = (shortage("P1"), shortage("P2"))
    assert reconcile(store, evaluation(0, **part), candidates(*one), RULES, at(0)).digests == ("buying",)
    two = (*one, shortage("P3"), shortage("P4"))
    assert reconcile(store, evaluation(1, **part), candidates(*two), RULES, at(1)).messages == 2
    three = (*two, shortage("P5"), shortage("P6"))
    assert reconcile(store, evaluation(2), candidates(*three), RULES, at(2)).digests == ("buying",)


def test_an_older_evaluation_changes_nothing(store: Store) -> None:
    reconcile(store, evaluation(2), candidates(shortage()), RULES, at(2))
    outcome = reconcile(store, evaluation(1), candidates(excess()), RULES, at(3))
    assert outcome.outdated is not None
    assert "run-2" in outcome.outdated
    assert [row["kind"] for row in rows(store, tables.alert)] == ["shortage"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (requisition(candidate_key=None), "candidate_key is empty"),
        (requisition(quantity="0"), "not above 0"),
        (requisition(quantity="-3"), "not above 0"),
        (requisition(product_id=None), "product_id is empty"),
    ],
)
def test_a_bad_candidate_is_refused_and_nothing_is_stored(store: Store, row: dict[str, object], word: str) -> None:
    with pytest.raises(BadCandidate, match=word):
        reconcile(store, evaluation(), candidates(shortage(), row), RULES, at(0))
    assert total(store, tables.alert) == 0


def test_the_same_key_twice_is_refused(store: Store) -> None:
    with pytest.raises(BadCandidate, match="twice"):
        reconcile(store, evaluation(), candidates(shortage(), shortage()), RULES, at(0))


def test_without_channels_rows_are_kept_and_nothing_is_sent(store: Store) -> None:
    assert reconcile(store, evaluation(), candidates(requisition(), shortage()), Rules(), at(0)).messages == 0
    assert total(store, tables.alert) == 1
