"""What a press does. Rights, limits and repeats are decided in `operations`; here they get words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from console.answers import for_others
from console.presses import Press
from operations.errors import ChangedSinceSeen, IllegalTransition, OperationsError
from operations.reads import get, pending
from operations.rights import waits_for
from tandem import steps
from tandem.cycle import Cycle, local_day, now
from tandem.stores import open_store

if TYPE_CHECKING:
    from operations.requisitions import Decision

Row = dict[str, Any]

SNOOZED_BY_BUTTON = "button in Slack"
_DECIDED = ("approved", "rejected", "withdrawn", "expired")


@dataclass(frozen=True)
class Answer:
    """What came of a press.

    Attributes:
        sentence: for the person who pressed.
        is_changed: the requisition is another one now.
        is_decided: it was decided by this press, and the outbox tells so.
        is_outdated: the message that was pressed shows it otherwise than it is.
    """

    sentence: str
    is_changed: bool = False
    is_decided: bool = False
    is_outdated: bool = False


class Desk:
    """Decides for the people of a company."""

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle

    def name_of(self, user: str) -> str:
        """The approver bound to a Slack member; else a name that no approver has."""
        return next((one.name for one in self.cycle.company.approvers if one.slack == user), f"slack:{user}")

    def waiting(self, user: str) -> tuple[list[Row], list[str]] | None:
        """What this person may decide, and a line for each that waits for others. None: may decide nothing at all."""
        by, company = self.name_of(user), self.cycle.company
        if by not in [one.name for one in company.approvers]:
            return None
        mine, others = waits_for(pending(open_store(self.cycle)), by, company.approvers, self._today())
        return mine, [for_others(row, company.approvers) for row in others]

    def _today(self) -> date:
        return local_day(self.cycle.company, now())

    def record(self, press: Press) -> dict[str, Any]:
        """The requisition as it stands."""
        return get(open_store(self.cycle), press.number)

    def approve(self, press: Press) -> Answer:
        """Approves as the person who pressed."""
        return self._answered(press, lambda by: steps.approve(self.cycle, press.number, by, "", now(), seen=press.seen))

    def reject(self, press: Press, reason: str) -> Answer:
        """Rejects as the person who pressed."""
        return self._answered(
            press, lambda by: steps.reject(self.cycle, press.number, by, reason, now(), seen=press.seen)
        )

    def edit(self, press: Press, quantity: Decimal, reason: str) -> Answer:
        """Gives the requisition another quantity."""
        from operations.edits import change_quantity

        by, approvers = self.name_of(press.user), self.cycle.company.approvers
        try:
            store, seen = open_store(self.cycle), press.seen
            sentence = change_quantity(
                store,
                press.number,
                quantity,
                by,
                approvers,
                reason,
                now(),
                expected_revision=seen,
                on=self._today(),
            )
        except OperationsError as error:
            return self._refused(press, error)
        return Answer(sentence, is_changed=True, is_outdated=True)

    def others(self, press: Press) -> list[str]:
        """To whom the requisition can be handed over, by name."""
        from operations.rights import could_take

        return could_take(self.record(press), self.cycle.company.approvers)

    def reassign(self, press: Press, to: str, reason: str) -> Answer:
        """Hands the requisition over to another approver."""
        by = self.name_of(press.user)
        try:
            sentence = steps.reassign(self.cycle, press.number, to, by, reason, now(), seen=press.seen)
        except OperationsError as error:
            return self._refused(press, error)
        return Answer(sentence, is_changed=True, is_outdated=True)

    def snooze(self, press: Press, days: int | None) -> Answer:
        """Snoozes the requisition or alert for some days, or wakes it."""
        moment = now()
        day = None if days is None else steps.days_ahead(self.cycle, days, moment)
        by, episode = self.name_of(press.user), press.seen
        try:
            done = steps.snooze(self.cycle, press.number, day, by, SNOOZED_BY_BUTTON, moment, episode=episode)
        except OperationsError as error:
            return Answer(str(error), is_outdated=isinstance(error, IllegalTransition))
        return Answer(done.sentence, is_changed=not done.is_repeat, is_outdated=True)

    def refusal(self, press: Press, to: str = "") -> Answer | None:
        """Why this person need not be asked for anything: may not decide, or it is decided. The attempt is audited.

        `to`: `rejected` before a rejection.
        """
        from operations.rights import check_may_decide

        store, by, approvers = open_store(self.cycle), self.name_of(press.user), self.cycle.company.approvers
        try:
            check_may_decide(store, press.number, by, approvers, now(), on=self._today(), to=to)
        except OperationsError as error:
            return self._refused(press, error)
        return None

    def _answered(self, press: Press, decide: "Callable[[str], Decision]") -> Answer:
        try:
            decision = decide(self.name_of(press.user))
        except OperationsError as error:
            return self._refused(press, error)
        is_new = not decision.is_repeat
        return Answer(decision.sentence, is_changed=is_new, is_decided=is_new, is_outdated=True)

    def _refused(self, press: Press, error: OperationsError) -> Answer:
        if isinstance(error, IllegalTransition):
            return Answer(self._standing(press.number) or str(error), is_outdated=True)
        return Answer(str(error), is_outdated=isinstance(error, ChangedSinceSeen))

    def _standing(self, number: str) -> str | None:
        """Who decided and what; None while nobody has."""
        found = get(open_store(self.cycle), number)
        decided = [event for event in found["events"] if event["to_state"] in _DECIDED]
        if not decided:
            return None
        last = decided[-1]
        why = f" Reason: {last['why']}" if last["why"] else ""
        at = f"{last['happened_at']:%Y-%m-%d %H:%M} UTC"
        return f"{number} was already {last['to_state']} by {last['actor']} at {at}.{why}"
