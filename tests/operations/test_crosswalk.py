"""Identity in the store: minted once, asked once, decided by people, undone; on both databases."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from operations_made import RULES, candidates, evaluation, requisition
from sqlalchemy import func, select

from identity.decide import Thresholds
from identity.records import Record, mint
from operations.crosswalk import Matched, accept, crosswalk, history, match, queue, reject, undo
from operations.errors import MergeInUse, UnknownRecord
from operations.queue_file import read_queue, write_queue
from operations.reconcile import reconcile
from operations.store import Store
from operations.tables import identity

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
TENT, LAMP = ("erp", "1"), ("erp", "2")


def record(source: str, source_id: str, name: str | None, **said: Any) -> Record:
    root = said.pop("root", (source, source_id) if source == "erp" else None)
    plain: dict[str, Any] = {
        "entity": "product", "code": f"{source}-{source_id}", "second_key": None, "is_declared": name is not None,
        "priority": 1 if source == "erp" else None, "method": "master", "confidence": Decimal(1),
        "hold_reason": None if root else "no member has its code", "pack_factor": None, "decided_by": "rule",
    }  # fmt: skip
    return Record(source=source, source_id=source_id, name=name, root=root, **{**plain, **said})


ERP = [record("erp", "1", "Nordvik Tent Green 2P"), record("erp", "2", "Orbis Lamp LX-350 White")]
NEAR = record("shop", "9", "Lamp LX350, white (Orbis) Lantern")
FAR = record("shop", "8", "Festival Bundle")


def run(store: Store, *records: Record, apply_at: float = 1, queue_at: float = 0.05) -> Matched:
    mine: Mapping[str, Sequence[Record]] = {"product": [*ERP, *records]}
    return match(store, mine, lambda _: Thresholds(apply_at, queue_at), NOW)


def links(store: Store) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["source"], row["source_id"]): row for row in crosswalk(store)}


def test_ids_are_minted_once_and_a_second_run_changes_nothing(store: Store) -> None:
    first = run(store, NEAR, FAR)
    assert (first.linked, first.held, first.minted, first.queued) == (2, 2, 2, 1)
    again = run(store, NEAR, FAR)
    assert (again.minted, again.changed, again.queued) == (0, 0, 1)
    assert links(store)[TENT]["conformed_id"] == mint("product", TENT)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(identity)) == 2


def test_above_the_threshold_a_name_is_enough_and_stays(store: Store) -> None:
    run(store, NEAR, FAR, apply_at=0.06)
    found = links(store)[NEAR.key]
    assert (found["conformed_id"], found["method"]) == (mint("product", LAMP), "name")
    assert links(store)[FAR.key]["hold_reason"] == "no member has its code"
    assert run(store, NEAR, FAR, apply_at=0.06).changed == 0


def test_accepted_is_linked_by_who_said_so(store: Store) -> None:
    run(store, NEAR)
    (asked,) = queue(store)
    assert links(store)[NEAR.key]["hold_reason"].startswith("waits in the match queue: perhaps erp-2 Orbis Lamp")
    said = accept(store, asked["id"], None, "anna", NOW, Decimal(12))
    assert "is erp-2" in said
    run(store, NEAR)
    found = links(store)[NEAR.key]
    assert (found["conformed_id"], found["method"], found["decided_by"]) == (mint("product", LAMP), "manual", "anna")
    assert found["pack_factor"] == 12
    assert [row["what"] for row in history(store, *NEAR.key)] == ["proposed", "accepted", "relinked"]


def test_a_decision_is_taken_once(store: Store) -> None:
    run(store, NEAR)
    (asked,) = queue(store)
    reject(store, asked["id"], "anna", NOW)
    with pytest.raises(UnknownRecord, match="rejected already by anna"):
        accept(store, asked["id"], None, "ben", NOW)
    with pytest.raises(UnknownRecord, match="no proposal 999"):
        accept(store, 999, None, "ben", NOW)


def test_rejected_is_not_proposed_again(store: Store) -> None:
    run(store, NEAR)
    reject(store, queue(store)[0]["id"], "anna", NOW, "another lamp")
    assert run(store, NEAR).queued == 0
    assert run(store, NEAR).changed == 0
    assert links(store)[NEAR.key]["conformed_id"] is None


def test_another_code_than_offered_is_refused_in_words(store: Store) -> None:
    run(store, NEAR)
    with pytest.raises(UnknownRecord, match="offers erp-2, not erp-1"):
        accept(store, queue(store)[0]["id"], "erp-1", "anna", NOW)


def test_an_undone_merge_is_its_own_again(store: Store) -> None:
    """A second master's record was merged by its code; taken out, it has an id of its own, for good."""
    merged = record("old", "7", "Tent", priority=2, root=TENT, method="code")
    run(store, merged)
    assert links(store)[merged.key]["conformed_id"] == mint("product", TENT)
    undo(store, "product", *merged.key, "anna", NOW)
    run(store, merged)
    assert links(store)[merged.key]["conformed_id"] == mint("product", merged.key)
    assert run(store, merged).changed == 0
    assert [row["what"] for row in history(store, *merged.key)] == ["undone", "relinked"]


def test_an_undone_name_is_held_and_says_why(store: Store) -> None:
    run(store, NEAR, apply_at=0.06)
    undo(store, "product", *NEAR.key, "anna", NOW)
    run(store, NEAR, apply_at=0.06)
    assert links(store)[NEAR.key]["conformed_id"] is None


def test_a_merge_that_requisitions_rest_on_is_not_undone(store: Store) -> None:
    merged = record("shop", "7", "Tent", root=TENT, method="code", hold_reason=None)
    run(store, merged)
    need = requisition(product_id=mint("product", TENT))
    reconcile(store, evaluation(), candidates(need), RULES, NOW)
    with pytest.raises(MergeInUse, match="REQ-000001"):
        undo(store, "product", *merged.key, "anna", NOW)
    assert "taken out" in undo(store, "product", *merged.key, "anna", NOW, anyway=True)


def test_what_is_merged_with_nothing_cannot_be_undone(store: Store) -> None:
    run(store)
    with pytest.raises(UnknownRecord, match="merged with nothing"):
        undo(store, "product", *TENT, "anna", NOW)


def test_two_steps_at_once_mint_one_id_each(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: run(store, NEAR, FAR), range(4)))
    assert len(links(store)) == 4
    assert len(queue(store)) == 1


def test_the_queue_goes_out_as_csv_and_comes_back(store: Store, tmp_path: Path) -> None:
    run(store, NEAR)
    file = tmp_path / "queue.csv"
    assert write_queue(store, file) == 1
    text = file.read_text("utf-8-sig")
    number = str(queue(store)[0]["id"])
    head, line = text.splitlines()
    filled = f"{line[:-2]},erp-2,12"
    wrong = "\n".join([head, filled, "x" + filled[len(number) :], f"999{filled[len(number) :]}"])
    file.write_text(wrong, "utf-8-sig")
    taken, refused = read_queue(store, file, "anna", NOW)
    assert len(taken) == 1
    assert [sentence.split(": ", 2)[1] for sentence in refused] == ["row 3", "row 4"]
    assert read_queue(store, file, "ben", NOW)[1][0].endswith("accepted already by anna; nothing was changed.")


def test_a_code_that_went_to_another_product_is_asked_about_and_held(store: Store) -> None:
    sold = record("shop", "7", "Tent", code="T-1", root=TENT, method="code")
    run(store, sold)
    assert links(store)[sold.key]["conformed_id"] == mint("product", TENT)
    moved = replace(sold, root=LAMP)
    for _ in range(2):
        done = run(store, moved)
        link = links(store)[sold.key]
        assert link["conformed_id"] is None
        assert "belonged to Nordvik Tent Green 2P and now belongs to Orbis Lamp" in link["hold_reason"]
    assert (done.changed, done.queued) == (0, 1)
    (asked,) = queue(store)
    assert [c["conformed_id"] for c in asked["candidates"]] == [mint("product", LAMP), mint("product", TENT)]
    accept(store, asked["id"], "erp-1", "wang.fang", NOW)
    run(store, moved)
    assert links(store)[sold.key]["conformed_id"] == mint("product", TENT)
    assert queue(store) == []


def test_a_code_that_comes_back_is_held_no_longer(store: Store) -> None:
    sold = record("shop", "7", "Tent", code="T-1", root=TENT, method="code")
    run(store, sold)
    run(store, replace(sold, root=LAMP))
    run(store, sold)
    assert links(store)[sold.key]["conformed_id"] == mint("product", TENT)
    assert queue(store) == []


def test_a_record_with_another_code_than_before_is_not_asked_about(store: Store) -> None:
    sold = record("shop", "7", "Tent", code="T-1", root=TENT, method="code")
    run(store, sold)
    run(store, replace(sold, code="L-1", root=LAMP))
    assert links(store)[sold.key]["conformed_id"] == mint("product", LAMP)
