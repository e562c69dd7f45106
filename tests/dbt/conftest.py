"""One dbt build of the hand-made company for all tests of this room; the manifest it leaves behind for the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from company import company
from dbt_build import Built, conformed, invoke, match
from raw_company import create_raw


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Built]]:
    """Builds a warehouse of the given rows with the given selection."""
    patch = pytest.MonkeyPatch()
    target = tmp_path_factory.mktemp("target")

    def run(rows: Any, *selection: str, command: str = "build", **variables: str) -> Built:
        warehouse = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
        create_raw(warehouse, rows)
        patch.setenv("TANDEM_WAREHOUSE", str(warehouse))
        staged = invoke(["run", "--select", "+int_identity__exact"], target, **variables)
        assert staged.exception is None, staged.exception
        match(warehouse)
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
        "planning.expected_receipts": [
            {**place, "product_id": product, "purchase_order_line_id": f"erp:{line}", "expected_on": "2026-03-09",
             "reliable_on": "2026-03-30", "expected_basis": "supplier"}
            for product, line in ((mug, 2), (lamp, 3))
        ],
        "planning.requirements": [
            {**place, "product_id": mug, "inventory_position": -9.0, "reorder_point": 40.0, "order_up_to": 50.0,
             "net_requirement": 59.0, "order_qty": 60.0, "purchase_qty": 5.0, "is_below_reorder_point": True,
             "supplier_product_id": "drop:GUANGDA/GU-2/3.000000/2026-01-01"},
            {**place, "product_id": lamp, "inventory_position": 919.0, "reorder_point": 40.0, "order_up_to": 60.0,
             "net_requirement": 0.0, "order_qty": 0.0, "purchase_qty": 0.0, "is_below_reorder_point": False},
        ],
    }  # fmt: skip
