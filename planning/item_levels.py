"""Lead times and stock levels of each item, by policy, by the ERP or computed, and what a reader must know of them."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.adjustments import Outlook
from planning.facts import Facts
from planning.policy.changes import compare_levels
from planning.policy.fixed import put_fixed_levels
from planning.policy.levels import policy_levels
from planning.policy.lumpy import Simulation, demand_events
from planning.requirements import KEYS, floats, safety_days
from planning.suppliers import has_measured_lead_time

if TYPE_CHECKING:
    import pandas as pd

SEED = 20261127
"""Of the random numbers that simulate lumpy items; each item's depend on it and the item's own keys."""


def lead_times(items: "pd.DataFrame") -> "pd.DataFrame":
    """Lead time per item: measured when enough receipts stand behind it, else stated, else policy.

    Returns lead_time_days (until it may be used: `safety_days` included), lead_time_std_days (0 where not measured:
    nothing is known, and the basis says so), lead_time_basis.
    """
    import pandas as pd

    measured = floats(items, "measured_lead_time_days")
    trusted = has_measured_lead_time(items, floats(items, "min_lead_time_receipts"))
    stated = floats(items, "stated_lead_time_days")
    basis = np.select([trusted, ~np.isnan(stated)], ["measured", "stated"], "policy")
    days = np.select([trusted, ~np.isnan(stated)], [measured, stated], floats(items, "lead_time_days"))
    spread = np.where(trusted, np.nan_to_num(floats(items, "measured_lead_time_std_days")), 0.0)
    days = days + safety_days(items)
    return pd.DataFrame({"lead_time_days": days, "lead_time_std_days": spread, "lead_time_basis": basis})


def stock_levels(
    items: "pd.DataFrame", expected: Outlook, lead: "pd.DataFrame", simulation: Simulation
) -> "pd.DataFrame":
    """Safety stock, reorder point and order-up-to level per item, and what they stand on (`level_basis`).

    A level set by policy wins over all (`policy`). Where no demand at all was measured in the window, the ERP's own
    levels hold, if it has any (`erp`): a component's demand is often not on record. Else by `planning.policy.levels`
    (`computed`, `simulated`), where one order covers a review's demand.

    `items`, `expected` and `lead` are row for row the same products and locations.
    """
    import pandas as pd

    forecast = expected.forecast
    mean = forecast["mean_daily_demand"].to_numpy(float)
    asked = items[KEYS].assign(
        **lead,
        **{name: forecast[name] for name in ("demand_class", "mean_daily_demand", "demand_std_daily", "error_std")},
        review_days=floats(items, "review_days"),
        service_level=floats(items, "service_level"),
        service_kind="cycle",
        lot_qty=mean * floats(items, "review_days"),
    )
    found = policy_levels(asked, expected.weeks, simulation)
    fixed = items[KEYS].assign(
        policy_reorder_point=floats(items, "reorder_point"),
        policy_order_up_to=floats(items, "order_up_to"),
        erp_reorder_point=floats(items, "erp_reorder_point"),
        erp_order_up_to=floats(items, "erp_order_up_to"),
        demand_days=forecast["demand_days"],
    )
    levels = put_fixed_levels(found, fixed)
    kept = asked[["lead_time_days", "lead_time_std_days", "lead_time_basis", "review_days", "service_level"]]
    said = pd.Series(_why_thin(items, forecast, lead, levels), items.index, dtype=object)
    return levels.assign(**kept, reason=said)


def level_changes(
    items: "pd.DataFrame", forecast: "pd.DataFrame", computed: "pd.DataFrame", facts: Facts
) -> "pd.DataFrame":
    """What becomes of each item's computed levels, beside those in force (`planning.policy.changes.compare_levels`).

    `items`, `forecast` and `computed` are row for row the same products and locations.
    """
    new = computed.assign(
        mean_daily_demand=forecast["mean_daily_demand"].to_numpy(float), unit_cost=floats(items, "unit_cost_amount")
    )
    return compare_levels(facts.levels_in_force, new, facts.level_decisions, facts.level_limits)


def simulation_of(forecast: "pd.DataFrame", demand: "pd.DataFrame", as_of: date) -> Simulation:
    """The days with demand (as `make_plan` has them) that lumpy items of `forecast` are simulated from."""
    import pandas as pd

    net = demand["quantity"].astype(float) - demand["returned_qty"].fillna(0).astype(float)
    ages = (pd.Timestamp(as_of) - pd.to_datetime(demand["demand_on"])).dt.days
    return Simulation(demand_events(forecast, demand[KEYS].assign(age_days=ages, net_qty=net)), SEED)


def _why_thin(items: "pd.DataFrame", forecast: "pd.DataFrame", lead: "pd.DataFrame", levels: Any) -> list[str | None]:
    """What a reader must know about levels that stand on little data; None when there is nothing to say."""
    gone = [
        f"Replaced by {code} since {day:%Y-%m-%d}: its demand is planned there, and no more of it is bought."
        if isinstance(code, str)
        else ""
        for code, day in zip(items["successor_code"], items["replaced_from_on"], strict=True)
    ]
    none = forecast["demand_days"].to_numpy() == 0
    has_erp = levels["level_basis"].to_numpy() == "erp"
    no_demand = np.select(
        [has_erp, none],
        ["No demand in the window: the ERP's own levels hold.", "No demand in the window."],
        _too_little(forecast),
    )
    guessed = lead["lead_time_basis"].to_numpy() == "policy"
    no_lead = np.where(guessed, "No lead time is measured or stated: the policy's is used.", "")
    stands_on = np.where(none | levels["level_basis"].isin(["policy", "erp"]), "", levels["reason"].fillna(""))
    return joined(gone, no_demand, no_lead, stands_on)


def _too_little(forecast: "pd.DataFrame") -> Any:
    """Per item a sentence where the history is too short for a model, else '' (object array)."""
    said = np.full(len(forecast), "", object)
    short = np.flatnonzero(forecast["method"].eq("mean of days").to_numpy())
    days = forecast[["demand_days", "history_days"]].to_numpy()[short]
    said[short] = [
        f"Too little history for a model: the mean of {int(of)} days is used, {int(sold)} of them with demand."
        for sold, of in days
    ]
    return said


def joined(*said: Any) -> list[str | None]:
    """The sentences of each row as one text; None where nothing is said."""
    return [" ".join(filter(None, row)) or None for row in zip(*said, strict=True)]
