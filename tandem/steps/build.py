"""Step 2: the lake becomes conformed tables."""

from tandem.cycle import Cycle
from tandem.warehouse import BuildResult, hold_warehouse, run_dbt, show_lake


def build(cycle: Cycle) -> BuildResult:
    """Builds and tests staging, intermediate, marts, reports and planning inputs."""
    with hold_warehouse(cycle):
        show_lake(cycle)
        return run_dbt(cycle, "build")
