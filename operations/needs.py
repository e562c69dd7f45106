"""Candidates for a requisition meet the requisitions there are. Decides only; `Changes` is written later.

A need (product and location) is open once at the most. What was approved is supply: the export carries it to the
lake, the plan nets it, and a candidate that comes all the same is additional need, if its plan saw the approval.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from operations.candidates import Row, is_stale, is_swing, sources_of
from operations.changes import AUTHOR, Changes, Context, Message
from operations.edits import kept_edit
from operations.rights import stand_ins, unable
from operations.routing import is_same
from operations.shown import SNOOZE, decision_row, identity
from operations.snooze import AWAKE, why_awake
from operations.states import OPEN, check_transition
from operations.suppressions import quantity_of, why_not
from operations.values import as_date, as_decimal, as_instant, names, said

_COPIED = (
    "product_id",
    "product_code",
    "product_name",
    "category",
    "location_id",
    "location_code",
    "supplier_id",
    "supplier_code",
    "supplier_name",
    "severity",
    "currency",
    "base_currency",
    "policy_version",
    "plan_version",
)
_LINE_DECIMALS = ("quantity", "purchase_quantity", "unit_price", "amount", "base_amount")
_LINE_DATES = ("required_on", "order_by_on")
_NOTHING_YET = (
    "released_by",
    "edited_by",
    "planned_quantity",
    "announced",
    "announced_quantity",
    "announced_unit_price",
    "decided_at",
    "decided_by",
    "approved_quantity",
    "approved_base_amount",
    "order_seen_at",
    "route",
    *SNOOZE,
)
_WATCHED = (*_LINE_DECIMALS, *_LINE_DATES, "uom", "purchase_uom", "currency", "supplier_id")


def plan_needs(known: Mapping[str, Row], candidates: Mapping[str, Row], context: Context, changes: Changes) -> None:
    """Adds to `changes` what the candidates of kind `requisition` ask for.

    Args:
        known: newest requisition of each need with its line's columns, by need key.
        candidates: by candidate key, which is the need key.
        context: what may be looked at.
        changes: is added to.
    """
    for key, row in candidates.items():
        last = known.get(key)
        if last is not None and last["state"] in OPEN:
            _meet(last, row, context, changes)
        elif reason := why_not(last, row, context):
            changes.suppressed[key] = reason
        else:
            _open(key, last, row, context, changes)
    for key in known.keys() - candidates.keys():
        _miss(known[key], context, changes)


def _hold_reason(row: Row) -> str | None:
    if is_stale(row):
        stale = ", ".join(sorted(names(row.get("stale_sources")))) or "a source"
        return f"The data of {stale} is older than its limit; a fresh load decides."
    return row.get("hold_reason") or None


def _open(key: str, last: Row | None, row: Row, context: Context, changes: Changes) -> None:
    record = _record(key, last, row, context)
    hold = record["hold_reason"]
    line = {"requisition_number": record["number"], "line": 1, **_line(row)}
    changes.new_requisitions.append(record)
    changes.new_lines.append(line)
    changes.arithmetic.append(_arithmetic(record, row, context))
    _event(record, "proposed", hold or _why(row), context, changes)
    (changes.held if hold else changes.opened).append(key)
    if not record["is_stale"]:
        _say(record, row, {}, context, changes)


def _record(key: str, last: Row | None, row: Row, context: Context) -> Row:
    record = {
        **_facts(row),
        **dict.fromkeys(_NOTHING_YET),
        "number": next(context.numbers),
        "need_key": key,
        "episode": last["episode"] + 1 if last else 1,
        "revision": 1,
        "created_at": context.now,
        "created_by": AUTHOR,
        "updated_at": context.now,
        "updated_by": AUTHOR,
        "decision_reason": None,
        "cleared_at": None,
        "purchase_order_reference": None,
    }
    return {**record, **_standing(record, _hold_reason(row), context)}


def _standing(record: Row, hold: str | None, context: Context) -> Row:
    """State, reason to hold, and route: who is asked. Held as well where those whom the rules ask cannot decide."""
    route = context.approval.route(record, context.now)
    hold = hold or unable({**record, "route": route}, context.rules.approvers)
    return {"state": "held" if hold else "pending", "hold_reason": hold, "route": None if hold else route}


def _facts(row: Row) -> Row:
    return {
        **{name: row.get(name) for name in _COPIED},
        "base_amount": as_decimal(row.get("base_amount")),
        "data_as_of": as_instant(row.get("data_as_of")),
        "is_stale": is_stale(row),
        "sources": sources_of("requisition", row),
    }


def _line(row: Row) -> Row:
    return {
        "product_id": row["product_id"],
        "location_id": row["location_id"],
        "uom": row.get("uom"),
        "purchase_uom": row.get("purchase_uom"),
        "currency": row.get("currency"),
        **{name: as_decimal(row.get(name)) for name in _LINE_DECIMALS},
        **{name: as_date(row.get(name)) for name in _LINE_DATES},
    }


def _arithmetic(record: Row, row: Row, context: Context) -> Row:
    return {
        "requisition_number": record["number"],
        "revision": record["revision"],
        "inputs": row,
        "plan_version": row.get("plan_version"),
        "policy_version": row.get("policy_version"),
        "run_id": context.evaluation.run_id,
        "happened_at": context.now,
    }


def _why(row: Row) -> str:
    position, point = as_decimal(row.get("inventory_position")), as_decimal(row.get("reorder_point"))
    if position is None or point is None:
        return "The plan found a need."
    if position > point:
        return "Orders or components are needed on days that stock and receipts do not cover."
    return f"Inventory position {said(position)} is at or below the reorder point {said(point)}."


def _meet(last: Row, row: Row, context: Context, changes: Changes) -> None:
    """An open need was found again: revise it if its numbers are others, never from stale data.

    The quantity that a person gave it stays until the plan asks for a clearly other one.
    """
    edited = kept_edit(last, row, context.rules.hysteresis)
    if edited is None:
        last = {**last, "edited_by": None, "planned_quantity": None}
    asked, row = row, edited or row
    facts = {**last, **_facts(row)}
    standing = _standing(facts, _released(last, row, context), context)
    state, hold = standing["state"], standing["hold_reason"]
    changed, woken = _changed(last, row), why_awake(last, row, context.now)
    is_stable = state == last["state"] and hold == last["hold_reason"] and is_same(standing["route"], last["route"])
    if is_stale(row) or (not changed and not woken and is_stable):
        changes.unchanged += 1
        return
    if state != last["state"]:
        check_transition(last["number"], last["state"], state)
        changed = {**changed, "state": [last["state"], state]}
    is_other = not is_same(standing["route"], last["route"]) or _is_other(last, row, changed, context)
    standing |= {} if is_other else {"route": last["route"]}
    record = {**facts, **standing, "revision": last["revision"] + 1}
    record |= {"updated_at": context.now, "updated_by": AUTHOR, "released_by": None if hold else last["released_by"]}
    record |= AWAKE if woken else {}
    changes.requisitions.append(record)
    changes.lines.append({"requisition_number": last["number"], "line": 1, **_line(row)})
    changes.arithmetic.append(_arithmetic(record, asked, context))
    _event(record, last["state"], woken or hold or _why(row), context, changes, changed=changed)
    changes.updated.append(last["need_key"])
    if woken or (last["snoozed_until"] is None and (is_other or last["announced"] is None)):
        _say(record, row, changed, context, changes)


def _released(last: Row, row: Row, context: Context) -> str | None:
    """The reason to hold, unless a person has let this quantity of this supplier go."""
    hold = _hold_reason(row)
    is_same_supplier = last["supplier_id"] == row.get("supplier_id")
    limit = last["quantity"] * (1 + Decimal(str(context.rules.hysteresis)))
    is_let_go = last["released_by"] and is_same_supplier and not is_stale(row) and quantity_of(row) <= limit
    return None if is_let_go else hold


def _changed(last: Row, row: Row) -> dict[str, list[Any]]:
    now = {**_line(row), "supplier_id": row.get("supplier_id")}
    return {name: [last[name], now[name]] for name in _WATCHED if last[name] != now[name]}


def _is_other(last: Row, row: Row, changed: Mapping[str, Any], context: Context) -> bool:
    """Whether people are told and asked again: another supplier or state, or a swing beyond the hysteresis."""
    if "state" in changed or "supplier_id" in changed:
        return True
    hysteresis = context.rules.hysteresis
    return is_swing(last["announced_quantity"], quantity_of(row), hysteresis) or is_swing(
        last["announced_unit_price"], as_decimal(row.get("unit_price")), hysteresis
    )


def _miss(last: Row, context: Context, changes: Changes) -> None:
    """The need was not found: withdraw what waits, forget a rejection; never on incomplete or stale data."""
    is_waiting = last["state"] in OPEN
    is_rejected = last["state"] == "rejected" and last["cleared_at"] is None
    if not (is_waiting or is_rejected) or not context.may_close(last["sources"]):
        return
    state = "withdrawn" if is_waiting else "rejected"
    record = {**last, "state": state, "cleared_at": context.now, "updated_at": context.now, "updated_by": AUTHOR}
    changes.requisitions.append(record)
    _event(record, last["state"], "A complete evaluation on fresh data no longer finds the need.", context, changes)
    if is_waiting:
        changes.closed.append(last["need_key"])
        if last["announced"] == "single":
            _say_withdrawn(record, context, changes)


def _event(
    record: Row, before: str, why: str, context: Context, changes: Changes, *, changed: Row | None = None
) -> None:
    changes.requisition_events.append(
        {
            "requisition_number": record["number"],
            "happened_at": context.now,
            "actor": AUTHOR,
            "from_state": before,
            "to_state": record["state"],
            "why": why,
            "changes": changed or {},
        }
    )


def _say(record: Row, row: Row, changed: Row, context: Context, changes: Changes) -> None:
    today = context.now.astimezone(ZoneInfo(context.rules.time_zone)).date()
    shown = {**row, **identity(record), "run_id": context.evaluation.run_id, "changes": changed}
    shown |= stand_ins(record, context.rules.approvers, today) if record["route"] else {}
    message = Message(
        "requisition", "requisition", record["need_key"], record["episode"], record["revision"], shown, record
    )
    changes.messages.append(message)


def _say_withdrawn(record: Row, context: Context, changes: Changes) -> None:
    row = decision_row(record, "The need is gone.")
    message = Message(
        "requisition", "requisition_decided", record["need_key"], record["episode"], record["revision"], row, record
    )
    changes.messages.append(message)
