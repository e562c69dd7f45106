"""The Online Retail II company of examples/: each of a million rows ends as what it is, and money as in the file."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tandem import steps
from tandem.cycle import Cycle
from tandem.settings import load_company
from tandem.warehouse import warehouse_path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "online_retail"
NO_GOODS = (
    "POST", "DOT", "C2", "D", "M", "ADJUST", "ADJUST2", "BANK CHARGES", "AMAZONFEE", "CRUK", "B", "S",
    "TEST001", "TEST002",
)  # fmt: skip
"""Codes of the file that are no goods, read off its descriptions."""

MONEY = "Quantity * cast(Price as decimal(18, 4))"
GOODS = f"upper(trim(StockCode)) not in {NO_GOODS}"


class Shop:
    """The company after sync and build, and the file it came from."""

    def __init__(self, cycle: Cycle, file: Path, landed: Mapping[str, Any]) -> None:
        self.cycle, self.file, self.landed = cycle, file, landed

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(warehouse_path(self.cycle), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def raw(self, sql: str) -> list[tuple[Any, ...]]:
        """The same asked of the file alone, as `raw`."""
        with duckdb.connect() as connection:
            connection.execute(f"create view raw as select * from read_parquet('{self.file}')")
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def shop(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("online_retail")
    data = shared_data / "online_retail_ii"
    shutil.copy(EXAMPLE / "tandem.yaml", folder)
    (folder / "data").symlink_to(data, target_is_directory=True)
    cycle = Cycle(load_company(folder / "tandem.yaml"), date(2011, 12, 9))
    landed = steps.sync(cycle, "shop").streams
    steps.export(cycle)
    steps.build(cycle)
    return Shop(cycle, data / "online_retail.parquet", landed)


def test_every_row_of_the_file_is_one_thing(shop: Shop) -> None:
    documents = ("order_lines", "returns", "order_charges", "inventory_movements")
    assert sum(shop.landed[name]["rows"] for name in documents) == 1_044_847
    assert not any(shop.landed[name]["quarantined"] for name in documents)
    facts = ("fct_sales_order_lines", "fct_returns", "fct_order_charges", "fct_inventory_movements")
    assert [shop.rows(f"select count(*) from marts.{fact}")[0][0] for fact in facts] == [
        shop.landed[name]["rows"] for name in documents
    ]
    assert shop.rows("select * from reports.rpt_held_rows") == []


def test_net_sales_by_month_are_those_of_the_file(shop: Shop) -> None:
    ours = shop.rows(
        "select date_trunc('month', sold_on)::date, sum(amount) from ("
        "select ordered_on as sold_on, base_sold_amount as amount from marts.fct_sales_order_lines "
        "union all select returned_on, -base_refund_amount from marts.fct_returns) group by 1 order by 1"
    )
    theirs = shop.raw(
        f"select date_trunc('month', InvoiceDate)::date, sum({MONEY}) from raw where {GOODS} group by 1 order by 1"
    )
    assert len(ours) == 25
    assert ours == theirs


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("postage", ("POST", "DOT", "C2")),
        ("discount", ("D",)),
        ("adjustment", ("M", "ADJUST", "ADJUST2")),
        ("fee", ("BANK CHARGES", "AMAZONFEE", "CRUK")),
        ("bad_debt", ("B",)),
        ("sample", ("S",)),
        ("test", ("TEST001", "TEST002")),
    ],
)
def test_what_is_no_goods_is_a_charge(shop: Shop, kind: str, codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    ours = shop.rows(f"select count(*), sum(base_amount) from marts.fct_order_charges where charge_type = '{kind}'")
    assert ours == shop.raw(f"select count(*), sum({MONEY}) from raw where upper(trim(StockCode)) in ({listed})")
    assert ours[0][0] > 0


def test_bad_debt_is_what_the_letter_a_says(shop: Shop) -> None:
    bad = shop.rows("select count(*), sum(amount) from marts.fct_order_charges where charge_type = 'bad_debt'")
    assert bad == shop.raw(f"select count(*), sum({MONEY}) from raw where Invoice like 'A%'")


def test_stock_corrections_are_movements_and_no_sales(shop: Shop) -> None:
    ours = shop.rows(
        "select count(*) filter (moved_qty < 0), sum(moved_qty) from marts.fct_inventory_movements "
        "where movement_type = 'adjustment'"
    )
    theirs = shop.raw(
        f"select count(*) filter (Quantity < 0), sum(Quantity) from raw "
        f"where {GOODS} and Invoice not like 'C%' and Price = 0 and CustomerID is null"
    )
    assert ours == theirs
    assert shop.raw(
        f"select count(*) from raw where {GOODS} and Quantity < 0 and Invoice not like 'C%' and Price <> 0"
    ) == [(0,)]


def test_a_cancellation_takes_back_the_customers_own_line(shop: Shop) -> None:
    linked = shop.rows(
        "select count(*), count(*) filter (lines.product_id <> returns.product_id or returns.refund_amount <> "
        "returns.returned_qty * lines.unit_price or lines.ordered_at > returns.returned_at) "
        "from marts.fct_returns as returns join marts.fct_sales_order_lines as lines using (order_line_id)"
    )
    assert linked[0][0] > 15_000
    assert linked[0][1] == 0
    # The largest order of the file was cancelled within minutes.
    found = shop.rows(
        "select lines.order_number, returned_qty from marts.fct_returns join marts.fct_sales_order_lines as lines "
        "using (order_line_id) order by returned_qty desc limit 1"
    )
    assert found == [("581483", 80995)]


def test_nobody_is_asked_to_buy_where_stock_is_unknown(shop: Shop) -> None:
    steps.plan(shop.cycle)
    steps.evaluate(shop.cycle)
    assert shop.rows("select count(*) from candidates.cnd_requisition") == [(0,)]


def test_a_second_sync_brings_nothing(shop: Shop) -> None:
    again = steps.sync(shop.cycle, "shop").streams
    assert {name: stream["rows"] for name, stream in again.items() if stream["rows"]} == {}
