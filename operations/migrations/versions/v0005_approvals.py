"""Requisitions remember what was approved, and when their order was first seen in the ERP."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Exact = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    """Adds the columns. What was approved before is compared with its line, which has not changed since."""
    op.add_column("requisition", Column("approved_quantity", Exact))
    op.add_column("requisition", Column("approved_base_amount", Exact))
    op.add_column("requisition", Column("order_seen_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drops them: an order that is gone from the ERP frees its need no more."""
    for column in ("order_seen_at", "approved_base_amount", "approved_quantity"):
        op.drop_column("requisition", column)
