"""The plan: from demand, lead time and policy to forecast and levels, through netting to what should be ordered."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from planning.adjustments import Outlook, outlook, uneven_weeks, without_item
from planning.arrivals import known_lead_times, learn_arrivals
from planning.errors import MissingInput
from planning.facts import Facts
from planning.forecast import demand_forecast
from planning.forecasting.spikes import as_holds
from planning.forecasting.weekly import days_without_stock
from planning.formulas import Numbers
from planning.item_levels import joined, lead_times, level_changes, simulation_of, stock_levels
from planning.likes import borrow_history, said_of_likes
from planning.netting_inputs import Given
from planning.network import Network, network
from planning.past_promotions import base_demand
from planning.policy.changes import recorded, with_kept_levels
from planning.policy.lumpy import Simulation
from planning.promotions import Uplift, carried_over, planned_uplift, product_categories
from planning.promotions import without_item as promotions_without_item
from planning.purchases import within_means
from planning.requirements import KEYS, floats, needs, requirements
from planning.successors import carry_over
from planning.suppliers import TERMS, with_suppliers
from planning.time_phased import Phased, outcome_frames, time_phased_plan

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Plan:
    """One plan: levels and requirements have one row per product and location, level changes one per item whose levels
    have moved; the time-phased plan's frames by name (columns: docs/contracts.md, `raw_planning`)."""

    expected: Outlook
    forecast_weeks: "pd.DataFrame"
    levels: "pd.DataFrame"
    level_changes: "pd.DataFrame"
    requirements: "pd.DataFrame"
    time_phased: "dict[str, pd.DataFrame]"

    def tables(self) -> dict[str, "pd.DataFrame"]:
        """All frames by table name."""
        return {
            "forecast": self.expected.forecast,
            "forecast_weeks": self.forecast_weeks,
            "forecast_overrides": self.expected.changes,
            "levels": self.levels,
            "level_changes": self.level_changes,
            "requirements": self.requirements,
            **self.time_phased,
        }


@dataclass(frozen=True)
class Basis(Given):
    """What a plan stands on whatever people expect beyond the forecast: row for row the same products and locations.

    Attributes:
        items, facts, as_of: as `make_plan` is given them; items sorted.
        arrivals: how late what is ordered comes.
        forecast, weeks: of the models (`planning.forecast.demand_forecast`), without promotions and overrides.
        uplift: what promotions add.
        lead: `lead_times`.
        simulation: of lumpy items.
        borrowed: who sells like whom (`planning.likes.borrow_history`).
        set_aside: rows of `plan_holds`: promotions of what is not planned, entry errors.
    """

    forecast: "pd.DataFrame"
    weeks: Numbers
    uplift: Uplift
    lead: "pd.DataFrame"
    simulation: Simulation
    borrowed: "pd.DataFrame"
    set_aside: "tuple[pd.DataFrame, ...]"

    def rows(self, chosen: Any) -> "Basis":
        """The same of some items (int64, ascending)."""
        frames = {
            name: getattr(self, name).take(chosen).reset_index(drop=True) for name in ("items", "forecast", "lead")
        }
        arrays = {"weeks": self.weeks[chosen], "uplift": self.uplift.rows(chosen)}
        return replace(self, **frames, **arrays, simulation=self.simulation.rows(chosen))


def make_plan(items: "pd.DataFrame", history: "pd.DataFrame", facts: Facts, as_of: date) -> Plan:
    """Forecasts, sets levels, nets through BOM and time, and says what to order now.

    Args:
        items, history: docs/contracts.md, `planning_inputs`.
        facts: the other inputs.
        as_of: the business day.

    Raises:
        MissingInput: naming the columns that are not there.
    """
    return plan_whole(plan_basis(items, history, facts, as_of)).plan


class Needed(NamedTuple):
    """What should be ordered now, before budget and suppliers' smallest orders, row for row the same items."""

    items: "pd.DataFrame"
    """On the terms that each is ordered on (`planning.suppliers.with_suppliers`)."""
    requirements: "pd.DataFrame"


@dataclass(frozen=True)
class WholePlan:
    """A plan and what `planning.replan` makes the next one from: its basis, the requirements before budget and smallest
    orders, what netting set aside, and its network."""

    basis: Basis
    plan: Plan
    needed: Needed
    held: "pd.DataFrame"
    network: Network


def plan_whole(basis: Basis) -> WholePlan:
    """Overrides, levels, netting and requirements of all items."""
    items, facts, as_of = basis.items, basis.facts, basis.as_of
    expected = expected_demand(basis, basis.uplift)
    levels, changes = planned_levels(basis)
    phased = time_phased_plan(basis, expected, levels)
    outcome = outcome_frames(basis, phased, expected)
    linked, frames = network(items, facts.bom, phased), phased.frames | outcome
    needed = needed_now(basis, levels, phased)
    del phased
    told = within_means(*needed, frames["planned_orders"], facts, as_of)
    uneven, held = uneven_weeks(expected, as_of), frames["plan_holds"]
    plan = Plan(expected, uneven, levels, recorded(changes), told, frames | {"plan_holds": all_holds(basis, held)})
    return WholePlan(basis, plan, needed, held, linked)


def plan_basis(items: "pd.DataFrame", history: "pd.DataFrame", facts: Facts, as_of: date) -> Basis:
    """Everything up to the forecast of the models.

    Raises:
        MissingInput: naming the columns that are not there.
    """
    if missing := _NEEDED - set(items.columns):
        raise MissingInput(f"plan_items lacks {sorted(missing)}; build the warehouse with this version of Tandem.")
    items = items.sort_values(KEYS, ignore_index=True)
    empty_days = days_without_stock(facts.stockouts)
    promotions = carried_over(facts.promotions, facts.successors)
    past = base_demand(carry_over(history, facts.successors), promotions, empty_days, product_categories(items), as_of)
    demand, borrowed = borrow_history(past.history, facts.likes, as_of)
    lead = lead_times(items)
    horizon = lead["lead_time_days"].to_numpy(float) + floats(items, "review_days")
    forecast, weeks = demand_forecast(items, demand, horizon, as_of, empty_days, library_items=facts.library_items)
    uplift = planned_uplift(items, weeks * forecast[["independent_share"]].to_numpy(), promotions, past, as_of)
    simulation = simulation_of(forecast, demand, as_of)
    set_aside = (promotions_without_item(promotions, items, as_of), as_holds(past.errors.merge(items[KEYS])))
    arrivals = learn_arrivals(facts.receipts, known_lead_times(items, facts.sources), as_of)
    return Basis(items, facts, as_of, arrivals, forecast, weeks, uplift, lead, simulation, borrowed, set_aside)


def expected_demand(basis: Basis, uplift: Uplift | None = None) -> Outlook:
    """The forecast by week with `uplift` (None: as if there were no promotion) and people's overrides."""
    return outlook(basis.forecast, basis.facts.overrides, basis.as_of, basis.weeks, uplift)


def planned_levels(basis: Basis) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """The levels in force from this plan on, and what becomes of the computed ones (`level_changes`).

    They stand on demand without promotions, which netting plans for by their days.
    """
    computed = stock_levels(basis.items, expected_demand(basis), basis.lead, basis.simulation)
    computed["reason"] = joined(said_of_likes(basis.items, basis.borrowed), computed["reason"].fillna(""))
    changes = level_changes(basis.items, basis.forecast, computed, basis.facts)
    return with_kept_levels(computed, changes), changes


def needed_now(basis: Basis, levels: "pd.DataFrame", phased: Phased) -> Needed:
    """Of the items of `basis`."""
    due = needs(basis.items, basis.forecast, levels, phased.frames["planned_orders"], basis.as_of)
    asked = with_suppliers(basis.items, due, basis.facts.sources, phased.problem, phased.netted)
    suppliers, as_of = basis.facts.suppliers, basis.as_of
    return Needed(asked, requirements(asked, basis.forecast, levels, due, suppliers=suppliers, as_of=as_of))


def all_holds(basis: Basis, of_netting: "pd.DataFrame") -> "pd.DataFrame":
    """`plan_holds`: what netting set aside, overrides and promotions of what is not planned, entry errors."""
    import pandas as pd

    unplanned = without_item(basis.items, basis.facts.overrides)
    held = [part for part in (of_netting, unplanned, *basis.set_aside) if len(part)]
    return pd.concat(held, ignore_index=True) if held else of_netting


_NEEDED = {
    *KEYS, *TERMS, "demand_window_days", "service_level", "review_days", "lead_time_days", "min_lead_time_receipts",
    "max_months_of_cover", "reorder_point", "order_up_to", "measured_lead_time_days", "measured_lead_time_std_days",
    "lead_time_receipts", "stated_lead_time_days", "inventory_position", "on_hand_qty", "reserved_qty",
    "backorder_qty", "min_order_qty", "order_multiple", "units_per_purchase_uom", "supplier_id", "unit_price",
    "terms_valid", "is_purchased", "is_assembled", "erp_reorder_point", "erp_order_up_to", "successor_code",
    "replaced_from_on", "unit_cost_amount", "hard_safety_lead_days", "soft_safety_lead_days", "abc_class",
    "max_order_qty",
}  # fmt: skip
