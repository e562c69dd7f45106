"""Open requisitions against new candidates on SQLite: first time, nothing new, and every quantity another."""

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from operations.reconcile import Evaluation, Rules, reconcile
from operations.store import Store

NOW = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)
RULES = Rules(channels={"buying": (("requisition",), "en")}, digest_above=10)


def main(count: int, folder: Path) -> None:
    """Reconciles `count` needs three times; prints seconds, and needs a second, as JSON."""
    store = Store(f"sqlite:///{folder / 'operations.db'}")
    store.migrate()
    said = {
        "opened": _seconds(store, 0, count, 60),
        "found again": _seconds(store, 1, count, 60),
        "all revised": _seconds(store, 2, count, 120),
    }
    sys.stdout.write(json.dumps({"seconds": said, "count": count}) + "\n")


def _seconds(store: Store, hour: int, count: int, quantity: int) -> float:
    known_at = NOW + timedelta(hours=hour)
    evaluated = Evaluation(
        run_id=f"run-{hour}", evaluated_for=date(2026, 10, 31), known_at=known_at, plan_version="1",
        policy_version="1", is_complete=True, stale_sources="", decisions_known_at=known_at,
    )  # fmt: skip
    rows = [need(number, Decimal(quantity)) for number in range(count)]
    began = time.monotonic()
    reconcile(store, evaluated, {"requisition": rows}, RULES, known_at)
    return time.monotonic() - began


def need(number: int, quantity: Decimal = Decimal(60)) -> dict[str, Any]:
    """A row of `cnd_requisition`."""
    return {
        "candidate_key": f"requisition|P{number}|L1", "kind": "requisition", "product_id": f"P{number}",
        "product_code": f"SKU-{number}", "product_name": "爆款A", "location_id": "L1", "location_code": "WH1",
        "supplier_id": "S1", "supplier_name": "Nordic Supply", "severity": "high", "data_as_of": NOW, "is_stale": False,
        "stale_sources": None, "policy_version": "1", "plan_version": "1", "quantity": quantity, "uom": "piece",
        "purchase_quantity": quantity / 12, "purchase_uom": "case", "unit_price": Decimal("24.50"), "currency": "EUR",
        "amount": quantity, "base_amount": quantity, "base_currency": "EUR", "required_on": date(2026, 11, 14),
        "order_by_on": date(2026, 10, 31), "category": "Tents", "inventory_position": Decimal(10),
        "reorder_point": Decimal(50), "approved_requisition_qty": Decimal(0), "hold_reason": None,
    }  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
