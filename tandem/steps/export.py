"""Step 0: what people decided goes back to the lake, as one more source."""

from tandem.cycle import Cycle
from tandem.stores import open_lake, open_store

SOURCE = "operations"


def export(cycle: Cycle) -> dict[str, int]:
    """Lands policies, decisions and requisitions as source `operations`. Gives rows per stream.

    A moment of the past that has an export keeps it: what was decided since was not known then (D16).
    """
    from lake import acceptances, land
    from operations.export import export_tables
    from operations.streams import SYSTEM

    if cycle.known_at and acceptances(open_lake(cycle), SOURCE, cycle.known_at):
        return {}
    moment = cycle.known()  # before the store is read: a decision made meanwhile counts as not yet exported
    tables = export_tables(open_store(cycle), cycle.company)
    land(open_lake(cycle), SYSTEM, SOURCE, tables, moment)
    return {name: table.num_rows for name, table in tables.items()}
