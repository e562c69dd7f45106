"""What approvers decide on changes of levels that wait. The next plan reads it and puts the levels in force, or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from operations.candidates import Row
from operations.errors import IllegalTransition, NotAllowedToDecide, OperationsError
from operations.rights import check_right, note_attempt
from operations.store import Store
from operations.tables import level_decision
from operations.values import as_decimal, said
from tandem.approval_settings import Approver

State = Literal["approved", "rejected"]
LEVELS = tuple(f"{age}_{name}" for age in ("old", "new") for name in ("safety_stock", "reorder_point", "order_up_to"))
_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class LevelDecision:
    """What a press did.

    Attributes:
        item: the product and where, as people call them.
        state: what was decided.
        by, at: who decided and when; of a repeated press, the first one.
        is_repeat: this very change had been decided like this before; nothing was changed.
        sentence: for the person who pressed.
    """

    item: str
    state: str
    by: str
    at: datetime
    is_repeat: bool
    sentence: str


def decide(  # noqa: PLR0917 the order of `operations.requisitions.approve`
    store: Store,
    change: Mapping[str, Any],
    state: State,
    by: str,
    approvers: Sequence[Approver],
    reason: str | None,
    now: datetime,
    *,
    on: date | None = None,
) -> LevelDecision:
    """Approves or rejects a change that waits. Of any number of presses one decides; a rejection may be taken back.

    Args:
        change: product_id, product_code, location_id, location_code, plan_version, `LEVELS`, change_amount and
            base_currency, as `marts.fct_level_changes` has them.
        by: who presses; must be one of `approvers`, with a limit not below the change's amount in base currency.
        reason: free text; a rejection needs one.
        on: the company's day, on which approvers may be away; by default that of `now` in UTC.

    Raises:
        NotAllowedToDecide, IllegalTransition: and the attempt is in the audit table.
    """
    row = _record(change, state, by, reason, now)
    item = f"{change['product_code']} at {change['location_code']}"
    found = {
        "number": f"the change of {item}",
        "state": "waits",
        "base_amount": _short(row["change_amount"]),
        "base_currency": change["base_currency"],
    }
    refusal: OperationsError | None = None
    with store.begin() as session:
        store.lock(session, "level decisions")
        earlier = _newest(session, row["product_id"], row["location_id"])
        same = earlier if earlier is not None and _is_same(earlier, row) else None
        try:
            check_right(found, by, approvers, on or now.date())
            _check(item, same, row)
        except (NotAllowedToDecide, IllegalTransition) as error:
            refusal = error
        is_repeat = same is not None and same["state"] == state
        if refusal is None and not is_repeat:
            session.execute(insert(level_decision).values(**row))
        note_attempt(session, f"level change {state}", found, refusal, by=by, reason=reason, now=now)
    if refusal is not None:
        raise refusal
    return _said(item, same if same is not None and is_repeat else row, is_repeat)


def decided_on(store: Store, changes: Sequence[Mapping[str, Any]]) -> list[Row]:
    """`changes` (as of `decide`), each with what was decided on it: decision (its state) and decided_by, or None."""
    with store.read() as session:
        newest = {
            (row["product_id"], row["location_id"]): dict(row)
            for row in session.execute(select(level_decision).order_by(level_decision.c.id)).mappings()
        }
    rows = []
    for change in changes:
        found = newest.get((change["product_id"], change["location_id"]))
        same = found if found is not None and _is_same(found, _numbers(change)) else {}
        rows.append({**change, "decision": same.get("state"), "decided_by": same.get("decided_by")})
    return rows


def _record(change: Mapping[str, Any], state: State, by: str, reason: str | None, now: datetime) -> Row:
    keys = {name: change[name] for name in ("product_id", "location_id", "plan_version")}
    return {**keys, **_numbers(change), "state": state, "decided_by": by, "decided_at": now, "reason": reason}


def _numbers(change: Mapping[str, Any]) -> Row:
    """Levels and amount in the places that the lake keeps, so that what was stored compares with what is asked."""
    amounts = {name: as_decimal(change[name]) for name in (*LEVELS, "change_amount")}
    return {name: None if value is None else value.quantize(_PLACES) for name, value in amounts.items()}


def _newest(session: Connection, product_id: str, location_id: str) -> Row | None:
    statement = select(level_decision).where(
        level_decision.c.product_id == product_id, level_decision.c.location_id == location_id
    )
    found = session.execute(statement.order_by(level_decision.c.id.desc())).mappings().first()
    return None if found is None else dict(found)


def _is_same(earlier: Row, row: Row) -> bool:
    """Whether both speak of the same change."""
    return all(earlier[name] == row[name] for name in LEVELS)


def _check(item: str, same: Row | None, row: Row) -> None:
    if row["state"] == "rejected" and not row["reason"]:
        raise IllegalTransition(f"The change of {item} needs a reason to be rejected; give one with --reason.")
    if same is not None and same["state"] == "approved" and row["state"] == "rejected":
        raise IllegalTransition(
            f"The change of {item} was approved by {same['decided_by']} at {same['decided_at']:%Y-%m-%d %H:%M} UTC "
            "and cannot be rejected any more. Set the levels by hand in the file of policy overrides."
        )


def _said(item: str, row: Row, is_repeat: bool) -> LevelDecision:
    levels = f"order up to {said(_short(row['new_order_up_to']))} in place of {said(_short(row['old_order_up_to']))}"
    if is_repeat:
        when = f"{row['decided_at']:%Y-%m-%d %H:%M} UTC"
        sentence = f"The change of {item} was already {row['state']} by {row['decided_by']} at {when}: {levels}."
    elif row["state"] == "approved":
        sentence = f"The change of {item} is approved by {row['decided_by']}: {levels}, from the next plan on."
    else:
        sentence = f"The change of {item} is rejected by {row['decided_by']}; the old levels stay: not {levels}."
    return LevelDecision(item, row["state"], row["decided_by"], row["decided_at"], is_repeat, sentence)


def _short(value: Decimal | None) -> Decimal | None:
    return None if value is None else as_decimal(round(value, 2))
