"""The files of the sandbox company say what its world says, in the same bytes every time."""

import csv
import hashlib
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from sandbox.files import write_files
from sandbox.pricelists import CHINESE, ENGLISH, OTHER_ENGLISH
from sandbox.world import World, simulate


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def _sheet(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _digests(folder: Path) -> dict[str, tuple[str, float]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in files
    }


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    write_files(world, made)
    return made


def test_same_seed_same_bytes_and_times(small_world: World, tmp_path: Path) -> None:
    write_files(small_world, tmp_path / "one")
    time.sleep(2.1)  # archives keep time in steps of two seconds
    write_files(simulate(seed=3, products=40, days=120), tmp_path / "two")
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two") != {}


def test_other_seed_other_bytes_and_nothing_left_of_the_first(small_world: World, tmp_path: Path) -> None:
    write_files(small_world, tmp_path / "both")
    other = simulate(seed=5, products=30, days=100)
    write_files(other, tmp_path / "both")
    write_files(other, tmp_path / "other")
    assert _digests(tmp_path / "both") == _digests(tmp_path / "other")


def test_a_second_writing_touches_nothing(small_world: World, tmp_path: Path) -> None:
    paths = write_files(small_world, tmp_path)
    before = [path.stat().st_ino for path in paths]
    assert [path.stat().st_ino for path in write_files(small_world, tmp_path)] == before
    assert not list(tmp_path.rglob("*.part"))


def test_stock_is_the_balance_at_the_warehouse(world: World, folder: Path) -> None:
    rows = _rows(folder / "wms" / "stock.csv")
    wms = world.locations.set_index("record").loc["wms"]
    balances = world.balances().merge(world.products, on="product_no").set_index(["location_no", "wms_code"])
    assert list(rows[0]) == ["code", "site", "qty", "reserved", "damaged", "counted_at"]
    assert {row["site"] for row in rows} == {wms["code"]}
    assert len(rows) == (balances.index.get_level_values(0) == wms["location_no"]).sum()
    for row in rows:
        stock = balances.loc[(wms["location_no"], row["code"])]
        assert (int(row["qty"]), int(row["damaged"])) == (stock["on_hand"], stock["damaged"])
        assert int(row["reserved"]) == min(stock["reserved"], stock["on_hand"])


def test_aliases_link_what_codes_do_not(world: World, folder: Path) -> None:
    aliases = {row["source_id"]: row for row in _rows(folder / "aliases.csv")}
    assert aliases["WH-7781"]["code"] == "SKU-10086"
    codes = {row["code"] for row in _rows(folder / "wms" / "stock.csv")}
    assert codes <= set(world.products["sku"].dropna()) | set(aliases)
    kinds = {(row["entity"], row["source"], row["pack_factor"]) for row in aliases.values()}
    assert kinds == {("product", "wms", "1"), ("location", "shop", "1")}
    places = {row["code"] for row in aliases.values() if row["entity"] == "location"}
    assert places == set(world.locations["code"])


@pytest.mark.parametrize(("supplier", "words"), [("ALPINA", ENGLISH), ("NORDVIK", OTHER_ENGLISH), ("GUANGDA", CHINESE)])
def test_price_lists_have_the_terms_in_the_suppliers_words(
    world: World, folder: Path, supplier: str, words: tuple[str, ...]
) -> None:
    number = world.suppliers.set_index("code").loc[supplier, "supplier_no"]
    terms = world.supplier_products[world.supplier_products["supplier_no"] == number]
    lists = [_sheet(path) for path in sorted((folder / "suppliers" / supplier).glob("pricelist_*.xlsx"))]
    assert [tuple(sheet[0]) for sheet in lists] == [words] * 2
    said = {(row[0], pd.Timestamp(row[11])): (row[4], row[5], row[6], row[8]) for sheet in lists for row in sheet[1:]}
    assert len(said) == len(terms)
    for term in terms.itertuples():
        expected = (term.unit_price, term.currency, term.uom, term.min_order_qty)
        assert said[(term.item_code, term.valid_from)] == expected


def test_confirmations_are_of_orders_that_were_confirmed(world: World, folder: Path) -> None:
    numbers = world.purchase_orders.set_index("number")
    paths = sorted((folder / "suppliers" / "LUMEX").glob("confirmations_*.csv"))
    assert len(paths) == 6
    rows = [row for path in paths for row in _rows(path)]
    assert len({(row["Order"], row["Item No"]) for row in rows}) == len(rows)
    for row in rows:
        order = numbers.loc[row["Order"]]
        assert pd.Timestamp(row["Confirmed at"]).tz_localize(None) == order["confirmed_at"]
        assert row["Currency"] == order["currency"]


def test_a_file_is_not_older_than_what_it_says(folder: Path) -> None:
    for path in (folder / "suppliers").rglob("confirmations_*.csv"):
        header = "Confirmed at" if "Order" in path.read_text("utf-8").split("\n")[0] else "确认时间"
        newest = max(pd.Timestamp(row[header]) for row in _rows(path))
        assert path.stat().st_mtime >= newest.timestamp()


def test_workbooks_do_not_keep_the_moment_of_writing(folder: Path) -> None:
    path = next((folder / "suppliers" / "ALPINA").glob("pricelist_*.xlsx"))
    with zipfile.ZipFile(path) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    created, modified = (core.split(f"<dcterms:{word} ")[1].split(">")[1][:19] for word in ("created", "modified"))
    assert created == modified < "2026"
