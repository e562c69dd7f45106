"""One fixed row of each kind, as the warehouse hands it over. The numbers are TERMS.md's golden ones where they fit."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

AS_OF = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)

COMMON: dict[str, Any] = {
    "product_id": "p_000017",
    "product_code": "SKU-10086",
    "product_name": "爆款A Trekking Tent 2P",
    "location_id": "l_1",
    "location_code": "BER",
    "supplier_id": "s_3",
    "supplier_name": "Alpine & Sons",
    "severity": "high",
    "data_as_of": AS_OF,
    "is_stale": False,
    "stale_sources": None,
    "policy_version": "0123456789ab",
    "plan_version": "20261031T060000Z",
    "uom": "pcs",
}

REQUISITION: dict[str, Any] = {
    **COMMON,
    "kind": "requisition",
    "candidate_key": "requisition|p_000017|l_1",
    "requisition_number": "REQ-2026-000042",
    "state": "pending",
    "step": 1,
    "steps": 2,
    "asked": ["wang.fang", "Li Wei"],
    "is_escalated": False,
    "steps_decided": [],
    "category": "Tents",
    "quantity": Decimal("120.000000"),
    "purchase_quantity": Decimal("10"),
    "purchase_uom": "case",
    "unit_price": Decimal("1068.500000"),
    "currency": "USD",
    "amount": Decimal("10685"),
    "base_amount": Decimal("9829.80"),
    "base_currency": "EUR",
    "required_on": date(2026, 11, 18),
    "order_by_on": date(2026, 11, 4),
    "on_hand_qty": Decimal("190"),
    "reserved_qty": Decimal("20"),
    "backorder_qty": Decimal("5"),
    "in_transit_qty": Decimal("50"),
    "approved_requisition_qty": Decimal("10"),
    "inventory_position": Decimal("225"),
    "mean_daily_demand": Decimal("10"),
    "demand_std_daily": Decimal("4"),
    "lead_time_days": Decimal("14"),
    "lead_time_std_days": Decimal("3"),
    "lead_time_basis": "measured",
    "lead_time_receipts": 7,
    "review_days": Decimal("7"),
    "service_level": Decimal("0.95"),
    "z_value": Decimal("1.644854"),
    "safety_stock": Decimal("57.827840"),
    "horizon_days": Decimal("21"),
    "horizon_demand": Decimal("210"),
    "horizon_std": Decimal("35.156792"),
    "spread_basis": "demand",
    "reorder_point": Decimal("267.827840"),
    "order_up_to": Decimal("337.827840"),
    "dated_qty": Decimal("0"),
    "net_requirement": Decimal("112.827840"),
    "min_order_qty": Decimal("48"),
    "order_multiple": Decimal("12"),
    "forecast_version": "0",
    "hold_reason": None,
    "supplier_lead_days": Decimal("14"),
    "supplier_reason": "Alpine & Sons at 81.92 a unit landed, as Nordic Supply at 79.00 would come 6 days late.",
    "transfer_offers": "40.000000 MUC; 12.000000 HAM",
    "substitute_offers": "24.000000 SKU-10002",
}

SHORTAGE: dict[str, Any] = {
    **COMMON,
    "kind": "shortage",
    "alert_key": "shortage|P86|L1",
    "episode": 1,
    "state": "open",
    "on_hand_qty": Decimal("14"),
    "reserved_qty": Decimal("6"),
    "available_qty": Decimal("8"),
    "backorder_qty": Decimal("0"),
    "in_transit_qty": Decimal("1200"),
    "next_receipt_on": date(2026, 11, 20),
    "next_receipt_qty": Decimal("1200"),
    "mean_daily_demand": Decimal("3.571429"),
    "days_of_cover": Decimal("2.24"),
    "reorder_point": Decimal("61.5"),
    "safety_stock": Decimal("11.5"),
    "lead_time_days": Decimal("14"),
    "lead_time_basis": "stated",
    "stockout_on": date(2026, 11, 2),
    "shortage_cause": "supplier_late",
    "cause_qty": Decimal("1200"),
    "cause_reference": "PO00417",
    "cause_on": date(2026, 10, 26),
}

OVERSELL: dict[str, Any] = {
    **COMMON,
    "kind": "oversell",
    "on_hand_qty": Decimal("20"),
    "committed_qty": Decimal("35"),
    "oversold_qty": Decimal("15"),
    "next_receipt_on": None,
    "next_receipt_qty": None,
    "orders_at_risk": "SO-1001, SO-1007, #1044",
    "order_count": 3,
    "oldest_ordered_on": date(2026, 10, 21),
}

EXCESS: dict[str, Any] = {
    **COMMON,
    "kind": "excess",
    "severity": "medium",
    "on_hand_qty": Decimal("2400"),
    "excess_qty": Decimal("1730.5"),
    "mean_daily_demand": Decimal("2.1"),
    "days_of_cover": Decimal("1142.857143"),
    "age_days": 212,
    "unit_cost_amount": Decimal("31.4275"),
    "capital_tied_amount": Decimal("54385.288750"),
    "base_currency": "EUR",
    "list_price_amount": Decimal("79.90"),
    "margin_floor_price": Decimal("34.92"),
    "discount_low_rate": Decimal("0.10"),
    "discount_high_rate": Decimal("0.325"),
    "promotion_ends_on": date(2026, 12, 31),
    "order_up_to": Decimal("291.5"),
}

LATE_RECEIPT: dict[str, Any] = {
    **COMMON,
    "kind": "late_receipt",
    "severity": "low",
    "purchase_order_number": "PO00731",
    "purchase_order_line_id": "9911",
    "promised_on": date(2026, 10, 24),
    "days_late": 7,
    "open_qty": Decimal("60"),
    "on_hand_qty": Decimal("14"),
    "days_of_cover": Decimal("2.24"),
}

SURGE: dict[str, Any] = {
    **COMMON,
    "kind": "surge",
    "severity": "medium",
    "last_week_qty": Decimal("84"),
    "usual_week_qty": Decimal("25.083333"),
    "limit_week_qty": Decimal("48.6"),
    "usual_weeks": 12,
    "on_hand_qty": Decimal("190"),
    "reserved_qty": Decimal("20"),
    "available_qty": Decimal("100"),
    "backorder_qty": Decimal("0"),
    "in_transit_qty": Decimal("80"),
    "incoming_receipts": "2026-11-05 60.000000; 2026-11-20 20.000000",
    "days_of_cover": Decimal("27.9"),
    "surge_cover_days": Decimal("15"),
    "surge_stockout_on": date(2026, 11, 15),
    "lead_time_days": Decimal("14"),
    "lead_time_basis": "measured",
    "promotion_name": "Autumn <sale>",
    "advice": "order more",
}

REVIEW_RULE: dict[str, Any] = {
    **COMMON,
    "kind": "review_rule",
    "severity": "low",
    "signal": "lead_time",
    "rule_source": "category Tents",
    "usual_level": Decimal("14.2"),
    "recent_level": Decimal("27.3"),
    "control_low": Decimal("9.6"),
    "control_high": Decimal("18.8"),
    "sample_size": 11,
    "safety_stock": Decimal("57.8"),
    "reorder_point": Decimal("197.8"),
    "lead_time_days": Decimal("14"),
}

WAITING_LEVELS: dict[str, Any] = {
    **COMMON,
    "kind": "review_rule",
    "severity": "medium",
    "signal": "levels",
    "usual_level": Decimal("60"),
    "recent_level": Decimal("182.4"),
    "safety_stock": Decimal("12"),
    "new_safety_stock": Decimal("31.7"),
    "reorder_point": Decimal("40"),
    "new_reorder_point": Decimal("121.6"),
    "change_share": Decimal("2.04"),
    "change_amount": Decimal("3846.73"),
    "base_currency": "EUR",
    "change_reason": "Order-up-to level from 60 to 182.4: a level changes by 204%, above the limit of 50%. "
    "Other than before: mean demand, expected demand.",
}

STOCK_RESIDUAL: dict[str, Any] = {
    **COMMON,
    "kind": "stock_residual",
    "severity": "medium",
    "stock_status": "sellable",
    "counted_qty": Decimal("108"),
    "ledger_qty": Decimal("120"),
    "residual_qty": Decimal("-12"),
    "residual_amount": Decimal("-377.13"),
    "base_currency": "EUR",
    "residual_cause": "lost issue",
    "document_reference": "SO-1001",
    "since_on": date(2026, 10, 21),
    "counted_at": datetime(2026, 10, 31, 5, 0, tzinfo=UTC),
}

STALE_SOURCE: dict[str, Any] = {
    "kind": "stale_source",
    "severity": "high",
    "source": "erp",
    "freshness_hours": 24,
    "last_accepted_at": datetime(2026, 10, 29, 18, 30, tzinfo=UTC),
    "hours_old": Decimal("35.5"),
    "data_as_of": AS_OF,
    "is_stale": True,
    "stale_sources": "erp",
    "policy_version": "0123456789ab",
    "plan_version": None,
}

HEARTBEAT: dict[str, Any] = {
    "last_finished_at": datetime(2026, 10, 30, 22, 5, tzinfo=UTC),
    "hours_late": Decimal("8.9"),
    "limit_hours": 2,
    "data_as_of": AS_OF,
}

DIGEST: dict[str, Any] = {
    "run_id": "20261031T060000Z-1a2b",
    "counts": {"excess": 61, "shortage": 25, "requisition": 14},
    "total": 100,
    "is_first": False,
    "top": [
        {**COMMON, "kind": "requisition", "requisition_number": "REQ-2026-000042", "amount": Decimal("9829.8")}
        | {"base_currency": "EUR"},
        {**SHORTAGE, "amount": None},
        {**OVERSELL, "amount": None},
        {**EXCESS, "amount": Decimal("54385.28875")},
        {**LATE_RECEIPT, "amount": None},
        {**STALE_SOURCE, "amount": None},
    ],
    "amounts": {"excess": Decimal("1234567.8"), "requisition": Decimal("80211")},
    "data_as_of": AS_OF,
    "is_stale": True,
    "stale_sources": "erp, wms",
}

DECIDED: dict[str, Any] = {
    **REQUISITION,
    "state": "rejected",
    "decided_by": "Li Wei",
    "decided_at": datetime(2026, 10, 31, 9, 12, tzinfo=UTC),
    "reason": "Season is over; look again in March.",
}

CLOSED: dict[str, Any] = {
    **SHORTAGE,
    "opened_at": datetime(2026, 10, 28, 6, 0, tzinfo=UTC),
    "closed_at": datetime(2026, 10, 31, 6, 5, tzinfo=UTC),
    "episode": 2,
}

WAITS: dict[str, Any] = {
    **REQUISITION,
    "step": 2,
    "steps": 2,
    "asked": ["head.of.purchasing"],
    "stand_ins": {"head.of.purchasing": "owner"},
    "is_escalated": False,
    "steps_decided": [{"decided_by": "Li Wei", "in_name_of": "wang.fang"}],
    "waiting_since": "2026-10-29T09:12:00+00:00",
}

ROWS: dict[str, dict[str, Any]] = {
    "requisition": REQUISITION,
    "shortage": SHORTAGE,
    "oversell": OVERSELL,
    "excess": EXCESS,
    "late_receipt": LATE_RECEIPT,
    "surge": SURGE,
    "review_rule": REVIEW_RULE,
    "stock_residual": STOCK_RESIDUAL,
    "stale_source": STALE_SOURCE,
    "heartbeat": HEARTBEAT,
    "digest": DIGEST,
    "requisition_decided": DECIDED,
    "requisition_reminded": WAITS,
    "requisition_escalated": {**WAITS, "asked": ["head.of.purchasing", "owner"], "is_escalated": True},
    "alert_closed": CLOSED,
}
VARIANTS: dict[str, dict[str, Any]] = {"review_rule.levels": WAITING_LEVELS}
"""Rows that say something else in a kind's words; what stands before the point is the kind."""
