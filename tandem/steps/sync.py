"""Step 1: one source is read and landed. Sources do not know of each other: one that fails stops only itself."""

from typing import TYPE_CHECKING

from tandem.cycle import Cycle, now

if TYPE_CHECKING:
    from connectors.sync import SyncResult


def sync(cycle: Cycle, source: str, *, full_refresh: bool = False) -> "SyncResult":
    """Pulls what changed at `source` since its cursor. Raises a ConnectorError; the cursor then stays."""
    from connectors.sync import sync_source
    from lake import Lake

    lake = Lake(cycle.company.url(cycle.company.stores.lake))
    return sync_source(cycle.company, source, lake, cycle.secrets, now(), full_refresh=full_refresh)
