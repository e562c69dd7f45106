"""The spreadsheets company of examples/, copied to a folder and taken through cycles."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from tandem import steps
from tandem.cycle import Cycle, business_day
from tandem.settings import load_company

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "spreadsheets"


def found_shop(folder: Path) -> Path:
    """Its files in `folder`; gives the company file."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".tandem"))
    return folder / "tandem.yaml"


def run_cycle(file: Path) -> Cycle:
    """Everything up to what is decided, and nothing sent."""
    company = load_company(file)
    cycle = Cycle(company, as_of=business_day(company, datetime(2030, 1, 1, tzinfo=UTC)))
    steps.sync(cycle, "books")
    steps.export(cycle)
    steps.build(cycle)
    steps.plan(cycle)
    steps.evaluate(cycle)
    return cycle
