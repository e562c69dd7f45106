"""What another policy would have done, and would do: the past replayed and today's plan made twice (R70, R71).

TandemError
+-- BadProposal     the file of the proposed policy cannot be used
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.cycle import Cycle
from tandem.errors import TandemError
from tandem.policy_settings import Policies, Policy
from tandem.settings import Company
from tandem.warehouse import open_warehouse

if TYPE_CHECKING:
    import pandas as pd

    from planning.replay.past import Past
    from planning.replay.run import Replayed

EVERY_DAYS = 28
"""Levels are made anew every so many days of the replay."""
SEED = 20261127
"""Of the lead times that are drawn where they were measured with a spread."""
_STOCK = "select product_id, location_id, balance_on, closing_qty from marts.fct_inventory_daily"
_RECEIPTS = """
select l.product_id, l.location_id, l.ordered_on, r.received_on, r.received_qty
from marts.fct_receipts r join marts.fct_purchase_order_lines l using (purchase_order_line_id)
"""


class BadProposal(TandemError):
    """The file is not there, is no YAML, or says something that no policy can say."""


@dataclass(frozen=True)
class Costs:
    """What the company file does not say: an order's fee (base currency), and what holding costs (share a year)."""

    order_fee: float = 0.0
    holding_rate: float = 0.0


def proposed_company(company: Company, file: Path | None) -> Company:
    """The company with the `policies` of another file; the company itself without one. Raises BadProposal."""
    if file is None:
        return company
    import yaml

    try:
        said = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadProposal(f"{file}: cannot be read as YAML: {error}") from error
    if not isinstance(said, dict) or "policies" not in said:
        raise BadProposal(f"{file}: has no section `policies`. Copy it from the company file and change it there.")
    try:
        policies = Policies.model_validate(said["policies"])
    except ValueError as error:
        raise BadProposal(f"{file}: {error}") from error
    return company.model_copy(update={"policies": policies})


def shadow(cycle: Cycle, file: Path) -> "pd.DataFrame":
    """What the proposed policy would buy today beside the live one: `planning.replay.compare.shadow_differences`,
    with product_code, location_code and amount (of the difference, base currency). Nothing is written."""
    from planning.replay.compare import shadow_differences
    from planning.replenish import make_plan
    from tandem.steps.plan import read_inputs

    items, history, facts = read_inputs(cycle)
    live, other = (
        make_plan(with_policies(items, company), history, facts, cycle.as_of).requirements
        for company in (cycle.company, proposed_company(cycle.company, file))
    )
    bought = items.loc[items["is_purchased"].fillna(False).astype(bool), _NAMED]
    found = shadow_differences(live, other).merge(bought, on=["product_id", "location_id"])
    return found.assign(amount=found["order_qty_difference"] * found.pop("base_unit_price").astype(float))


_NAMED = ["product_id", "location_id", "product_code", "location_code", "base_unit_price"]


@dataclass(frozen=True)
class Replays:
    """Two replays of the same days, and what was assumed, as sentences. `names`: keys with product and place code."""

    live: "Replayed"
    proposed: "Replayed"
    names: "pd.DataFrame"
    notes: list[str]


def replay(cycle: Cycle, file: Path | None, days: int, costs: Costs) -> Replays:
    """Runs the live policy and the proposed one over the last `days` of real demand. Nothing is written.

    Raises:
        MissingInput: too little demand is on record.
        BadProposal: the file.
    """
    from planning.replay.past import look_back
    from planning.successors import carry_over
    from tandem.steps.plan import read_inputs

    planned, history, facts = read_inputs(cycle)
    is_bought = planned["is_purchased"].fillna(False).astype(bool) & planned["successor_code"].isna()
    items, history = planned[is_bought].reset_index(drop=True), carry_over(history, facts.successors)
    with open_warehouse(cycle) as connection:
        stock, receipts = (connection.execute(query).df() for query in (_STOCK, _RECEIPTS))
    past = look_back(items, history, stock, receipts, (cycle.as_of, days))
    ruled = [with_policies(items, one) for one in (cycle.company, proposed_company(cycle.company, file))]
    live, other = (_run(one, past, costs) for one in ruled)
    notes = [*_about(past, len(items), len(planned) - len(items)), *_differences(ruled)]
    if len(live.held):
        notes.append(f"{len(live.held)} could not be replayed, the first: {live.held['reason'].iloc[0]}")
    return Replays(live, other, items[_NAMED].drop(columns="base_unit_price"), notes)


def _about(past: "Past", count: int, left_out: int) -> list[str]:
    """What was replayed, and what was assumed."""
    unknown = int((past.opening_qty != past.opening_qty).sum())
    notes = [
        f"{past.days} days from {past.starts_on} to {past.starts_on + timedelta(days=past.days - 1)}, {count} bought "
        f"products and locations; levels are made anew every {EVERY_DAYS} days from what was known by then.",
        "What was asked for and not there is waited for. Lead times are drawn from today's mean and spread.",
    ]
    if left_out:
        notes.append(
            f"{left_out} are left out: assembled, where what the components were used for counts, or replaced."
        )
    if unknown:
        notes.append(f"Of {unknown} the stock on the first day is unknown: they begin at their order-up-to level.")
    return notes


def _differences(ruled: "list[pd.DataFrame]") -> list[str]:
    """In which parameters the proposed policy differs, and at how many items."""
    from planning.replay.resolve import changed_values

    live, proposed = ruled
    changed = changed_values(live, proposed, [name for name in Policy.model_fields if name in live])
    said = ", ".join(f"{name} at {count}" for name, count in changed.items())
    return [f"The proposed policy differs in {said} of {len(live)}." if said else "Both policies say the same."]


def with_policies(items: "pd.DataFrame", company: Company) -> "pd.DataFrame":
    """`items` with the values of the company's policies, as `int_policies__resolved` gives them."""
    from operations.export import policy_rows
    from planning.replay.resolve import resolve_policies

    return resolve_policies(items, policy_rows(company), [name for name in Policy.model_fields if name in items])


def _run(items: "pd.DataFrame", past: "Past", costs: Costs) -> "Replayed":
    import numpy as np

    from planning.item_levels import lead_times
    from planning.replay.live import live_levels
    from planning.replay.policies import sample_lead_times
    from planning.replay.run import Course, replay

    lead, random = lead_times(items), np.random.default_rng(SEED)
    mean, spread = (lead[name].to_numpy(float) for name in ("lead_time_days", "lead_time_std_days"))
    drawn = sample_lead_times(mean, spread, past.demand.shape[1], random)
    asked = items.assign(
        opening_qty=past.opening_qty,
        review_days=np.fmax(np.ceil(items["review_days"].astype(float)), 1),
        unit_cost=items["unit_cost_amount"].astype(float),
        order_fee=costs.order_fee,
        holding_rate=costs.holding_rate,
        min_order_qty=items["min_order_qty"].astype(float),
        order_multiple=items["order_multiple"].astype(float),
    )
    course = Course(past.first, past.first, EVERY_DAYS)
    return replay(asked, past.demand, drawn, live_levels(items, past.begins_on), course, on_order=past.on_order)
