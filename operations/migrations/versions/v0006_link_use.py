"""Approval links that have decided, so that none does twice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the table; no link has been made yet."""
    op.create_table(
        "link_use",
        Column("link_id", sa.Text(), nullable=False),
        Column("requisition_number", sa.Text(), nullable=False),
        Column("actor", sa.Text(), nullable=False),
        Column("used_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("link_id", name=op.f("link_use_pk")),
    )


def downgrade() -> None:
    """Drops it: a link that has decided is held off by the requisition's state and revision alone."""
    op.drop_table("link_use")
