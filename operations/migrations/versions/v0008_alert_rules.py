"""Alerts and requisitions can be snoozed, alert events say who, and a message may be skipped with the reason."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)
_BEFORE = "state in ('pending', 'sending', 'sent', 'dead')"
_AFTER = "state in ('pending', 'sending', 'sent', 'dead', 'skipped')"
_SNOOZE = ("snoozed_by", "snooze_reason")


def upgrade() -> None:
    """Adds the columns; nothing is snoozed yet, and what happened to alerts so far was Tandem's doing."""
    for table in ("alert", "requisition"):
        op.add_column(table, Column("snoozed_until", Instant))
        for name in _SNOOZE:
            op.add_column(table, Column(name, sa.Text()))
    op.add_column("alert", Column("snoozed_severity", sa.Text()))
    op.add_column("alert_event", Column("actor", sa.Text(), nullable=False, server_default="tandem"))
    _allow_states(_AFTER)


def downgrade() -> None:
    """Drops them: whatever is snoozed is told as usual. Skipped messages are not told, so they go."""
    op.execute("delete from outbox where state = 'skipped'")
    _allow_states(_BEFORE)
    op.drop_column("alert_event", "actor")
    op.drop_column("alert", "snoozed_severity")
    for table in ("alert", "requisition"):
        for name in ("snoozed_until", *_SNOOZE):
            op.drop_column(table, name)


def _allow_states(condition: str) -> None:
    with op.batch_alter_table("outbox") as table:
        table.drop_constraint(op.f("outbox_state_ck"), type_="check")
        table.create_check_constraint(op.f("outbox_state_ck"), condition)
