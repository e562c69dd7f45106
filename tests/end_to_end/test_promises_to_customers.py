"""What is promised to customers rests on how late suppliers were: rows in, commands, facts out."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from faults_company import COMPANY, FIRST, Faults

TODAY = date(2026, 6, 30)
RECEIPTS = """      receipts:
        table: receipts.csv
        columns: {receipt_id: id, purchase_order_line_id: id, product_id: "'CUP'", location_id: "'HAM'",
                  received_at: "cast(came as timestamp)", quantity: qty}
identity:"""
CAME_LATE = [0] * 17 + [6, 6, 12]
"""Days after the promise on which the twenty cups came: half on the day, nine in ten within six days."""
FILES = {
    "suppliers.csv": "code,name\nSLOW,Slow & Cheap\n",
    "products.csv": "code,buy,make\nTABLE,false,true\nLEG,true,false\nLAMP,true,false\nCUP,true,false\n",
    "units.csv": "uom,product,factor\nbox,CUP,12\n",
    "bom.csv": "id,parent,part,qty\n1,TABLE,LEG,4\n",
    "terms.csv": "id,supplier,product,price,uom,moq,multiple,days,until\n"
    + "".join(f"{n},SLOW,{product},5,pc,1,1,10,\n" for n, product in enumerate(("LEG", "LAMP", "CUP"))),
    "stock.csv": "product,place,qty\nTABLE,HAM,0\nLEG,HAM,0\nLAMP,HAM,0\nCUP,HAM,30\n",
    "sales.csv": "id,product,status,due,qty,changed\n"
    + "".join(f"s-{p},{p},confirmed,2026-07-05,{q},{FIRST}\n" for p, q in (("TABLE", 7), ("LAMP", 20), ("CUP", 5))),
}


class Promising(Faults):
    """A table of four legs, none there; a lamp whose receipt is 100 days late; cups that came twenty times before."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for name, text in FILES.items():
            (root / "erp" / name).write_text(text, "utf-8")
        late = [(f"PO-{n}", "CUP", TODAY - timedelta(days=90 + n), days) for n, days in enumerate(CAME_LATE)]
        lines = [(id_, p, due - timedelta(days=10), due, 12, 12) for id_, p, due, _ in late]
        lines.append(("PO-LAMP", "LAMP", TODAY - timedelta(days=110), TODAY - timedelta(days=100), 50, 0))
        self._write("purchases", "id,product,ordered,promised,qty,received,supplier,changed",
                    [(*line, "SLOW", FIRST) for line in lines])  # fmt: skip
        self._write("receipts", "id,came,qty", [(id_, due + timedelta(days=days), 12) for id_, _, due, days in late])
        self.set_share("")

    def _write(self, name: str, header: str, rows: list[tuple[Any, ...]]) -> None:
        text = "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"
        (self.root / "erp" / f"{name}.csv").write_text(text, "utf-8")

    def set_share(self, policies: str) -> None:
        """Writes the company file with what is said of `policies`."""
        said = COMPANY.replace("cast('2026-05-01 10:00' as timestamp)", "cast(ordered as timestamp)")
        said = said.replace('received_qty: "0"', "received_qty: received").replace("identity:", RECEIPTS)
        (self.root / "tandem.yaml").write_text(said + policies, "utf-8")

    def promises(self) -> dict[str, tuple[Any, ...]]:
        """By product: promised day, late and short quantity, what limits it."""
        rows = self.rows(
            "select product_code, promised_on, late_qty, short_qty, limiting_product_code "
            "from marts.fct_order_promises join marts.dim_product using (product_id)"
        )
        return {product: tuple(said) for product, *said in rows}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Promising:
    company = Promising(tmp_path_factory.mktemp("promising") / "company")
    company.cycle()
    return company


def test_the_component_that_limits_is_named_and_the_day_is_kept_nine_times_in_ten(company: Promising) -> None:
    assert company.promises() == {
        "TABLE": (date(2026, 7, 16), 7, 0, "LEG"),
        "LAMP": (date(2026, 7, 16), 20, 0, "LAMP"),
        "CUP": (date(2026, 7, 5), 0, 0, None),
    }
    said = company.why("TABLE")
    assert "7 of 7 come after 2026-07-05: LEG at HAM is last, there by 2026-07-16 with a chance of 90%." in said


def test_a_shortage_names_the_component_that_orders_wait_for(company: Promising) -> None:
    causes = company.rows(
        "select shortage_cause, cast(cause_qty as int), cause_reference, cause_on "
        "from marts.fct_shortage_signals join marts.dim_product using (product_id) where product_code = 'TABLE'"
    )
    assert ("component", 7, "LEG", date(2026, 7, 16)) in causes


def test_a_line_100_days_late_is_not_promised_for_tomorrow_nor_forgotten(company: Promising) -> None:
    ((expected, reliable, basis, sentence),) = company.rows(
        "select expected_on, reliable_on, expected_basis, sentence from marts.fct_expected_receipts"
    )
    assert (expected, basis) == (TODAY + timedelta(days=100), "beyond record")
    assert reliable > expected and "100 days late, longer than any line on record" in sentence
    assert company.rows("select expected_on, in_transit_qty, is_late from marts.fct_in_transit") == [
        (expected, 50, True)
    ]
    covered = company.rows(
        "select covered_on from marts.fct_allocations join marts.dim_product using (product_id) "
        "where product_code = 'LAMP'"
    )
    assert covered == [(expected,)]


def test_a_repeat_gives_the_same_and_another_share_another_day(company: Promising) -> None:
    first = company.promises()
    company.cycle()
    assert company.promises() == first
    company.set_share("policies: {promise_share: 0.5}\n")
    company.cycle()
    assert company.promises()["TABLE"] == (date(2026, 7, 10), 7, 0, "LEG")
    company.set_share("policies: {promise_share: 0.97}\n")
    company.cycle()
    assert company.promises()["TABLE"][0] > date(2026, 7, 16)
