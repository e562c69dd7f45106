"""Who is asked to approve a requisition, in which steps. Pure: rules and what they are about go in, a route comes out.

A route is JSON: `{"version": ..., "steps": [...]}`, pinned to the requisition when it begins to wait. Each step has
`step` and `row` (of the rules), `approvers`, `hours` (text or null), `escalate_to`, `since`, and once they happened
`handed_to`, `reminded_at`, `escalated_at`, `decided_at`, `decided_by`, `in_name_of` and `revision`. Moments are ISO
text, UTC. A version of no name is no rule's: somebody handed over what any approver could have decided.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from operations.states import UNDECIDED
from operations.values import as_decimal, said

Row = dict[str, Any]
Route = dict[str, Any]
Step = dict[str, Any]

_NAMED = ("category", "location_code", "supplier_code")
_SAME = ("step", "approvers", "hours", "escalate_to")


@dataclass(frozen=True)
class ApprovalRule:
    """One row of the rules.

    Attributes:
        row: where it stands in the file.
        step: 1 is asked first.
        min_amount, max_amount: base currency; the first is included, the second is not. None: no bound.
        category, location_code, supplier_code: empty is any; letter case does not count.
        approvers: any one of them decides the step.
        hours: working hours until they are reminded; None: never.
        escalate_to: who may decide too, and is told, when it takes longer still; None: nobody.
    """

    row: int
    step: int
    min_amount: Decimal | None
    max_amount: Decimal | None
    category: str
    location_code: str
    supplier_code: str
    approvers: tuple[str, ...]
    hours: Decimal | None
    escalate_to: str | None

    def covers(self, subject: Mapping[str, Any]) -> bool:
        """Whether the rule is about this requisition. An amount that is not known is above any bound."""
        amount: Decimal | None = subject["base_amount"]
        is_above = self.min_amount is None or amount is None or amount >= self.min_amount
        is_below = self.max_amount is None or (amount is not None and amount < self.max_amount)
        return is_above and is_below and all(_fits(getattr(self, name), subject.get(name)) for name in _NAMED)

    def takes_all_of(self, other: "ApprovalRule") -> bool:
        """Whether this rule is about everything that `other` is about."""
        is_named = all(not (mine := getattr(self, name)) or _fits(mine, getattr(other, name)) for name in _NAMED)
        lowest = self.min_amount is None or (other.min_amount is not None and self.min_amount <= other.min_amount)
        highest = self.max_amount is None or (other.max_amount is not None and self.max_amount >= other.max_amount)
        return is_named and lowest and highest


def _fits(wanted: str, value: Any) -> bool:
    return not wanted or wanted.casefold() == str(value or "").strip().casefold()


@dataclass(frozen=True)
class RuleSet:
    """Rules under one version; both empty where none were ever applied."""

    version: str = ""
    rules: tuple[ApprovalRule, ...] = ()

    @classmethod
    def of_json(cls, version: str, rows: Sequence[Mapping[str, Any]]) -> "RuleSet":
        """The rules as `as_json` gave them."""
        exact = ("min_amount", "max_amount", "hours")
        read = (
            {**row, **{name: as_decimal(row[name]) for name in exact}, "approvers": tuple(row["approvers"])}
            for row in rows
        )
        return cls(version, tuple(ApprovalRule(**row) for row in read))

    def as_json(self) -> list[Row]:
        """A row a rule; numbers are text."""
        exact = ("min_amount", "max_amount", "hours")
        rows = [asdict(rule) for rule in self.rules]
        return [
            {**row, **{name: _text(row[name]) for name in exact}, "approvers": list(row["approvers"])} for row in rows
        ]

    def route(self, subject: Mapping[str, Any], now: datetime) -> Route | None:
        """The steps for a requisition, first matching row each; None where no row matches: any approver decides."""
        first: dict[int, ApprovalRule] = {}
        for rule in self.rules:
            if rule.step not in first and rule.covers(subject):
                first[rule.step] = rule
        if not first:
            return None
        steps = [_step(first[number]) for number in sorted(first)]
        steps[0]["since"] = now.isoformat()
        return {"version": self.version, "steps": steps}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else said(number)


def _step(rule: ApprovalRule) -> Step:
    named = {"step": rule.step, "row": rule.row, "approvers": list(rule.approvers)}
    return {**named, "hours": _text(rule.hours), "escalate_to": rule.escalate_to}


def is_same(one: Route | None, other: Route | None) -> bool:
    """Whether rules ask the same people in both, in the same steps within the same time."""
    one, other = (None if route is None or not route["version"] else route for route in (one, other))
    if one is None or other is None:
        return one is other
    return [[step[name] for name in _SAME] for step in one["steps"]] == [
        [step[name] for name in _SAME] for step in other["steps"]
    ]


def waiting_step(found: Mapping[str, Any]) -> Step | None:
    """The step of an undecided requisition that is to be decided next; None where rules ask nobody in particular."""
    route: Route | None = found["route"] if found["state"] in UNDECIDED else None
    return next((step for step in route["steps"] if "decided_at" not in step), None) if route else None


def decided_steps(found: Mapping[str, Any]) -> list[Step]:
    """The steps that are decided, in order."""
    return [step for step in found["route"]["steps"] if "decided_at" in step] if found["route"] else []


def place(found: Mapping[str, Any], step: Step) -> str:
    """`step 1 of 2`."""
    steps = found["route"]["steps"]
    return f"step {steps.index(step) + 1} of {len(steps)}"


def asked(step: Step) -> list[str]:
    """Who may decide the step: its approvers, or who it was handed to, and whom it was escalated to."""
    names = [step["handed_to"]] if "handed_to" in step else step["approvers"]
    further = [step["escalate_to"]] if "escalated_at" in step and step["escalate_to"] not in names else []
    return [*names, *further]


def with_step(found: Mapping[str, Any], **noted: Any) -> Route:
    """The route with `noted` on the waiting step."""
    now_waiting, route = waiting_step(found), found["route"]
    return {**route, "steps": [{**step, **noted} if step is now_waiting else step for step in route["steps"]]}


def handed_over(found: Mapping[str, Any], to: str, asked_now: Collection[str], now: datetime) -> Route:
    """The route after the waiting step was handed to one approver; `asked_now`: those who could decide until now."""
    if waiting_step(found) is not None:
        return with_step(found, handed_to=to)
    one = {"step": 1, "row": None, "approvers": list(asked_now), "hours": None, "escalate_to": None}
    return {"version": "", "steps": [{**one, "since": now.isoformat(), "handed_to": to}]}


def passed(found: Mapping[str, Any], by: str, in_name_of: str, now: datetime) -> Route:
    """The route after `by` has approved the waiting step; the next one begins to wait."""
    noted = {"decided_at": now.isoformat(), "decided_by": by, "in_name_of": in_name_of, "revision": found["revision"]}
    route = with_step(found, **noted)
    following = waiting_step({**found, "route": route})
    steps = [{**step, "since": now.isoformat()} if step is following else step for step in route["steps"]]
    return {**route, "steps": steps}


def has_decided(found: Mapping[str, Any], people: Collection[str]) -> bool:
    """Whether one of them, or somebody in their name, has decided an earlier step."""
    return any({step["decided_by"], step["in_name_of"]} & set(people) for step in decided_steps(found))
