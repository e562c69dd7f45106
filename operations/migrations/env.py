"""Alembic's entry: runs inside the connection and transaction that `Store.migrate` holds."""

from alembic import context

from operations.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
