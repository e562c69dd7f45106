"""A generated company is the same for the same arguments, and its tables agree with each other."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from connectors.tables.streams import SYSTEM
from lake.files import Lake
from lake.records import acceptances
from sandbox.errors import SandboxError
from sandbox.generate import SOURCE, generate, write_company_file
from sandbox.generation.flows import make_flows
from sandbox.generation.plan import Size, make_masters
from tandem.settings import load_company

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
ARGUMENTS = (230, 2, 200, 7, NOW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    lake = tmp_path_factory.mktemp("generated")
    return lake, generate(str(lake), *ARGUMENTS)


@pytest.fixture(scope="module")
def tables(made: tuple[Path, dict[str, int]]) -> duckdb.DuckDBPyConnection:
    return _tables(made[0])


def _tables(lake: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for folder in sorted((lake / f"raw_{SOURCE}").iterdir()):
        connection.execute(f"create view {folder.name} as select * from '{folder}/*.parquet'")
    return connection


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def test_what_is_counted_is_what_landed(tables: duckdb.DuckDBPyConnection, made: tuple[Path, dict[str, int]]) -> None:
    for stream, rows in made[1].items():
        assert _one(tables, f"select count(*) from {stream}") == rows > 0, stream


def test_twice_is_the_same(made: tuple[Path, dict[str, int]], tmp_path: Path) -> None:
    generate(str(tmp_path), *ARGUMENTS)
    again, first = _tables(tmp_path), _tables(made[0])
    for stream in made[1]:
        columns = ", ".join(SYSTEM.stream(stream).columns)
        rows = f"select {columns} from {stream} order by all"
        assert first.execute(rows).fetchall() == again.execute(rows).fetchall(), stream


def test_another_seed_is_another_company(made: tuple[Path, dict[str, int]], tmp_path: Path) -> None:
    counts = generate(str(tmp_path), 230, 2, 200, 8, NOW)
    assert counts["products"] == made[1]["products"]
    assert counts["order_lines"] != made[1]["order_lines"]


def test_generating_again_into_the_same_lake_adds_no_row(tmp_path: Path) -> None:
    counts = generate(str(tmp_path), 30, 1, 60, 7, NOW)
    before = sorted(tmp_path.rglob("*.parquet"))
    assert generate(str(tmp_path), 30, 1, 60, 7, NOW) == counts
    assert sorted(tmp_path.rglob("*.parquet")) == before
    assert len(acceptances(Lake(tmp_path), SOURCE)) == 6


def test_levels_are_sums_of_movements(tables: duckdb.DuckDBPyConnection) -> None:
    moved = (
        "select product_id, location_id, sum(quantity) as q from inventory_movements where stock_status = 'sellable'"
    )
    query = (
        f"select count(*), sum((on_hand_qty = q)::int) from inventory_levels join ({moved} group by all) using (all)"
    )
    query = query.replace("using (all)", "using (product_id, location_id)")
    assert _one(tables, query) == (460, 460)
    assert _one(tables, "select sum(quantity) from inventory_movements where stock_status = 'damaged'") == 0


def test_stock_is_never_below_zero(tables: duckdb.DuckDBPyConnection) -> None:
    running = "sum(quantity) over (partition by product_id, location_id, stock_status order by moved_at, quantity desc)"
    assert _one(tables, f"select min(b) from (select {running} as b from inventory_movements)") >= 0


def test_reserved_is_what_orders_wait_for(tables: duckdb.DuckDBPyConnection) -> None:
    waiting = _one(tables, "select sum(quantity - shipped_qty) from order_lines where status = 'confirmed'")
    assert _one(tables, "select sum(reserved_qty) from inventory_levels") == waiting > 0


@pytest.mark.parametrize(
    ("stream", "column", "target"),
    [
        ("order_lines", "product_id", "products"),
        ("order_lines", "location_id", "locations"),
        ("order_lines", "customer_id", "customers"),
        ("purchase_order_lines", "supplier_id", "suppliers"),
        ("purchase_order_lines", "product_id", "products"),
        ("receipts", "purchase_order_line_id", "purchase_order_lines"),
        ("inventory_movements", "product_id", "products"),
        ("inventory_levels", "location_id", "locations"),
        ("supplier_products", "supplier_id", "suppliers"),
        ("supplier_products", "product_id", "products"),
        ("bom_lines", "product_id", "products"),
    ],
)
def test_every_foreign_key_resolves(tables: duckdb.DuckDBPyConnection, stream: str, column: str, target: str) -> None:
    assert _one(tables, f"select count(*) from {stream} anti join {target} using ({column})") == 0


def test_receipts_are_what_was_ordered_and_moved(tables: duckdb.DuckDBPyConnection) -> None:
    received = "select sum(quantity) from receipts"
    assert _one(tables, received) == _one(tables, "select sum(received_qty) from purchase_order_lines")
    moved = "select sum(quantity) from inventory_movements where movement_type = 'receipt'"
    assert _one(tables, received) == _one(tables, moved)
    assert _one(tables, "select count(*) from purchase_order_lines where received_qty > quantity") == 0
    assert _one(tables, "select sum(rejected_qty) from receipts") > 0


def test_one_in_ten_is_assembled_from_bought_parts(tables: duckdb.DuckDBPyConnection) -> None:
    assert _one(tables, "select sum(is_assembled::int) from products") == 23
    assert _one(tables, "select count(distinct product_id) from bom_lines") == 23
    made = "select sum(quantity) from inventory_movements where movement_type = 'production_in'"
    used = "select -sum(quantity) from inventory_movements where movement_type = 'production_out'"
    assert _one(tables, used) > _one(tables, made) > 0


def test_nothing_lies_in_the_future(tables: duckdb.DuckDBPyConnection) -> None:
    for stream, column in (
        ("order_lines", "updated_at"),
        ("receipts", "received_at"),
        ("inventory_movements", "moved_at"),
        ("purchase_order_lines", "updated_at"),
        ("inventory_levels", "counted_at"),
    ):
        assert _one(tables, f"select max({column}) from {stream}").date() <= date(2026, 10, 31), stream


def test_demand_is_sparse(tables: duckdb.DuckDBPyConnection) -> None:
    lines = _one(tables, "select count(*) from order_lines")
    assert 8 < lines / (230 * 2) / (200 / 91) < 12


def test_memory_is_bounded_by_chunks_that_do_not_share_ids(tmp_path: Path) -> None:
    size = Size(10_000, 3, 365, 7, date(2026, 10, 31))
    assert size.products_a_chunk % 10 == 0
    assert 150_000 < size.products_a_chunk * 3 * 365 * 10 / 91 <= 250_000
    flows = make_flows(size, make_masters(size), 200, 230)
    assert set(flows.places.product.tolist()) == set(range(200, 230))


def test_the_smallest_company(tmp_path: Path) -> None:
    assert generate(str(tmp_path), 1, 1, 1, 7, NOW)["products"] == 1


def test_an_impossible_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="each must be 1 or more"):
        generate(str(tmp_path), 0, 1, 1, 7, NOW)


def test_the_company_file_can_be_read(tmp_path: Path) -> None:
    write_company_file(tmp_path / "tandem.yaml", as_of=date(2026, 10, 31))
    company = load_company(tmp_path / "tandem.yaml")
    assert company.company.as_of == date(2026, 10, 31)
    assert list(company.sources) == [SOURCE]
