"""`tandem compact`: folds away what is older than the company file's retention."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tandem.cycle import Cycle
from tandem.stores import open_lake

if TYPE_CHECKING:
    from lake.compaction import Compacted


def compact(cycle: Cycle, moment: datetime) -> "Compacted":
    """Folds the lake. Cycles and readers go on meanwhile; safe to repeat. Raises LakeError."""
    from connectors.registry import systems
    from lake.compaction import compact as fold
    from operations.streams import IDENTITY, SYSTEM

    keeping = cycle.company.keeping
    every = {system.name: system for system in (*systems(), SYSTEM, IDENTITY)}
    before = moment - timedelta(days=keeping.retention_days)
    return fold(open_lake(cycle), every, before, moment, timedelta(hours=keeping.grace_hours))
