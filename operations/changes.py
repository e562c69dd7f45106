"""What one `reconcile` is about to write, gathered in memory first, then written set by set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, update

from operations.candidates import Row
from operations.routing import RuleSet
from operations.rules import Evaluation, Rules
from operations.tables import alert, alert_event, arithmetic, requisition, requisition_event, requisition_line

AUTHOR = "tandem"
"""Who acts when nobody pressed anything."""


@dataclass(frozen=True)
class Context:
    """What every decision may look at.

    Attributes:
        evaluation, rules: as given.
        now: aware UTC.
        previous_known_at: `known_at` of the evaluation before this one.
        numbers: the next requisition numbers.
        approval: the approval rules in force.
    """

    evaluation: Evaluation
    rules: Rules
    now: datetime
    previous_known_at: datetime | None
    numbers: Iterator[str]
    approval: RuleSet

    def may_close(self, sources: str | None) -> bool:
        """Whether a missing candidate means that the cause is gone: complete, and its sources (or all) are fresh."""
        stale = self.evaluation.stale
        is_fresh = not stale if sources is None else stale.isdisjoint(sources.split(", "))
        return self.evaluation.is_complete and is_fresh


@dataclass(frozen=True)
class Message:
    """Something to say. `record` is the requisition or alert it is about; how it was announced is noted there."""

    subscription: str
    template: str
    key: str
    episode: int
    revision: int
    row: Row
    record: Row


@dataclass
class Changes:
    """Rows to write, and what to report."""

    new_requisitions: list[Row] = field(default_factory=list)
    new_lines: list[Row] = field(default_factory=list)
    requisitions: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    arithmetic: list[Row] = field(default_factory=list)
    requisition_events: list[Row] = field(default_factory=list)
    new_alerts: list[Row] = field(default_factory=list)
    alerts: list[Row] = field(default_factory=list)
    alert_events: list[Row] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    suppressed: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    unchanged: int = 0

    def write(self, session: Connection) -> None:
        """Everything, in as few statements as there are tables."""
        _insert(session, requisition, self.new_requisitions)
        _insert(session, requisition_line, self.new_lines)
        _update(session, requisition, self.requisitions, ("number",))
        _update(session, requisition_line, self.lines, ("requisition_number", "line"))
        _insert(session, arithmetic, self.arithmetic)
        _insert(session, requisition_event, self.requisition_events)
        _insert(session, alert, self.new_alerts)
        _update(session, alert, self.alerts, ("alert_key", "episode"))
        _insert(session, alert_event, self.alert_events)


def _insert(session: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _update(session: Connection, table: Table, rows: list[Row], key: tuple[str, ...]) -> None:
    """Sets every column of `rows` but the key."""
    if not rows:
        return
    columns = [column.name for column in table.columns if column.name not in key]
    statement = update(table).values({name: bindparam(f"v_{name}") for name in columns})
    for name in key:
        statement = statement.where(table.c[name] == bindparam(f"k_{name}"))
    values: list[dict[str, Any]] = [
        {**{f"v_{name}": row[name] for name in columns}, **{f"k_{name}": row[name] for name in key}} for row in rows
    ]
    session.execute(statement, values)
