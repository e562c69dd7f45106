"""Step 0: what people decided goes back to the lake, as one more source."""

from tandem.cycle import Cycle


def export(cycle: Cycle) -> dict[str, int]:
    """Lands policies, decisions and requisitions as system `operations`. Gives rows per stream."""
    from lake import Lake, land
    from operations.export import export_tables
    from operations.store import Store
    from operations.streams import SYSTEM

    store = Store(cycle.company.operations_url)
    store.migrate()
    tables = export_tables(store, cycle.company)
    lake = Lake(cycle.company.url(cycle.company.stores.lake))
    land(lake, SYSTEM, "operations", tables, cycle.known())
    return {name: table.num_rows for name, table in tables.items()}
