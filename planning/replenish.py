"""From demand, lead time and policy to levels, and from levels, position and dated needs to what should be ordered."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.adjustments import Outlook, outlook
from planning.errors import MissingInput
from planning.facts import Facts
from planning.forecast import demand_forecast
from planning.forecasting.weekly import days_without_stock
from planning.formulas import lot_size
from planning.policy.fixed import put_fixed_levels
from planning.policy.levels import policy_levels
from planning.policy.lumpy import Simulation, demand_events
from planning.successors import carry_over
from planning.time_phased import time_phased_plan

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
DAYS_PER_MONTH = 30.4375
SEED = 20261127
"""Of the random numbers that simulate lumpy items; each item's depend on it and the item's own keys."""


@dataclass(frozen=True)
class Plan:
    """One plan: levels and requirements have one row per product and location; the time-phased plan's frames by name
    (columns: docs/contracts.md, `raw_planning`)."""

    expected: Outlook
    levels: "pd.DataFrame"
    requirements: "pd.DataFrame"
    time_phased: "dict[str, pd.DataFrame]"

    def tables(self) -> dict[str, "pd.DataFrame"]:
        """All frames by table name."""
        forecast = {"forecast": self.expected.forecast, "forecast_overrides": self.expected.changes}
        return {**forecast, "levels": self.levels, "requirements": self.requirements, **self.time_phased}


def make_plan(items: "pd.DataFrame", history: "pd.DataFrame", facts: Facts, as_of: date) -> Plan:
    """Forecasts, sets levels, nets through BOM and time, and says what to order now.

    Args:
        items, history: docs/contracts.md, `planning_inputs`.
        facts: the other inputs.
        as_of: the business day.

    Raises:
        MissingInput: naming the columns that are not there.
    """
    if missing := _NEEDED - set(items.columns):
        raise MissingInput(f"plan_items lacks {sorted(missing)}; build the warehouse with this version of Tandem.")
    items = items.sort_values(KEYS, ignore_index=True)
    demand = carry_over(history, facts.successors)
    lead = lead_times(items)
    horizon = lead["lead_time_days"].to_numpy(float) + _float(items, "review_days")
    forecast = demand_forecast(items, demand, horizon, as_of, days_without_stock(facts.stockouts))
    expected = outlook(forecast, facts.overrides, as_of)
    levels = stock_levels(items, expected, lead, simulation_of(forecast, demand, as_of))
    phased = time_phased_plan(items, expected, levels, facts, as_of)
    needed = requirements(items, forecast, levels, phased["planned_orders"], as_of)
    return Plan(expected, levels, needed, phased)


_NEEDED = {
    *KEYS, "demand_window_days", "service_level", "review_days", "lead_time_days", "min_lead_time_receipts",
    "max_months_of_cover", "reorder_point", "order_up_to", "measured_lead_time_days", "measured_lead_time_std_days",
    "lead_time_receipts", "stated_lead_time_days", "inventory_position", "on_hand_qty", "reserved_qty",
    "backorder_qty", "min_order_qty", "order_multiple", "units_per_purchase_uom", "supplier_id", "unit_price",
    "terms_valid", "is_purchased", "is_assembled", "erp_reorder_point", "erp_order_up_to", "successor_code",
    "replaced_from_on",
}  # fmt: skip


def lead_times(items: "pd.DataFrame") -> "pd.DataFrame":
    """Lead time per item: measured when enough receipts stand behind it, else stated, else policy.

    Returns lead_time_days, lead_time_std_days (0 where not measured: nothing is known, and the basis says so),
    lead_time_basis.
    """
    import pandas as pd

    measured = _float(items, "measured_lead_time_days")
    trusted = (_float(items, "lead_time_receipts") >= _float(items, "min_lead_time_receipts")) & ~np.isnan(measured)
    stated = _float(items, "stated_lead_time_days")
    basis = np.select([trusted, ~np.isnan(stated)], ["measured", "stated"], "policy")
    days = np.select([trusted, ~np.isnan(stated)], [measured, stated], _float(items, "lead_time_days"))
    spread = np.where(trusted, np.nan_to_num(_float(items, "measured_lead_time_std_days")), 0.0)
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
        review_days=_float(items, "review_days"),
        service_level=_float(items, "service_level"),
        service_kind="cycle",
        lot_qty=mean * _float(items, "review_days"),
    )
    found = policy_levels(asked, expected.weeks, simulation)
    fixed = items[KEYS].assign(
        policy_reorder_point=_float(items, "reorder_point"),
        policy_order_up_to=_float(items, "order_up_to"),
        erp_reorder_point=_float(items, "erp_reorder_point"),
        erp_order_up_to=_float(items, "erp_order_up_to"),
        demand_days=forecast["demand_days"],
    )
    levels = put_fixed_levels(found, fixed)
    kept = asked[["lead_time_days", "lead_time_std_days", "lead_time_basis", "review_days", "service_level"]]
    said = pd.Series(_why_thin(items, forecast, lead, levels), items.index, dtype=object)
    return levels.assign(**kept, reason=said)


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
        [has_erp, none], ["No demand in the window: the ERP's own levels hold.", "No demand in the window."], ""
    )
    guessed = lead["lead_time_basis"].to_numpy() == "policy"
    no_lead = np.where(guessed, "No lead time is measured or stated: the policy's is used.", "")
    stands_on = np.where(none | levels["level_basis"].isin(["policy", "erp"]), "", levels["reason"].fillna(""))
    return [" ".join(filter(None, said)) or None for said in zip(gone, no_demand, no_lead, stands_on, strict=True)]


def requirements(
    items: "pd.DataFrame",
    forecast: "pd.DataFrame",
    levels: "pd.DataFrame",
    planned_orders: "pd.DataFrame",
    as_of: date,
) -> "pd.DataFrame":
    """What each item needs now: the larger of what its level and what its dated needs ask for.

    The level asks for what lifts the position to order-up-to when it is at or below the reorder point. Dated needs
    (`dated_qty`) are the time-phased plan's purchases that must leave before the next review: orders and components
    with a day of their own, which a position does not show. A level set by policy is meant as it is: it decides alone.

    `order_qty` is in stock units after minimum and multiple; `purchase_qty` the same in purchase units.
    `order_by_on` before `as_of` means that the order is already late.
    """
    import pandas as pd

    position = _float(items, "inventory_position")
    point, up_to = levels["reorder_point"].to_numpy(float), levels["order_up_to"].to_numpy(float)
    is_current = items["successor_code"].isna().to_numpy()
    below = (position <= point) & (up_to > 0) & is_current
    dated, needed_in = _dated_needs(items, levels, planned_orders, as_of)
    dated = np.where(is_current, dated, 0.0)
    by_level = np.where(below, np.maximum(up_to - position, 0.0), 0.0)
    net = np.maximum(by_level, dated)
    quantity = lot_size(net, _float(items, "min_order_qty"), _float(items, "order_multiple"))
    usual = _days_until_needed(items, forecast, levels, below)
    required = np.where(dated > by_level + 1e-6, np.fmin(usual, needed_in), usual)
    return pd.DataFrame(
        {
            **{key: items[key] for key in KEYS},
            "inventory_position": position,
            "reorder_point": point,
            "order_up_to": up_to,
            "is_below_reorder_point": below,
            "dated_qty": dated.round(6),
            "net_requirement": net.round(6),
            "order_qty": quantity.round(6),
            "purchase_qty": (quantity / np.nan_to_num(_float(items, "units_per_purchase_uom"), nan=1.0)).round(6),
            "required_on": _dates(as_of, required),
            "order_by_on": _dates(as_of, required - np.ceil(levels["lead_time_days"].to_numpy(float))),
            "hold_reason": _holds(items, forecast, levels, quantity),
            "reason": levels["reason"],
        }
    )


def _dated_needs(items: "pd.DataFrame", levels: "pd.DataFrame", planned: "pd.DataFrame", as_of: date) -> Any:
    """Per item: units of planned purchases to be released before the next review, and days until the first is needed.

    Of an item with the ERP's levels only what must leave today: its reorder point is meant to cover the review.
    """
    import pandas as pd

    basis = levels["level_basis"].to_numpy()
    window = np.where(basis == "erp", 0.0, np.maximum(levels["review_days"].to_numpy(float) - 1, 0))
    until = items[KEYS].assign(last_on=pd.Timestamp(as_of) + pd.to_timedelta(np.floor(window), unit="D"))
    bought = planned[planned["kind"] == "buy"].merge(until[basis != "policy"], on=KEYS)
    due = bought[pd.to_datetime(bought["release_on"]) <= bought["last_on"]]
    sums = due.groupby(KEYS).agg(dated_qty=("order_qty", "sum"), needed_on=("need_on", "min"))
    found = items[KEYS].merge(sums, on=KEYS, how="left")
    days = (pd.to_datetime(found["needed_on"]) - pd.Timestamp(as_of)).dt.days.clip(0, 365).to_numpy(float)
    return found["dated_qty"].fillna(0).to_numpy(float), days


def _days_until_needed(items: "pd.DataFrame", forecast: "pd.DataFrame", levels: "pd.DataFrame", below: Any) -> Any:
    """Whole days until free stock falls to the safety stock at mean demand; 0 when it is there, at most a year.

    Without demand nothing can be projected: what is at or below its reorder point is to be ordered today, and so is
    needed when the lead time is over.
    """
    free = _float(items, "on_hand_qty") - _float(items, "reserved_qty") - _float(items, "backorder_qty")
    spare = free - np.nan_to_num(levels["safety_stock"].to_numpy(float))
    demand = forecast["mean_daily_demand"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        undated = np.where(below, np.ceil(levels["lead_time_days"].to_numpy(float)), 365)
        days = np.where(demand > 0, np.floor(spare / demand), undated)
    return np.clip(days, 0, 365)


def _holds(items: "pd.DataFrame", forecast: "pd.DataFrame", levels: "pd.DataFrame", quantity: Any) -> list[str | None]:
    """Why an order may not leave by itself, as a sentence; None when nothing speaks against it."""
    import pandas as pd

    monthly = forecast["mean_daily_demand"].to_numpy(float) * DAYS_PER_MONTH
    limit, price = _float(items, "max_months_of_cover"), np.nan_to_num(_float(items, "unit_price"))
    with np.errstate(divide="ignore", invalid="ignore"):
        months = np.where(monthly > 0, quantity / monthly, 0.0)
    reasons = np.select(
        [
            quantity <= 0,
            ~items["is_purchased"].fillna(False).astype(bool),
            pd.isna(items["supplier_id"]),
            price <= 0,
            ~items["terms_valid"].fillna(False).astype(bool),
            months > limit,
            # No demand, no months to count: the ERP's level is the one measure of how much is too much.
            (levels["level_basis"].to_numpy() == "erp") & (quantity > levels["order_up_to"].to_numpy(float)),
        ],
        [
            "",
            "Assembled here: its components are ordered, not the product itself.",
            "No supplier offers this product. Add terms in the ERP or a price list.",
            "No price is known. Add one to the supplier's terms.",
            "The supplier's terms have expired. Ask for a new price.",
            [
                f"The order is {m:.1f} months of demand, above the limit of {most:g}."
                for m, most in zip(months, limit, strict=True)
            ],
            "No demand is measured, and minimum or multiple make the order larger than the ERP's order-up-to level.",
        ],
        "",
    )
    return [str(reason) or None for reason in reasons]


def _float(frame: "pd.DataFrame", column: str) -> Any:
    import pandas as pd

    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _dates(as_of: date, days: Any) -> Any:
    start = np.datetime64(as_of, "D")
    return (start + np.asarray(days).astype("timedelta64[D]")).astype("datetime64[s]")
