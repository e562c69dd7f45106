"""Whom the rules ask: against a plain reference, through two steps, in the name of who is away, by sixteen at once."""

import multiprocessing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations_made import NOW, RULES, at, candidates, evaluation, requisition, rows, total
from test_orders import DEARER

from operations import tables
from operations.edits import change_quantity
from operations.errors import ChangedSinceSeen, IllegalTransition, NotAllowedToDecide
from operations.reconcile import reconcile
from operations.requisitions import approve, get, pending, reject, release
from operations.rights import delegate_of, may_decide
from operations.routing import ApprovalRule, RuleSet, asked, waiting_step
from operations.rule_versions import apply, roll_back
from operations.store import Store
from tandem.approval_settings import Approver, Away

NUMBER = "REQ-000001"
PEOPLE = (
    Approver(name="Ana"),
    Approver(name="Bo", limit=Decimal(100)),
    Approver(name="Cy"),
    Approver(name="Di"),
)
ON = date(2026, 10, 31)


def rule(step: int = 1, approvers: str = "Ana", row: int = 2, **others: Any) -> ApprovalRule:
    """A rule about everything, changed by `others`."""
    named = dict.fromkeys(("category", "location_code", "supplier_code"), "")
    bounds = dict.fromkeys(("min_amount", "max_amount", "hours", "escalate_to"))
    return ApprovalRule(
        **{"row": row, "step": step, "approvers": tuple(approvers.split(";")), **named, **bounds, **others}
    )


TWO = RuleSet("two", (rule(approvers="Ana;Cy"), rule(2, "Di;Cy", row=3)))


def plan(
    store: Store, hour: float = 0, quantity: str = "60", people: tuple[Approver, ...] = PEOPLE, **others: Any
) -> None:
    """One cycle that asks for `quantity`."""
    rules = replace(RULES, approvers=people)
    reconcile(store, evaluation(hour), candidates(requisition(quantity=quantity, **others)), rules, at(hour))


@pytest.fixture
def asked_twice(store: Store) -> Store:
    """A store with one requisition of 110.25 EUR that waits for the first of two steps."""
    apply(store, TWO, "Di", "two pairs of eyes", NOW)
    plan(store)
    return store


AMOUNTS = st.none() | st.decimals(0, 400, places=0)
NAMES = st.sampled_from(["", "Tents", "tents", "Stoves"])
RULE = st.builds(
    rule,
    step=st.integers(1, 3),
    approvers=st.sampled_from(["Ana", "Bo", "Ana;Cy"]),
    row=st.integers(2, 99),
    min_amount=AMOUNTS,
    max_amount=AMOUNTS,
    category=NAMES,
    location_code=st.sampled_from(["", "WH1", "WH2"]),
    supplier_code=st.sampled_from(["", "nordic"]),
)


def _reference(rules: list[ApprovalRule], subject: dict[str, Any]) -> list[tuple[int, int]]:
    """(step, row), the other way round: a table of steps, filled from the last row up."""
    taken: dict[int, int] = {}
    amount = Decimal("Infinity") if subject["base_amount"] is None else subject["base_amount"]
    for one in reversed(rules):
        low = Decimal(0) if one.min_amount is None else one.min_amount
        wanted = {name: getattr(one, name).lower() for name in ("category", "location_code", "supplier_code")}
        is_named = all(value in ("", str(subject[name] or "").lower()) for name, value in wanted.items())
        if is_named and amount >= low and (one.max_amount is None or amount < one.max_amount):
            taken[one.step] = one.row
    return sorted(taken.items())


SUBJECT = st.fixed_dictionaries(
    {
        "base_amount": AMOUNTS,
        "category": NAMES,
        "location_code": st.sampled_from(["WH1", "WH2", "WH3"]),
        "supplier_code": st.sampled_from([None, "NORDIC"]),
    }
)


@given(st.lists(RULE, max_size=8, unique_by=lambda one: one.row), SUBJECT)
def test_the_first_row_of_each_step_that_fits_is_taken(rules: list[ApprovalRule], subject: dict[str, Any]) -> None:
    route = RuleSet("v", tuple(rules)).route(subject, NOW)
    found = [(step["step"], step["row"]) for step in route["steps"]] if route else []
    assert found == _reference(rules, subject)
    assert RuleSet.of_json("v", RuleSet("v", tuple(rules)).as_json()).rules == tuple(rules)


@given(RULE, RULE, SUBJECT)
def test_a_row_that_takes_all_of_another_leaves_it_nothing(
    one: ApprovalRule, other: ApprovalRule, subject: dict[str, Any]
) -> None:
    if one.takes_all_of(other) and other.covers(subject):
        assert one.covers(subject)


def test_two_steps_are_two_decisions_each_an_event_and_a_message(asked_twice: Store) -> None:
    with pytest.raises(NotAllowedToDecide, match=r"waits for Ana, Cy \(step 1 of 2\); Di is not asked"):
        approve(asked_twice, NUMBER, "Di", PEOPLE, None, at(1))
    first = approve(asked_twice, NUMBER, "Ana", PEOPLE, "fits", at(1), channels=RULES.channels, write_back_to="erp")
    assert (first.state, first.is_repeat) == ("pending", False)
    assert first.sentence == f"{NUMBER}: step 1 of 2 is approved by Ana. It waits for Di, Cy (step 2 of 2)."
    found = get(asked_twice, NUMBER)
    assert (found["state"], found["revision"], found["decided_at"]) == ("pending", 2, None)
    last = found["events"][-1]
    told = (last["actor"], last["happened_at"], last["to_state"], last["why"], last["changes"])
    assert told == ("Ana", at(1), "pending", "fits", {"step": "1 of 2"})
    assert [item["kind"] for item in rows(asked_twice, tables.outbox, "id")] == ["requisition", "requisition"]
    shown = rows(asked_twice, tables.outbox, "id")[-1]["payload"]["row"]
    assert (shown["step"], shown["steps"], shown["asked"]) == (2, 2, ["Di", "Cy"])
    assert shown["steps_decided"] == [{"decided_by": "Ana", "in_name_of": "Ana"}]
    second = approve(asked_twice, NUMBER, "Di", PEOPLE, None, at(2), channels=RULES.channels, write_back_to="erp")
    assert second.state == "approved"
    assert get(asked_twice, NUMBER)["events"][-1]["changes"] == {"step": "2 of 2"}
    assert [item["kind"] for item in rows(asked_twice, tables.outbox, "id")][2:] == [
        "requisition_decided",
        "erp_requisition",
    ]


def test_a_rejection_at_any_step_ends_it(asked_twice: Store) -> None:
    approve(asked_twice, NUMBER, "Ana", PEOPLE, None, at(1))
    with pytest.raises(NotAllowedToDecide, match="is not asked"):
        reject(asked_twice, NUMBER, "Bo", PEOPLE, None, at(2))
    assert reject(asked_twice, NUMBER, "Cy", PEOPLE, "too dear", at(2)).state == "rejected"


def test_pressing_again_is_a_repeat_and_never_the_next_step(asked_twice: Store) -> None:
    approve(asked_twice, NUMBER, "Cy", PEOPLE, None, at(1), expected_revision=1)
    again = approve(asked_twice, NUMBER, "Cy", PEOPLE, None, at(2), expected_revision=1)
    assert again.is_repeat
    assert again.sentence == (
        f"{NUMBER}: step 1 of 2 was already approved by Cy at 2026-10-31 07:01 UTC. It waits for Di, Cy (step 2 of 2)."
    )
    with pytest.raises(ChangedSinceSeen):
        approve(asked_twice, NUMBER, "Di", PEOPLE, None, at(2), expected_revision=1)
    with pytest.raises(NotAllowedToDecide, match=r"Cy has decided an earlier step .* another approver decides: Di"):
        approve(asked_twice, NUMBER, "Cy", PEOPLE, None, at(2), expected_revision=2)
    assert get(asked_twice, NUMBER)["revision"] == 2


def test_who_alone_is_asked_in_both_steps_decides_both(store: Store) -> None:
    apply(store, RuleSet("v", (rule(), rule(2, row=3))), "Di", "", NOW)
    plan(store)
    assert approve(store, NUMBER, "Ana", PEOPLE, None, at(1), expected_revision=1).state == "pending"
    assert approve(store, NUMBER, "Ana", PEOPLE, None, at(2), expected_revision=2).state == "approved"


def test_where_no_row_fits_any_approver_decides(store: Store) -> None:
    apply(store, RuleSet("v", (rule(approvers="Di", min_amount=Decimal("110.26")),)), "Di", "", NOW)
    plan(store)
    assert approve(store, NUMBER, "Cy", PEOPLE, None, at(1)).state == "approved"


def test_bounds_include_the_first_and_exclude_the_second(store: Store) -> None:
    exact = Decimal("110.25")
    below, above = rule(approvers="Cy", max_amount=exact), rule(approvers="Di", row=3, min_amount=exact)
    apply(store, RuleSet("v", (below, above)), "Di", "", NOW)
    plan(store)
    assert asked(waiting_step(get(store, NUMBER)) or {}) == ["Di"]


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (PEOPLE, "asks Bo (step 1 of 1), and Bo may decide up to 100 while the amount of REQ-000001 is 110.25 EUR."),
        (PEOPLE[:1], "asks Bo (step 1 of 1), and Bo is not among `approvers` of the company file."),
    ],
)
def test_a_rule_whose_people_cannot_decide_holds_and_says_so(
    store: Store, people: tuple[Approver, ...], sentence: str
) -> None:
    apply(store, RuleSet("v", (rule(approvers="Bo"),)), "Di", "", NOW)
    for hour in (0, 1):
        plan(store, hour, people=people)
        found = get(store, NUMBER)
        assert (found["state"], found["revision"]) == ("held", 1)
        assert (
            found["hold_reason"]
            == f"Row 2 of the approval rules {sentence} Change the rules, the limits or the quantity."
        )
    with pytest.raises(IllegalTransition, match="is held and cannot be approved"):
        approve(store, NUMBER, "Ana", people, None, at(2))
    with pytest.raises(IllegalTransition, match="cannot be released: Row 2"):
        release(store, NUMBER, "Ana", people, None, at(2))
    apply(store, RuleSet("w", (rule(approvers="Ana"),)), "Di", "", at(2))
    plan(store, 3, people=people)
    assert get(store, NUMBER)["state"] == "pending"


def test_nobody_approves_their_own_quantity_where_rules_ask(asked_twice: Store) -> None:
    approve(asked_twice, NUMBER, "Ana", PEOPLE, None, at(1))
    change_quantity(asked_twice, NUMBER, Decimal(48), "Cy", PEOPLE, "less", at(2))
    found = get(asked_twice, NUMBER)
    assert waiting_step(found)["step"] == 1, "another quantity is asked from the first step"  # type: ignore[index]
    with pytest.raises(NotAllowedToDecide, match=r"Cy changed the quantity of .* another approver decides: Ana"):
        approve(asked_twice, NUMBER, "Cy", PEOPLE, None, at(3))
    approve(asked_twice, NUMBER, "Ana", PEOPLE, None, at(3))
    approve(asked_twice, NUMBER, "Di", PEOPLE, None, at(4))
    assert get(asked_twice, NUMBER)["state"] == "approved"


def test_the_only_one_asked_who_edits_holds_it(store: Store) -> None:
    apply(store, RuleSet("v", (rule(approvers="Di"),)), "Di", "", NOW)
    plan(store)
    said = change_quantity(store, NUMBER, Decimal(48), "Di", PEOPLE, "less", at(1))
    assert said.endswith("and Di changed the quantity. Change the rules, the limits or the quantity.")
    assert get(store, NUMBER)["state"] == "held"
    plan(store, 2)
    assert (get(store, NUMBER)["state"], get(store, NUMBER)["quantity"]) == ("held", 48)


def _away(name: str, delegate: str, first: int = 0, last: int = 0, **others: Any) -> Approver:
    span = Away(from_on=ON + timedelta(first), to_on=ON + timedelta(last), delegate=delegate)
    return Approver(name=name, away=(span,), **others)


def test_a_delegate_decides_in_the_name_of_who_is_away_and_on_those_days_only(store: Store) -> None:
    people = (_away("Ana", "Bo", 0, 1), *PEOPLE[1:])
    apply(store, RuleSet("v", (rule(),)), "Di", "", NOW)
    plan(store, people=people)
    for day in (ON - timedelta(1), ON + timedelta(2)):
        with pytest.raises(NotAllowedToDecide, match="Bo is not asked"):
            approve(store, NUMBER, "Bo", people, None, at(1), on=day)
    approve(store, NUMBER, "Bo", people, None, at(1), on=ON + timedelta(1))  # Ana's limit is what counts
    found = get(store, NUMBER)
    assert (found["decided_by"], found["events"][-1]["actor"]) == ("Bo", "Bo")
    assert found["events"][-1]["changes"] == {"step": "1 of 1", "in_name_of": "Ana"}


def test_messages_say_who_decides_for_who_is_away(store: Store) -> None:
    people = (_away("Ana", "Bo"), PEOPLE[1], _away("Cy", "Di"), PEOPLE[3])
    apply(store, RuleSet("v", (rule(), rule(2, "Cy", row=3))), "Di", "", NOW)
    plan(store, people=people)
    approve(store, NUMBER, "Ana", people, None, at(1), channels=RULES.channels, on=ON)
    told = [item["payload"]["row"]["stand_ins"] for item in rows(store, tables.outbox, "id")]
    assert told == [{"Ana": "Bo"}, {"Cy": "Di"}]


def test_an_order_that_departs_is_asked_in_all_steps_again(asked_twice: Store) -> None:
    approve(asked_twice, NUMBER, "Ana", PEOPLE, None, at(1))
    approve(asked_twice, NUMBER, "Di", PEOPLE, None, at(2))
    rules = replace(RULES, approvers=PEOPLE)
    reconcile(asked_twice, evaluation(3), candidates(), rules, at(3), orders=[DEARER])
    found = get(asked_twice, NUMBER)
    assert (found["state"], asked(waiting_step(found) or {})) == ("changed", ["Ana", "Cy"])
    shown = rows(asked_twice, tables.outbox, "id")[-1]["payload"]["row"]
    assert (shown["step"], shown["asked"]) == (1, ["Ana", "Cy"])
    assert approve(asked_twice, NUMBER, "Cy", PEOPLE, None, at(4)).state == "changed"
    assert approve(asked_twice, NUMBER, "Di", PEOPLE, None, at(5)).state == "approved"


def test_delegates_hold_without_rules_and_do_not_get_around_four_eyes(store: Store) -> None:
    people = (_away("Ana", "Bo"), *PEOPLE[1:3])
    plan(store, people=people)
    change_quantity(store, NUMBER, Decimal(72), "Ana", people, "more", at(1))
    with pytest.raises(NotAllowedToDecide, match="Ana changed the quantity"):
        approve(store, NUMBER, "Bo", people, None, at(2), on=ON)
    change_quantity(store, NUMBER, Decimal(60), "Cy", people, "less", at(3))
    assert approve(store, NUMBER, "Bo", people, None, at(4), on=ON).state == "approved"


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("ABCD")), max_size=4))
def test_a_chain_of_delegates_ends_with_somebody_who_is_there_or_with_nobody(pairs: list[tuple[str, str]]) -> None:
    spans = {name: delegate for name, delegate in pairs if name != delegate}
    people = tuple(_away(name, spans[name]) if name in spans else Approver(name=name) for name in "ABCD")
    for name in "ABCD":
        stand_in = delegate_of(name, people, ON)
        at_, hops = name, 0
        while at_ in spans and hops <= len(spans):
            at_, hops = spans[at_], hops + 1
        assert stand_in == (None if at_ in spans or at_ == name else at_)


@pytest.mark.parametrize("channels", [RULES.channels, {}])
def test_what_changes_little_keeps_the_steps_that_are_decided_and_a_swing_does_not(
    store: Store, channels: dict[str, Any]
) -> None:
    apply(store, TWO, "Di", "", NOW)
    rules = replace(RULES, approvers=PEOPLE, channels=channels)
    waits = []
    for hour, quantity in enumerate(("60", "61", "63", "90")):
        reconcile(store, evaluation(hour), candidates(requisition(quantity=quantity)), rules, at(hour))
        if hour == 0:
            approve(store, NUMBER, "Ana", PEOPLE, None, at(0.5), channels=channels)
        waits.append((waiting_step(get(store, NUMBER)) or {})["step"])
    assert waits == [2, 2, 2, 1]


def test_other_rules_reach_what_waits_with_the_next_evaluation(asked_twice: Store) -> None:
    other = RuleSet("other", (rule(approvers="Di"),))
    assert apply(asked_twice, other, "Ana", "simpler", at(1))
    assert not apply(asked_twice, other, "Ana", "again", at(1))
    assert may_decide(get(asked_twice, NUMBER), "Ana", PEOPLE, ON)
    plan(asked_twice, 2)
    found = get(asked_twice, NUMBER)
    assert (found["revision"], asked(waiting_step(found) or {})) == (2, ["Di"])
    plan(asked_twice, 3)
    assert get(asked_twice, NUMBER)["revision"] == 2
    assert roll_back(asked_twice, None, "Ana", "not simpler", at(3)) == "two"
    plan(asked_twice, 4)
    assert asked(waiting_step(get(asked_twice, NUMBER)) or {}) == ["Ana", "Cy"]


def _press(url: str, by: str, start: Any, told: Any) -> None:
    store = Store(url)
    start.wait(timeout=60)
    decision = approve(store, NUMBER, by, PEOPLE, None, at(2), channels=RULES.channels, write_back_to="erp")
    told.put((decision.state, decision.is_repeat))


@pytest.mark.parametrize("steps_before", [0, 1])
def test_sixteen_press_a_step_at_once_and_one_decides(asked_twice: Store, url: str, steps_before: int) -> None:
    if steps_before:
        approve(asked_twice, NUMBER, "Ana", PEOPLE, None, at(1), channels=RULES.channels)
    asked_twice.close()
    by = ("Ana", "Di")[steps_before]
    context = multiprocessing.get_context("fork")
    start, told = context.Barrier(16), context.Queue()
    presses = [context.Process(target=_press, args=(url, by, start, told)) for _ in range(16)]
    for press in presses:
        press.start()
    answers = [told.get(timeout=60) for _ in presses]
    for press in presses:
        press.join(timeout=60)
    state = ("pending", "approved")[steps_before]
    assert sorted(answers) == [(state, False), *[(state, True)] * 15]
    decided = [event for event in get(asked_twice, NUMBER)["events"] if event["actor"] == by]
    assert len(decided) == 1
    assert total(asked_twice, tables.outbox) == 2 + 2 * steps_before
    assert bool(pending(asked_twice)) is not bool(steps_before)
