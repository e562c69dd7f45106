"""The file of approval rules beside the company file: the draft that `tandem rules apply` puts in force.

A wrong row is refused with file, row number (the header is row 1) and reason, all mistakes at once.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from hashlib import sha256

from operations.errors import BadTable
from operations.routing import ApprovalRule, RuleSet
from operations.sheets import Line, as_number, read_lines
from operations.values import dumps
from tandem.settings import Company

HEADER = (
    "step", "min_amount", "max_amount", "category", "location_code", "supplier_code", "approvers", "hours",
    "escalate_to",
)  # fmt: skip
_STEPS = tuple(str(number) for number in range(1, 10))
_MOST_HOURS = 2_000
"""A year of work. More is a slip of the finger."""


def read_draft(company: Company) -> RuleSet:
    """The rules in the file that `approvals.rules` names; no rules where it names none.

    Raises:
        BadTable: every wrong row, and every row that an earlier one of its step leaves nothing for.
    """
    if company.approvals.rules is None:
        return RuleSet(NO_RULES)
    file = company.path(company.approvals.rules)
    names = [approver.name for approver in company.approvers]
    rules: list[ApprovalRule] = []
    mistakes: list[str] = []
    for number, line in read_lines(file, HEADER):
        try:
            rule = _rule(number, line, names)
            _check_reachable(rule, rules)
        except ValueError as error:
            mistakes.append(f"{file}: row {number}: {error}")
        else:
            rules.append(rule)
    if mistakes:
        raise BadTable("\n".join(mistakes))
    return RuleSet(_version(rules), tuple(rules))


NO_RULES = "none"
"""The version where the company file names no rules."""


def _version(rules: Sequence[ApprovalRule]) -> str:
    """Twelve hex digits over everything that the rules say."""
    return sha256(dumps(RuleSet("", tuple(rules)).as_json()).encode()).hexdigest()[:12]


def _rule(number: int, line: Line, names: Collection[str]) -> ApprovalRule:
    if line["step"] not in _STEPS:
        raise ValueError(f"step {line['step']!r} is not one of 1 to {_STEPS[-1]}")
    least, most = _amount("min_amount", line), _amount("max_amount", line)
    if least is not None and most is not None and most <= least:
        raise ValueError(
            f"max_amount {most} must be above min_amount {least}; the first is excluded, the second included"
        )
    return ApprovalRule(
        row=number,
        step=int(line["step"]),
        min_amount=least,
        max_amount=most,
        category=line["category"],
        location_code=line["location_code"],
        supplier_code=line["supplier_code"],
        approvers=_approvers(line["approvers"], names),
        hours=_hours(line),
        escalate_to=_escalate_to(line, names),
    )


def _amount(column: str, line: Line) -> Decimal | None:
    if not line[column]:
        return None
    amount = as_number(column, line[column])
    if amount < 0:
        raise ValueError(f"{column} {line[column]!r} is below zero")
    return amount


def _approvers(said: str, names: Collection[str]) -> tuple[str, ...]:
    asked = [name.strip() for name in said.split(";") if name.strip()]
    if not asked:
        raise ValueError("approvers is empty; write names of the company file's `approvers`, separated by ;")
    for name in asked:
        _check_known("approvers", name, names)
    if len(set(asked)) < len(asked):
        raise ValueError(f"approvers {said!r} names somebody twice")
    return tuple(asked)


def _check_known(column: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        known = ", ".join(names) or "nobody"
        raise ValueError(f"{column}: {name!r} is not among `approvers` of the company file ({known})")


def _hours(line: Line) -> Decimal | None:
    if not line["hours"]:
        return None
    hours = as_number("hours", line["hours"])
    if not 0 < hours <= _MOST_HOURS:
        raise ValueError(f"hours {line['hours']!r} must be above 0 and at most {_MOST_HOURS}, in working hours")
    return hours


def _escalate_to(line: Line, names: Collection[str]) -> str | None:
    name = line["escalate_to"]
    if not name:
        return None
    if not line["hours"]:
        raise ValueError(f"escalate_to is {name!r} and hours is empty: say after how many working hours")
    _check_known("escalate_to", name, names)
    return name


def _check_reachable(rule: ApprovalRule, earlier: Sequence[ApprovalRule]) -> None:
    for other in earlier:
        if other.step == rule.step and other.takes_all_of(rule):
            raise ValueError(f"is never used: row {other.row} comes first in step {rule.step} and takes all of it")
