"""How a requisition changes its state: compare and set, with the event that tells who, when, from, to and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from operations.candidates import Row
from operations.errors import ChangedSinceSeen
from operations.rule_versions import live_rules
from operations.states import UNDECIDED, check_transition
from operations.tables import requisition, requisition_event


def move(
    session: Connection,
    found: Row,
    state: str,
    *,
    by: str,
    why: str,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Row:
    """Brings the requisition to `state`, only if state and revision are still those of `found`; gives it as it is now.

    Where it begins to wait for a decision, or waits as a new revision, it is pinned to the rules in force.

    Args:
        session: a writing transaction.
        found: as `reads.find` gave it.
        state: the new one, or the old one where only `values` change.
        by, why, now: for the event.
        values: further columns to set.
        changes: column -> [before, after], for the event.

    Raises:
        IllegalTransition, ChangedSinceSeen: nothing was changed.
    """
    if state != found["state"]:
        check_transition(found["number"], found["state"], state)
    set_ = {**(values or {}), "state": state, "updated_at": now, "updated_by": by}
    if state in UNDECIDED and "route" not in set_:
        set_["route"] = live_rules(session).route({**found, **set_}, now)
    seen = (requisition.c.state == found["state"], requisition.c.revision == found["revision"])
    changed = session.execute(update(requisition).where(requisition.c.number == found["number"], *seen).values(set_))
    if changed.rowcount != 1:
        raise ChangedSinceSeen(f"{found['number']} was changed by somebody else at this moment. Look at it again.")
    note(session, found, state, by=by, why=why, now=now, changes=changes)
    return {**found, **set_}


def note(
    session: Connection,
    found: Row,
    state: str,
    *,
    by: str,
    why: str,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Adds the event alone."""
    event = {"requisition_number": found["number"], "happened_at": now, "actor": by, "why": why}
    states = {"from_state": found["state"], "to_state": state}
    session.execute(insert(requisition_event).values(**event, **states, changes=dict(changes or {})))
