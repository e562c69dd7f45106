"""What keeping costs: backup, restore and compaction of a company of many order lines, and names for many persons."""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bench.order_lines import AS_OF, company, documents, put
from connectors.pseudonym import pseudonyms
from operations.people import PersonKeys
from tandem.cycle import Cycle
from tandem.keeping import back_up, compact, restore
from tandem.settings import load_company
from tandem.stores import open_lake, open_store

PRODUCTS = 10_000
CHANGES = 10
"""Loads that change a tenth of the lines each, so that every line has two versions."""
PERSONS = 100_000


def main(folder: str, lines: int) -> None:
    """Makes the company, keeps it, and prints wall seconds and sizes as JSON."""
    root = Path(folder)
    file = company(root / "company", PRODUCTS, lines)
    for number in range(CHANGES):
        part = lines // CHANGES
        rows = documents(PRODUCTS, number * part, (number + 1) * part)
        put(file.parent, {"order_lines": rows["order_lines"]}, AS_OF + timedelta(days=number + 1))
    cycle = Cycle(load_company(file), AS_OF.date())
    later = AS_OF + timedelta(days=500)
    name = pseudonyms(lambda _: SecretStr("a key for the bench alone"), lambda: PersonKeys(open_store(cycle), AS_OF))
    persons: list[str | None] = [f"{number}@example.com" for number in range(PERSONS)]
    said = {
        "names": _seconds(lambda: name(persons)),
        "backup": _seconds(lambda: back_up(cycle, file, str(root / "kept"), AS_OF)),
        "restore": _seconds(lambda: restore(root / "other" / "tandem.yaml", str(root / "kept"))),
        "before_mb": _megabytes(cycle),
        "compact": _seconds(lambda: compact(cycle, later)),
        "sweep": _seconds(lambda: compact(cycle, later + timedelta(days=2))),
        "after_mb": _megabytes(cycle),
    }
    sys.stdout.write(json.dumps(said) + "\n")


def _seconds(work: Callable[[], Any]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _megabytes(cycle: Cycle) -> float:
    lake = open_lake(cycle)
    return sum(Path(lake.path(name)).stat().st_size for name in lake.all_names()) / 1e6


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
