"""The drop folder: headers in many words, only whole files, a broken one does not stop the others."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sync_helpers import NOW, company, rows, secret

from connectors.config import SupplierFilesConfig
from connectors.errors import NotThere
from connectors.pseudonym import unnamed
from connectors.reader import Reader, ReaderContext, Unreadable
from connectors.registry import SYSTEMS, open_reader, system, systems
from connectors.supplier_files.streams import CONFIRMATIONS, PRICE_LIST_LINES, SYSTEM
from connectors.sync import sync_source
from lake import Lake
from lake.quarantine import open_rows

ENGLISH = ["Item No", "Your Code", "Price", "Currency", "Unit", "Pack", "MOQ", "Lead time (days)", "Valid from"]
CHINESE = ["货号", "客户货号", "单价", "币种", "单位", "装箱数", "最小起订量", "交货期（天）", "生效日期"]
LINE = ["F-1", "SKU-10086", 9.5, "USD", "Case", 12, 2, 30, date(2026, 1, 1)]


def workbook(path: Path, *lines: Sequence[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(list(line))
    book.save(path)


def opened(root: Path) -> Reader:
    config = SupplierFilesConfig(system="supplier_files", folder=Path("drop"))
    return open_reader(config, ReaderContext("suppliers", secret, root, NOW, unnamed))


def pages(reader: Reader, name: str, since: datetime | None = None) -> list[Any]:
    return list(reader.read(SYSTEM.stream(name), since))


@pytest.mark.parametrize("header", [ENGLISH, CHINESE])
def test_a_price_list_is_known_by_its_headers(tmp_path: Path, header: list[str]) -> None:
    workbook(tmp_path / "drop" / "S01" / "list.xlsx", ["Acme Ltd"], [], header, LINE)
    ((row,),) = pages(opened(tmp_path), "price_list_lines")
    assert (row["supplier_code"], row["supplier_item_code"], row["buyer_item_code"]) == ("S01", "F-1", "SKU-10086")
    assert (row["unit_price"], row["units_per_uom"], row["min_order_qty"], row["lead_time_days"]) == (
        "9.5",
        "12",
        "2",
        "30",
    )
    assert (row["valid_from"], row["row_number"], row["file_name"]) == ("2026-01-01", 4, "list.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_confirmation_is_known_by_its_headers(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "drop" / "S02" / "c.csv"
    file.parent.mkdir(parents=True)
    file.write_text("采购单号,货号,确认数量,交货日期,单价,币种\nPO-1,F-1,24,2026年3月9日,9.50,CNY\n", encoding)
    ((row,),) = pages(opened(tmp_path), "confirmations")
    found = [row[name] for name in ("purchase_order_number", "supplier_item_code", "confirmed_qty", "promised_on")]
    assert found == ["PO-1", "F-1", "24", "2026-03-09"]
    assert pages(opened(tmp_path), "price_list_lines") == []


def test_what_is_not_whole_is_not_read(tmp_path: Path) -> None:
    for name in ("a.xlsx.part", "b.tmp", "~$c.xlsx", ".d.xlsx", "readme.md"):
        (tmp_path / "drop" / "S01").mkdir(parents=True, exist_ok=True)
        (tmp_path / "drop" / "S01" / name).write_bytes(b"half")
    assert pages(opened(tmp_path), "price_list_lines") == []
    with pytest.raises(NotThere, match="drop"):
        opened(tmp_path / "elsewhere").check()


def test_a_list_without_minimum_and_date_holds_from_one_and_from_its_own_day(tmp_path: Path) -> None:
    file = tmp_path / "drop" / "S01" / "list.xlsx"
    workbook(file, ENGLISH[:4], LINE[:4])
    os.utime(file, (0, 86_400))
    ((row,),) = pages(opened(tmp_path), "price_list_lines")
    assert (row["min_order_qty"], row["valid_from"]) == ("1", date(1970, 1, 2))


def test_files_that_did_not_change_are_not_given_again(tmp_path: Path) -> None:
    workbook(tmp_path / "drop" / "S01" / "list.xlsx", ENGLISH, LINE)
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert pages(opened(tmp_path), "price_list_lines", later) == []
    assert len(pages(opened(tmp_path), "price_list_lines", later - timedelta(hours=1))) == 1


def test_the_newest_list_wins_a_broken_file_is_held_and_let_go_when_it_is_whole(tmp_path: Path) -> None:
    folder, lake = tmp_path / "drop" / "S01", Lake(tmp_path / "lake")
    for name, price, day in (("z-old.xlsx", 9, 1), ("a-new.xlsx", 10, 2)):
        workbook(folder / name, ENGLISH, [*LINE[:2], price, *LINE[3:]])
        os.utime(folder / name, (day * 86_400, day * 86_400))
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "odd.csv").write_text("a,b\n1,2\n")
    for hours in range(2):
        sync_source(company(tmp_path), "shop", lake, secret, NOW + timedelta(hours=hours))
        assert sorted(row.values["_name"] or "" for row in open_rows(lake, "shop")) == [
            "S01/broken.xlsx",
            "S01/odd.csv",
        ]
    priced = "select unit_price, file_name from raw_supplier_files.price_list_lines"
    assert rows(lake, priced, SYSTEM) == [(Decimal(10), "a-new.xlsx")]
    workbook(folder / "broken.xlsx", ENGLISH, ["F-2", *LINE[1:]])
    (folder / "odd.csv").unlink()
    sync_source(company(tmp_path), "shop", lake, secret, NOW + timedelta(hours=3))
    assert open_rows(lake, "shop") == []
    assert len(rows(lake, priced, SYSTEM)) == 2


def test_unreadable_files_are_told_once_not_once_a_stream(tmp_path: Path) -> None:
    (tmp_path / "drop" / "S01").mkdir(parents=True)
    (tmp_path / "drop" / "S01" / "x.xlsx").write_bytes(b"no workbook")
    reader = opened(tmp_path)
    told = [page for stream in (PRICE_LIST_LINES, CONFIRMATIONS) for page in reader.read(stream, None)]
    assert [type(page) for page in told] == [Unreadable]
    assert "x.xlsx" in told[0].reason


def test_every_system_can_be_looked_up() -> None:
    assert tuple(one.name for one in systems()) == SYSTEMS
    with pytest.raises(NotThere, match="shopify"):
        system("sap")
