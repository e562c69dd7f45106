"""Budget, smallest orders and suppliers' calendars from the company file, and that they let go again (R18, R49)."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from spreadsheets_company import found_shop, run_cycle

from operations.errors import BadTable
from tandem.warehouse import open_warehouse


class Shop:
    """The shop of the spreadsheets example with limits among its policies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = found_shop(folder)
        self.said = self.file.read_text("utf-8")
        assert "policies:" not in self.said

    def asked(self, limits: str = "") -> dict[str, dict[str, Any]]:
        """The requisitions that a cycle with these policies would make, by product code."""
        self.file.write_text(self.said + (f"\npolicies:\n{limits}" if limits else ""), "utf-8")
        self.cycle = run_cycle(self.file)
        with open_warehouse(self.cycle) as connection:
            rows = connection.execute(
                "select * from candidates.cnd_requisition order by required_on, product_code"
            ).df()
        return {str(row["product_code"]): row for row in rows.to_dict("records")}

    def held_rows(self, entity: str = "supplier_terms") -> list[tuple[Any, ...]]:
        with open_warehouse(self.cycle) as connection:
            return connection.execute(
                "select source_id, reason from reports.rpt_held_rows where entity = ?", [entity]
            ).fetchall()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("limits") / "company")


@pytest.fixture(scope="module")
def free(shop: Shop) -> dict[str, dict[str, Any]]:
    return shop.asked()


def going(rows: dict[str, dict[str, Any]]) -> set[str]:
    return {code for code, row in rows.items() if not isinstance(row["hold_reason"], str)}


def test_what_the_budget_does_not_bear_is_held(shop: Shop, free: dict[str, dict[str, Any]]) -> None:
    assert going(free)
    with open_warehouse(shop.cycle) as connection:
        ((spent,),) = connection.execute("select spent_amount from planning_inputs.plan_spending").fetchall()
    least = min(Decimal(str(free[code]["base_amount"])) for code in going(free))
    limited = shop.asked(f"  budget_per_month: {spent + least - Decimal('0.50')}\n")
    assert limited.keys() == free.keys()
    assert not going(limited)
    for code in going(free):
        assert limited[code]["hold_reason"].startswith(f"Of the budget {least - Decimal('0.50'):,.2f} is left")
        assert limited[code]["quantity"] == free[code]["quantity"]
    whole = sum(Decimal(str(row["base_amount"])) for row in free.values())
    assert going(shop.asked(f"  budget_per_month: {spent + whole + 1}\n")) == going(free)


def test_a_suppliers_smallest_order_holds_its_own(shop: Shop, free: dict[str, dict[str, Any]]) -> None:
    code = min(going(free))
    supplier = free[code]["supplier_code"]
    (shop.folder / "terms.csv").write_text(
        f"supplier_code,min_order_amount\n{supplier.lower()},99999999\nNOBODY,5\n", "utf-8"
    )
    limited = shop.asked("  supplier_terms: terms.csv\n")
    stopped = {one for one in going(free) if free[one]["supplier_code"] == supplier}
    assert going(limited) == going(free) - stopped
    assert " takes orders from 99,999,999.00; all that is due comes to " in limited[code]["hold_reason"]
    assert limited[code]["supplier_name"] in limited[code]["hold_reason"]
    ((who, why),) = shop.held_rows()
    assert who == "NOBODY" and "correct supplier_code" in why


def test_a_wrong_file_is_refused_with_row_and_reason(shop: Shop) -> None:
    (shop.folder / "terms.csv").write_text("supplier_code,min_order_amount\n,5\nA,-1\nB,many\nC,1\nc,2\n", "utf-8")
    with pytest.raises(BadTable) as error:
        shop.asked("  supplier_terms: terms.csv\n")
    said = str(error.value)
    assert "row 2: supplier_code is empty" in said
    assert "row 3: min_order_amount '-1' is below zero" in said
    assert "row 4: min_order_amount 'many' is not a number" in said
    assert "row 6: contradicts row 5" in said


def calendar(shop: Shop, *rows: str) -> dict[str, dict[str, Any]]:
    """What would be asked with this file of supplier calendars."""
    header = "supplier_code,open_weekdays,order_weekdays,closed_days"
    (shop.folder / "days.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return shop.asked("  supplier_calendars: days.csv\n")


def test_a_supplier_that_is_closed_is_ordered_from_before(shop: Shop, free: dict[str, dict[str, Any]]) -> None:
    code = min(going(free))
    one, supplier = free[code], free[code]["supplier_code"]
    last = one["order_by_on"].date()
    span = f"{last - timedelta(days=9)}..{last}"
    asked = calendar(shop, f"{supplier.lower()},,,{span}", "NOBODY,Mon-Fri,,")
    assert asked[code]["order_by_on"].date() == last - timedelta(days=10)
    assert asked[code]["quantity"] == one["quantity"]
    others = {other for other in free if free[other]["supplier_code"] != supplier}
    assert {c: asked[c]["order_by_on"] for c in others} == {c: free[c]["order_by_on"] for c in others}
    ((who, why),) = shop.held_rows("supplier_calendars")
    assert who == "NOBODY" and "file of supplier calendars" in why


def test_a_calendar_without_ordering_days_holds_its_suppliers_purchases(
    shop: Shop, free: dict[str, dict[str, Any]]
) -> None:
    code = min(going(free))
    supplier = free[code]["supplier_code"]
    asked = calendar(shop, f"{supplier},Mon-Fri,Sat,", "*,Mon-Sun,,")
    assert going(asked) == {one for one in going(free) if free[one]["supplier_code"] != supplier}
    assert "no open day on which orders are taken" in asked[code]["hold_reason"]
    assert free[code]["supplier_name"] in asked[code]["hold_reason"]


def test_wrong_calendars_are_refused_with_row_and_reason(shop: Shop) -> None:
    with pytest.raises(BadTable) as error:
        calendar(shop, ",Mon-Fri,,", "A,someday,,", "B,Mon-Fri,,1.10.2026", "C,,,", "c,Mon,,")
    said = str(error.value)
    assert "row 2: supplier_code is empty; write *" in said
    assert "row 3: open_weekdays 'someday' are no weekdays" in said
    assert "row 4: closed_days '1.10.2026' are no days" in said
    assert "row 6: contradicts row 5" in said
