"""The ERP's orders move requisitions on: what `fct_requisition_orders` says of each meets how it stands. Idempotent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, update

from operations.announce import decision_items, revision_items
from operations.candidates import Row
from operations.changes import AUTHOR
from operations.reads import find, newest_inputs
from operations.rules import Rules
from operations.shown import decision_row, requisition_row
from operations.states import FOLLOWED, TRANSITIONS
from operations.store import Store
from operations.tables import outbox, requisition_line
from operations.transition import move
from operations.values import as_date, as_decimal, said

CLOSE_AFTER = timedelta(days=30)
"""After its last receipt an order is looked at for so long, as receipts are taken back and goods claimed."""
_ZERO = Decimal(0)
_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class _Stage:
    """Where the ERP's order is: the state that follows from it, and why."""

    state: str
    why: str


def follow_orders(
    store: Store, session: Connection, orders: Sequence[Mapping[str, Any]], rules: Rules, *, on: date, now: datetime
) -> dict[str, str]:
    """Moves each requisition to where its order is; gives the new state of those that moved, by number.

    An order that departs from what was approved by more than `rules.change_limit` is asked again (`changed`). One that
    was cancelled, or is gone from the ERP, closes its requisition, so that the need is free.

    Args:
        store, session: one writing transaction.
        orders: rows of `fct_requisition_orders`.
        rules: the limit, and who is told.
        on: the business day.
        now: aware UTC.
    """
    moved: dict[str, str] = {}
    for order in orders:
        found = find(session, order["requisition_number"], for_update=True)
        if found["state"] not in FOLLOWED:
            continue
        if after := _follow(store, session, found, order, rules, on=on, now=now):
            moved[after["number"]] = after["state"]
    return moved


def _follow(
    store: Store, session: Connection, found: Row, order: Mapping[str, Any], rules: Rules, *, on: date, now: datetime
) -> Row | None:
    stage = _stage(found, order, on)
    if stage is None:
        return None
    if stage.state not in ("received", "closed") and (departure := _departure(found, order, rules.change_limit)):
        return _ask_again(store, session, found, order, departure, rules=rules, now=now)
    if stage.state == found["state"] or stage.state not in TRANSITIONS[found["state"]]:
        return None
    values: Row = {"order_seen_at": found["order_seen_at"] or now}
    values |= {"purchase_order_reference": order["purchase_order_numbers"]} if order["order_count"] == 1 else {}
    values |= _restore(session, found) if found["state"] == "changed" else {}
    if stage.state == "closed" and not order["received_qty"]:
        return _free(store, session, found, stage, rules, values=values, now=now)
    return move(session, found, stage.state, by=AUTHOR, why=stage.why, now=now, values=values)


def _stage(found: Row, order: Mapping[str, Any], on: date) -> _Stage | None:
    """What the order says; None: nothing, as when it has not been seen yet or none of its lines is of the product."""
    name = order["purchase_order_numbers"] or found["purchase_order_reference"] or "The order"
    if not order["order_count"]:
        return _Stage("closed", f"{name} is gone from the ERP.") if found["order_seen_at"] else None
    if not order["line_count"]:
        return None
    return _of_lines(name, order, on)


def _of_lines(name: str, order: Mapping[str, Any], on: date) -> _Stage:
    received, wanted = _quantity(order, "received_qty"), _quantity(order, "ordered_qty")
    if not order["active_count"]:
        told = f"after {said(received)} had been received" if received else "before anything was received"
        return _Stage("closed", f"{name} was cancelled in the ERP {told}.")
    if order["draft_count"] == order["active_count"]:
        return _Stage("acknowledged", f"The ERP has it as draft {name}.")
    if order["done_count"] == order["active_count"]:
        return _Stage("closed", f"{name} is finished in the ERP: {said(received)} of {said(wanted)} received.")
    if not received:
        return _Stage("ordered", f"{name} is ordered.")
    if _quantity(order, "open_qty"):
        return _Stage("partly_received", f"{said(received)} of {said(wanted)} on {name} are received.")
    return _received(name, received, as_date(order["last_received_on"]), on)


def _received(name: str, received: Decimal, last_on: date | None, on: date) -> _Stage:
    if last_on is not None and on - last_on > CLOSE_AFTER:
        return _Stage("closed", f"{name} was received by {last_on} and has not changed since.")
    return _Stage("received", f"All of {name} is received: {said(received)}.")


def _departure(found: Row, order: Mapping[str, Any], limit: Decimal) -> dict[str, tuple[Decimal, Decimal]]:
    """Quantity and unit price in base currency that are off by more than `limit`: (approved, ordered)."""
    approved_quantity, approved_amount = _approved(found)
    quantity, amount = _quantity(order, "ordered_qty"), as_decimal(order["ordered_base_amount"])
    pairs = {"quantity": (approved_quantity, quantity)}
    if approved_amount and approved_quantity and quantity and amount is not None:
        pairs["unit_price"] = (approved_amount / approved_quantity, amount / quantity)
    return {name: pair for name, pair in pairs.items() if abs(pair[1] - pair[0]) > pair[0] * limit}


def _approved(found: Row) -> tuple[Decimal, Decimal | None]:
    """What was approved; before Tandem kept it, what the line says."""
    if found["approved_quantity"] is None:
        return found["quantity"], found["base_amount"]
    return found["approved_quantity"], found["approved_base_amount"]


def _ask_again(
    store: Store,
    session: Connection,
    found: Row,
    order: Mapping[str, Any],
    departure: Mapping[str, tuple[Decimal, Decimal]],
    *,
    rules: Rules,
    now: datetime,
) -> Row | None:
    """`changed`, for the order's own quantity and amount, as a new revision that approvers are shown."""
    quantity, amount = _quantity(order, "ordered_qty"), as_decimal(order["ordered_base_amount"])
    line = _line(found, quantity, amount)
    if found["state"] == "changed" and all(found[name] == value for name, value in line.items()):
        return None
    words = {"quantity": "quantity", "unit_price": "unit price"}
    told = ", ".join(f"{words[name]} {_rounded(a)} became {_rounded(b)}" for name, (a, b) in departure.items())
    why = f"{order['purchase_order_numbers']} is not what was approved: {told}."
    values = {"revision": found["revision"] + 1, "base_amount": amount, "order_seen_at": found["order_seen_at"] or now}
    changes = {name: [found[name], value] for name, value in line.items() if found[name] != value}
    after = move(session, found, "changed", by=AUTHOR, why=why, now=now, values=values, changes=changes)
    _write_line(session, found["number"], line)
    inputs = newest_inputs(session, found["number"])
    row = requisition_row({**after, **line, "arithmetic": inputs}) | {"changes": changes, "decision_reason": why}
    store.insert_new(session, outbox, revision_items(rules.channels, after, row, now))
    return after


def _free(
    store: Store, session: Connection, found: Row, stage: _Stage, rules: Rules, *, values: Row, now: datetime
) -> Row:
    """Closed with nothing received: the need is open again, and people are told."""
    values = {**values, "revision": found["revision"] + 1}
    after = move(session, found, "closed", by=AUTHOR, why=stage.why, now=now, values=values)
    row = decision_row({**after, "decided_by": None, "decided_at": now}, stage.why)
    store.insert_new(session, outbox, decision_items(rules.channels, after, row, now))
    return after


def _restore(session: Connection, found: Row) -> Row:
    """The order is again as approved: so are the line and the amount."""
    quantity, amount = _approved(found)
    _write_line(session, found["number"], _line(found, quantity, amount))
    return {"base_amount": amount}


def _line(found: Row, quantity: Decimal, amount: Decimal | None) -> Row:
    """The line for another quantity and amount in base currency, the rest in proportion; six places."""
    by_quantity = quantity / found["quantity"] if found["quantity"] else _ZERO
    by_amount = amount / found["base_amount"] if amount is not None and found["base_amount"] else by_quantity
    scaled = {
        "purchase_quantity": (found["purchase_quantity"], by_quantity),
        "amount": (found["amount"], by_amount),
        "unit_price": (found["unit_price"], by_amount / by_quantity if by_quantity else Decimal(1)),
    }
    others = {name: None if one is None else _exact(one * share) for name, (one, share) in scaled.items()}
    return {"quantity": quantity, "base_amount": amount, **others}


def _write_line(session: Connection, number: str, line: Row) -> None:
    own = (requisition_line.c.requisition_number == number, requisition_line.c.line == 1)
    session.execute(update(requisition_line).where(*own).values(line))


def _quantity(order: Mapping[str, Any], name: str) -> Decimal:
    return as_decimal(order[name]) or _ZERO


def _exact(number: Decimal) -> Decimal | None:
    return as_decimal(number.quantize(_PLACES))


def _rounded(number: Decimal) -> str:
    return said(as_decimal(number.quantize(Decimal("0.01"))))
