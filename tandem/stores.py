"""The company's stores, opened: the lake, and the operations store migrated and ready."""

from typing import TYPE_CHECKING

from tandem.cycle import Cycle

if TYPE_CHECKING:
    from lake import Lake
    from operations.store import Store


def open_lake(cycle: Cycle) -> "Lake":
    """The lake that the company file names."""
    from lake import Lake

    return Lake(cycle.company.url(cycle.company.stores.lake))


def open_store(cycle: Cycle) -> "Store":
    """The operations store. Raises an OperationsError when it cannot be opened or migrated."""
    from operations.store import Store

    store = Store(cycle.company.operations_url)
    store.migrate()
    return store
