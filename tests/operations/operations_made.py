"""Candidates, evaluations and rules for tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, func, select

from operations.reconcile import Evaluation, Rules
from operations.store import Store
from tandem.approval_settings import Approver

NOW = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)
ALL_KINDS = ("requisition", "shortage", "oversell", "excess", "late_receipt", "stale_source")
APPROVERS = (Approver(name="Ana"), Approver(name="Bo", limit=Decimal(100)))
RULES = Rules(channels={"buying": (ALL_KINDS, "en"), "sales-zh": (("excess", "oversell"), "zh")}, approvers=APPROVERS)


def requisition(product: str = "P1", quantity: Any = "60", **others: Any) -> dict[str, Any]:
    """A row of `cnd_requisition`."""
    quantity = Decimal(quantity)
    return {
        "candidate_key": f"requisition|{product}|L1",
        "kind": "requisition",
        "product_id": product,
        "product_code": f"SKU-{product}",
        "product_name": "爆款A",
        "location_id": "L1",
        "location_code": "WH1",
        "supplier_id": "S1",
        "supplier_name": "Nordic Supply",
        "severity": "high",
        "data_as_of": datetime(2026, 10, 31, 5, 0),
        "is_stale": False,
        "stale_sources": None,
        "policy_version": "abc",
        "plan_version": "20261031T050000Z-1",
        "quantity": quantity,
        "uom": "piece",
        "purchase_quantity": quantity / 12,
        "purchase_uom": "case",
        "unit_price": Decimal("24.50"),
        "currency": "USD",
        "amount": quantity / 12 * Decimal("24.50"),
        "base_amount": quantity / 12 * Decimal("22.05"),
        "base_currency": "EUR",
        "required_on": date(2026, 11, 14),
        "order_by_on": date(2026, 10, 31),
        "category": "Tents",
        "inventory_position": Decimal("10"),
        "reorder_point": Decimal("50"),
        "approved_requisition_qty": Decimal("0"),
        "hold_reason": None,
        **others,
    }


def shortage(product: str = "P1", available: Any = "5", **others: Any) -> dict[str, Any]:
    """A row of `cnd_shortage`."""
    return {
        "candidate_key": f"shortage|{product}|L1",
        "kind": "shortage",
        "product_id": product,
        "product_code": f"SKU-{product}",
        "location_code": "WH1",
        "severity": "medium",
        "data_as_of": datetime(2026, 10, 31, 5, 0),
        "is_stale": False,
        "stale_sources": "",
        "available_qty": Decimal(available),
        "reorder_point": Decimal("50"),
        **others,
    }


def excess(product: str = "P2", quantity: Any = "500", **others: Any) -> dict[str, Any]:
    """A row of `cnd_excess`."""
    row = {
        "candidate_key": f"excess|{product}|L1",
        "kind": "excess",
        "severity": "low",
        "excess_qty": Decimal(quantity),
        "order_up_to": Decimal("100"),
        "capital_tied_amount": Decimal(quantity) * 7,
        "base_currency": "EUR",
    }
    return {**shortage(product), **row, **others}


def evaluation(hour: float = 0, **others: Any) -> Evaluation:
    """The evaluation of `hour` hours after NOW; complete, nothing stale."""
    known_at = NOW + timedelta(hours=hour)
    said: dict[str, Any] = {
        "run_id": f"run-{hour}",
        "evaluated_for": date(2026, 10, 31),
        "known_at": known_at,
        "plan_version": "20261031T050000Z-1",
        "policy_version": "abc",
        "is_complete": True,
        "stale_sources": "",
        "decisions_known_at": known_at,
    }
    return Evaluation(**{**said, **others})


def candidates(*rows: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Rows by kind; every kind was evaluated."""
    return {kind: [row for row in rows if row["kind"] == kind] for kind in ALL_KINDS}


def at(hour: float) -> datetime:
    """A little after the evaluation of `hour`."""
    return NOW + timedelta(hours=hour, minutes=1)


def rows(store: Store, table: Table, *order: str) -> list[dict[str, Any]]:
    """Every row of a table."""
    with store.read() as session:
        statement = select(table).order_by(*(table.c[name] for name in order))
        return [dict(row) for row in session.execute(statement).mappings()]


def total(store: Store, table: Table) -> int:
    """How many rows a table has."""
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
