"""Spreadsheets, CSV, Parquet and SQL tables with a declared mapping."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from pydantic import SecretStr, ValidationError
from sync_helpers import NOW

from connectors.batch import Batch, collect
from connectors.config import TableMapping, TablesConfig
from connectors.errors import BadReply, ConnectorError, NotThere, SchemaDrift, Unreachable
from connectors.reader import Reader, ReaderContext
from connectors.registry import open_reader

LEVELS = {"product_id": "code", "location_id": "site", "on_hand_qty": "qty"}
SUPPLIERS = {"supplier_id": "id", "name": "name"}


def pseudonyms(persons: Sequence[str | None]) -> list[str | None]:
    return [person and f"name {person.strip().casefold().encode().hex()}" for person in persons]


def opened(root: Path, stream: str, url: str | None = None, **mapping: Any) -> Reader:
    where: dict[str, Any] = {"url": "env:DATABASE"} if url else {"folder": Path()}
    config = TablesConfig(system="tables", streams={stream: TableMapping(**mapping)}, **where)
    return open_reader(config, ReaderContext("book", lambda _: SecretStr(url or ""), root, NOW, pseudonyms))


def read(reader: Reader, since: datetime | None = None) -> Batch:
    (stream,) = reader.streams()
    return collect("book", stream, reader.read(stream, since))


def first(reader: Reader, *columns: str) -> tuple[Any, ...]:
    row = read(reader).rows.to_pylist()[0]
    return tuple(row[column] for column in columns)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"code,site,qty\n O'Neill ,L1,1.5\n,,\n", {}),
        ("\ufeffcode;site;qty\nO'Neill;L1;1,5\n".encode(), {"decimal_comma": True}),
        (b'code\tqty\tsite\r\n"O\'Neill"\t1.50\tL1\r\n', {}),
        (
            "货号|site|qty\nO'Neill|L1|1.5\n".encode("gb18030"),
            {"encoding": "gb18030", "columns": {**LEVELS, "product_id": "货号"}},
        ),
    ],
)
def test_csv_of_many_kinds(tmp_path: Path, content: bytes, options: dict[str, Any]) -> None:
    (tmp_path / "stock.csv").write_bytes(content)
    reader = opened(tmp_path, "inventory_levels", **{"table": "stock.csv", "columns": LEVELS, **options})
    reader.check()
    assert first(reader, "product_id", "location_id", "on_hand_qty", "uom") == ("O'Neill", "L1", Decimal("1.5"), None)


def test_xlsx_numbers_as_codes_dates_and_chinese_headers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "库存"
    for row in (
        [],
        ["货号", "仓库", "数量(件)", "盘点"],
        [10086, "上海", 2.25, datetime(2026, 10, 30, 8)],
        ["=cmd()", "⛺", -1, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "stock.xlsx")
    columns = {"product_id": "货号", "location_id": "仓库", "on_hand_qty": "数量(件)", "counted_at": "盘点"}
    reader = opened(
        tmp_path, "inventory_levels", table="stock.xlsx", sheet="库存", time_zone="Asia/Shanghai", columns=columns
    )
    found = first(reader, "product_id", "location_id", "on_hand_qty", "counted_at")
    assert found == ("10086", "上海", Decimal("2.25"), datetime(2026, 10, 30))
    with pytest.raises(NotThere, match="库存"):
        read(opened(tmp_path, "inventory_levels", table="stock.xlsx", sheet="Sheet9", columns=columns))


def test_parquet_keeps_its_types_and_a_query_joins_files(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1], "at": [datetime(2026, 1, 1)]}), tmp_path / "Sales.Header.parquet")
    pq.write_table(pa.table({"id": [1], "line": [7], "qty": [0.1]}), tmp_path / "Sales.Detail.parquet")
    query = 'select * from "Sales.Header" h join "Sales.Detail" d using (id)'
    columns = {
        "order_line_id": "line",
        "order_id": "id",
        "product_id": "'P' || line",
        "ordered_at": "at",
        "quantity": "qty * 2",
    }
    reader = opened(tmp_path, "order_lines", query=query, columns=columns, time_zone="Europe/Berlin")
    expected = ("7", "P7", Decimal("0.2"), datetime(2025, 12, 31, 23))
    assert first(reader, "order_line_id", "product_id", "quantity", "ordered_at") == expected
    assert list(reader.keys(reader.streams()[0]) or ()) == [[("7",)]]


def test_an_offset_that_is_written_counts_more_than_the_zone(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("code,site,qty,at\nA,L,1,2026-10-31T00:30:00+02:00\nB,L,1,2026-10-31 00:30\n")
    columns = {**LEVELS, "counted_at": "at"}
    reader = opened(tmp_path, "inventory_levels", table="s.csv", columns=columns, time_zone="Asia/Shanghai")
    assert read(reader).rows.column("counted_at").to_pylist() == [
        datetime(2026, 10, 30, 22, 30),
        datetime(2026, 10, 30, 16, 30),
    ]


def test_what_cannot_be_read_is_kept_for_the_quarantine(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("code,site,qty,at\nA,L,1 each,soon\n")
    columns = {**LEVELS, "counted_at": "at"}
    batch = read(
        opened(
            tmp_path, "inventory_levels", table="s.csv", columns=columns, time_zone="Asia/Shanghai", decimal_comma=True
        )
    )
    assert batch.misfits == {0: ("on_hand_qty", "on_hand_qty cannot be read as decimal: '1 each'")}
    assert batch.sent.column("counted_at").to_pylist() == ["soon"]


@pytest.mark.parametrize(
    ("mapping", "error", "said"),
    [
        ({"table": "gone.csv"}, NotThere, "gone.csv.*stock.csv"),
        ({"table": "gone.parquet"}, NotThere, "gone.parquet.*stock.csv"),
        ({"table": "stock.csv", "encoding": "ascii"}, BadReply, "encoding"),
        ({"table": "half.csv"}, BadReply, "half.csv"),
        ({"table": "half.xlsx"}, BadReply, "half.xlsx"),
        ({"table": "half.parquet"}, BadReply, "half.parquet"),
        ({"table": "stock.csv", "columns": {**LEVELS, "on_hand_qty": "quantity"}}, SchemaDrift, "quantity.*'qté'"),
        (
            {"table": "stock.csv", "where": "colour = 1", "columns": {**LEVELS, "on_hand_qty": "qté"}},
            SchemaDrift,
            "colour",
        ),
        ({"query": "select * from nothing"}, SchemaDrift, "nothing"),
    ],
)
def test_what_is_not_there_is_said(
    tmp_path: Path, mapping: dict[str, Any], error: type[ConnectorError], said: str
) -> None:
    (tmp_path / "stock.csv").write_text("code,site,qté\nA,L,1\n")
    (tmp_path / "half.csv").write_text("code,site,qty\nA,L\n")
    (tmp_path / "half.xlsx").write_bytes(b"PK\x03\x04 and then")
    (tmp_path / "half.parquet").write_bytes(b"PAR1 and then")
    with pytest.raises(error, match=f"(?s){said}"):
        opened(tmp_path, "inventory_levels", **{"columns": LEVELS, **mapping}).check()


@pytest.mark.parametrize(
    ("stream", "mapping", "said"),
    [
        ("orders", {"table": "a.csv", "columns": {}}, "no stream 'orders'"),
        ("suppliers", {"table": "a.csv", "columns": {"supplier_id": "id"}}, "'name'"),
        ("suppliers", {"table": "a.csv", "columns": {**SUPPLIERS, "nmae": "x"}}, "nmae"),
        ("suppliers", {"columns": SUPPLIERS}, "either `table` or `query`"),
        ("suppliers", {"table": "a.csv", "columns": SUPPLIERS, "time_zone": "Berlin"}, "Europe/Berlin"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path: Path, stream: str, mapping: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        opened(tmp_path, stream, **mapping)


def test_persons_get_another_name_before_they_are_landed(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,mail\n1,Ann@Example.com\n2, ann@example.com\n3,\n")
    reader = opened(tmp_path, "customers", table="c.csv", columns={"customer_id": "id", "person": "mail"})
    one, two, three = read(reader).rows.column("person").to_pylist()
    assert one == two
    assert "example" not in one
    assert three is None


def _database(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text('drop table if exists "Vendors"'))
        connection.execute(
            sa.text(
                'create table "Vendors" '
                '(id integer, "name" varchar(40), since date, price numeric(9, 4), changed timestamp)'
            )
        )
        for number, name, changed in ((1, "a: 'b' ⛺", "2026-10-01 08:00:00"), (2, "二", "2026-10-30 08:00:00")):
            connection.execute(
                sa.text("insert into \"Vendors\" values (:id, :name, '2020-02-29', 1.2345, :changed)"),
                {"id": number, "name": name, "changed": datetime.fromisoformat(changed)},
            )
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'erp.db'}"
    _database(url)
    return url


def check_database(root: Path, url: str) -> None:
    columns = {"supplier_id": "id", "name": "name", "grade": "upper('a:b')", "updated_at": "changed"}
    reader = opened(root, "suppliers", url, table="Vendors", columns=columns, time_zone="Asia/Shanghai")
    reader.check()
    found = read(reader).rows.sort_by("supplier_id").to_pylist()
    assert [(row["supplier_id"], row["name"], row["grade"], row["updated_at"]) for row in found] == [
        ("1", "a: 'b' ⛺", "A:B", datetime(2026, 10, 1)),
        ("2", "二", "A:B", datetime(2026, 10, 30)),
    ]
    assert read(reader, datetime(2026, 10, 29, 23, 59, tzinfo=UTC)).rows.column("supplier_id").to_pylist() == ["2"]
    assert sorted(key for page in reader.keys(reader.streams()[0]) or () for key in page) == [("1",), ("2",)]
    terms = {
        "supplier_product_id": "id",
        "supplier_id": "id",
        "product_id": "name",
        "unit_price": "price",
        "valid_from": "since",
    }
    query = 'select * from "Vendors" where id = 1'
    priced = read(opened(root, "supplier_products", url, query=query, columns=terms)).rows.to_pylist()
    assert [(row["unit_price"], row["valid_from"]) for row in priced] == [(Decimal("1.2345"), date(2020, 2, 29))]
    with pytest.raises(NotThere, match="Wendors"):
        opened(root, "suppliers", url, table="Wendors", columns=SUPPLIERS).check()
    with pytest.raises(SchemaDrift, match=r"'label'.*'changed'"):
        opened(root, "suppliers", url, table="Vendors", columns={**SUPPLIERS, "name": "label"}).check()


def test_an_sql_table_by_its_url(tmp_path: Path, sqlite: str) -> None:
    check_database(tmp_path, sqlite)


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/erp.db", "postgresql+psycopg://ann:hidden@127.0.0.1:1/erp"])
def test_a_database_that_does_not_answer_is_said_without_its_secret(tmp_path: Path, url: str) -> None:
    with pytest.raises(Unreachable, match=r"book\.suppliers") as raised:
        opened(tmp_path, "suppliers", url, table="Vendors", columns=SUPPLIERS).check()
    assert "hidden" not in str(raised.value)
