"""Step 2: the lake becomes conformed tables."""

from tandem.cycle import Cycle
from tandem.steps.match import match
from tandem.warehouse import BuildResult, hold_warehouse, run_dbt


def build(cycle: Cycle) -> BuildResult:
    """Stages, matches, then builds and tests intermediate, marts, reports and planning inputs."""
    with hold_warehouse(cycle):
        match(cycle)
        return run_dbt(cycle, "build")
