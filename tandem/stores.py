"""The company's stores, opened: the lake, and the operations store migrated and ready.

RestoreUnfinished   a restore was begun and not finished, so that the lake is not whole
"""

from typing import TYPE_CHECKING

from tandem.cycle import Cycle
from tandem.errors import TandemError

if TYPE_CHECKING:
    from lake import Lake
    from operations.store import Store


class RestoreUnfinished(TandemError):
    """The lake holds half of a backup; nothing was read or written."""


def open_lake(cycle: Cycle) -> "Lake":
    """The lake that the company file names. Raises RestoreUnfinished."""
    from lake import Lake

    lake = Lake(cycle.company.url(cycle.company.stores.lake))
    if begun := begun_restore(lake):
        raise RestoreUnfinished(
            f"{lake.url}: a restore of {begun} was begun and not finished. Run `tandem restore` with it again."
        )
    return lake


def begun_restore(lake: "Lake") -> str | None:
    """Which backup is being restored into this lake, if one is."""
    from lake.files import RESTORING

    return lake.read_text(RESTORING) if lake.filesystem.exists(lake.path(RESTORING)) else None


def open_store(cycle: Cycle) -> "Store":
    """The operations store. Raises an OperationsError when it cannot be opened or migrated."""
    from operations.store import Store

    store = Store(cycle.company.operations_url)
    store.migrate()
    return store
