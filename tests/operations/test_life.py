"""The state machine against a plain model of it: any order of presses, plans and ERP orders."""

import shutil
import tempfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from operations_made import APPROVERS, NOW, RULES, at, candidates, evaluation, requisition, rows
from test_routing import rule as approval_rule

from operations import tables
from operations.chase import Patience, chase
from operations.errors import OperationsError
from operations.reconcile import reconcile
from operations.requisitions import approve, mark_sent, reject, withdraw
from operations.routing import RuleSet
from operations.rule_versions import apply
from operations.states import OPEN, TRANSITIONS
from operations.store import Store
from tandem.approval_settings import Approvals

STAGES: dict[str, tuple[dict[str, Any], str]] = {
    "not there": ({"order_count": 0, "line_count": 0, "active_count": 0}, "closed"),
    "draft": ({"draft_count": 1, "open_qty": 0}, "acknowledged"),
    "ordered": ({}, "ordered"),
    "partly": ({"received_qty": 24, "open_qty": 36}, "partly_received"),
    "all": ({"received_qty": 60, "open_qty": 0}, "received"),
    "cancelled": ({"active_count": 0, "ordered_qty": None, "ordered_base_amount": None}, "closed"),
    "more": ({"ordered_qty": 90, "ordered_base_amount": Decimal("165.375")}, "ordered"),
}
"""What an order says, and the state that it stands for."""

# Written out, not taken from the code: this is the model that the code is held against.
ORDERED = {"ordered", "partly_received", "received", "closed", "changed"}
FOLLOWS = {
    "approved": ORDERED | {"acknowledged"},
    "sent": ORDERED | {"acknowledged"},
    "acknowledged": ORDERED,
    "changed": ORDERED | {"acknowledged"},
    "ordered": ORDERED,
    "partly_received": ORDERED,
    "received": ORDERED,
}
SUPPLY = ("approved", "sent", "acknowledged", "changed", "ordered", "partly_received")
EXPIRE_DAYS = 1
STEPS = RuleSet("steps", (approval_rule(), approval_rule(2, row=3)))


class Life(RuleBasedStateMachine):
    """One need; `model` is what its requisitions must be, newest last."""

    template: Path
    steps = 1

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        file = self.folder / "operations.db"
        shutil.copy(self.template, file)
        self.store = Store(f"sqlite:///{file}")
        if self.steps > 1:
            apply(self.store, STEPS, "Ana", "two steps", NOW)
        self.hour, self.evaluated = 0.0, 0.0
        self.model: list[dict[str, Any]] = []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    def _number(self) -> str:
        return f"REQ-{len(self.model):06d}"

    def _next(self) -> float:
        self.hour += 1
        return self.hour

    def _tried(self, allowed: bool, press: Any) -> bool:
        """Whether the press was taken as new; a refusal or a repeat must be what the model expects."""
        try:
            taken = not press().is_repeat
        except OperationsError:
            taken = False
        assert taken == allowed
        return taken

    @rule(is_needed=st.booleans(), stage=st.sampled_from(sorted(STAGES)))
    def evaluate(self, is_needed: bool, stage: str) -> None:
        """A whole cycle: the order is read, then the plan asks or does not."""
        hour, said = self._next(), STAGES[stage][0]
        need = candidates(requisition(quantity="60")) if is_needed else candidates()
        orders = [self._order(said)] if self.model else []
        for again in (False, True):
            outcome = reconcile(self.store, evaluation(hour), need, RULES, at(hour), orders=orders)
            assert not (again and (outcome.moved or outcome.opened or outcome.closed))
        if self.model:
            self._expect_order(self.model[-1], stage)
        self._expect_plan(is_needed, hour)

    def _order(self, said: dict[str, Any]) -> dict[str, Any]:
        plain = {"order_count": 1, "line_count": 1, "active_count": 1, "draft_count": 0, "done_count": 0}
        amounts = {"ordered_qty": 60, "received_qty": 0, "open_qty": 60, "ordered_base_amount": Decimal("110.25")}
        named = {"requisition_number": self._number(), "purchase_order_numbers": "P1", "last_received_on": None}
        return {**plain, **amounts, **named, **said}

    def _expect_order(self, last: dict[str, Any], stage: str) -> None:
        after, quantity = STAGES[stage][1], 90 if stage == "more" else 60
        if last["state"] not in FOLLOWS or (stage == "not there" and not last["seen"]):
            return
        if after not in ("received", "closed") and quantity != last["approved"]:
            last["passed"] = last["passed"] if (last["state"], last["line"]) == ("changed", quantity) else 0
            after, last["line"] = "changed", quantity
        elif last["state"] == "changed":
            last["line"] = last["approved"]
        if after in FOLLOWS[last["state"]]:
            last |= {"state": after, "seen": True}

    def _expect_plan(self, is_needed: bool, hour: float) -> None:
        last = self.model[-1] if self.model else {"state": "none"}
        if not is_needed:
            last["state"] = "withdrawn" if last["state"] == "pending" else last["state"]
            last["is_cleared"] = True
        elif self._is_open_to_more(last):
            named = {"state": "pending", "seen": False, "line": 60, "is_cleared": False}
            self.model.append({**named, "passed": 0, "asked": hour})
        self.evaluated = hour

    def _is_open_to_more(self, last: dict[str, Any]) -> bool:
        """Whether a candidate makes a requisition: not beside one that waits, was just approved, or was rejected."""
        if last["state"] == "rejected":
            return bool(last["is_cleared"])
        return last["state"] != "pending" and (last["state"] not in SUPPLY or last["decided"] < self.evaluated)

    @rule()
    def press_approve(self) -> None:
        if not self.model:
            return
        hour, last = self._next(), self.model[-1]
        allowed = last["state"] in ("pending", "changed")
        number = self._number()
        if self._tried(allowed, lambda: approve(self.store, number, "Ana", APPROVERS, None, at(hour))):
            last["passed"] += 1
            if last["passed"] == self.steps:
                last |= {"state": "approved", "approved": last["line"], "decided": hour}

    @rule(hours=st.sampled_from([0, 23]))
    def time_passes(self, hours: int) -> None:
        """What nobody decided is over once its time is; looked at twice."""
        self.hour += hours
        hour = self._next()
        patience = Patience(Approvals(expire_after_days=EXPIRE_DAYS), "UTC", RULES.channels)
        expired = [chase(self.store, patience, at(hour)).expired for _ in range(2)]
        is_over = bool(self.model) and self.model[-1]["state"] == "pending"
        is_over = is_over and hour - self.model[-1]["asked"] >= EXPIRE_DAYS * 24
        assert expired == [(self._number(),) if is_over else (), ()]
        if is_over:
            self.model[-1]["state"] = "expired"

    @rule(press=st.sampled_from([reject, withdraw]))
    def press_end(self, press: Any) -> None:
        if not self.model:
            return
        hour, last = self._next(), self.model[-1]
        is_reject = press is reject
        before = ("pending", "changed") if is_reject else ("pending", "approved", "sent")
        number = self._number()
        if self._tried(last["state"] in before, lambda: press(self.store, number, "Ana", APPROVERS, None, at(hour))):
            last |= {"state": "rejected" if is_reject else "withdrawn", "is_cleared": False}

    @rule()
    def erp_takes_it(self) -> None:
        if not self.model:
            return
        hour, number = self._next(), self._number()
        allowed = self.model[-1]["state"] == "approved"
        if self._tried(allowed, lambda: mark_sent(self.store, number, "P1", "erp", at(hour))):
            self.model[-1]["state"] = "sent"

    @rule()
    def the_unlisted_are_refused(self) -> None:
        if self.model:
            hour, number = self._next(), self._number()
            assert not self._tried(False, lambda: approve(self.store, number, "Eve", APPROVERS, None, at(hour)))

    @invariant()
    def as_the_model_says(self) -> None:
        if hasattr(self, "store"):
            found = rows(self.store, tables.requisition, "number")
            assert [row["state"] for row in found] == [one["state"] for one in self.model]
            assert sum(row["state"] in OPEN for row in found) <= 1
            lines = rows(self.store, tables.requisition_line, "requisition_number")
            assert [row["quantity"] for row in lines] == [one["line"] for one in self.model]

    @invariant()
    def events_tell_the_whole_story(self) -> None:
        if not hasattr(self, "store"):
            return
        events = rows(self.store, tables.requisition_event, "id")
        for number, one in enumerate(self.model, 1):
            mine = [event for event in events if event["requisition_number"] == f"REQ-{number:06d}"]
            assert mine[-1]["to_state"] == one["state"]
            for before, after in pairwise(mine):
                assert after["from_state"] == before["to_state"]
                assert after["to_state"] == after["from_state"] or after["to_state"] in TRANSITIONS[after["from_state"]]
                assert after["actor"]
                assert after["happened_at"] >= before["happened_at"]


@pytest.mark.parametrize("steps", [1, 2])
def test_any_life_is_the_models(sqlite_template: Path, steps: int) -> None:
    machine = type("LifeOnSqlite", (Life,), {"template": sqlite_template, "steps": steps})
    run_state_machine_as_test(machine, settings=settings(max_examples=60, stateful_step_count=14, deadline=None))
