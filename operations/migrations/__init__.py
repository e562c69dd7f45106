"""How the operations store's schema came to be, step by step (Alembic). Run by `Store.migrate`."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Oldest first. Kept here so that opening a store does not import Alembic; a test holds it equal to the scripts."""
