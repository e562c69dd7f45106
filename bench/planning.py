"""The whole plan from frames in memory: history to forecast, levels, netting and requirements, written at the end."""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.companies import make_company
from planning import replenish
from planning.facts import Facts

AS_OF = date(2026, 6, 29)
HISTORY_DAYS = 728


def main(size: int, folder: Path) -> None:
    """Plans `size` product-locations with two years of history; prints wall seconds by step, as JSON."""
    _plan(*generate(200))
    items, history, facts = generate(size)
    took: dict[str, float] = {}
    for name in (
        "demand_forecast",
        "stock_levels",
        "netted_items",
        "time_phased_plan",
        "with_suppliers",
        "requirements",
    ):
        setattr(replenish, name, _timed(name, getattr(replenish, name), took))
    began = time.monotonic()
    made = _plan(items, history, facts)
    whole = time.monotonic() - began
    began = time.monotonic()
    for name, frame in made.tables().items():
        frame.to_parquet(folder / f"{name}.parquet")
    took["write"] = time.monotonic() - began
    took["rest"] = whole - sum(took[name] for name in took if name != "write")
    asked = int((made.requirements["order_qty"] > 0).sum())
    counts = {"days with demand": len(history), "planned orders": len(made.time_phased["planned_orders"])}
    sys.stdout.write(json.dumps({"seconds": took, "counts": {**counts, "to order": asked}}) + "\n")


def _plan(items: pd.DataFrame, history: pd.DataFrame, facts: Facts) -> replenish.Plan:
    return replenish.make_plan(items, history, facts, AS_OF)


def _timed(name: str, step: Callable[..., Any], took: dict[str, float]) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        began = time.monotonic()
        made = step(*given, **named)
        took[name] = took.get(name, 0) + time.monotonic() - began
        return made

    return run


def generate(size: int) -> tuple[pd.DataFrame, pd.DataFrame, Facts]:
    """The company of `bench.companies` as the plan step reads it: two thirds of its products sell rarely."""
    company, random = make_company(size), np.random.default_rng(11)
    bought = company.sources[company.sources["kind"] == "buy"]
    first = bought.drop_duplicates("product_id").set_index("product_id")
    codes = company.items["product_id"]
    own = first.reindex(codes)
    items = pd.DataFrame(
        {
            "product_id": codes, "location_id": "main", "on_hand_qty": company.items["on_hand_qty"],
            "reserved_qty": 0.0, "backorder_qty": 0.0, "inventory_position": company.items["on_hand_qty"],
            "min_order_qty": own["min_qty"].fillna(0).to_numpy(), "order_multiple": 1.0, "units_per_purchase_uom": 1.0,
            "supplier_product_id": own["source_id"].to_numpy(), "supplier_id": own["supplier_id"].to_numpy(),
            "unit_price": own["unit_cost"].to_numpy(), "base_unit_price": own["unit_cost"].to_numpy(),
            "currency": "EUR",
            "unit_cost_amount": own["unit_cost"].to_numpy(),
            "terms_valid": own["unit_cost"].notna().to_numpy(), "is_purchased": codes.isin(first.index),
            "is_assembled": ~codes.isin(first.index), "stated_lead_time_days": own["lead_time_days"].to_numpy(),
            "measured_lead_time_days": np.nan, "measured_lead_time_std_days": np.nan, "lead_time_receipts": 0,
            "demand_window_days": 90, "service_level": 0.95, "review_days": 7.0, "lead_time_days": 14.0,
            "min_lead_time_receipts": 3, "max_months_of_cover": 12.0, "reorder_point": np.nan, "order_up_to": np.nan,
            "erp_reorder_point": np.nan, "erp_order_up_to": np.nan, "successor_code": None, "replaced_from_on": None,
        }
    )  # fmt: skip
    return items, _history(random, codes), Facts(supply=_supply(company.supply, codes), sources=_terms(bought),
                                                 bom=_bom(company.bom))  # fmt: skip


def _history(random: np.random.Generator, codes: pd.Series) -> pd.DataFrame:
    events = np.maximum(random.gamma(0.7, 40, len(codes)).astype(int), 2)
    row = np.repeat(np.arange(len(codes)), events)
    units = random.poisson(random.gamma(1.2, 6, len(codes))[row]) + 1.0
    days = np.datetime64(AS_OF) - random.integers(0, HISTORY_DAYS, row.size)
    frame = pd.DataFrame({"product_id": codes.to_numpy()[row], "location_id": "main", "demand_on": days})
    frame = frame.assign(quantity=units, returned_qty=0.0, customer_qty=units)
    return frame.drop_duplicates(["product_id", "demand_on"], ignore_index=True)


def _supply(supply: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    due = supply["due_at"]
    return pd.DataFrame(
        {
            "supply_id": supply["supply_id"].astype(str), "document_number": "PO" + supply["supply_id"].astype(str),
            "product_id": codes.to_numpy()[supply["item"]], "location_id": "main", "promised_on": due,
            "expected_on": due, "quantity": supply["qty"],
        }
    )  # fmt: skip


def _terms(bought: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "supplier_product_id": bought["source_id"], "product_id": bought["product_id"],
            "supplier_id": bought["supplier_id"], "supplier_name": bought["supplier_id"],
            "unit_price": bought["unit_cost"], "currency": "EUR", "base_unit_price": bought["unit_cost"],
            "units_per_purchase_uom": 1.0, "landed_unit_price": bought["unit_cost"], "min_order_qty": bought["min_qty"],
            "order_multiple": bought["multiple_qty"], "stated_lead_time_days": bought["lead_time_days"].astype(float),
            "measured_lead_time_days": np.nan, "lead_time_receipts": 0.0, "on_time_rate": 0.9, "priority": 1.0,
            "valid_from": None, "valid_to": None,
        }
    )  # fmt: skip


def _bom(bom: pd.DataFrame) -> pd.DataFrame:
    lines = bom.rename(columns={"qty_per": "quantity_per", "scrap": "scrap_rate"})
    return lines.assign(valid_from=None, valid_to=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
