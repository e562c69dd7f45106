"""The company file's section `policies`."""

from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Policy(BaseModel):
    """What is allowed to be set per scope. In `default` every field has a value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service_level: float | None = Field(None, gt=0.5, lt=1, description="cycle service level")
    review_days: float | None = Field(None, ge=0, description="days between two looks")
    demand_window_days: int | None = Field(None, ge=7, description="days of history behind the mean")
    excess_horizon_days: float | None = Field(None, gt=0, description="demand within it uses stock up; rest is excess")
    lead_time_days: float | None = Field(None, ge=0, description="used where nothing is measured nor stated")
    hard_safety_lead_days: float | None = Field(
        None, ge=0, description="days from delivery until it may be used: inspection, putting away"
    )
    soft_safety_lead_days: float | None = Field(
        None, ge=0, description="days that purchases come before they are needed, given up where time is short"
    )
    min_lead_time_receipts: int | None = Field(None, ge=2, description="receipts needed to trust the measured one")
    excess_min_amount: float | None = Field(
        None, ge=0, description="smaller capital tied up is no alert, base currency"
    )
    margin_floor_rate: float | None = Field(None, ge=0, lt=1, description="promotions keep this gross margin")
    max_order_qty: float | None = Field(
        None, gt=0, description="largest single order, units; planned in several, asked for only after a person looked"
    )
    max_months_of_cover: float | None = Field(None, gt=0, description="a requisition above it is held for review")
    late_tolerance_days: float | None = Field(None, ge=0)
    slow_mover_days: float | None = Field(None, gt=0, description="no sale for longer than this is a slow mover")
    control_sigmas: float | None = Field(
        None, ge=2, le=10, description="how many spreads beyond the usual are a surge, or a rule to review"
    )
    reorder_point: float | None = Field(None, ge=0, description="set by hand, units; null: computed")
    order_up_to: float | None = Field(None, ge=0, description="set by hand, units; null: computed")


DEFAULT_POLICY = Policy(
    service_level=0.95,
    review_days=7,
    demand_window_days=90,
    excess_horizon_days=180,
    lead_time_days=14,
    hard_safety_lead_days=0,
    soft_safety_lead_days=0,
    min_lead_time_receipts=3,
    excess_min_amount=200,
    margin_floor_rate=0.10,
    max_months_of_cover=12,
    late_tolerance_days=0,
    slow_mover_days=90,
    control_sigmas=4,
)


class Policies(BaseModel):
    """Policies by scope, the limits on purchases and on changes, and how alerts behave."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: Policy = Policy()
    by_class: dict[str, Policy] = Field(default_factory=dict, description="ABC class -> policy")
    by_category: dict[str, Policy] = Field(default_factory=dict)
    overrides: Path | None = Field(None, description="CSV: product_code,location_code,parameter,value")
    budget_per_month: Decimal | None = Field(
        None, gt=0, description="ceiling of what a calendar month orders, base currency; null: none"
    )
    supplier_terms: Path | None = Field(
        None, description="CSV or XLSX: supplier_code,min_order_amount; the smallest order each takes, base currency"
    )
    supplier_calendars: Path | None = Field(
        None,
        description="CSV or XLSX: supplier_code,open_weekdays,order_weekdays,closed_days; when suppliers work and take "
        "orders; lead times then count their open days",
    )
    promise_share: float = Field(
        0.9, ge=0.5, lt=1, description="share of lines planned alike that shall come by the day promised to a customer"
    )
    level_change_limit: float | None = Field(
        None, gt=0, description="share by which a level may change in one plan without approval; null: any"
    )
    level_change_amount: Decimal | None = Field(
        None, gt=0, description="the same in base currency, of the order-up-to level at unit cost; null: any"
    )
    digest_above: int = Field(10, ge=1, description="more new messages than this in one cycle become one digest")
    heartbeat_hours: float = Field(26, gt=0, description="no finished cycle for longer than this is an alert")
    hysteresis: float = Field(0.05, ge=0, le=0.5, description="a closed alert reopens only beyond this swing")
