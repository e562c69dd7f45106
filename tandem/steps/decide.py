"""What a person decides: approve, reject or withdraw one requisition; snooze it, or an alert."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tandem.cycle import Cycle, local_day
from tandem.stores import open_store
from tandem.write_back import write_back_sources

if TYPE_CHECKING:
    from operations.requisitions import Decision
    from operations.snooze import Snoozed


def approve(
    cycle: Cycle,
    number: str,
    by: str,
    reason: str,
    moment: datetime,
    *,
    seen: int | None = None,
    link: str | None = None,
) -> "Decision":
    """Approves; with write-back switched on, the ERP gets a draft order at the next `notify`.

    `seen`: the revision that the person was shown; another one is refused. `link`: id of the approval link used.
    """
    from operations.requisitions import approve as press
    from operations.rules import subscriptions

    company = cycle.company
    return press(
        open_store(cycle),
        number,
        by,
        company.approvers,
        reason or None,
        moment,
        channels=subscriptions(company),
        write_back_to=write_back_source(cycle),
        expected_revision=seen,
        link=link,
        on=local_day(company, moment),
    )


def reject(
    cycle: Cycle,
    number: str,
    by: str,
    reason: str,
    moment: datetime,
    *,
    seen: int | None = None,
    link: str | None = None,
) -> "Decision":
    """Rejects; the need stays rejected until it grows. `seen` and `link` as of `approve`."""
    from operations.requisitions import reject as press
    from operations.rules import subscriptions

    company = cycle.company
    return press(
        open_store(cycle),
        number,
        by,
        company.approvers,
        reason or None,
        moment,
        channels=subscriptions(company),
        expected_revision=seen,
        link=link,
        on=local_day(company, moment),
    )


def withdraw(cycle: Cycle, number: str, by: str, reason: str, moment: datetime) -> "Decision":
    """Takes back what is not ordered yet; the need is asked anew by the next evaluation that finds it."""
    from operations.requisitions import withdraw as press
    from operations.rules import subscriptions

    company = cycle.company
    store, channels, on = open_store(cycle), subscriptions(company), local_day(company, moment)
    return press(store, number, by, company.approvers, reason or None, moment, channels=channels, on=on)


def reassign(  # noqa: PLR0917 as the other decisions
    cycle: Cycle, number: str, to: str, by: str, reason: str, moment: datetime, *, seen: int | None = None
) -> str:
    """Asks the approver `to` in the place of those who are asked now; a sentence says so. `seen` as of `approve`."""
    from operations.reassign import reassign as press
    from operations.rules import subscriptions

    company = cycle.company
    store, channels, on = open_store(cycle), subscriptions(company), local_day(company, moment)
    return press(
        store, number, to, by, company.approvers, reason, moment, channels=channels, expected_revision=seen, on=on
    )


def snooze(  # noqa: PLR0917 as the other decisions
    cycle: Cycle, subject: str, day: date | None, by: str, reason: str, moment: datetime, *, episode: int | None = None
) -> "Snoozed":
    """Snoozes an open alert (by key) or a waiting requisition (by number) until `day` begins; None wakes it.

    `episode`: of the alert, as the person was shown it.
    """
    from operations.snooze import Wish, is_requisition, snooze_alert, snooze_requisition, until_day

    store, company = open_store(cycle), cycle.company
    wish = Wish(until_day(day, company.company.time_zone) if day else None, by, reason, moment)
    if is_requisition(subject):
        return snooze_requisition(store, subject, wish, company.approvers, on=local_day(company, moment))
    return snooze_alert(store, subject, wish, company.alert_people, episode=episode)


def days_ahead(cycle: Cycle, days: int, moment: datetime) -> date:
    """The day that begins so many nights after `moment`, in the company's time zone."""
    return local_day(cycle.company, moment) + timedelta(days=days)


def write_back_source(cycle: Cycle) -> str | None:
    """The source that takes approved requisitions: the first ERP with `write_back: true`. None by default."""
    return next(iter(write_back_sources(cycle)), None)
