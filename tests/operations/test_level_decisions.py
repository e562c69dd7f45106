"""Changes of levels that wait are decided once, by who may, and the attempt is on record."""

from decimal import Decimal
from typing import Any

import pytest
from operations_made import APPROVERS, RULES, at, evaluation, rows, shortage, total

from operations import tables
from operations.errors import IllegalTransition, NotAllowedToDecide
from operations.level_decisions import State, decide, decided_on
from operations.reconcile import reconcile
from operations.store import Store
from tandem.settings import Approver


def change(**others: Any) -> dict[str, Any]:
    """A row of `marts.fct_level_changes`, as DuckDB gives it."""
    return {
        "product_id": "P1", "product_code": "SKU-1", "location_id": "L1", "location_code": "WH1", "plan_version": "v1",
        "old_safety_stock": None, "old_reorder_point": 20.0, "old_order_up_to": 30.0, "new_safety_stock": 10.1234567,
        "new_reorder_point": 40.0, "new_order_up_to": 60.0, "change_amount": 90.0, "base_currency": "EUR", **others,
    }  # fmt: skip


def press(
    store: Store, state: State, by: str = "Ana", reason: str | None = None, hour: float = 0, **others: Any
) -> Any:
    return decide(store, change(**others), state, by, APPROVERS, reason, at(hour))


def test_an_approval_is_stored_once_with_what_was_approved(store: Store) -> None:
    first, again = press(store, "approved", reason="season"), press(store, "approved", by="Bo", hour=1)
    assert first.sentence == (
        "The change of SKU-1 at WH1 is approved by Ana: order up to 60 in place of 30, from the next plan on."
    )
    assert (first.is_repeat, again.is_repeat, again.by, again.at) == (False, True, "Ana", at(0))
    (row,) = rows(store, tables.level_decision)
    assert (row["state"], row["decided_by"], row["reason"], row["plan_version"]) == ("approved", "Ana", "season", "v1")
    assert (row["old_safety_stock"], row["new_safety_stock"]) == (None, Decimal("10.123457"))
    assert [(one["actor"], one["is_allowed"]) for one in rows(store, tables.audit, "id")] == [
        ("Ana", True),
        ("Bo", True),
    ]


@pytest.mark.parametrize(
    ("by", "amount", "said"),
    [
        ("Eve", 1.0, "Eve may not decide on the change of SKU-1 at WH1: not among `approvers`"),
        ("Bo", 100.01, "Bo may decide up to 100; the amount of the change of SKU-1 at WH1 is 100.01 EUR."),
        ("Bo", float("nan"), "is not known in base currency"),
    ],
)
def test_who_may_not_decide_is_refused_and_on_record(store: Store, by: str, amount: float, said: str) -> None:
    with pytest.raises(NotAllowedToDecide) as refused:
        press(store, "approved", by=by, change_amount=amount)
    assert said in str(refused.value)
    assert total(store, tables.level_decision) == 0
    (noted,) = rows(store, tables.audit)
    assert (noted["what"], noted["is_allowed"]) == ("level change approved", False)


def test_a_rejection_needs_a_reason_and_may_be_taken_back(store: Store) -> None:
    with pytest.raises(IllegalTransition, match="give one with --reason"):
        press(store, "rejected")
    assert press(store, "rejected", reason="one-off").sentence.startswith(
        "The change of SKU-1 at WH1 is rejected by Ana; the old levels stay"
    )
    assert press(store, "approved", by="Bo", hour=1).state == "approved"
    with pytest.raises(IllegalTransition, match="was approved by Bo at 2026-10-31 07:01 UTC and cannot be rejected"):
        press(store, "rejected", reason="no", hour=2)
    (known,) = decided_on(store, [change()])
    assert (known["decision"], known["decided_by"]) == ("approved", "Bo")


def test_another_change_of_the_same_item_is_decided_anew(store: Store) -> None:
    press(store, "approved")
    assert not press(store, "rejected", reason="too much", new_order_up_to=90.0).is_repeat
    asked = [change(), change(new_order_up_to=90.0), change(product_id="P2")]
    assert [row["decision"] for row in decided_on(store, asked)] == [None, "rejected", None]


def test_a_press_that_dies_half_way_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("operations.level_decisions.note_attempt", die)
        with pytest.raises(RuntimeError):
            press(store, "approved")
    assert (total(store, tables.level_decision), total(store, tables.audit)) == (0, 0)
    assert not press(store, "approved").is_repeat


def test_approvers_without_limit_decide_on_unknown_amounts(store: Store) -> None:
    said = decide(store, change(change_amount=None), "approved", "Cy", (Approver(name="Cy"),), None, at(0))
    assert said.state == "approved"


def test_the_alert_of_another_change_opens_although_the_last_was_just_answered(store: Store) -> None:
    def found(hour: float, *levels: float) -> Any:
        said = {"kind": "review_rule", "candidate_key": "review_rule|levels|P1|L1", "signal": "levels"}
        alerts = [{**shortage("P1"), **said, "usual_level": 30.0, "recent_level": level} for level in levels]
        return reconcile(store, evaluation(hour), {"review_rule": alerts}, RULES, at(hour))

    assert found(0, 60.0).opened == ("review_rule|levels|P1|L1",)
    assert found(1).closed == ("review_rule|levels|P1|L1",)
    assert found(2, 3.0).opened == ("review_rule|levels|P1|L1",)
