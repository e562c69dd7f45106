"""Once a week a channel is told of every open risk of supply, whatever it heard of them before (R43)."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from operations.announce import EMPTY_ITEM, digest_numbers, new_item
from operations.candidates import Row
from operations.changes import Message
from operations.hours import channel_hours
from operations.reads import last_evaluation
from operations.routes import route
from operations.shown import alert_row
from operations.store import Store
from operations.tables import alert, outbox
from tandem.alert_settings import WEEKDAYS, AlertOwner
from tandem.settings import Company

KINDS = ("shortage", "oversell", "late_receipt", "surge")


def queue_supply_risks(store: Store, company: Company, now: datetime) -> list[str]:
    """Queues the week's digest of open risks where it is due and not queued yet; gives the channels.

    Due is it from the channel's `supply_risk_on` to the end of the week, outside quiet hours. Where nothing is open,
    nothing is told.
    """
    keys = _due(company, now)
    if not keys:
        return []
    with store.begin() as session:
        known: Sequence[str] = session.scalars(select(outbox.c.dedupe_key).where(outbox.c.dedupe_key.in_(keys))).all()
        left = {key: channel for key, channel in keys.items() if key not in known}
        risks = _risks(session, company.alerts.owners) if left else []
        if not risks:
            return []
        row = {**last_evaluation(session), "week": _week(company, now), "is_first": False, **digest_numbers(risks)}
        items = [
            new_item(channel, "digest", key, row, now, language=company.channels[channel].language)
            for key, channel in left.items()
        ]
        store.insert_new(session, outbox, [{**EMPTY_ITEM, **item} for item in items])
    return list(left.values())


def _due(company: Company, now: datetime) -> dict[str, str]:
    """Dedupe key of the week's digest -> channel."""
    today = now.astimezone(ZoneInfo(company.company.time_zone)).date()
    quiet = {name for name, hours in channel_hours(company).items() if hours.at(now).is_quiet}
    return {
        f"{name}|digest|supply risk {_week(company, now)}": name
        for name, config in company.channels.items()
        if config.enabled
        and config.supply_risk_on is not None
        and today.weekday() >= WEEKDAYS.index(config.supply_risk_on)
        and name not in quiet
    }


def _week(company: Company, now: datetime) -> str:
    year, week, _ = now.astimezone(ZoneInfo(company.company.time_zone)).date().isocalendar()
    return f"{year}-W{week:02d}"


def _risks(session: Connection, owners: Sequence[AlertOwner]) -> list[Message]:
    found = session.execute(select(alert).where(alert.c.state == "open", alert.c.kind.in_(KINDS)))
    return [_message(dict(record), owners) for record in found.mappings()]


def _message(record: Row, owners: Sequence[AlertOwner]) -> Message:
    row = {**alert_row(record), "owner": route(record["kind"], record["numbers"], owners).owner}
    kind = record["kind"]
    return Message(kind, kind, record["alert_key"], record["episode"], record["revision"], row, record)
