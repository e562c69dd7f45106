"""From demand, lead time and policy to levels, and from levels and position to what should be ordered."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.errors import MissingInput
from planning.forecast import mean_forecast
from planning.formulas import lot_size, order_up_to_level, reorder_point, safety_stock, z_value
from planning.successors import carry_over

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True)
class Plan:
    """One plan: frames of one row per product and location (columns: docs/contracts.md, `raw_planning`)."""

    forecast: "pd.DataFrame"
    levels: "pd.DataFrame"
    requirements: "pd.DataFrame"

    def tables(self) -> dict[str, "pd.DataFrame"]:
        """The frames by table name."""
        return {"forecast": self.forecast, "levels": self.levels, "requirements": self.requirements}


def make_plan(items: "pd.DataFrame", history: "pd.DataFrame", successors: "pd.DataFrame", as_of: date) -> Plan:
    """Plans every item by itself from its mean demand. The frames: docs/contracts.md, `planning_inputs`.

    Raises:
        MissingInput: naming the columns that are not there.
    """
    if missing := _NEEDED - set(items.columns):
        raise MissingInput(f"plan_items lacks {sorted(missing)}; build the warehouse with this version of Tandem.")
    items = items.sort_values(KEYS, ignore_index=True)
    forecast = mean_forecast(items, carry_over(history, successors), as_of)
    levels = stock_levels(items, forecast)
    return Plan(forecast, levels, requirements(items, forecast, levels, as_of))


_NEEDED = {
    *KEYS, "demand_window_days", "service_level", "review_days", "lead_time_days", "min_lead_time_receipts",
    "max_months_of_cover", "reorder_point", "order_up_to", "measured_lead_time_days", "measured_lead_time_std_days",
    "lead_time_receipts", "stated_lead_time_days", "inventory_position", "on_hand_qty", "reserved_qty",
    "backorder_qty", "min_order_qty", "order_multiple", "units_per_purchase_uom", "supplier_id", "unit_price",
    "terms_valid", "is_purchased", "erp_reorder_point", "erp_order_up_to", "successor_code", "replaced_from_on",
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


def stock_levels(items: "pd.DataFrame", forecast: "pd.DataFrame") -> "pd.DataFrame":
    """Safety stock, reorder point and order-up-to level per item, and what they stand on (`level_basis`).

    A level set by policy wins over all (`policy`). Where no demand at all was measured in the window, the ERP's own
    levels hold, if it has any (`erp`): a component's demand is often not on record. Else from demand (`computed`).
    """
    import pandas as pd

    lead = lead_times(items)
    demand = forecast["mean_daily_demand"].to_numpy(float)
    spread = forecast["demand_std_daily"].to_numpy(float)
    days, review = lead["lead_time_days"].to_numpy(float), _float(items, "review_days")
    z = z_value(_float(items, "service_level"))
    safety = safety_stock(z, demand, np.nan_to_num(spread), days + review, lead["lead_time_std_days"])
    by_hand = (_float(items, "reorder_point"), _float(items, "order_up_to"))
    by_erp = (_float(items, "erp_reorder_point"), _float(items, "erp_order_up_to"))
    has_policy = ~np.isnan(by_hand[0]) | ~np.isnan(by_hand[1])
    has_erp = ~has_policy & ~np.isnan(by_erp[0]) & (forecast["demand_days"].to_numpy() == 0)
    point = np.where(has_erp, by_erp[0], reorder_point(demand, days, safety))
    point = np.where(np.isnan(by_hand[0]), point, by_hand[0])
    up_to = np.where(has_erp, by_erp[1], order_up_to_level(demand, days, review, safety))
    up_to = np.fmax(np.where(np.isnan(by_hand[1]), up_to, by_hand[1]), point)
    return pd.DataFrame(
        {
            **{key: items[key] for key in KEYS},
            **lead,
            "review_days": review,
            "service_level": _float(items, "service_level"),
            "z_value": z,
            "safety_stock": np.where(np.isnan(spread) | has_erp, np.nan, safety),
            "reorder_point": point,
            "order_up_to": up_to,
            "level_basis": np.select([has_policy, has_erp], ["policy", "erp"], "computed"),
            "reason": _why_thin(items, forecast, lead, has_erp),
        }
    )


def _why_thin(items: "pd.DataFrame", forecast: "pd.DataFrame", lead: "pd.DataFrame", has_erp: Any) -> list[str | None]:
    """What a reader must know about levels that stand on little data; None when there is nothing to say."""
    gone = [
        f"Replaced by {code} since {day:%Y-%m-%d}: its demand is planned there, and no more of it is bought."
        if isinstance(code, str)
        else ""
        for code, day in zip(items["successor_code"], items["replaced_from_on"], strict=True)
    ]
    none = forecast["demand_days"].to_numpy() == 0
    no_demand = np.select(
        [has_erp, none], ["No demand in the window: the ERP's own levels hold.", "No demand in the window."], ""
    )
    guessed = lead["lead_time_basis"].to_numpy() == "policy"
    no_lead = np.where(guessed, "No lead time is measured or stated: the policy's is used.", "")
    return [" ".join(filter(None, said)) or None for said in zip(gone, no_demand, no_lead, strict=True)]


def requirements(
    items: "pd.DataFrame", forecast: "pd.DataFrame", levels: "pd.DataFrame", as_of: date
) -> "pd.DataFrame":
    """What each item needs now: net requirement to the order-up-to level when at or below the reorder point.

    `order_qty` is in stock units after minimum and multiple; `purchase_qty` the same in purchase units.
    `order_by_on` before `as_of` means that the order is already late.
    """
    import pandas as pd

    position = _float(items, "inventory_position")
    point, up_to = levels["reorder_point"].to_numpy(float), levels["order_up_to"].to_numpy(float)
    below = (position <= point) & (up_to > 0) & items["successor_code"].isna().to_numpy()
    net = np.where(below, np.maximum(up_to - position, 0.0), 0.0)
    quantity = lot_size(net, _float(items, "min_order_qty"), _float(items, "order_multiple"))
    required = _days_until_needed(items, forecast, levels, below)
    return pd.DataFrame(
        {
            **{key: items[key] for key in KEYS},
            "inventory_position": position,
            "reorder_point": point,
            "order_up_to": up_to,
            "is_below_reorder_point": below,
            "net_requirement": net.round(6),
            "order_qty": quantity.round(6),
            "purchase_qty": (quantity / np.nan_to_num(_float(items, "units_per_purchase_uom"), nan=1.0)).round(6),
            "required_on": _dates(as_of, required),
            "order_by_on": _dates(as_of, required - np.ceil(levels["lead_time_days"].to_numpy(float))),
            "hold_reason": _holds(items, forecast, levels, quantity),
            "reason": levels["reason"],
        }
    )


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
