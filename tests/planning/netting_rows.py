"""Rows of the netting frames with defaults, for tests that change one thing at a time. Day 0 is as_of."""

from typing import Any

import pandas as pd

from planning.netting.engine import Netted, net
from planning.netting.inputs import Inputs
from planning.netting.prepare import prepare
from planning.netting.problem import Problem

AS_OF = pd.Timestamp("2026-01-05")  # a Monday
Row = dict[str, Any]


def day(number: float) -> pd.Timestamp:
    return AS_OF + pd.Timedelta(days=number)


def item(product: str = "p", location: str = "l", **changes: Any) -> Row:
    return {"product_id": product, "location_id": location, "on_hand_qty": 0.0} | changes


def buy(product: str = "p", location: str = "l", **changes: Any) -> Row:
    base = {"source_id": f"s-{product}-{location}", "product_id": product, "location_id": location, "kind": "buy"}
    return base | {"supplier_id": "v", "lead_time_days": 8, "unit_cost": 2.0} | changes


def make(product: str = "p", location: str = "l", **changes: Any) -> Row:
    base = {"source_id": f"m-{product}-{location}", "product_id": product, "location_id": location, "kind": "make"}
    return base | {"fixed_hours": 24} | changes


def need(at: float, qty: float, product: str = "p", location: str = "l", **changes: Any) -> Row:
    base = {"demand_id": f"d{at:g}-{product}", "product_id": product, "location_id": location}
    return base | {"due_at": day(at), "qty": qty} | changes


def receipt(at: float, qty: float, product: str = "p", location: str = "l", **changes: Any) -> Row:
    base = {"supply_id": f"r{at:g}-{product}", "product_id": product, "location_id": location}
    return base | {"due_at": day(at), "qty": qty} | changes


def line(product: str, component: str, per: float = 1.0, **changes: Any) -> Row:
    return {"product_id": product, "component_id": component, "qty_per": per} | changes


def frame(rows: list[Row], like: Row) -> pd.DataFrame:
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(like))


def inputs(
    items: list[Row], sources: list[Row], demand: list[Row], supply: list[Row] | None = None, **frames: list[Row]
) -> Inputs:
    rest = {name: pd.DataFrame(rows) for name, rows in frames.items()}
    first = (pd.DataFrame(items), frame(sources, buy()), frame(demand, need(0, 0)), frame(supply or [], receipt(0, 0)))
    return Inputs(*first, **rest)


def plan(*rows: Any, **frames: Any) -> tuple[Problem, Netted]:
    problem = prepare(inputs(*rows, **frames), AS_OF)
    return problem, net(problem)
