"""The whole plan from frames in memory: history to forecast, levels, netting and requirements, written at the end."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from bench.companies import make_company
from planning import replan as replanning
from planning import replenish
from planning.facts import Facts
from planning.forecasting.classes import abc
from planning.replan import difference, replan

AS_OF = date(2026, 6, 29)
HISTORY_DAYS = 728


def main(size: int, folder: Path) -> None:
    """Plans `size` product-locations with two years of history, then one product of them anew in the warm process;
    prints wall seconds by step, as JSON."""
    small, took, again = plan(200, {}), dict[str, float](), dict[str, float]()
    replan(small, half_more(small))
    steps = ("demand_forecast", "stock_levels", "time_phased_plan", "outcome_frames", "with_suppliers", "requirements")
    watch(replenish, steps, took)
    whole = plan(size, took)
    requirements, orders = whole.plan.requirements, whole.plan.time_phased["planned_orders"]
    counts = {"planned orders": len(orders), "to order": int((requirements["order_qty"] > 0).sum())}
    timed("write", write, took)(whole, folder)
    watch(replanning, ("expected_demand", "planned_levels", "plan_part", "within_means"), again)
    spent = time.process_time()
    after = timed("in all", replan, again)(whole, half_more(whole))
    again["in all, processor"] = time.process_time() - spent
    counts["differ"] = len(timed("what differs", difference, again)(whole, after))
    sys.stdout.write(json.dumps({"seconds": took, "one product anew": again, "counts": counts}) + "\n")


def plan(size: int, took: dict[str, float]) -> replenish.WholePlan:
    """The plan of a generated company; `took` gets the seconds that no watched step took as `rest`."""
    given = generate(size)
    began = time.monotonic()
    basis = replenish.plan_basis(*given, AS_OF)
    del given  # the history is the largest of all, and no longer needed
    whole = replenish.plan_whole(basis)
    took["rest"] = time.monotonic() - began - sum(took.values())
    return whole


def half_more(whole: replenish.WholePlan) -> pd.DataFrame:
    """An override: of the first product, an assembly, half as much again as half a year's forecast."""
    product, expected = whole.basis.items["product_id"].iloc[0], float(whole.basis.weeks[0].sum())
    said = {
        "override_id": "o",
        "product_id": product,
        "location_id": "main",
        "mode": "add",
        "quantity": expected / 2 + 1,
    }
    days = {
        "from_on": AS_OF + timedelta(days=1),
        "to_on": AS_OF + timedelta(days=182),
        "decided_at": pd.Timestamp(AS_OF),
    }
    return pd.DataFrame([said | days])


def write(whole: replenish.WholePlan, folder: Path) -> None:
    """All frames as Parquet."""
    for name, frame in whole.plan.tables().items():
        frame.to_parquet(folder / f"{name}.parquet")


def watch(module: ModuleType, names: Sequence[str], took: dict[str, float]) -> None:
    """From here on `took` sums up the seconds of these functions of the module."""
    for name in names:
        setattr(module, name, timed(name, getattr(module, name), took))


def timed(name: str, step: Callable[..., Any], took: dict[str, float]) -> Callable[..., Any]:
    """The same function, its seconds added to `took`."""

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
            "min_lead_time_receipts": 3, "max_months_of_cover": 12.0, "hard_safety_lead_days": 0.0,
            "soft_safety_lead_days": 0.0, "max_order_qty": np.nan, "reorder_point": np.nan, "order_up_to": np.nan,
            "erp_reorder_point": np.nan, "erp_order_up_to": np.nan, "successor_code": None, "replaced_from_on": None,
            "abc_class": abc(random.gamma(0.7, 1, len(codes)) * own["unit_cost"].fillna(0).to_numpy()),
        }
    )  # fmt: skip
    facts = Facts(
        open_orders=_orders(random, codes), supply=_supply(company.supply, codes), receipts=_receipts(random, bought),
        sources=_terms(bought), bom=_bom(company.bom), library_items=500,
    )  # fmt: skip
    return items, _history(random, codes), facts


def _orders(random: np.random.Generator, codes: pd.Series) -> pd.DataFrame:
    """An open order of every fifth product, due within two months."""
    ordered = codes.to_numpy()[::5]
    due = np.datetime64(AS_OF) + random.integers(0, 60, ordered.size)
    return pd.DataFrame(
        {
            "order_line_id": "SO" + pd.Series(ordered), "product_id": ordered, "location_id": "main", "due_on": due,
            "quantity": random.integers(1, 40, ordered.size),
        }
    )  # fmt: skip


def _receipts(random: np.random.Generator, bought: pd.DataFrame) -> pd.DataFrame:
    """Two years of lines that came, two of each source: half of them as promised, the others up to a month later."""
    lines = bought.loc[bought.index.repeat(2)]
    ordered = np.datetime64(AS_OF) - random.integers(100, 700, len(lines))
    promised = ordered + lines["lead_time_days"].to_numpy().astype(int)
    late = np.maximum(random.integers(-30, 30, len(lines)), 0)
    return pd.DataFrame(
        {
            "supplier_id": lines["supplier_id"].to_numpy(), "product_id": lines["product_id"].to_numpy(),
            "lead_time_from_on": ordered, "promised_on": promised, "completed_on": promised + late,
        }
    )  # fmt: skip


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
            "supply_id": supply["supply_id"].astype(str), "purchase_order_line_id": supply["supply_id"].astype(str),
            "document_number": "PO" + supply["supply_id"].astype(str), "supplier_id": None,
            "product_id": codes.to_numpy()[supply["item"]], "location_id": "main", "promised_on": due,
            "quantity": supply["qty"],
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
