"""Persons: their names in the lake, who was forgotten, and where backups are that must forget them too."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables of persons. Names that the lake has already are taken over when their person comes again."""
    op.create_table(
        "person_key",
        Column("lookup", sa.Text(), nullable=False),
        Column("pseudonym", sa.Text(), nullable=False),
        Column("is_derived", sa.Boolean(), nullable=False),
        Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("person_key_pk")),
        sa.UniqueConstraint("pseudonym", name=op.f("person_key_pseudonym_uq")),
    )
    op.create_table(
        "person_forgotten",
        Column("lookup", sa.Text(), nullable=False),
        Column("forgotten_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("person_forgotten_pk")),
    )
    op.create_table(
        "backup_taken",
        Column("target", sa.Text(), nullable=False),
        Column("taken_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("backup_taken_pk")),
    )


def downgrade() -> None:
    """Drops them: every person gets a new name at the next sync."""
    for table in ("backup_taken", "person_forgotten", "person_key"):
        op.drop_table(table)
