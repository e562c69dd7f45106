"""What people expect changes the plan by that much and no more (R15, R16), from CSV or workbook, with its author."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from spreadsheets_company import found_shop, run_cycle

from operations.errors import BadTable
from planning.explain import explain
from tandem.cli.lookup import find_items
from tandem.warehouse import open_warehouse

HEADER = ["product_code", "location_code", "from_on", "to_on", "mode", "quantity", "author", "reason", "decided_at"]
TOUR = [
    "M-01",
    "SHOP",
    "2026-09-01",
    "2026-09-30",
    "add",
    "204",
    "安娜",
    "Tour group, 展会",
    "2026-06-29T09:00:00+08:00",
]
OTHER = ["NOBODY", "SHOP", "2026-09-01", "2026-09-30", "add", "9", "anna", "typing error", "2026-06-29T09:00:00"]


class Shop:
    """The shop of the spreadsheets example with a file of overrides."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = found_shop(folder)
        self.said = self.file.read_text("utf-8")

    def planned(self, file: str | None = None) -> float:
        """Units of cups that are planned to be bought, after a cycle with this file of overrides."""
        more = f"\nforecasts: {{overrides: {file}}}\n" if file else ""
        self.file.write_text(self.said + more, "utf-8")
        self.cycle = run_cycle(self.file)
        ((total,),) = self.rows(
            "select sum(order_qty) from marts.fct_planned_orders join marts.dim_product using (product_id) "
            "where product_code = 'M-01'"
        )
        return float(total)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with open_warehouse(self.cycle) as connection:
            return connection.execute(sql).fetchall()

    def write(self, name: str, *rows: Sequence[Any]) -> str:
        if name.endswith(".csv"):
            lines = [",".join(f'"{value}"' for value in row) for row in (HEADER, *rows)]
            (self.folder / name).write_text("\n".join(lines) + "\n", "utf-8")
            return name
        book = Workbook()
        assert book.active is not None
        for row in (HEADER, *rows):
            book.active.append(row)
        book.save(self.folder / name)
        return name


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("overrides") / "company")


@pytest.fixture(scope="module")
def without(shop: Shop) -> float:
    return shop.planned()


def test_the_increment_is_planned_once_and_said_with_its_author(shop: Shop, without: float) -> None:
    assert shop.planned(shop.write("more.csv", TOUR, OTHER)) == pytest.approx(without + 204, abs=6)
    assert shop.planned("more.csv") == pytest.approx(without + 204, abs=6)
    changed = shop.rows("select sum(after_qty - before_qty), min(author) from marts.fct_forecast_overrides")
    assert changed == [(pytest.approx(204), "安娜")]
    said = "\n".join(explain(find_items(shop.cycle, "M-01")[0]))
    assert "Override" in said and "安娜: Tour group, 展会" in said
    held = shop.rows("select source_id, reason from reports.rpt_held_rows where entity = 'forecast_overrides'")
    assert held == [("NOBODY", "the product is unknown: correct product_code in the file of forecast overrides")]


def test_less_is_planned_less_and_a_later_decision_comes_after(shop: Shop, without: float) -> None:
    less = [*TOUR[:5], "-30", *TOUR[6:]]
    assert shop.planned(shop.write("less.xlsx", less)) == pytest.approx(without - 30, abs=6)
    typed = [*less[:2], date(2026, 9, 1), date(2026, 9, 30), "add", -30, *less[6:8], datetime(2026, 6, 29, 9, 30), None]
    assert shop.planned(shop.write("typed.xlsx", typed)) == pytest.approx(without - 30, abs=6)
    back = [*TOUR[:4], "add", "30", "bo", "taken back", "2026-06-30"]
    assert shop.planned(shop.write("back.xlsx", less, back)) == pytest.approx(without, abs=6)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mode": "more"}, "mode 'more' is not one of add, set"),
        ({"to_on": "2026-08-31"}, "to_on 2026-08-31 lies before from_on 2026-09-01"),
        ({"quantity": "many"}, "quantity 'many' is not a number"),
        ({"mode": "set", "quantity": "-5"}, "below zero"),
        ({"author": ""}, "author is empty"),
        ({"decided_at": "29.6.2026"}, "is no time; write it as"),
        ({"from_on": "1.9.2026"}, "is no date; write it as"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_landed(
    shop: Shop, without: float, change: dict[str, str], said: str
) -> None:
    wrong = [dict(zip(HEADER, TOUR, strict=True)) | change]
    with pytest.raises(BadTable, match=r"wrong\.csv: row 3: ") as refused:
        shop.planned(shop.write("wrong.csv", TOUR, *[list(row.values()) for row in wrong]))
    assert said in str(refused.value)


def test_a_sheet_with_too_many_values_or_none_is_named(shop: Shop, without: float) -> None:
    with pytest.raises(BadTable, match=r"wide\.xlsx: row 2: more values than columns"):
        shop.planned(shop.write("wide.xlsx", [*TOUR, "and more"]))
    Workbook().save(shop.folder / "empty.xlsx")
    with pytest.raises(BadTable, match=r"empty\.xlsx: row 1: the header is ''"):
        shop.planned("empty.xlsx")


def test_a_file_that_is_no_workbook_is_named(shop: Shop, without: float) -> None:
    (shop.folder / "broken.xlsx").write_text("no workbook")
    with pytest.raises(BadTable, match=r"broken\.xlsx: cannot be read as XLSX"):
        shop.planned("broken.xlsx")
