"""Between staging and the crosswalk: every record gets its id, or the reason why it waits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle
from tandem.settings import Matching
from tandem.stores import open_lake, open_store
from tandem.warehouse import hold_warehouse, open_warehouse, run_dbt, show_lake

if TYPE_CHECKING:
    from identity.decide import Thresholds
    from identity.records import Record
    from operations.crosswalk import Matched

SOURCE = "identity"
RECORDS = """
select entity, source, source_id, code_key, second_key, name, is_declared, master_priority, root_source, root_source_id,
    method, confidence, hold_reason, pack_factor, decided_by
from intermediate.int_identity__exact order by entity, source, source_id
"""


def match(cycle: Cycle, scope: str = "all") -> "Matched | None":
    """Stages what the lake shows, matches it, and lands the crosswalk. None: a moment of the past keeps its own."""
    from lake import acceptances, land
    from operations.crosswalk import crosswalk
    from operations.crosswalk import match as decide
    from operations.export import crosswalk_table
    from operations.streams import IDENTITY

    with hold_warehouse(cycle):
        show_lake(cycle)
        run_dbt(cycle, "stage", scope)
        if cycle.known_at and acceptances(open_lake(cycle), SOURCE, cycle.known_at):
            return None
        store, moment = open_store(cycle), cycle.known()
        matched = decide(store, read_records(cycle), lambda entity: _thresholds(cycle, entity), moment)
        land(open_lake(cycle), IDENTITY, SOURCE, {"crosswalk": crosswalk_table(crosswalk(store))}, moment)
        show_lake(cycle)
    return matched


def read_records(cycle: Cycle) -> "dict[str, list[Record]]":
    """The records of every entity, as the exact rules leave them."""
    with open_warehouse(cycle) as connection:
        rows = connection.execute(RECORDS).fetchall()
    found: dict[str, list[Record]] = {"product": [], "supplier": [], "customer": [], "location": []}
    for row in rows:
        found[row[0]].append(record_of(row))
    return found


def record_of(row: Sequence[Any]) -> "Record":
    """A row of `int_identity__exact`, its columns in the order of the query."""
    from identity.records import Record

    (entity, source, source_id, code, second_key, name, is_declared, priority, root_source, root_id,
     method, confidence, hold_reason, pack_factor, decided_by) = row  # fmt: skip
    root = (root_source, root_id) if hold_reason is None else None
    known = (entity, source, source_id, code, second_key, name, is_declared, priority)
    return Record(*known, root, method, confidence, hold_reason, pack_factor, decided_by)


def _thresholds(cycle: Cycle, entity: Any) -> "Thresholds":
    from identity.decide import Thresholds

    said = cycle.company.identity.matching.get(entity, Matching())
    return Thresholds(said.apply_at, said.queue_at)
