"""Step 3: conformed tables become a plan, landed whole."""

import hashlib
from typing import TYPE_CHECKING

from tandem.cycle import Cycle
from tandem.stores import open_lake
from tandem.warehouse import hold_warehouse, open_warehouse

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from planning.facts import Facts

INPUTS = {
    "items": "planning_inputs.plan_items order by product_id, location_id",
    "history": "planning_inputs.plan_demand_history",
    "successors": "planning_inputs.plan_successors order by product_id",
    "likes": "planning_inputs.plan_likes order by product_id",
    "open_orders": "planning_inputs.plan_open_orders order by order_line_id",
    "supply": "planning_inputs.plan_supply order by supply_id",
    "sources": "planning_inputs.plan_sources order by supplier_product_id",
    "bom": "marts.bridge_bom order by bom_line_id",
    "stockouts": "planning_inputs.plan_stockouts order by product_id, location_id, from_on",
    "overrides": "planning_inputs.plan_forecast_overrides order by override_id",
    "suppliers": "planning_inputs.plan_suppliers order by supplier_id",
    "price_breaks": "planning_inputs.plan_price_breaks order by product_id, supplier_id, from_qty",
}
"""What planning reads, by its name there; in an order of its own, so that the same facts number orders alike."""


def plan(cycle: Cycle) -> str:
    """Plans every item and lands the plan. Gives its version: the last one's when nothing has changed."""
    from lake import plan_versions, write_plan
    from planning.replenish import make_plan

    with hold_warehouse(cycle):
        items, history, facts = read_inputs(cycle)
    frames = make_plan(items, history, facts, cycle.as_of).tables()
    content = _fingerprint(cycle, frames)
    lake = open_lake(cycle)
    known_at = cycle.known()
    last = next((one for one in reversed(plan_versions(lake)) if one.known_at <= known_at), None)
    if last and last.manifest.get("content") == content:
        return last.version
    version = f"{known_at:%Y%m%dT%H%M%S.%fZ}-{content[:8]}"
    manifest = {
        "as_of": cycle.as_of,
        "known_at": known_at,
        "policy_version": cycle.company.policy_version,
        "run_id": cycle.run_id,
        "content": content,
        "items": len(items),
    }
    write_plan(lake, version, {name: _landed(frame, version) for name, frame in frames.items()}, manifest)
    return version


def read_inputs(cycle: Cycle) -> "tuple[pd.DataFrame, pd.DataFrame, Facts]":
    """Items, history and the other facts that the plan is made from, as the warehouse has them."""
    from planning.facts import Facts

    with open_warehouse(cycle) as connection:
        read = {name: connection.execute(f"select * from {table}").df() for name, table in INPUTS.items()}
        spent = connection.execute("select spent_amount from planning_inputs.plan_spending").fetchone()
    budget = cycle.company.policies.budget_per_month
    left = None if budget is None or spent is None else float(budget - spent[0])
    return read.pop("items"), read.pop("history"), Facts(**read, budget_left=left)


def _fingerprint(cycle: Cycle, frames: dict[str, "pd.DataFrame"]) -> str:
    from pandas.util import hash_pandas_object

    digest = hashlib.sha256(f"{cycle.as_of}|{cycle.company.policy_version}".encode())
    for name in sorted(frames):
        digest.update(hash_pandas_object(frames[name].astype(str), index=False).to_numpy().tobytes())
    return digest.hexdigest()


def _landed(frame: "pd.DataFrame", version: str) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pandas(frame.assign(plan_version=version), preserve_index=False)
