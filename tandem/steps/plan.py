"""Step 3: conformed tables become a plan, landed whole."""

import hashlib
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle
from tandem.stores import open_lake
from tandem.warehouse import hold_warehouse, open_warehouse

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from lake import Lake, PlanVersion
    from planning.facts import Facts
    from planning.replenish import Basis

INPUTS = {
    "items": "planning_inputs.plan_items order by product_id, location_id",
    "history": "planning_inputs.plan_demand_history",
    "successors": "planning_inputs.plan_successors order by product_id",
    "likes": "planning_inputs.plan_likes order by product_id",
    "open_orders": "planning_inputs.plan_open_orders order by order_line_id",
    "supply": "planning_inputs.plan_supply order by supply_id",
    "receipts": "planning_inputs.plan_receipt_record order by purchase_order_line_id",
    "sources": "planning_inputs.plan_sources order by supplier_product_id",
    "substitutes": "planning_inputs.plan_substitutes order by product_id, substitute_id",
    "bom": "marts.bridge_bom order by bom_line_id",
    "stockouts": "planning_inputs.plan_stockouts order by product_id, location_id, from_on",
    "overrides": "planning_inputs.plan_forecast_overrides order by override_id",
    "promotions": "planning_inputs.plan_promotions order by promotion_id, product_id",
    "suppliers": "planning_inputs.plan_suppliers order by supplier_id",
    "price_breaks": "planning_inputs.plan_price_breaks order by supplier_product_id, from_qty",
    "level_decisions": "planning_inputs.plan_level_decisions order by product_id, location_id",
}
"""What planning reads, by its name there; in an order of its own, so that the same facts number orders alike."""


def plan(cycle: Cycle) -> str:
    """Plans every item and lands the plan. Gives its version: the last one's when nothing has changed."""
    from lake import chosen_plan, write_plan
    from planning.replenish import plan_whole

    lake = open_lake(cycle)
    known_at = cycle.known()
    last = chosen_plan(lake, known_at)
    basis = basis_after(cycle, lake, last)
    frames = plan_whole(basis).plan.tables()
    content = _fingerprint(cycle, frames)
    if last and last.manifest.get("content") == content:
        return last.version
    version = f"{known_at:%Y%m%dT%H%M%S.%fZ}-{content[:8]}"
    manifest = {
        "as_of": cycle.as_of,
        "known_at": known_at,
        "policy_version": cycle.company.policy_version,
        "run_id": cycle.run_id,
        "content": content,
        "items": len(basis.items),
    }
    frames["level_changes"] = frames["level_changes"].assign(known_at=known_at.astimezone(UTC).replace(tzinfo=None))
    write_plan(lake, version, {name: _landed(frame, version) for name, frame in frames.items()}, manifest)
    return version


def basis_after(cycle: Cycle, lake: "Lake", last: "PlanVersion | None") -> "Basis":
    """What the plan after `last` stands on. The history, the largest of the inputs, is let go with it."""
    from planning.replenish import plan_basis

    with hold_warehouse(cycle):
        items, history, facts = read_inputs(cycle)
    return plan_basis(items, history, _within_limits(cycle, facts, lake, last), cycle.as_of)


def _within_limits(cycle: Cycle, facts: "Facts", lake: "Lake", last: "PlanVersion | None") -> "Facts":
    """`facts` with the levels in force, those of the `last` plan, and how far they may change without being asked."""
    from lake import plan_table
    from planning.policy.changes import ChangeLimits, levels_in_force

    said = cycle.company.policies
    amount = None if said.level_change_amount is None else float(said.level_change_amount)
    facts = replace(facts, level_limits=ChangeLimits(said.level_change_limit, amount))
    if last is None:
        return facts
    made = (plan_table(lake, last, name).to_pandas() for name in ("levels", "forecast", "level_changes"))
    return replace(facts, levels_in_force=levels_in_force(*made))


def read_inputs(cycle: Cycle) -> "tuple[pd.DataFrame, pd.DataFrame, Facts]":
    """Items, history and the other facts that the plan is made from, as the warehouse has them."""
    from planning.facts import Facts

    with open_warehouse(cycle) as connection:
        read: dict[str, Any] = {
            name: connection.execute(f"select * from {table}").df() for name, table in INPUTS.items()
        }
        spent = connection.execute("select spent_amount from planning_inputs.plan_spending").fetchone()
    policies = cycle.company.policies
    budget = policies.budget_per_month
    left = None if budget is None or spent is None else float(budget - spent[0])
    tried, share = cycle.company.forecasts.library_items, policies.promise_share
    items, history = read.pop("items"), read.pop("history")
    return items, history, Facts(**read, budget_left=left, library_items=tried, promise_share=share)


def _fingerprint(cycle: Cycle, frames: dict[str, "pd.DataFrame"]) -> str:
    """Of what the plan says. What has changed since the last plan is no part of it: no plan would equal its repeat."""
    from pandas.util import hash_pandas_object

    from planning.policy.changes import lasting

    frames = {**frames, "level_changes": lasting(frames["level_changes"])}
    digest = hashlib.sha256(f"{cycle.as_of}|{cycle.company.policy_version}".encode())
    for name in sorted(frames):
        digest.update(hash_pandas_object(frames[name].astype(str), index=False).to_numpy().tobytes())
    return digest.hexdigest()


def _landed(frame: "pd.DataFrame", version: str) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pandas(frame.assign(plan_version=version), preserve_index=False)
