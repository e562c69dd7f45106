"""What approvers decided on changes of levels that waited."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Exact = sa.Text().with_variant(sa.Numeric(), "postgresql")
Instant = sa.DateTime(timezone=True)
LEVELS = ("safety_stock", "reorder_point", "order_up_to")


def upgrade() -> None:
    """Adds the table; nobody has decided anything yet."""
    op.create_table(
        "level_decision",
        Column("id", sa.Integer(), nullable=False),
        Column("product_id", sa.Text(), nullable=False),
        Column("location_id", sa.Text(), nullable=False),
        Column("state", sa.Text(), nullable=False),
        Column("plan_version", sa.Text(), nullable=False),
        *(Column(f"{age}_{name}", Exact) for age in ("old", "new") for name in LEVELS),
        Column("change_amount", Exact),
        Column("decided_by", sa.Text(), nullable=False),
        Column("decided_at", Instant, nullable=False),
        Column("reason", sa.Text()),
        sa.CheckConstraint("state in ('approved', 'rejected')", name=op.f("level_decision_state_ck")),
        sa.PrimaryKeyConstraint("id", name=op.f("level_decision_pk")),
    )
    op.create_index("level_decision_by_item", "level_decision", ["product_id", "location_id"])


def downgrade() -> None:
    """Drops it: what was approved and is not in a plan yet waits again."""
    op.drop_table("level_decision")
