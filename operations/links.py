"""Links that have decided, and the note of those that could not."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from operations.errors import LinkUsed
from operations.store import Store
from operations.tables import audit, link_use


def check_unused(session: Connection, link: str | None) -> None:
    """Raises LinkUsed when the link with this id has decided before."""
    used = session.execute(select(link_use).where(link_use.c.link_id == link)).first() if link else None
    if used is not None:
        raise LinkUsed(f"This link was used by {used.actor} at {used.used_at:%Y-%m-%d %H:%M} UTC; it works once.")


def note_use(session: Connection, link: str | None, number: str, by: str, now: datetime) -> None:
    """Keeps that the link has decided, in the transaction of the decision."""
    if link:
        values = {"link_id": link, "requisition_number": number, "actor": by, "used_at": now}
        session.execute(insert(link_use).values(values))


def note_refused(store: Store, actor: str, subject: str, reason: str, now: datetime) -> None:
    """Notes in the audit table that a link was tried in vain."""
    values = {"happened_at": now, "actor": actor, "what": "approval link", "subject": subject, "is_allowed": False}
    with store.begin() as session:
        session.execute(insert(audit).values(**values, details={"refusal": reason}))
