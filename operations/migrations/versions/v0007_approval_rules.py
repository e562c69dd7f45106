"""Approval rules by version, and the steps that each requisition was pinned to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds table and columns; no rules are in force yet, so whoever could decide still can."""
    op.create_table(
        "rule_version",
        Column("id", sa.Integer(), nullable=False),
        Column("version", sa.Text(), nullable=False),
        Column("author", sa.Text(), nullable=False),
        Column("reason", sa.Text(), nullable=False),
        Column("applied_at", Instant, nullable=False),
        Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("rule_version_pk")),
    )
    op.add_column("requisition", Column("supplier_code", sa.Text()))
    op.add_column("requisition", Column("route", sa.JSON()))


def downgrade() -> None:
    """Drops them: any approver within the limit decides."""
    op.drop_column("requisition", "route")
    op.drop_column("requisition", "supplier_code")
    op.drop_table("rule_version")
