"""Step 1: one source is read and landed. Sources do not know of each other: one that fails stops only itself."""

from typing import TYPE_CHECKING

from tandem.cycle import Cycle, now
from tandem.stores import open_lake, open_store

if TYPE_CHECKING:
    from connectors.config import SourceConfig
    from connectors.replay import Replay
    from connectors.sync import SyncResult
    from lake.quarantine import HeldRow
    from operations.people import PersonKeys


def sync(cycle: Cycle, source: str, *, full_refresh: bool = False) -> "SyncResult":
    """Pulls what changed at `source` since its cursor; deletions are looked for every `sweep_hours`.

    Raises a ConnectorError; the cursor then stays.
    """
    from connectors.pseudonym import pseudonyms
    from connectors.sync import sync_source

    sweep_hours = _known(cycle, source).sweep_hours
    return sync_source(
        cycle.company,
        source,
        open_lake(cycle),
        cycle.secrets,
        now(),
        full_refresh=full_refresh,
        pseudonyms=pseudonyms(cycle.secrets, lambda: _person_keys(cycle)),
        sweep_hours=sweep_hours,
    )


def held_rows(cycle: Cycle, source: str) -> "list[HeldRow]":
    """The rows of `source` in quarantine, oldest first."""
    from lake.quarantine import open_rows

    _known(cycle, source)
    return open_rows(open_lake(cycle), source)


def replay(cycle: Cycle, source: str) -> "Replay":
    """Lands the rows of `source` that were held in quarantine and pass by now."""
    from connectors.config import system_of
    from connectors.registry import system
    from connectors.replay import replay_quarantine

    config = _known(cycle, source)
    return replay_quarantine(open_lake(cycle), system(system_of(config)), source, now())


def _person_keys(cycle: Cycle) -> "PersonKeys":
    from operations.people import PersonKeys

    return PersonKeys(open_store(cycle), now())


def _known(cycle: Cycle, source: str) -> "SourceConfig":
    from connectors.errors import NotThere

    if source not in cycle.company.sources:
        raise NotThere(f"there is no source {source!r} in the company file; it has {sorted(cycle.company.sources)}.")
    return cycle.company.sources[source]
