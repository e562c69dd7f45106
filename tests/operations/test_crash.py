"""A process that is killed at any statement leaves nothing half; running again gives the same rows."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from operations_made import APPROVERS, NOW, RULES, at, candidates, evaluation, excess, requisition, rows, shortage
from sqlalchemy import event
from test_orders import CANCELLED, DEARER
from test_routing import rule

from operations import tables
from operations.chase import Patience, chase
from operations.outbox import Outbox
from operations.reconcile import Evaluation, reconcile
from operations.requisitions import approve
from operations.routing import RuleSet
from operations.rule_versions import apply
from operations.states import OPEN
from operations.store import Store
from tandem.approval_settings import Approvals

Step = Callable[[Store], object]
STEPS = RuleSet("steps", (rule(), rule(2, row=3)))
ROUNDS: tuple[Step, ...] = (
    lambda store: reconcile(store, evaluation(), candidates(requisition(), shortage("P9")), RULES, at(0)),
    lambda store: reconcile(
        store, evaluation(1), candidates(requisition(quantity="90"), requisition("P2"), excess()), RULES, at(1)
    ),
    lambda store: approve(store, "REQ-000001", "Ana", APPROVERS, None, at(1.5), channels=RULES.channels),
    lambda store: reconcile(store, evaluation(2), candidates(), RULES, at(2), orders=[DEARER]),
    lambda store: reconcile(store, evaluation(3), candidates(requisition()), RULES, at(3), orders=[CANCELLED]),
    lambda store: apply(store, STEPS, "Ana", "two steps", at(3)),
    lambda store: reconcile(store, evaluation(4), candidates(requisition("P3")), RULES, at(4)),
    lambda store: approve(store, "REQ-000004", "Ana", APPROVERS, None, at(5), channels=RULES.channels),
    lambda store: chase(store, Patience(Approvals(expire_after_days=1), "UTC", RULES.channels), at(40)),
)


def _content(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, without the ids that a sequence may skip."""
    return {
        name: [
            {column: value for column, value in row.items() if column != "id"}
            for row in rows(store, table, *(column.name for column in table.primary_key))
        ]
        for name, table in tables.metadata.tables.items()
    }


def _killed(url: str, step: Step, statement: int | None) -> int | None:
    """Runs `step` in a process that kills itself before its nth statement, or before the commit (None)."""
    process = multiprocessing.get_context("fork").Process(target=_run, args=(url, step, statement))
    process.start()
    process.join(timeout=60)
    return process.exitcode


def _run(url: str, step: Step, statement: int | None) -> None:
    store, seen = Store(url), [0]

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def look(*_: object) -> None:
        if seen[0] == statement:
            die()
        seen[0] += 1

    event.listen(store.engine, "before_cursor_execute", look)
    if statement is None:
        event.listen(store.engine, "commit", die)
    step(store)


def test_killed_before_any_statement_and_run_again_gives_the_same(make_url: Callable[[], str]) -> None:
    calm, stormy = make_url(), make_url()
    for step in ROUNDS:
        step(Store(calm))
        kills = 0
        while _killed(stormy, step, kills) == -signal.SIGKILL:
            kills += 1
        assert kills >= 6, "the step must have been killed at each of its statements"
    assert _content(Store(stormy)) == _content(Store(calm))


def test_killed_before_the_commit_and_run_again_gives_the_same(make_url: Callable[[], str]) -> None:
    calm, stormy = make_url(), make_url()
    for step in ROUNDS:
        step(Store(calm))
        assert _killed(stormy, step, None) == -signal.SIGKILL
        step(Store(stormy))
    assert _content(Store(stormy)) == _content(Store(calm))


def test_a_claim_whose_process_is_killed_is_not_lost(make_url: Callable[[], str]) -> None:
    url = make_url()
    ROUNDS[0](Store(url))

    def claim_and_die(store: Store) -> None:
        Outbox(store).claim(at(1), 1)
        os.kill(os.getpid(), signal.SIGKILL)

    assert _killed(url, claim_and_die, 10_000) == -signal.SIGKILL
    assert [item.unknown_outcome for item in Outbox(Store(url)).claim(at(2), 1)] == [True]


ROW = st.builds(
    lambda make, product, quantity, stale: make(product, quantity, is_stale=stale),
    st.sampled_from([requisition, shortage, excess]),
    st.sampled_from(["P1", "P2", "P3"]),
    st.integers(1, 300).map(str),
    st.booleans(),
)
ROUND = st.tuples(
    st.lists(ROW, max_size=6, unique_by=lambda row: row["candidate_key"]), st.booleans(), st.sampled_from(["", "erp"])
)


def _evaluation(number: int, is_complete: bool, stale: str) -> Evaluation:
    return evaluation(number, is_complete=is_complete, stale_sources=stale)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(ROUND, min_size=1, max_size=5), approvals=st.sets(st.integers(1, 5)))
def test_any_sequence_is_idempotent_and_opens_a_key_once(
    make_url: Callable[[], str], sequence: list[Any], approvals: set[int]
) -> None:
    store = Store(make_url())
    for number, (found, is_complete, stale) in enumerate(sequence):
        run = _evaluation(number, is_complete, stale)
        reconcile(store, run, candidates(*found), RULES, at(number))
        before = _content(store)
        again = reconcile(store, run, candidates(*found), RULES, at(number))
        assert (again.opened, again.held, again.updated, again.closed, again.messages) == ((), (), (), (), 0)
        assert _content(store) == before
        _check(before)
        if number in approvals:
            _approve_first(store, before, number)
    store.close()


def _approve_first(store: Store, content: dict[str, list[dict[str, Any]]], number: int) -> None:
    waiting = [row["number"] for row in content["requisition"] if row["state"] == "pending"]
    if waiting:
        approve(store, waiting[0], "Ana", APPROVERS, None, at(number + 0.5), channels=RULES.channels)


def _check(content: dict[str, list[dict[str, Any]]]) -> None:
    open_needs = [row["need_key"] for row in content["requisition"] if row["state"] in OPEN]
    open_alerts = [row["alert_key"] for row in content["alert"] if row["state"] == "open"]
    assert len(open_needs) == len(set(open_needs))
    assert len(open_alerts) == len(set(open_alerts))
    numbers = [row["number"] for row in content["requisition"]]
    assert numbers == [f"REQ-{n:06d}" for n in range(1, len(numbers) + 1)], "without gaps"
    for row in content["requisition"]:
        events = [e for e in content["requisition_event"] if e["requisition_number"] == row["number"]]
        assert events[-1]["to_state"] == row["state"]
        assert all(a["to_state"] == b["from_state"] for a, b in pairwise(events))
        assert row["created_at"] >= NOW
