"""Steps 4 and 5: marts and plan become candidates, and candidates meet what is already decided."""

from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle, now
from tandem.warehouse import hold_warehouse, open_warehouse, run_dbt, show_lake

if TYPE_CHECKING:
    from operations.rules import Evaluation, Outcome

CANDIDATES = ("requisition", "shortage", "oversell", "excess", "late_receipt", "stale_source")

Rows = list[dict[str, Any]]


def evaluate(cycle: Cycle) -> "Outcome":
    """Builds the candidates and reconciles them with the operations store, in one transaction."""
    from operations.reconcile import reconcile
    from operations.rules import Rules
    from operations.store import Store

    evaluation, candidates = find_candidates(cycle)
    store = Store(cycle.company.operations_url)
    store.migrate()
    return reconcile(store, evaluation, candidates, Rules.of(cycle.company), cycle.known_at or now())


def find_candidates(cycle: Cycle) -> tuple["Evaluation", dict[str, Rows]]:
    """The candidates of this cycle, by kind, checked at the outgoing edge."""
    from operations.rules import Evaluation
    from quality.outgoing import check_outgoing

    with hold_warehouse(cycle):
        show_lake(cycle)
        run_dbt(cycle, "tag:evaluate")
        with open_warehouse(cycle) as connection:
            said = _rows(connection, "cnd_evaluation")[0]
            candidates = {kind: _rows(connection, f"cnd_{kind}") for kind in CANDIDATES}
    candidates["requisition"] = check_outgoing(candidates["requisition"])
    return Evaluation(run_id=cycle.run_id, **said), candidates


def _rows(connection: Any, table: str) -> Rows:
    cursor = connection.execute(f"select * from candidates.{table}")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
