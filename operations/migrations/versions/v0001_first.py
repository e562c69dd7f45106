"""The first schema: requisitions, alerts, outbox, audit, evaluations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Exact = sa.Text().with_variant(sa.Numeric(), "postgresql")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes every table."""
    _make_alert()
    _make_audit()
    _make_counter()
    _make_evaluation()
    _make_outbox()
    _make_requisition()
    _make_alert_event()
    _make_arithmetic()
    _make_requisition_event()
    _make_requisition_line()


def downgrade() -> None:
    """Drops every table, and what people decided with them."""
    for table in (
        "requisition_line",
        "requisition_event",
        "arithmetic",
        "alert_event",
        "requisition",
        "outbox",
        "evaluation",
        "counter",
        "audit",
        "alert",
    ):
        op.drop_table(table)


def _make_alert() -> None:
    op.create_table(
        "alert",
        Column("alert_key", sa.Text(), nullable=False),
        Column("episode", sa.Integer(), nullable=False),
        Column("kind", sa.Text(), nullable=False),
        Column("state", sa.Text(), nullable=False),
        Column("revision", sa.Integer(), nullable=False),
        Column("severity", sa.Text(), nullable=True),
        Column("is_stale", sa.Boolean(), nullable=False),
        Column("sources", sa.Text(), nullable=True),
        Column("numbers", sa.JSON(), nullable=False),
        Column("first_seen_at", Instant, nullable=False),
        Column("last_seen_at", Instant, nullable=False),
        Column("opened_at", Instant, nullable=False),
        Column("closed_at", Instant, nullable=True),
        Column("close_reason", sa.Text(), nullable=True),
        Column("announced", sa.Text(), nullable=True),
        Column("announced_severity", sa.Text(), nullable=True),
        Column("announced_measure", Exact, nullable=True),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("alert_state_ck")),
        sa.CheckConstraint("episode >= 1", name=op.f("alert_episode_ck")),
        sa.PrimaryKeyConstraint("alert_key", "episode", name=op.f("alert_pk")),
    )
    op.create_index("alert_by_kind", "alert", ["kind", "state"], unique=False)
    op.create_index(
        "alert_one_open_per_key",
        "alert",
        ["alert_key"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        Column("id", sa.Integer(), nullable=False),
        Column("happened_at", Instant, nullable=False),
        Column("actor", sa.Text(), nullable=False),
        Column("what", sa.Text(), nullable=False),
        Column("subject", sa.Text(), nullable=False),
        Column("is_allowed", sa.Boolean(), nullable=False),
        Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pk")),
    )


def _make_counter() -> None:
    op.create_table(
        "counter",
        Column("name", sa.Text(), nullable=False),
        Column("last_value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("counter_pk")),
    )


def _make_evaluation() -> None:
    op.create_table(
        "evaluation",
        Column("run_id", sa.Text(), nullable=False),
        Column("evaluated_for", sa.Date(), nullable=False),
        Column("known_at", Instant, nullable=False),
        Column("plan_version", sa.Text(), nullable=True),
        Column("policy_version", sa.Text(), nullable=True),
        Column("is_complete", sa.Boolean(), nullable=False),
        Column("counts", sa.JSON(), nullable=False),
        Column("finished_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("evaluation_pk")),
    )


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        Column("id", sa.Integer(), nullable=False),
        Column("dedupe_key", sa.Text(), nullable=False),
        Column("channel", sa.Text(), nullable=False),
        Column("kind", sa.Text(), nullable=False),
        Column("payload", sa.JSON(), nullable=False),
        Column("state", sa.Text(), nullable=False),
        Column("attempts", sa.Integer(), nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("not_before", Instant, nullable=True),
        Column("lease_until", Instant, nullable=True),
        Column("is_outcome_unknown", sa.Boolean(), nullable=False),
        Column("reason", sa.Text(), nullable=True),
        Column("receipt", sa.JSON(), nullable=True),
        Column("is_possible_duplicate", sa.Boolean(), nullable=False),
        Column("finished_at", Instant, nullable=True),
        sa.CheckConstraint("state in ('pending', 'sending', 'sent', 'dead')", name=op.f("outbox_state_ck")),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pk")),
        sa.UniqueConstraint("dedupe_key", name=op.f("outbox_dedupe_key_uq")),
    )
    op.create_index(
        "outbox_undelivered",
        "outbox",
        ["channel", "id"],
        unique=False,
        sqlite_where=sa.text("state in ('pending', 'sending')"),
        postgresql_where=sa.text("state in ('pending', 'sending')"),
    )


def _make_requisition() -> None:
    op.create_table(
        "requisition",
        Column("number", sa.Text(), nullable=False),
        Column("need_key", sa.Text(), nullable=False),
        Column("episode", sa.Integer(), nullable=False),
        Column("state", sa.Text(), nullable=False),
        Column("revision", sa.Integer(), nullable=False),
        Column("product_id", sa.Text(), nullable=False),
        Column("product_code", sa.Text(), nullable=True),
        Column("product_name", sa.Text(), nullable=True),
        Column("category", sa.Text(), nullable=True),
        Column("location_id", sa.Text(), nullable=False),
        Column("location_code", sa.Text(), nullable=True),
        Column("supplier_id", sa.Text(), nullable=True),
        Column("supplier_name", sa.Text(), nullable=True),
        Column("severity", sa.Text(), nullable=True),
        Column("currency", sa.Text(), nullable=True),
        Column("base_amount", Exact, nullable=True),
        Column("base_currency", sa.Text(), nullable=True),
        Column("policy_version", sa.Text(), nullable=True),
        Column("plan_version", sa.Text(), nullable=True),
        Column("data_as_of", Instant, nullable=True),
        Column("is_stale", sa.Boolean(), nullable=False),
        Column("sources", sa.Text(), nullable=True),
        Column("hold_reason", sa.Text(), nullable=True),
        Column("released_by", sa.Text(), nullable=True),
        Column("announced", sa.Text(), nullable=True),
        Column("announced_quantity", Exact, nullable=True),
        Column("announced_unit_price", Exact, nullable=True),
        Column("created_at", Instant, nullable=False),
        Column("created_by", sa.Text(), nullable=False),
        Column("updated_at", Instant, nullable=False),
        Column("updated_by", sa.Text(), nullable=False),
        Column("decided_at", Instant, nullable=True),
        Column("decided_by", sa.Text(), nullable=True),
        Column("decision_reason", sa.Text(), nullable=True),
        Column("cleared_at", Instant, nullable=True),
        Column("purchase_order_reference", sa.Text(), nullable=True),
        sa.CheckConstraint("episode >= 1", name=op.f("requisition_episode_ck")),
        sa.PrimaryKeyConstraint("number", name=op.f("requisition_pk")),
        sa.UniqueConstraint("need_key", "episode", name=op.f("requisition_need_key_uq")),
    )
    op.create_index("requisition_by_state", "requisition", ["state"], unique=False)
    op.create_index(
        "requisition_one_open_per_need",
        "requisition",
        ["need_key"],
        unique=True,
        sqlite_where=sa.text("state in ('proposed', 'pending', 'held')"),
        postgresql_where=sa.text("state in ('proposed', 'pending', 'held')"),
    )


def _make_alert_event() -> None:
    op.create_table(
        "alert_event",
        Column("id", sa.Integer(), nullable=False),
        Column("alert_key", sa.Text(), nullable=False),
        Column("episode", sa.Integer(), nullable=False),
        Column("happened_at", Instant, nullable=False),
        Column("from_state", sa.Text(), nullable=True),
        Column("to_state", sa.Text(), nullable=False),
        Column("why", sa.Text(), nullable=False),
        Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_key", "episode"], ["alert.alert_key", "alert.episode"], name=op.f("alert_event_alert_key_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_event_pk")),
    )
    op.create_index("alert_event_by_alert", "alert_event", ["alert_key", "episode"], unique=False)


def _make_arithmetic() -> None:
    op.create_table(
        "arithmetic",
        Column("requisition_number", sa.Text(), nullable=False),
        Column("revision", sa.Integer(), nullable=False),
        Column("inputs", sa.JSON(), nullable=False),
        Column("plan_version", sa.Text(), nullable=True),
        Column("policy_version", sa.Text(), nullable=True),
        Column("run_id", sa.Text(), nullable=False),
        Column("happened_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["requisition_number"], ["requisition.number"], name=op.f("arithmetic_requisition_number_fk")
        ),
        sa.PrimaryKeyConstraint("requisition_number", "revision", name=op.f("arithmetic_pk")),
    )


def _make_requisition_event() -> None:
    op.create_table(
        "requisition_event",
        Column("id", sa.Integer(), nullable=False),
        Column("requisition_number", sa.Text(), nullable=False),
        Column("happened_at", Instant, nullable=False),
        Column("actor", sa.Text(), nullable=False),
        Column("from_state", sa.Text(), nullable=True),
        Column("to_state", sa.Text(), nullable=False),
        Column("why", sa.Text(), nullable=False),
        Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requisition_number"], ["requisition.number"], name=op.f("requisition_event_requisition_number_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("requisition_event_pk")),
    )
    op.create_index("requisition_event_by_requisition", "requisition_event", ["requisition_number"], unique=False)


def _make_requisition_line() -> None:
    op.create_table(
        "requisition_line",
        Column("requisition_number", sa.Text(), nullable=False),
        Column("line", sa.Integer(), nullable=False),
        Column("product_id", sa.Text(), nullable=False),
        Column("location_id", sa.Text(), nullable=False),
        Column("quantity", Exact, nullable=False),
        Column("uom", sa.Text(), nullable=True),
        Column("purchase_quantity", Exact, nullable=True),
        Column("purchase_uom", sa.Text(), nullable=True),
        Column("unit_price", Exact, nullable=True),
        Column("currency", sa.Text(), nullable=True),
        Column("amount", Exact, nullable=True),
        Column("base_amount", Exact, nullable=True),
        Column("required_on", sa.Date(), nullable=True),
        Column("order_by_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["requisition_number"], ["requisition.number"], name=op.f("requisition_line_requisition_number_fk")
        ),
        sa.PrimaryKeyConstraint("requisition_number", "line", name=op.f("requisition_line_pk")),
    )
