"""Requisitions and alerts as they stand."""

from typing import Any

from sqlalchemy import Connection, Select, and_, select

from operations.candidates import Row
from operations.errors import UnknownAlert, UnknownRequisition
from operations.states import UNDECIDED
from operations.store import Store
from operations.tables import alert, arithmetic, evaluation, requisition, requisition_event, requisition_line
from operations.values import as_decimal


def pending(store: Store) -> list[Row]:
    """Requisitions that wait for approval, oldest first, each with its line's columns."""
    with store.read() as session:
        return undecided(session)


def undecided(session: Connection) -> list[Row]:
    """As `pending`, in a transaction."""
    statement = _with_line().where(requisition.c.state.in_(UNDECIDED)).order_by(requisition.c.number)
    return [dict(row) for row in session.execute(statement).mappings()]


_TEXT_TERMS = ("product_id", "location_id", "supplier_id", "purchase_uom", "currency")
_EXACT_TERMS = ("quantity", "purchase_quantity", "unit_price")


def terms_of(row: Row) -> tuple[Any, ...]:
    """What makes a requisition, or a candidate for one, fit to be ordered from; numbers as exact decimals."""
    return (*(row[name] for name in _TEXT_TERMS), *(as_decimal(row[name]) for name in _EXACT_TERMS))


def fit_terms(store: Store) -> set[tuple[Any, ...]]:
    """The terms of all requisitions that were never held: they have passed the outgoing check."""
    statement = _with_line().where(requisition.c.hold_reason.is_(None), requisition.c.released_by.is_(None))
    with store.read() as session:
        return {terms_of(dict(row)) for row in session.execute(statement).mappings()}


def get(store: Store, number: str) -> Row:
    """One requisition with its line's columns, `lines`, `events` (oldest first) and `arithmetic` (the newest inputs).

    Raises:
        UnknownRequisition: no such number.
    """
    with store.read() as session:
        found = find(session, number)
        lines = select(requisition_line).where(requisition_line.c.requisition_number == number)
        events = select(requisition_event).where(requisition_event.c.requisition_number == number)
        return {
            **found,
            "lines": [dict(row) for row in session.execute(lines.order_by(requisition_line.c.line)).mappings()],
            "events": [dict(row) for row in session.execute(events.order_by(requisition_event.c.id)).mappings()],
            "arithmetic": newest_inputs(session, number),
        }


def get_alert(store: Store, key: str) -> Row:
    """The newest episode of an alert.

    Raises:
        UnknownAlert: there never was one.
    """
    statement = select(alert).where(alert.c.alert_key == key).order_by(alert.c.episode.desc()).limit(1)
    with store.read() as session:
        found = session.execute(statement).mappings().first()
    if found is None:
        raise UnknownAlert(f"There is no alert {key}. `tandem alerts list` names the open ones.")
    return dict(found)


def _with_line() -> Select[Any]:
    line = [column for column in requisition_line.c if column.name not in requisition.c]
    first = and_(requisition_line.c.requisition_number == requisition.c.number, requisition_line.c.line == 1)
    return select(requisition, *line).join(requisition_line, first)


def find(session: Connection, number: str, *, for_update: bool = False) -> Row:
    """One requisition with its line's columns; `for_update`: nobody else changes it until the transaction ends."""
    statement = _with_line().where(requisition.c.number == number)
    if for_update:
        statement = statement.with_for_update(of=requisition)
    found = session.execute(statement).mappings().first()
    if found is None:
        raise UnknownRequisition(f"There is no requisition {number}. `tandem status` lists those that wait.")
    return dict(found)


def newest_inputs(session: Connection, number: str) -> Row:
    """What the plan's arithmetic for a requisition came from."""
    statement = select(arithmetic.c.inputs).where(arithmetic.c.requisition_number == number)
    inputs: Row = session.scalars(statement.order_by(arithmetic.c.revision.desc()).limit(1)).one()
    return inputs


def last_evaluation(session: Connection) -> Row:
    """Run, business day and data of the newest evaluation; nothing before the first."""
    columns = (evaluation.c.run_id, evaluation.c.evaluated_for, evaluation.c.known_at)
    last = session.execute(select(*columns).order_by(evaluation.c.known_at.desc()).limit(1)).mappings().first()
    return dict(last) if last else {}
