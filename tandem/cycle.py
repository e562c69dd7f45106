"""One cycle's givens: the company, the two times, and where secrets come from. Made at the edge, handed down."""

import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tandem.settings import Company, SecretLookup, environment_secret

Say = Callable[[str], None]
"""Tells the user one line of progress."""


def silent(line: str) -> None:
    """Says nothing."""


def on_standard_error(line: str) -> None:
    """Says it where it does not mix with results."""
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Cycle:
    """What every step is given.

    Attributes:
        company: the company file.
        as_of: the business day planned from.
        known_at: loads accepted up to this moment count; aware UTC. None: all there are when a step begins.
        run_id: names this cycle in logs, lineage and messages.
        secrets: looks up a `SecretRef`.
        say: where progress goes.
        dry_run: nothing is written outward, no decision is stored.
    """

    company: Company
    as_of: date
    known_at: datetime | None = None
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    secrets: SecretLookup = environment_secret
    say: Say = silent
    dry_run: bool = False

    def known(self) -> datetime:
        """`known_at`, or this moment."""
        return self.known_at or now()


def now() -> datetime:
    """This moment, aware UTC. The only clock; everything below the edge is handed the time."""
    return datetime.now(UTC)


def business_day(company: Company, moment: datetime) -> date:
    """The day planned from: the company file's, else the day of `moment` in the company's time zone."""
    return company.company.as_of or local_day(company, moment)


def local_day(company: Company, moment: datetime) -> date:
    """The day of `moment` in the company's time zone, for what concerns people and not the plan."""
    return moment.astimezone(ZoneInfo(company.company.time_zone)).date()
