"""What planning reads beside items and history."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planning.policy.changes import INPUTS, LEVELS, ChangeLimits

if TYPE_CHECKING:
    import pandas as pd


def _columns(*names: str) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(columns=list(names))


@dataclass(frozen=True)
class Facts:
    """The frames of one plan by what they tell (columns: docs/contracts.md, `planning_inputs`)."""

    successors: "pd.DataFrame" = field(default_factory=lambda: _columns("product_id", "successor_id", "units_per"))
    likes: "pd.DataFrame" = field(default_factory=lambda: _columns("product_id", "like_id", "like_code", "units_per"))
    open_orders: "pd.DataFrame" = field(
        default_factory=lambda: _columns("order_line_id", "product_id", "location_id", "due_on", "quantity")
    )
    supply: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "supply_id", "purchase_order_line_id", "document_number", "supplier_id", "product_id", "location_id",
            "promised_on", "quantity",
        )
    )  # fmt: skip
    receipts: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "supplier_id", "product_id", "lead_time_from_on", "promised_on", "completed_on"
        )
    )  # fmt: skip
    """Purchase order lines of the last two years, come or not: how late suppliers are."""
    promise_share: float = 0.9
    """Of the lines planned alike, how many shall come by the day that is promised to a customer."""
    sources: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "supplier_product_id", "product_id", "supplier_id", "supplier_name", "unit_price", "currency",
            "base_unit_price", "landed_unit_price", "units_per_purchase_uom", "min_order_qty", "order_multiple",
            "stated_lead_time_days", "measured_lead_time_days", "lead_time_receipts", "on_time_rate", "priority",
            "valid_from", "valid_to",
        )
    )  # fmt: skip
    bom: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "product_id", "component_id", "quantity_per", "scrap_rate", "valid_from", "valid_to"
        )
    )
    stockouts: "pd.DataFrame" = field(default_factory=lambda: _columns("product_id", "location_id", "from_on", "to_on"))
    overrides: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "override_id", "product_id", "location_id", "from_on", "to_on", "mode", "quantity", "decided_at"
        )
    )
    promotions: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "promotion_id", "product_id", "name", "starts_on", "ends_on", "discount_rate", "expected_uplift_qty"
        )
    )
    suppliers: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "supplier_id", "supplier_name", "min_order_amount", "open_weekdays", "order_weekdays", "closed_days"
        )
    )
    price_breaks: "pd.DataFrame" = field(
        default_factory=lambda: _columns("supplier_product_id", "from_qty", "base_unit_price", "landed_unit_price")
    )
    substitutes: "pd.DataFrame" = field(default_factory=lambda: _columns("product_id", "substitute_id", "units_per"))
    budget_left: float | None = None
    """What may still be spent, base currency; None: no budget is set."""
    levels_in_force: "pd.DataFrame" = field(
        default_factory=lambda: _columns("product_id", "location_id", *LEVELS, *INPUTS, "level_basis")
    )
    """The last plan's; none: every level is a first one."""
    level_decisions: "pd.DataFrame" = field(
        default_factory=lambda: _columns(
            "product_id", "location_id", "state", "decided_by", "reason",
            *(f"{age}_{name}" for age in ("old", "new") for name in LEVELS),
        )
    )  # fmt: skip
    level_limits: ChangeLimits = field(default_factory=ChangeLimits)
    library_items: int = 0
    """Items that statsforecast's models are tried for, the most valuable."""
