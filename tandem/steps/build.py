"""Step 2: the lake becomes conformed tables."""

from tandem.build_scope import begin_build, finish_build
from tandem.cycle import Cycle
from tandem.steps.match import match
from tandem.warehouse import BuildResult, hold_warehouse, run_dbt


def build(cycle: Cycle, *, full_refresh: bool = False) -> BuildResult:
    """Stages, matches, then builds and tests intermediate, marts, reports and planning inputs.

    Args:
        full_refresh: makes every row anew; else only rows of changed products, where the last build allows it.
    """
    with hold_warehouse(cycle):
        scope = begin_build(cycle, full_refresh=full_refresh)
        match(cycle, scope)
        result = run_dbt(cycle, "build", scope)
        finish_build(cycle)
    return result
