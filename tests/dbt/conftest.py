"""One dbt build of the hand-made company for all tests of this room; the manifest it leaves behind for the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from company import company
from raw_company import create_raw

PROJECT = Path(__file__).parents[2] / "dbt_project"
TIMES = {
    "as_of": "2026-03-01",
    "known_at": "2026-03-02 08:00:00",
    "base_currency": "EUR",
    "time_zone": "Europe/Berlin",
    "policy_version": "p1",
}


def conformed(prefix: str, source: str, source_id: str) -> str:
    """The id that dbt mints for a master's own id."""
    return prefix + hashlib.md5(f"{source}|{source_id}".encode(), usedforsecurity=False).hexdigest()[:12]


@dataclass(frozen=True)
class Built:
    """A built warehouse: what dbt said of each node, its manifest, and its rows."""

    results: list[Any]
    manifest: dict[str, Any]
    warehouse: Path

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The query's rows as dicts."""
        with duckdb.connect(str(self.warehouse)) as connection:
            found = connection.execute(query)
            names = [column[0] for column in found.description or []]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def invoke(arguments: list[str], target: Path, **variables: str) -> Any:
    """Runs dbt in this process over the project, writing below `target` only."""
    from dbt.cli.main import dbtRunner

    places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target)]
    quiet = ["--log-path", str(target), "--log-level", "none", "--vars", json.dumps({**TIMES, **variables})]
    return dbtRunner().invoke([*arguments, *places, *quiet])


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Built]]:
    """Builds a warehouse of the given rows with the given selection."""
    patch = pytest.MonkeyPatch()
    target = tmp_path_factory.mktemp("target")

    def run(rows: Any, *selection: str, command: str = "build", **variables: str) -> Built:
        warehouse = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
        create_raw(warehouse, rows)
        patch.setenv("TANDEM_WAREHOUSE", str(warehouse))
        done = invoke([command, *selection], target, **variables)
        assert done.exception is None, done.exception
        manifest = json.loads((target / "manifest.json").read_text("utf-8"))
        return Built(list(done.result.results), manifest, warehouse)

    yield run
    patch.undo()


@pytest.fixture(scope="session")
def built(build: Callable[..., Built]) -> Built:
    """The hand-made company with a plan, built whole: models, data tests and unit tests."""
    return build({**company(), **plan()})


def plan() -> dict[str, list[dict[str, Any]]]:
    """A plan for the mug (short), the lamp (in excess) and the tent (neither), at the first location."""
    place = {"plan_version": "v1", "location_id": conformed("loc_", "erp", "1")}
    mug, lamp, tent = (conformed("prd_", "erp", number) for number in ("2", "3", "1"))
    levels = {
        "lead_time_days": 35,
        "review_days": 7,
        "service_level": 0.95,
        "z_value": 1.645,
        "level_basis": "computed",
    }
    return {
        "planning.forecast": [
            {**place, "product_id": product, "mean_daily_demand": mean, "method": "mean", "forecast_version": "0"}
            for product, mean in ((mug, 1.0), (lamp, 0.5), (tent, 0.1))
        ],
        "planning.levels": [
            {**place, **levels, "product_id": product, "lead_time_basis": "stated", "safety_stock": safety,
             "reorder_point": 40.0, "order_up_to": top}
            for product, safety, top in ((mug, 5.0, 50.0), (lamp, 5.0, 60.0), (tent, 1.0, 10.0))
        ],
        "planning.requirements": [
            {**place, "product_id": mug, "inventory_position": -9.0, "reorder_point": 40.0, "order_up_to": 50.0,
             "net_requirement": 59.0, "order_qty": 60.0, "purchase_qty": 5.0, "is_below_reorder_point": True},
            {**place, "product_id": lamp, "inventory_position": 919.0, "reorder_point": 40.0, "order_up_to": 60.0,
             "net_requirement": 0.0, "order_qty": 0.0, "purchase_qty": 0.0, "is_below_reorder_point": False},
        ],
    }  # fmt: skip
