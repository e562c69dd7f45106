"""Why a need that was found makes no new requisition: it is on its way, cut, rejected, or a small swing."""

from decimal import Decimal

from operations.candidates import Row, depth
from operations.changes import Context
from operations.states import SUPPLY
from operations.values import as_decimal, said


def why_not(last: Row | None, row: Row, context: Context) -> str | None:
    """Why this candidate makes no new requisition; None: it does."""
    if last is None:
        return None
    if last["state"] in SUPPLY:
        return _unseen(last, row, context) or _cut(last, row, context)
    if last["state"] == "rejected" and last["cleared_at"] is None:
        return _rejected(last, row, context)
    return _within_swing(last, row, context)


def _unseen(last: Row, row: Row, context: Context) -> str | None:
    """A plan that did not see the approval asks for the same need once more."""
    run, counted = context.evaluation, as_decimal(row.get("approved_requisition_qty"))
    is_known: bool = last["decided_at"] <= (run.decisions_known_at or run.known_at)
    is_old = context.previous_known_at is not None and last["decided_at"] <= context.previous_known_at
    is_counted = run.decisions_known_at is not None if counted is None else counted >= last["quantity"]
    is_seen = is_known and (is_old or is_counted)
    if is_seen:
        return None
    return f"{last['number']} was approved after this plan read the decisions; the next plan counts it as supply."


def _cut(last: Row, row: Row, context: Context) -> str | None:
    """What a person took off a quantity stays off while the plan asks for no more than that."""
    planned, net = last["planned_quantity"], as_decimal(row.get("net_requirement"))
    cut = Decimal(0) if last["edited_by"] is None or planned is None else planned - last["quantity"]
    rest = quantity_of(row) if net is None else net
    if cut <= 0 or rest > cut + planned * Decimal(str(context.rules.hysteresis)):
        return None
    return f"{last['edited_by']} took {said(cut)} off {last['number']}; {said(rest)} is no more than that."


def _rejected(last: Row, row: Row, context: Context) -> str | None:
    limit = last["quantity"] * (1 + Decimal(str(context.rules.hysteresis)))
    if quantity_of(row) > limit:
        return None
    return (
        f"{last['number']} was rejected by {last['decided_by']} for {said(last['quantity'])}; "
        f"{said(quantity_of(row))} is no more than that."
    )


def _within_swing(last: Row, row: Row, context: Context) -> str | None:
    cleared_at, beyond = last["cleared_at"], depth("requisition", row)
    if cleared_at is None or context.now - cleared_at >= context.rules.reopen_after:
        return None
    if beyond is None or beyond > Decimal(str(context.rules.hysteresis)):
        return None
    return f"The need was gone at {cleared_at:%Y-%m-%d %H:%M} UTC and is back by {beyond:.1%} only: a small swing."


def quantity_of(row: Row) -> Decimal:
    """What the candidate asks for, stock units; 0 where it says nothing."""
    return as_decimal(row["quantity"]) or Decimal(0)
