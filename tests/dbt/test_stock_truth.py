"""Stock that three departments believe: promised, given out and missing, on the hand-made company and at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from company import company
from dbt_build import conformed
from raw_company import table

if TYPE_CHECKING:
    from dbt_build import Built

LAMP, MUG = conformed("prd_", "erp", "3"), conformed("prd_", "erp", "2")
HAM = conformed("loc_", "erp", "1")
TODAY = date(2026, 3, 1)


def selection(models: str) -> list[str]:
    """Models with everything that they are made from."""
    return ["--select", *models.split()]


def test_an_overdue_receipt_stays_supply_on_the_plans_day(built: Built) -> None:
    """F2: neither nothing, nor there today."""
    found = built.rows(f"select * from marts.fct_in_transit where product_id = '{LAMP}'")
    assert [(row["expected_on"], row["is_late"], row["in_transit_qty"]) for row in found] == [
        (date(2026, 3, 9), True, 20)
    ]


def test_short_stock_goes_to_the_oldest_order_and_the_rest_waits(built: Built) -> None:
    found = built.rows(f"select * from marts.fct_allocations where product_id = '{MUG}' order by queue_place")
    assert [(r["order_number"], r["allocated_qty"], r["awaited_qty"], r["short_qty"]) for r in found] == [
        ("S00002", 9, 12, 6),
        ("#1003", 0, 0, 3),
    ]
    assert [row["covered_on"] for row in found] == [None, None]


def test_a_movement_without_a_document_is_named(built: Built) -> None:
    """Move 11 brought a lamp back that no order knows, and the count does not have it."""
    found = built.rows("select product_id, residual_qty, residual_cause from marts.fct_inventory_residuals")
    assert found == [{"product_id": LAMP, "residual_qty": -1, "residual_cause": "return without a document"}]


def test_the_other_system_is_compared_and_never_added(built: Built) -> None:
    found = built.rows("select other_source, record_qty, other_qty, difference_qty from marts.fct_stock_differences")
    assert found == [{"other_source": "wms", "record_qty": 7, "other_qty": 6, "difference_qty": -1}]


def test_a_lost_issue_is_found_and_nothing_else(build: Callable[..., Built]) -> None:
    """The movement of a shipment is lost on its way: the count still has it, so the ledger is three too high."""
    rows = dict(company())
    rows["odoo.stock_move"] = [move for move in rows["odoo.stock_move"] if move["id"] not in ("7", "11")]
    built = build(rows, *selection("+fct_inventory_residuals"), command="run")
    found = built.rows("select * from marts.fct_inventory_residuals")
    assert [(row["product_id"], row["residual_qty"], row["residual_cause"]) for row in found] == [
        (MUG, -3, "lost issue")
    ]
    assert found[0]["document_reference"] == "S00002"


@pytest.mark.parametrize("second", ["Hamburg", "ham "])
def test_two_records_for_one_place_are_held_in_words(build: Callable[..., Built], second: str) -> None:
    rows = dict(company())
    rows["operations.stock_records"] = [
        {"location_code": "*", "source": "erp"},
        {"location_code": "HAM", "source": "erp"},
        {"location_code": second, "source": "wms"},
    ]
    built = build(rows, *selection("+rpt_held_rows +int_inventory__records"), command="run")
    held = built.rows("select source_id, reason from reports.rpt_held_rows where entity = 'stock_of_record'")
    assert {row["source_id"] for row in held} == {"HAM", second}
    assert all(row["reason"].startswith("two systems of record for one location") for row in held)
    records = built.rows(f"select * from intermediate.int_inventory__records where location_id = '{HAM}'")
    assert records == []


def test_a_record_for_an_unknown_place_is_said(build: Callable[..., Built]) -> None:
    rows = dict(company())
    rows["operations.stock_records"] = [*rows["operations.stock_records"], {"location_code": "NO-1", "source": "wms"}]
    built = build(rows, *selection("+rpt_held_rows"), command="run")
    held = built.rows("select source_id, reason from reports.rpt_held_rows where entity = 'stock_of_record'")
    assert [row["source_id"] for row in held] == ["NO-1"]


def test_no_unit_is_promised_twice_at_random(build: Callable[..., Built]) -> None:
    """300 products of random stock, receipts and orders, against a plain reference that walks day by day."""
    random = Random(20260301)
    products = {f"P{number:03d}": _at_random(random) for number in range(300)}
    built = build(_company_of(products), *selection("+fct_available_to_promise +fct_allocations"), command="run")
    code = {
        row["product_id"]: row["product_code"]
        for row in built.rows("select * from intermediate.int_identity__products")
    }
    found: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for row in built.rows("select * from marts.fct_available_to_promise"):
        found[code[row["product_id"]]][row["period_on"]] = row["atp_qty"]
    assert found == {name: _reference(*said) for name, said in products.items()}
    given = {
        code[row["product_id"]]: (row["given"], row["short"])
        for row in built.rows(
            "select product_id, sum(allocated_qty + awaited_qty) as given, sum(short_qty) as short "
            "from marts.fct_allocations group by product_id"
        )
    }
    for name, (stock, receipts, orders) in products.items():
        supply, demand = stock + sum(receipts.values()), sum(orders.values())
        assert given.get(name, (0, 0)) == (min(supply, demand), max(0, demand - supply))


Days = dict[date, int]


def _at_random(random: Random) -> tuple[int, Days, Days]:
    """Stock, receipts by day (after today) and orders by due day."""
    receipts = {
        TODAY + timedelta(days=random.randint(1, 30)): random.randint(1, 60) for _ in range(random.randint(0, 4))
    }
    orders = {TODAY + timedelta(days=random.randint(0, 40)): random.randint(1, 50) for _ in range(random.randint(0, 6))}
    return random.choice([0, 0, random.randint(1, 90)]), receipts, orders


def _reference(stock: int, receipts: Days, orders: Days) -> dict[date, int]:
    """Discrete ATP, the long way: each period's own balance, each shortage taken back, the latest earlier period first,
    and what it still lacks from the periods after it."""
    starts = [TODAY, *sorted(receipts)]
    own = []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else date.max
        own.append(
            (stock if start == TODAY else receipts[start]) - sum(q for d, q in orders.items() if start <= d < end)
        )
    for place, balance in enumerate(own):
        lacking = max(0, -balance)
        own[place] = max(0, balance)
        for earlier in range(place - 1, -1, -1):
            taken = min(own[earlier], lacking)
            own[earlier], lacking = own[earlier] - taken, lacking - taken
        if lacking and place + 1 < len(own):
            own[place + 1] -= lacking
    return dict(zip(starts, own, strict=True))


def _company_of(products: dict[str, tuple[int, Days, Days]]) -> dict[str, list[dict[str, Any]]]:
    """One location, one source of canonical tables."""
    orders = [(name, day, quantity) for name, (_, _, said) in products.items() for day, quantity in said.items()]
    receipts = [(name, day, quantity) for name, (_, said, _) in products.items() for day, quantity in said.items()]
    return {
        "operations.sources": table("source | system | freshness_hours | is_enabled", "erp | tables | 24 | true"),
        "tables.products": [{"product_id": name, "product_code": name, "uom": "Units"} for name in products],
        "tables.locations": table("location_id | location_code", "L | L"),
        "tables.suppliers": table("supplier_id | supplier_code", "S | S"),
        "tables.inventory_levels": [
            {"product_id": name, "location_id": "L", "on_hand_qty": stock} for name, (stock, _, _) in products.items()
        ],
        "tables.order_lines": [
            {"order_line_id": f"{n}", "order_id": f"{n}", "order_number": f"{n}", "status": "confirmed",
             "product_id": name, "location_id": "L", "ordered_at": "2026-02-01 08:00:00",
             "requested_on": str(day), "quantity": quantity}
            for n, (name, day, quantity) in enumerate(orders)
        ],
        "tables.purchase_order_lines": [
            {"purchase_order_line_id": f"{n}", "purchase_order_id": f"{n}", "purchase_order_number": f"{n}",
             "status": "confirmed", "supplier_id": "S", "product_id": name, "location_id": "L",
             "ordered_at": "2026-02-01 08:00:00", "promised_on": str(day), "quantity": quantity}
            for n, (name, day, quantity) in enumerate(receipts)
        ],
        "planning.expected_receipts": [
            {"plan_version": "v", "purchase_order_line_id": f"wms:{n}", "expected_on": str(day)}
            for n, (_, day, _) in enumerate(receipts)
        ],
    }  # fmt: skip
