"""Steps 4 and 5: marts and plan become candidates, and candidates meet what is already decided."""

from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle, now
from tandem.steps.export import SOURCE
from tandem.stores import open_lake, open_store
from tandem.warehouse import BuildFailed, hold_warehouse, open_warehouse, run_dbt, show_lake

if TYPE_CHECKING:
    from operations.rules import Evaluation, Outcome

CANDIDATES = (
    "requisition", "shortage", "oversell", "excess", "late_receipt", "surge", "review_rule", "stock_residual",
    "stale_source",
)  # fmt: skip

Rows = list[dict[str, Any]]


def evaluate(cycle: Cycle) -> "Outcome":
    """Builds the candidates and reconciles them with the operations store; a dry run keeps nothing of it."""
    from operations.reconcile import reconcile
    from operations.rules import Rules

    adopt_rules(cycle)
    evaluation, candidates = find_candidates(cycle)
    orders = _requisition_orders(cycle)
    rules, moment = Rules.of(cycle.company), cycle.known_at or now()
    return reconcile(open_store(cycle), evaluation, candidates, rules, moment, orders=orders, dry_run=cycle.dry_run)


def adopt_rules(cycle: Cycle) -> None:
    """Puts the file of approval rules in force where none ever were. A later draft waits for `tandem rules apply`.

    Raises:
        BadTable: the file that is to be put in force has wrong rows.
    """
    from operations.rule_file import read_draft
    from operations.rule_versions import apply_first, versions

    company, store = cycle.company, open_store(cycle)
    if cycle.dry_run or company.approvals.rules is None or versions(store):
        return
    if apply_first(store, read_draft(company), f"First rules, from {company.approvals.rules}", now()):
        cycle.say(f"The approval rules of {company.approvals.rules} are in force.")


def find_candidates(cycle: Cycle) -> tuple["Evaluation", dict[str, Rows]]:
    """The candidates of this cycle, by kind; requisitions that fail at the outgoing edge are held with the reason."""
    from lake import acceptances
    from operations.rules import Evaluation

    with hold_warehouse(cycle):
        show_lake(cycle)
        run_dbt(cycle, "evaluate")
        with open_warehouse(cycle) as connection:
            said = _rows(connection, "candidates.cnd_evaluation")[0]
            candidates = {kind: _rows(connection, f"candidates.cnd_{kind}") for kind in CANDIDATES}
    _hold_unfit(cycle, candidates["requisition"])
    exports = acceptances(open_lake(cycle), SOURCE, cycle.known())
    exported_at = exports[-1].accepted_at if exports else None
    return Evaluation(run_id=cycle.run_id, decisions_known_at=exported_at, **said), candidates


def _requisition_orders(cycle: Cycle) -> Rows:
    """What the ERP's orders say of the requisitions that were exported."""
    with hold_warehouse(cycle), open_warehouse(cycle) as connection:
        return _rows(connection, "marts.fct_requisition_orders")


def _hold_unfit(cycle: Cycle, requisitions: Rows) -> None:
    """Great Expectations at the outgoing edge: what fails is held with its reason, what is not a table is refused.

    Looked at is what could leave and has not passed with the same terms before, so that a quiet cycle does not pay
    the five seconds of importing it.
    """
    from operations.reads import fit_terms, terms_of

    passed = fit_terms(open_store(cycle)) if requisitions else set()
    unseen = [row for row in requisitions if not row["hold_reason"] and terms_of(row) not in passed]
    if not unseen:
        return
    import pandas as pd

    from quality.outgoing import check_outgoing

    report = check_outgoing(pd.DataFrame(unseen), cycle.as_of)
    if report.refusal:
        raise BuildFailed(report.refusal)
    for failure in report.failures:
        unseen[failure.row]["hold_reason"] = failure.reason


def _rows(connection: Any, table: str) -> Rows:
    cursor = connection.execute(f"select * from {table}")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
