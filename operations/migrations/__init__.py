"""How the operations store's schema came to be, step by step (Alembic). Run by `Store.migrate`."""
