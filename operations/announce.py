"""Messages become outbox rows: singly, or one digest for a channel that would otherwise be flooded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from operations.candidates import Row, measure, severity_rank
from operations.changes import Context, Message
from operations.routes import Route, route
from operations.rules import Subscription
from operations.values import as_decimal

TOP = 10
"""Items that a digest names; the others are counted."""


def outbox_rows(messages: Sequence[Message], context: Context, is_first: bool) -> tuple[list[Row], list[str]]:
    """The outbox rows for `messages`, and the channels that get a digest. Notes on each record how it was announced.

    Alerts for a channel of `Rules.grouped_later` stay single: `operations.holding` groups those that are still so.
    """
    rows: list[Row] = []
    digests: list[str] = []
    routed = [_routed(message, context) for message in messages]
    for channel, (kinds, language) in context.rules.channels.items():
        wanted = [
            message
            for message, way in routed
            if way.takes(channel, message.subscription in kinds, context.rules.channels)
        ]
        later = [message for message in wanted if _is_grouped_later(message, channel, context)]
        at_once = [message for message in wanted if not _is_grouped_later(message, channel, context)]
        is_flood = len(at_once) > context.rules.digest_above or (is_first and len(at_once) > 1)
        if is_flood:
            digests.append(channel)
            rows.append(_digest(channel, language, at_once, context, is_first))
        singles = later if is_flood else wanted
        rows += [_single(channel, language, message, context.now) for message in singles]
        for message in at_once if is_flood else ():
            _note(message, "digest")
        for message in singles:
            _note(message, "single")
    return rows, digests


def _routed(message: Message, context: Context) -> tuple[Message, Route]:
    """The message, saying whose it is, and its way. Requisitions have approvers, not owners."""
    if message.subscription == "requisition":
        return message, Route()
    way = route(message.subscription, message.row, context.rules.owners)
    return (replace(message, row={**message.row, "owner": way.owner}) if way.owner else message), way


def _is_grouped_later(message: Message, channel: str, context: Context) -> bool:
    return channel in context.rules.grouped_later and message.subscription != "requisition"


def _note(message: Message, how: str) -> None:
    record = message.record
    record["announced"] = "single" if record["announced"] == "single" else how
    if message.template == "requisition":
        record["announced_quantity"] = as_decimal(message.row["quantity"])
        record["announced_unit_price"] = as_decimal(message.row.get("unit_price"))
    elif message.template == message.subscription:
        record["announced_severity"] = record["severity"]
        record["announced_measure"] = measure(message.subscription, message.row)


def _single(channel: str, language: str, message: Message, now: datetime) -> Row:
    key = f"{channel}|{message.template}|{message.key}|{message.episode}|{message.revision}"
    return new_item(channel, message.template, key, message.row, now, language=language)


def decision_items(channels: Mapping[str, Subscription], record: Row, row: Row, now: datetime) -> list[Row]:
    """One `requisition_decided` for each channel that gets requisitions."""
    return _requisition_items("requisition_decided", channels, record, row, now)


def revision_items(channels: Mapping[str, Subscription], record: Row, row: Row, now: datetime) -> list[Row]:
    """One `requisition`, of the record's new revision, for each channel that gets requisitions."""
    return _requisition_items("requisition", channels, record, row, now)


def reminder_items(what: str, channels: Mapping[str, Subscription], record: Row, row: Row, now: datetime) -> list[Row]:
    """One `requisition_reminded` or `requisition_escalated` for each channel that gets requisitions."""
    return _requisition_items(f"requisition_{what}", channels, record, row, now)


def _requisition_items(
    template: str, channels: Mapping[str, Subscription], record: Row, row: Row, now: datetime
) -> list[Row]:
    message = Message("requisition", template, record["need_key"], record["episode"], record["revision"], row, record)
    return [
        _single(name, language, message, now) for name, (kinds, language) in channels.items() if "requisition" in kinds
    ]


EMPTY_ITEM: Row = dict.fromkeys(("not_before", "lease_until", "reason", "receipt", "finished_at"))
"""What an item of the outbox does not have before it is tried."""


def new_item(channel: str, kind: str, dedupe_key: str, row: Row, now: datetime, *, language: str | None = None) -> Row:
    """A pending outbox row. Its payload: `template` (the kind to render), `language`, `row` (the numbers)."""
    return {
        "dedupe_key": dedupe_key,
        "channel": channel,
        "kind": kind,
        "payload": {"template": kind, "language": language, "row": row},
        "state": "pending",
        "attempts": 0,
        "created_at": now,
        "is_outcome_unknown": False,
        "is_possible_duplicate": False,
    }


def _digest(channel: str, language: str, messages: Sequence[Message], context: Context, is_first: bool) -> Row:
    run = context.evaluation
    about = {
        "run_id": run.run_id,
        "evaluated_for": run.evaluated_for,
        "known_at": run.known_at,
        "stale_sources": ", ".join(sorted(run.stale)),
        "is_first": is_first,
    }
    row = {**about, **digest_numbers(messages)}
    return new_item(channel, "digest", f"{channel}|digest|{run.run_id}", row, context.now, language=language)


def digest_numbers(messages: Sequence[Message]) -> Row:
    """What a digest says of its messages: how many of each kind, their money, and the most urgent ones."""
    known = [message.row["data_as_of"] for message in messages if message.row.get("data_as_of")]
    return {
        "data_as_of": min(known, key=_sortable, default=None),
        "is_stale": any(bool(message.row.get("is_stale")) for message in messages),
        "total": len(messages),
        "counts": dict(sorted(Counter(message.template for message in messages).items())),
        "amounts": _amounts(messages),
        "top": [_named(message) for message in sorted(messages, key=_urgency)[:TOP]],
    }


def _sortable(moment: Any) -> str:
    return moment.isoformat() if isinstance(moment, date) else str(moment)


def _amount(row: Row) -> Decimal | None:
    amount = row.get("base_amount")
    return as_decimal(amount if amount is not None else row.get("capital_tied_amount"))


def _amounts(messages: Sequence[Message]) -> dict[str, Decimal]:
    """Money by kind, base currency."""
    totals: dict[str, Decimal] = {}
    for message in messages:
        if (amount := _amount(message.row)) is not None:
            totals[message.template] = totals.get(message.template, Decimal(0)) + amount
    return totals


_LOSES_SALES = ("oversell", "shortage", "surge", "late_receipt")


def _urgency(message: Message) -> tuple[int, int, Decimal, str]:
    """By severity; what loses sales comes before what costs money, or the largest amounts would hide it."""
    later = message.template not in _LOSES_SALES
    amount = _amount(message.row) or Decimal(0)
    return (-severity_rank(message.row.get("severity")), int(later), -amount, message.key)


_NAMED = (
    "requisition_number",
    "alert_key",
    "product_code",
    "product_name",
    "location_code",
    "supplier_name",
    "source",
    "owner",
    "severity",
    "is_stale",
    "base_currency",
    "quantity",
    "uom",
    "days_of_cover",
    "oversold_qty",
    "excess_qty",
    "days_late",
    "last_week_qty",
    "residual_qty",
)


def _named(message: Message) -> Row:
    kept = {name: message.row[name] for name in _NAMED if message.row.get(name) is not None}
    return {"kind": message.template, **kept, "amount": _amount(message.row)}
