"""The AdventureWorks company of examples/, linked to its data and taken through one real cycle."""

import shutil
from pathlib import Path

import pytest
from adventureworks_company import AS_OF, AdventureWorks

from tandem import steps
from tandem.cycle import Cycle
from tandem.settings import load_company

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "adventureworks"


@pytest.fixture(scope="session")
def company(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AdventureWorks:
    """The company after one cycle as of the last day of its data."""
    folder = tmp_path_factory.mktemp("adventureworks")
    data = shared_data / "adventureworks" / "oltp"
    shutil.copy(EXAMPLE / "tandem.yaml", folder)
    (folder / "data").symlink_to(data, target_is_directory=True)
    cycle = Cycle(load_company(folder / "tandem.yaml"), AS_OF)
    landed = {source: steps.sync(cycle, source).streams for source in cycle.company.enabled_sources}
    steps.export(cycle)
    steps.build(cycle)
    steps.plan(cycle)
    steps.evaluate(cycle)
    steps.notify(cycle)
    steps.publish(cycle)
    return AdventureWorks(cycle, folder, data, landed)
