"""Requisitions remember who gave them another quantity than the plan's, and which one the plan had."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Exact = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    """Adds the two columns; nobody has edited anything yet."""
    op.add_column("requisition", Column("edited_by", sa.Text()))
    op.add_column("requisition", Column("planned_quantity", Exact))


def downgrade() -> None:
    """Drops them: edited quantities become the plan's again at the next evaluation."""
    for column in ("planned_quantity", "edited_by"):
        op.drop_column("requisition", column)
