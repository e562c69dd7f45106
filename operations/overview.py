"""Reads for people: what waits, what is open, and the newest of each, as rows that messages are made from."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select

from operations.candidates import severity_rank
from operations.outbox import Outbox
from operations.requisitions import get, pending
from operations.rights import delegate_of, waits_for
from operations.store import Store
from operations.tables import alert, evaluation, outbox, requisition
from tandem.approval_settings import Approver

Row = dict[str, Any]


def waiting_requisition(store: Store) -> Row | None:
    """The dearest requisition that waits: its candidate's numbers with `requisition_number` and `state`."""
    rows = pending(store)
    if not rows:
        return None
    dearest = max(rows, key=lambda row: (row["base_amount"] or 0, row["number"]))
    found = get(store, dearest["number"])
    return {**found["arithmetic"], "requisition_number": found["number"], "state": found["state"]}


def open_alert(store: Store, kind: str) -> Row | None:
    """The gravest open alert of a kind: its candidate's numbers. Among equals the first opened, then by key."""
    rank = case({"high": 3, "medium": 2, "low": 1}, value=alert.c.severity, else_=0)
    statement = (
        select(alert.c.numbers)
        .where(alert.c.state == "open", alert.c.kind == kind)
        .order_by(rank.desc(), alert.c.opened_at, alert.c.alert_key)
    )
    with store.read() as session:
        numbers: Row | None = session.scalars(statement.limit(1)).first()
        return numbers


def open_alerts(store: Store) -> list[Row]:
    """Every open alert, the most severe and oldest first: the alert's columns."""
    with store.read() as session:
        found = session.execute(
            select(alert).where(alert.c.state == "open").order_by(alert.c.opened_at, alert.c.alert_key)
        )
        rows = [dict(row) for row in found.mappings()]
    return sorted(rows, key=lambda row: -severity_rank(row["severity"]))


def undelivered(store: Store) -> list[Row]:
    """Payloads (`template`, `language`, `row`) that wait in the outbox, oldest first."""
    statement = select(outbox.c.payload).where(outbox.c.state.in_(("pending", "sending"))).order_by(outbox.c.id)
    with store.read() as session:
        return list(session.scalars(statement))


def standing(store: Store) -> dict[str, list[Row]]:
    """Counts of requisitions by state, open alerts by kind, messages by channel and state, and the last evaluation."""
    with store.read() as session:
        amounts = session.execute(select(requisition.c.state, requisition.c.base_amount)).all()
        alerts = session.execute(
            select(alert.c.kind, alert.c.severity, func.count().label("count"))
            .where(alert.c.state == "open")
            .group_by(alert.c.kind, alert.c.severity)
            .order_by(alert.c.kind, alert.c.severity)
        )
        named = [column for column in evaluation.c if column.name != "counts"]
        last = session.execute(select(*named).order_by(evaluation.c.finished_at.desc()).limit(1))
        found = {
            "Requisitions": _by_state(amounts),
            "Open alerts": [dict(row) for row in alerts.mappings()],
            "Last evaluation": [dict(row) for row in last.mappings()],
        }
    messages = [_filled({"channel": channel, **states}) for channel, states in Outbox(store).counts().items()]
    return {**found, "Messages": messages}


def waiting_by_person(store: Store, approvers: Sequence[Approver], on: date) -> list[Row]:
    """How many requisitions, and of which amount in base currency, wait for each approver; away: who decides."""
    rows = pending(store)
    found = []
    for approver in approvers:
        mine, _ = waits_for(rows, approver.name, approvers, on)
        amount = sum((row["base_amount"] or Decimal(0) for row in mine), Decimal(0))
        away = delegate_of(approver.name, approvers, on) or "-"
        found.append({"approver": approver.name, "waiting": len(mine), "amount": amount, "away, decides": away})
    return found


def _by_state(amounts: Sequence[Any]) -> list[Row]:
    """Sums here and not in SQL: SQLite would add decimals as floats."""
    totals: dict[str, Row] = {}
    for state, amount in sorted(amounts, key=lambda row: str(row[0])):
        row = totals.setdefault(state, {"state": state, "count": 0, "amount": Decimal(0)})
        row["count"] += 1
        row["amount"] += amount or 0
    return list(totals.values())


def last_finished(store: Store) -> Any:
    """When the newest evaluation finished, aware UTC; None before the first."""
    with store.read() as session:
        return session.scalar(select(func.max(evaluation.c.finished_at)))


def _filled(row: Row) -> Row:
    return {name: row.get(name, 0) for name in ("channel", "pending", "sending", "sent", "dead", "skipped")}
