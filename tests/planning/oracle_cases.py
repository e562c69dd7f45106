"""The cases of ../shared/oracles/netting_cases.json as inputs, and results as their comparable sums."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from planning.netting.engine import Netted, net
from planning.netting.frames import orders_frame
from planning.netting.inputs import Inputs
from planning.netting.prepare import prepare
from planning.netting.problem import Problem

FILE = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "netting_cases.json"
CASES: dict[str, Any] = {case["id"]: case for case in json.loads(FILE.read_text())} if FILE.is_file() else {}
FACTORY = "here"


def place(row: dict[str, Any]) -> str:
    return str(row.get("location", FACTORY))


def inputs_of(case: dict[str, Any], fence_days: float = 0) -> Inputs:
    items, steps, sources, bom = [], [], [], []
    for item in case["items"]:
        key = {"product_id": item["item"], "location_id": place(item)}
        safety = item.get("safety_stock", 0)
        items.append(
            key
            | {"on_hand_qty": item["on_hand"] or 0, "order_up_to_qty": item.get("max"), "firm_fence_days": fence_days}
            | {"safety_stock_qty": 0 if isinstance(safety, list) else safety}
        )
        steps += [key | {"from_at": at["from"], "qty": at["qty"]} for at in safety] if isinstance(safety, list) else []
        sources += [key | row for row in sources_of(item)]
        bom += [
            {"product_id": item["item"], "component_id": line["component"], "qty_per": line["qty_per"]}
            for line in item.get("make", {}).get("bom", [])
        ]
    return Inputs(
        pd.DataFrame(items),
        pd.DataFrame([row | {"source_id": f"s{n}"} for n, row in enumerate(sources)], columns=SOURCE),
        demand_of(case),
        supply_of(case),
        pd.DataFrame(bom, columns=["product_id", "component_id", "qty_per"]),
        pd.DataFrame(steps, columns=["product_id", "location_id", "from_at", "qty"]),
    )


SOURCE = [
    "source_id", "product_id", "location_id", "kind", "supplier_id", "from_location_id", "priority", "lead_time_days",
    "fixed_hours", "hours_per_unit", "hard_days", "soft_days", "min_qty", "multiple_qty", "extra_qty", "unit_cost",
]  # fmt: skip


def sources_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {
            "kind": "buy", "supplier_id": one["supplier"], "lead_time_days": one["lead_time_days"], "unit_cost": 1.0,
            "priority": one.get("priority", 1), "min_qty": one.get("moq"), "multiple_qty": one.get("multiple"),
            "hard_days": one.get("hard_safety_lead_days"), "soft_days": one.get("soft_safety_lead_days"),
        }
        for one in item.get("supplier", [])
    ]  # fmt: skip
    rows += [{"kind": "transfer", **one} for one in item.get("transfer", [])]
    for one in rows:
        one["from_location_id"] = one.pop("from_location", None)
    if make := item.get("make"):
        rows.append(
            {
                "kind": "make", "fixed_hours": make["duration_fixed_hours"], "extra_qty": make.get("output_fixed"),
                "hours_per_unit": make["duration_per_unit_hours"], "soft_days": make.get("soft_safety_lead_days"),
            }
        )  # fmt: skip
    return rows


def demand_of(case: dict[str, Any]) -> pd.DataFrame:
    rows = [
        {
            "demand_id": f"d{number}", "product_id": one["item"], "location_id": place(one), "qty": one["qty"],
            "due_at": one.get("issue", one["due"]),
        }
        for number, one in enumerate(case["demands"])
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["demand_id", "product_id", "location_id", "due_at", "qty"])


def supply_of(case: dict[str, Any]) -> pd.DataFrame:
    rows = [
        {
            "supply_id": f"r{number}", "product_id": one["item"], "location_id": place(one), "due_at": one["due"],
            "qty": one["qty"], "from_location_id": one.get("from_location"), "start_at": one.get("start", one["due"]),
        }
        for number, one in enumerate(case["receipts"])
    ]  # fmt: skip
    names = ["supply_id", "product_id", "location_id", "due_at", "qty", "from_location_id", "start_at"]
    return pd.DataFrame(rows, columns=names)


def planned(case: dict[str, Any], by_priority: bool = True, fence_days: float = 0) -> tuple[Problem, Netted]:
    problem = prepare(inputs_of(case, fence_days), case["as_of"], by_priority)
    return problem, net(problem)


def sums(problem: Problem, netted: Netted) -> dict[tuple[Any, ...], float]:
    """Planned quantity by item, location, kind, partner, start, end, usable."""
    frame = orders_frame(problem, netted)
    partner = frame["supplier_id"].fillna(frame["from_location_id"])
    keys = [frame["product_id"], frame["location_id"], frame["kind"], partner.fillna("")]
    instants = [frame[name].dt.strftime("%Y-%m-%dT%H:%M:%S") for name in ("release_at", "due_at", "usable_at")]
    return {key: float(qty) for key, qty in frame.groupby([*keys, *instants])["qty"].sum().items()}


def expected_sums(orders: list[dict[str, Any]]) -> dict[tuple[Any, ...], float]:
    grouped: dict[tuple[Any, ...], float] = {}
    for one in orders:
        partner = one.get("supplier", one.get("from_location", ""))
        key = (one["item"], place(one), one["kind"], partner, one["start"], one["end"], one.get("usable", one["end"]))
        grouped[key] = grouped.get(key, 0) + one["qty"]
    return grouped
