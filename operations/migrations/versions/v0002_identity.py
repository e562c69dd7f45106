"""Identity: ids minted once, links, the queue, and what people said of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Exact = sa.Text().with_variant(sa.Numeric(), "postgresql")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables of identity."""
    _make_identity()
    _make_identity_link()
    _make_identity_proposal()
    _make_identity_ruling()
    _make_identity_event()


def downgrade() -> None:
    """Drops them, and with them what people decided about identity."""
    for table in ("identity_event", "identity_ruling", "identity_proposal", "identity_link", "identity"):
        op.drop_table(table)


def _make_identity() -> None:
    op.create_table(
        "identity",
        Column("conformed_id", sa.Text(), nullable=False),
        Column("entity", sa.Text(), nullable=False),
        Column("source", sa.Text(), nullable=False),
        Column("source_id", sa.Text(), nullable=False),
        Column("minted_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("conformed_id", name=op.f("identity_pk")),
    )


def _make_identity_link() -> None:
    op.create_table(
        "identity_link",
        Column("entity", sa.Text(), nullable=False),
        Column("source", sa.Text(), nullable=False),
        Column("source_id", sa.Text(), nullable=False),
        Column("conformed_id", sa.Text(), nullable=True),
        Column("method", sa.Text(), nullable=True),
        Column("confidence", Exact, nullable=True),
        Column("pack_factor", Exact, nullable=True),
        Column("code", sa.Text(), nullable=True),
        Column("name", sa.Text(), nullable=True),
        Column("second_key", sa.Text(), nullable=True),
        Column("hold_reason", sa.Text(), nullable=True),
        Column("decided_by", sa.Text(), nullable=False),
        Column("decided_at", Instant, nullable=False),
        sa.CheckConstraint(
            "(conformed_id is null) <> (hold_reason is null)", name=op.f("identity_link_linked_or_held_ck")
        ),
        sa.ForeignKeyConstraint(
            ["conformed_id"], ["identity.conformed_id"], name=op.f("identity_link_conformed_id_fk")
        ),
        sa.PrimaryKeyConstraint("entity", "source", "source_id", name=op.f("identity_link_pk")),
    )
    op.create_index("identity_link_by_id", "identity_link", ["conformed_id"], unique=False)


def _make_identity_proposal() -> None:
    op.create_table(
        "identity_proposal",
        Column("id", sa.Integer(), nullable=False),
        Column("entity", sa.Text(), nullable=False),
        Column("source", sa.Text(), nullable=False),
        Column("source_id", sa.Text(), nullable=False),
        Column("reason", sa.Text(), nullable=False),
        Column("code", sa.Text(), nullable=True),
        Column("name", sa.Text(), nullable=True),
        Column("candidates", sa.JSON(), nullable=False),
        Column("state", sa.Text(), nullable=False),
        Column("opened_at", Instant, nullable=False),
        Column("closed_at", Instant, nullable=True),
        Column("closed_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'accepted', 'rejected', 'superseded')", name=op.f("identity_proposal_state_ck")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_proposal_pk")),
    )
    op.create_index(
        "identity_proposal_one_open",
        "identity_proposal",
        ["entity", "source", "source_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _make_identity_ruling() -> None:
    op.create_table(
        "identity_ruling",
        Column("entity", sa.Text(), nullable=False),
        Column("source", sa.Text(), nullable=False),
        Column("source_id", sa.Text(), nullable=False),
        Column("conformed_id", sa.Text(), nullable=False),
        Column("is_same", sa.Boolean(), nullable=False),
        Column("pack_factor", Exact, nullable=True),
        Column("decided_by", sa.Text(), nullable=False),
        Column("decided_at", Instant, nullable=False),
        Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "source", "source_id", "conformed_id", name=op.f("identity_ruling_pk")),
    )


def _make_identity_event() -> None:
    op.create_table(
        "identity_event",
        Column("id", sa.Integer(), nullable=False),
        Column("happened_at", Instant, nullable=False),
        Column("actor", sa.Text(), nullable=False),
        Column("what", sa.Text(), nullable=False),
        Column("entity", sa.Text(), nullable=False),
        Column("source", sa.Text(), nullable=False),
        Column("source_id", sa.Text(), nullable=False),
        Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_event_pk")),
    )
    op.create_index("identity_event_by_record", "identity_event", ["entity", "source", "source_id"], unique=False)
