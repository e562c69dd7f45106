"""Two engines' tables: what differs is named by mart, key and column, and nothing else is."""

from __future__ import annotations

import duckdb
import pytest

from tandem.spark.compare import Difference, Mart, compare

MART = Mart("marts", "fct_stock", ("product_id", "location_id"))
OURS = """
    select * from (values
        ('p1', 'l1', cast(5.000001 as decimal(18, 6)), 1e9::double, timestamp '2026-03-01 10:00:00.123456', date '2026-03-01', true),
        ('p2', null, cast(0 as decimal(18, 6)), null, null, null, null)
    ) as t (product_id, location_id, on_hand_qty, mean, counted_at, counted_on, is_stale)
"""  # noqa: E501  rows, to be read as a table


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"set TimeZone = 'UTC'; create table ours as {OURS}")
    # As Spark writes it: instants with a zone, rows in another order, sums of doubles a little off.
    connection.execute(
        "create table theirs as select * replace (timezone('UTC', counted_at) as counted_at, mean + 0.5 as mean) "
        "from ours order by product_id desc"
    )
    return connection


def found(connection: duckdb.DuckDBPyConnection) -> list[Difference]:
    return compare(connection, MART, "ours", "theirs")


def test_order_zones_and_the_last_digit_of_a_double_do_not_count(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection) == []


@pytest.mark.parametrize(
    ("column", "planted"),
    [
        ("on_hand_qty", "cast(5.000002 as decimal(18, 6))"),
        ("mean", "1e9 + 2"),
        ("counted_at", "timestamptz '2026-03-01 10:00:00.123457+00'"),
        ("counted_on", "date '2026-03-02'"),
        ("is_stale", "null"),
    ],
)
def test_a_planted_difference_is_named(connection: duckdb.DuckDBPyConnection, column: str, planted: str) -> None:
    connection.execute(f"update theirs set {column} = {planted} where product_id = 'p1'")
    (difference,) = found(connection)
    assert (difference.mart, difference.column) == ("fct_stock", column)
    assert difference.key == {"product_id": "p1", "location_id": "l1"}
    assert str(difference).startswith(f"fct_stock [product_id=p1, location_id=l1] {column}: DuckDB ")


def test_null_and_zero_differ_in_a_row_whose_key_has_a_null(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("update theirs set mean = 0 where product_id = 'p2'")
    assert found(connection) == [Difference("fct_stock", {"product_id": "p2", "location_id": None}, "mean", None, 0.0)]


def test_a_row_that_one_engine_lacks_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from theirs where product_id = 'p1'")
    connection.execute("insert into theirs (product_id, location_id) values ('p3', 'l1')")
    rows = [(one.key["product_id"], one.column, one.duckdb, one.spark) for one in found(connection)]
    assert sorted(rows) == [("p1", "(row)", "there", "missing"), ("p3", "(row)", "missing", "there")]


def test_a_row_there_twice_is_a_difference(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("insert into theirs select * from theirs where product_id = 'p1'")
    assert [one.column for one in found(connection)] == ["(rows)"]


def test_a_type_is_part_of_the_table(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("alter table theirs alter on_hand_qty type double")
    assert found(connection) == [Difference("fct_stock", {}, "on_hand_qty (type)", "DECIMAL(18,6)", "DOUBLE")]
