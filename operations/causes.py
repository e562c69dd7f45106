"""Candidates for alerts meet the alerts there are. Decides only; `Changes` is written later.

A cause (kind, product, location) is open once at the most; each reopening is a numbered episode.
"""

from collections.abc import Mapping
from decimal import Decimal

from operations.candidates import Row, depth, is_stale, is_swing, measure, severity_rank, sources_of
from operations.changes import AUTHOR, Changes, Context, Message
from operations.shown import alert_row
from operations.snooze import AWAKE, why_awake
from operations.values import dumps

_NOTHING_YET = ("closed_at", "close_reason", "announced", "announced_severity", "announced_measure", *AWAKE)


def plan_causes(
    kind: str, known: Mapping[str, Row], candidates: Mapping[str, Row], context: Context, changes: Changes
) -> None:
    """Adds to `changes` what the candidates of one alert kind ask for.

    Args:
        kind: `shortage`, `oversell`, `excess`, ...
        known: newest alert of each cause of this kind, by alert key.
        candidates: by candidate key, which is the alert key.
        context: what may be looked at.
        changes: is added to.
    """
    for key, row in candidates.items():
        last = known.get(key)
        if last is not None and last["state"] == "open":
            _meet(last, row, context, changes)
        elif last is not None and (reason := _within_swing(last, row, context)):
            changes.suppressed[key] = reason
        else:
            _open(kind, last, row, context, changes)
    for key in known.keys() - candidates.keys():
        _miss(known[key], context, changes)


def _within_swing(last: Row, row: Row, context: Context) -> str | None:
    closed_at, beyond = last["closed_at"], depth(last["kind"], row)
    if context.now - closed_at >= context.rules.reopen_after:
        return None
    if beyond is None or beyond > Decimal(str(context.rules.hysteresis)):
        return None
    return f"The alert was closed at {closed_at:%Y-%m-%d %H:%M} UTC and is back by {beyond:.1%} only: a small swing."


def _open(kind: str, last: Row | None, row: Row, context: Context, changes: Changes) -> None:
    key = row["candidate_key"]
    record = {
        **_facts(kind, row),
        "alert_key": key,
        "episode": last["episode"] + 1 if last else 1,
        "kind": kind,
        "state": "open",
        "revision": 1,
        "first_seen_at": last["first_seen_at"] if last else context.now,
        "last_seen_at": context.now,
        "opened_at": context.now,
        **dict.fromkeys(_NOTHING_YET),
    }
    changes.new_alerts.append(record)
    changes.opened.append(key)
    _event(record, None, "A candidate was found.", context, changes)
    _say(record, kind, {}, changes)


def _facts(kind: str, row: Row) -> Row:
    return {
        "severity": row.get("severity"),
        "is_stale": is_stale(row),
        "sources": sources_of(kind, row),
        "numbers": row,
    }


def _meet(last: Row, row: Row, context: Context, changes: Changes) -> None:
    """An open cause was found again: its numbers follow; people are told only when it is worse, or a snooze is over."""
    woken = why_awake(last, row, context.now)
    if dumps(last["numbers"]) == dumps(row) and not woken:
        changes.unchanged += 1
        changes.seen.append(last["alert_key"])
        return
    record = {**last, **_facts(last["kind"], row), "last_seen_at": context.now, **(AWAKE if woken else {})}
    changes.alerts.append(record)
    changed = {name: [last[name], record[name]] for name in ("severity", "is_stale") if last[name] != record[name]}
    before, after = measure(last["kind"], last["numbers"]), measure(last["kind"], row)
    if is_swing(before, after, 0):
        changed["measure"] = [before, after]
    if not changed and not woken:
        changes.unchanged += 1
        return
    changes.updated.append(last["alert_key"])
    _event(record, "open", woken or "The numbers changed.", context, changes, changed=changed)
    if woken or (last["snoozed_until"] is None and _is_worse(last, row, context)):
        record["revision"] = last["revision"] + 1
        _say(record, last["kind"], changed, changes)


def _is_worse(last: Row, row: Row, context: Context) -> bool:
    if last["announced"] is None:
        return False
    if severity_rank(row.get("severity")) > severity_rank(last["announced_severity"]):
        return True
    said, now = last["announced_measure"], measure(last["kind"], row)
    return said is not None and now is not None and now > said and is_swing(said, now, context.rules.hysteresis)


def _miss(last: Row, context: Context, changes: Changes) -> None:
    if last["state"] != "open" or not context.may_close(last["sources"]):
        return
    reason = "A complete evaluation on fresh data no longer finds the cause."
    record = {**last, "state": "closed", "closed_at": context.now, "close_reason": reason}
    changes.alerts.append(record)
    changes.closed.append(last["alert_key"])
    _event(record, "open", reason, context, changes)
    if last["announced"] == "single":
        _say(record, "alert_closed", {}, changes)


def _event(
    record: Row, before: str | None, why: str, context: Context, changes: Changes, *, changed: Row | None = None
) -> None:
    changes.alert_events.append(
        {
            "alert_key": record["alert_key"],
            "episode": record["episode"],
            "happened_at": context.now,
            "from_state": before,
            "to_state": record["state"],
            "why": why,
            "changes": changed or {},
            "actor": AUTHOR,
        }
    )


def _say(record: Row, template: str, changed: Row, changes: Changes) -> None:
    shown = alert_row(record, changed)
    message = Message(
        record["kind"], template, record["alert_key"], record["episode"], record["revision"], shown, record
    )
    changes.messages.append(message)
