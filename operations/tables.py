"""The operations store's tables. `migrations/` makes them; a test holds both equal.

What the database itself refuses: a second open requisition for a need, a second open alert for a cause, a second
episode of the same number, a second outbox row for the same message.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from operations.column_types import Exact, Instant

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_name)s_uq",
        "ck": "%(table_name)s_%(constraint_name)s_ck",
    }
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last_value", Integer, nullable=False),
)

requisition = Table(
    "requisition",
    metadata,
    Column("number", Text, primary_key=True),
    Column("need_key", Text, nullable=False),
    Column("episode", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("product_code", Text),
    Column("product_name", Text),
    Column("category", Text),
    Column("location_id", Text, nullable=False),
    Column("location_code", Text),
    Column("supplier_id", Text),
    Column("supplier_name", Text),
    Column("severity", Text),
    Column("currency", Text),
    Column("base_amount", Exact),
    Column("base_currency", Text),
    Column("policy_version", Text),
    Column("plan_version", Text),
    Column("data_as_of", Instant),
    Column("is_stale", Boolean, nullable=False),
    Column("sources", Text),
    Column("hold_reason", Text),
    Column("released_by", Text),
    Column("announced", Text),
    Column("announced_quantity", Exact),
    Column("announced_unit_price", Exact),
    Column("edited_by", Text),
    Column("planned_quantity", Exact),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", Text),
    Column("decision_reason", Text),
    Column("cleared_at", Instant),
    Column("purchase_order_reference", Text),
    Column("approved_quantity", Exact),
    Column("approved_base_amount", Exact),
    Column("order_seen_at", Instant),
    Column("supplier_code", Text),
    Column("route", JSON(none_as_null=True)),
    Column("snoozed_until", Instant),
    Column("snoozed_by", Text),
    Column("snooze_reason", Text),
    UniqueConstraint("need_key", "episode"),
    CheckConstraint("episode >= 1", "episode"),
)
_REQUISITION_OPEN = text("state in ('proposed', 'pending', 'held')")
Index(
    "requisition_one_open_per_need",
    requisition.c.need_key,
    unique=True,
    sqlite_where=_REQUISITION_OPEN,
    postgresql_where=_REQUISITION_OPEN,
)
Index("requisition_by_state", requisition.c.state)

requisition_line = Table(
    "requisition_line",
    metadata,
    Column("requisition_number", Text, ForeignKey("requisition.number"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("product_id", Text, nullable=False),
    Column("location_id", Text, nullable=False),
    Column("quantity", Exact, nullable=False),
    Column("uom", Text),
    Column("purchase_quantity", Exact),
    Column("purchase_uom", Text),
    Column("unit_price", Exact),
    Column("currency", Text),
    Column("amount", Exact),
    Column("base_amount", Exact),
    Column("required_on", Date),
    Column("order_by_on", Date),
)

arithmetic = Table(
    "arithmetic",
    metadata,
    Column("requisition_number", Text, ForeignKey("requisition.number"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("inputs", JSON, nullable=False),
    Column("plan_version", Text),
    Column("policy_version", Text),
    Column("run_id", Text, nullable=False),
    Column("happened_at", Instant, nullable=False),
)

requisition_event = Table(
    "requisition_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("requisition_number", Text, ForeignKey("requisition.number"), nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", JSON, nullable=False),
)
Index("requisition_event_by_requisition", requisition_event.c.requisition_number)

alert = Table(
    "alert",
    metadata,
    Column("alert_key", Text, primary_key=True),
    Column("episode", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("severity", Text),
    Column("is_stale", Boolean, nullable=False),
    Column("sources", Text),
    Column("numbers", JSON, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("close_reason", Text),
    Column("announced", Text),
    Column("announced_severity", Text),
    Column("announced_measure", Exact),
    Column("snoozed_until", Instant),
    Column("snoozed_by", Text),
    Column("snooze_reason", Text),
    Column("snoozed_severity", Text),
    CheckConstraint("episode >= 1", "episode"),
    CheckConstraint("state in ('open', 'closed')", "state"),
)
_ALERT_OPEN = text("state = 'open'")
Index("alert_one_open_per_key", alert.c.alert_key, unique=True, sqlite_where=_ALERT_OPEN, postgresql_where=_ALERT_OPEN)
Index("alert_by_kind", alert.c.kind, alert.c.state)

alert_event = Table(
    "alert_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_key", Text, nullable=False),
    Column("episode", Integer, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("actor", Text, nullable=False, server_default="tandem"),
    ForeignKeyConstraint(["alert_key", "episode"], ["alert.alert_key", "alert.episode"]),
    Index("alert_event_by_alert", "alert_key", "episode"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("lease_until", Instant),
    Column("is_outcome_unknown", Boolean, nullable=False),
    Column("reason", Text),
    Column("receipt", JSON),
    Column("is_possible_duplicate", Boolean, nullable=False),
    Column("finished_at", Instant),
    CheckConstraint("state in ('pending', 'sending', 'sent', 'dead', 'skipped')", "state"),
)
_UNDELIVERED = text("state in ('pending', 'sending')")
Index(
    "outbox_undelivered",
    outbox.c.channel,
    outbox.c.id,
    sqlite_where=_UNDELIVERED,
    postgresql_where=_UNDELIVERED,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("happened_at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("is_allowed", Boolean, nullable=False),
    Column("details", JSON, nullable=False),
)

evaluation = Table(
    "evaluation",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("evaluated_for", Date, nullable=False),
    Column("known_at", Instant, nullable=False),
    Column("plan_version", Text),
    Column("policy_version", Text),
    Column("is_complete", Boolean, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("finished_at", Instant, nullable=False),
)

identity = Table(
    "identity",
    metadata,
    Column("conformed_id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("minted_at", Instant, nullable=False),
)

identity_link = Table(
    "identity_link",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("conformed_id", Text, ForeignKey("identity.conformed_id")),
    Column("method", Text),
    Column("confidence", Exact),
    Column("pack_factor", Exact),
    Column("code", Text),
    Column("name", Text),
    Column("second_key", Text),
    Column("hold_reason", Text),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    CheckConstraint("(conformed_id is null) <> (hold_reason is null)", "linked_or_held"),
)
Index("identity_link_by_id", identity_link.c.conformed_id)

identity_proposal = Table(
    "identity_proposal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("code", Text),
    Column("name", Text),
    Column("candidates", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", Text),
    CheckConstraint("state in ('open', 'accepted', 'rejected', 'superseded')", "state"),
)
_PROPOSAL_OPEN = text("state = 'open'")
Index(
    "identity_proposal_one_open",
    identity_proposal.c.entity,
    identity_proposal.c.source,
    identity_proposal.c.source_id,
    unique=True,
    sqlite_where=_PROPOSAL_OPEN,
    postgresql_where=_PROPOSAL_OPEN,
)

identity_ruling = Table(
    "identity_ruling",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("conformed_id", Text, primary_key=True),
    Column("is_same", Boolean, nullable=False),
    Column("pack_factor", Exact),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("reason", Text),
)

identity_event = Table(
    "identity_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("happened_at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("details", JSON, nullable=False),
)
Index("identity_event_by_record", identity_event.c.entity, identity_event.c.source, identity_event.c.source_id)

person_key = Table(
    "person_key",
    metadata,
    Column("lookup", Text, primary_key=True),
    Column("pseudonym", Text, nullable=False, unique=True),
    Column("is_derived", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
)

person_forgotten = Table(
    "person_forgotten",
    metadata,
    Column("lookup", Text, primary_key=True),
    Column("forgotten_at", Instant, nullable=False),
)

backup_taken = Table(
    "backup_taken",
    metadata,
    Column("target", Text, primary_key=True),
    Column("taken_at", Instant, nullable=False),
)

link_use = Table(
    "link_use",
    metadata,
    Column("link_id", Text, primary_key=True),
    Column("requisition_number", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("used_at", Instant, nullable=False),
)

rule_version = Table(
    "rule_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("content", JSON, nullable=False),
)
"""The newest row is in force; applying or rolling back adds one, nothing is changed."""

level_decision = Table(
    "level_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("product_id", Text, nullable=False),
    Column("location_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("plan_version", Text, nullable=False),
    Column("old_safety_stock", Exact),
    Column("old_reorder_point", Exact),
    Column("old_order_up_to", Exact),
    Column("new_safety_stock", Exact),
    Column("new_reorder_point", Exact),
    Column("new_order_up_to", Exact),
    Column("change_amount", Exact),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("reason", Text),
    CheckConstraint("state in ('approved', 'rejected')", "state"),
    Index("level_decision_by_item", "product_id", "location_id"),
)
