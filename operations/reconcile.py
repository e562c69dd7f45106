"""Candidates meet what is already decided, in one transaction: requisitions, alerts, their events and messages."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select, update

from operations.announce import EMPTY_ITEM, outbox_rows
from operations.candidates import Row, read_candidates
from operations.causes import plan_causes
from operations.changes import Changes, Context
from operations.needs import plan_needs
from operations.orders import follow_orders
from operations.rule_versions import live_rules
from operations.rules import Evaluation, Outcome, Rules, Subscription
from operations.store import Store
from operations.tables import alert, counter, evaluation, outbox, requisition, requisition_line

__all__ = ["Evaluation", "Outcome", "Rules", "Subscription", "reconcile"]


def reconcile(
    store: Store,
    evaluated: Evaluation,
    candidates: Mapping[str, Sequence[Mapping[str, Any]]],
    rules: Rules,
    now: datetime,
    *,
    orders: Sequence[Mapping[str, Any]] = (),
    dry_run: bool = False,
) -> Outcome:
    """Opens, revises and closes what the candidates ask for. Running it again, or after a crash, adds nothing.

    An evaluation older than the newest one stored changes nothing (`Outcome.outdated`). A kind that is not among
    `candidates` was not evaluated, and nothing of it is closed. A dry run says what it would do and keeps nothing.

    An approved requisition counts as seen by the plan when it was decided before `decisions_known_at`; if that was
    after the previous evaluation, the candidate's own `approved_requisition_qty` must cover it as well.

    `orders` (rows of `fct_requisition_orders`) come first: a need whose order was cancelled may open again at once.

    Raises:
        BadCandidate: a row cannot be used; nothing was stored.
        StoreUnavailable, SchemaOutdated: nothing was stored.
    """
    found = read_candidates(candidates)
    with store.rehearse() if dry_run else store.begin() as session:
        store.lock(session, "reconcile")
        if reason := _outdated(session, evaluated):
            return Outcome(outdated=reason)
        store.insert_new(session, counter, [{"name": "requisition", "last_value": 0}])
        numbers, first = _numbers(session)
        context = Context(evaluated, rules, now, _previous(session, evaluated), numbers, live_rules(session))
        moved = follow_orders(store, session, orders, rules, on=evaluated.evaluated_for, now=now)
        changes = _decide(session, found, context)
        return _write(store, session, changes, context, first, moved=moved)


def _decide(session: Connection, found: Mapping[str, Mapping[str, Row]], context: Context) -> Changes:
    changes = Changes()
    for kind, rows in found.items():
        if kind == "requisition":
            plan_needs(_known_needs(session), rows, context, changes)
        else:
            plan_causes(kind, _known_causes(session, kind), rows, context, changes)
    return changes


def _write(store: Store, session: Connection, changes: Changes, context: Context, first: int, *, moved: Row) -> Outcome:
    rows, digests = outbox_rows(changes.messages, context, _is_first(session, context.evaluation))
    changes.write(session)
    _touch(session, changes.seen, context.now)
    store.insert_new(session, outbox, [{**EMPTY_ITEM, **row} for row in rows])
    _keep_numbers(session, first + len(changes.new_requisitions))
    outcome = Outcome(
        opened=tuple(changes.opened),
        held=tuple(changes.held),
        updated=tuple(changes.updated),
        closed=tuple(changes.closed),
        suppressed=changes.suppressed,
        unchanged=changes.unchanged,
        requisitions=tuple(row["number"] for row in changes.new_requisitions),
        digests=tuple(digests),
        messages=len(rows),
        moved=moved,
    )
    store.insert_new(session, evaluation, [_evaluation_row(context, outcome)])
    return outcome


def _is_first(session: Connection, evaluated: Evaluation) -> bool:
    """The first evaluation ever, or the first complete one: a company's history comes in at once."""
    known: set[bool] = set(session.scalars(select(evaluation.c.is_complete).distinct()))
    return not known or (evaluated.is_complete and True not in known)


def _evaluation_row(context: Context, outcome: Outcome) -> Row:
    run = context.evaluation
    return {
        "run_id": run.run_id,
        "evaluated_for": run.evaluated_for,
        "known_at": run.known_at,
        "plan_version": run.plan_version,
        "policy_version": run.policy_version,
        "is_complete": run.is_complete,
        "counts": outcome.counts(),
        "finished_at": context.now,
    }


def _outdated(session: Connection, evaluated: Evaluation) -> str | None:
    newest = session.execute(
        select(evaluation.c.run_id, evaluation.c.known_at).order_by(evaluation.c.known_at.desc()).limit(1)
    ).first()
    if newest is None or newest.known_at <= evaluated.known_at:
        return None
    return (
        f"Evaluation {evaluated.run_id} knows the data up to {evaluated.known_at:%Y-%m-%d %H:%M:%S} UTC; evaluation "
        f"{newest.run_id} of {newest.known_at:%Y-%m-%d %H:%M:%S} UTC has already been taken over. Nothing was changed."
    )


def _previous(session: Connection, evaluated: Evaluation) -> datetime | None:
    statement = select(func.max(evaluation.c.known_at)).where(evaluation.c.run_id != evaluated.run_id)
    moment: datetime | None = session.scalar(statement)
    return moment


def _numbers(session: Connection) -> tuple[Iterator[str], int]:
    """REQ-000001 and on, without gaps: the counter is written in the same transaction."""
    statement = select(counter.c.last_value).where(counter.c.name == "requisition").with_for_update()
    last: int = session.scalar(statement) or 0
    return (f"REQ-{number:06d}" for number in count(last + 1)), last


def _keep_numbers(session: Connection, last: int) -> None:
    session.execute(update(counter).where(counter.c.name == "requisition").values(last_value=last))


def _known_needs(session: Connection) -> dict[str, Row]:
    """The newest requisition of each need with its line; locked against decisions until this transaction ends."""
    newest = _newest(requisition, "need_key")
    line = [column for column in requisition_line.c if column.name not in requisition.c]
    statement = (
        select(requisition, *line)
        .join(newest, and_(requisition.c.need_key == newest.c.key, requisition.c.episode == newest.c.episode))
        .join(
            requisition_line,
            and_(requisition_line.c.requisition_number == requisition.c.number, requisition_line.c.line == 1),
        )
        .with_for_update(of=requisition)
    )
    return {row["need_key"]: dict(row) for row in session.execute(statement).mappings()}


def _known_causes(session: Connection, kind: str) -> dict[str, Row]:
    """The newest episode of each cause; locked against a snooze until this transaction ends."""
    newest = _newest(alert, "alert_key")
    statement = (
        select(alert)
        .join(newest, and_(alert.c.alert_key == newest.c.key, alert.c.episode == newest.c.episode))
        .where(alert.c.kind == kind)
        .with_for_update(of=alert)
    )
    return {row["alert_key"]: dict(row) for row in session.execute(statement).mappings()}


def _newest(table: Table, key: str) -> Any:
    return select(table.c[key].label("key"), func.max(table.c.episode).label("episode")).group_by(key).subquery()


def _touch(session: Connection, keys: Sequence[str], now: datetime) -> None:
    """Notes that open alerts were seen again, some hundreds a statement."""
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        session.execute(
            update(alert).where(alert.c.state == "open", alert.c.alert_key.in_(some)).values(last_seen_at=now)
        )
