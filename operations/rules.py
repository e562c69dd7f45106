"""What `reconcile` is given and what it gives back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from operations.hours import channel_hours
from operations.values import as_date, as_instant, names
from tandem.alert_settings import AlertOwner
from tandem.approval_settings import Approver
from tandem.settings import Company


@dataclass(frozen=True)
class Evaluation:
    """One finished evaluation: the row of `cnd_evaluation` and the run that made it.

    Attributes:
        run_id: the cycle; running it again adds nothing.
        evaluated_for: the business day.
        known_at: loads accepted up to it were seen; aware UTC (a moment without zone is UTC).
        plan_version, policy_version: what the candidates were made with.
        is_complete: every candidate there is was found. Only then a missing one means that its cause is gone.
        stale_sources: sources older than their limit, as a list or as text with commas.
        decisions_known_at: the moment the operations store was read for the export that this evaluation saw.
            None: not known; then a candidate must itself count a recent approval.
    """

    run_id: str
    evaluated_for: date
    known_at: datetime
    plan_version: str | None
    policy_version: str | None
    is_complete: bool
    stale_sources: Collection[str] | str | None = ()
    decisions_known_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "evaluated_for", as_date(self.evaluated_for))
        object.__setattr__(self, "known_at", as_instant(self.known_at))
        object.__setattr__(self, "decisions_known_at", as_instant(self.decisions_known_at))

    @property
    def stale(self) -> frozenset[str]:
        """The stale sources' names."""
        return names(self.stale_sources)


Subscription = tuple[Collection[str], str]
"""The kinds (`requisition`, `shortage`, ...) that a channel wants, and its language."""


@dataclass(frozen=True)
class Rules:
    """How candidates become messages.

    Attributes:
        channels: channel name -> subscription.
        digest_above: more new messages than this for a channel in one evaluation become one digest.
        hysteresis: share of change that counts as none (0.05 = 5 %).
        reopen_after: a cause that stays inside the hysteresis is opened again after this time all the same,
            so that no need is forgotten.
        change_limit: share by which the ERP's order may depart from what was approved.
        approvers: who may decide, within limits; whether one of those whom the rules ask is able to.
        time_zone: the company's, for the days on which approvers are away.
        grouped_later: channels with quiet hours or digest times, whose alerts are grouped when they are delivered.
        owners: whose alerts are, and who hears of them besides.
    """

    channels: Mapping[str, Subscription] = field(default_factory=dict)
    digest_above: int = 10
    hysteresis: float = 0.05
    reopen_after: timedelta = timedelta(days=7)
    change_limit: Decimal = Decimal("0.1")
    approvers: tuple[Approver, ...] = ()
    time_zone: str = "UTC"
    grouped_later: Collection[str] = ()
    owners: Sequence[AlertOwner] = ()

    @classmethod
    def of(cls, company: Company) -> "Rules":
        """The company file's rules."""
        return cls(
            channels=subscriptions(company),
            digest_above=company.policies.digest_above,
            hysteresis=company.policies.hysteresis,
            change_limit=company.approvals.change_limit,
            approvers=company.approvers,
            time_zone=company.company.time_zone,
            grouped_later=frozenset(channel_hours(company)),
            owners=company.alerts.owners,
        )


def subscriptions(company: Company) -> dict[str, Subscription]:
    """The channels that are switched on."""
    return {name: (channel.kinds, channel.language) for name, channel in company.channels.items() if channel.enabled}


@dataclass(frozen=True)
class Outcome:
    """What one `reconcile` did, by candidate key.

    Attributes:
        opened: new requisitions (pending) and alerts.
        held: new requisitions that wait for a reason to go.
        updated: open ones whose numbers changed.
        closed: requisitions withdrawn and alerts closed, as their cause is gone.
        suppressed: candidate that made nothing -> why, in a sentence.
        unchanged: how many open ones were found again as they were.
        requisitions: numbers of new requisitions, pending or held.
        moved: requisitions that the ERP's orders brought to another state, by number.
        digests: channels that got one digest in place of single messages.
        messages: outbox rows written.
        outdated: why nothing at all was done: a newer evaluation came first. None: it was done.
    """

    opened: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    suppressed: Mapping[str, str] = field(default_factory=dict)
    unchanged: int = 0
    requisitions: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    digests: tuple[str, ...] = ()
    messages: int = 0
    outdated: str | None = None

    def counts(self) -> dict[str, int]:
        """Totals, for logs and the evaluation table."""
        sizes = {
            name: len(getattr(self, name)) for name in ("opened", "held", "updated", "closed", "moved", "suppressed")
        }
        return {**sizes, "unchanged": self.unchanged, "messages": self.messages, "digests": len(self.digests)}
