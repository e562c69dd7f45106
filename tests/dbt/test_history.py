"""History from lake versions: what was known when, rebuilt from nothing, seen only as far as the loads that count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from company import company
from dbt_build import Built, invoke, match
from raw_company import SYSTEMS

from connectors.tables.streams import SYSTEM as TABLES
from lake import Lake, create_raw_views, land
from lake.stream import LINEAGE
from lake.types import SQL_TYPES
from operations.streams import IDENTITY
from operations.streams import SYSTEM as OPERATIONS

if TYPE_CHECKING:
    import pyarrow as pa

CROSSWALK = ", ".join(
    f"{name} {SQL_TYPES[kind]}" for name, kind in {**IDENTITY.stream("crosswalk").columns, **LINEAGE}.items()
)
MODELS = "+dim_product_history +dim_supplier_history +dim_supplier_product_history +dim_policy_history"


def day(number: int) -> datetime:
    """Six in the morning of that day of January, UTC."""
    return datetime(2026, 1, number, 6, tzinfo=UTC)


def table(system: Any, stream: str, *rows: dict[str, Any]) -> pa.Table:
    import pyarrow as pa

    from lake.types import arrow_schema

    schema = arrow_schema(system.stream(stream))
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


LATE = day(20)


def landed(lake: Lake) -> None:
    """A price A, A, B, A; a grade B, A; terms corrected; a policy set, gone, and set again: in order of arrival."""
    product = {"product_id": "p", "product_code": "P", "name": "Tent"}
    supplier = {"supplier_id": "s", "supplier_code": "S", "name": "Nordvik"}
    terms = {"supplier_product_id": "t", "supplier_id": "s", "product_id": "p", "valid_from": day(1).date()}
    arrivals: list[tuple[int, str, dict[str, Any]]] = [
        *(
            (number, "products", {**product, "list_price": price})
            for number, price in ((1, 10), (2, 10), (3, 12), (5, 10))
        ),
        *((number, "suppliers", {**supplier, "grade": grade}) for number, grade in ((1, "B"), (4, "A"))),
        *(
            (number, "supplier_products", {**terms, "unit_price": price, "lead_time_days": days})
            for number, price, days in ((1, 7, 14), (6, 8, 21))
        ),
    ]
    for number in range(1, 7):
        brought = {stream: table(TABLES, stream, row) for when, stream, row in arrivals if when == number}
        land(lake, TABLES, "wms", brought, day(number))
    place = {"scope": "default", "scope_value": "", "product_code": "", "location_code": ""}
    for number, is_set in ((1, True), (2, True), (3, False), (4, True)):
        always = {**place, "parameter": "service_level", "value": Decimal("0.9"), "policy_version": f"v{number}"}
        rows = [always, {**always, "parameter": "review_days", "value": 7}] if is_set else [always]
        land(lake, OPERATIONS, "operations", {"policies": table(OPERATIONS, "policies", *rows)}, day(number))


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Built]:
    """Builds the history from the landed lake in a new warehouse, as of what had arrived by `known`."""
    lake = Lake(str(tmp_path / "lake"))
    landed(lake)

    def build(name: str, known: datetime = LATE) -> Built:
        warehouse = tmp_path / f"{name}.duckdb"
        with duckdb.connect(str(warehouse)) as connection:
            create_raw_views(connection, lake, SYSTEMS, known)
        monkeypatch.setenv("TANDEM_WAREHOUSE", str(warehouse))
        invoke(["run", "--select", "+int_identity__exact"], tmp_path / "target")
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("drop view raw_identity.crosswalk")
            create = f"create table raw_identity.crosswalk ({CROSSWALK})"
            connection.execute(create)
        match(warehouse)
        done = invoke(["run", "--select", *MODELS.split()], tmp_path / "target")
        assert done.exception is None, done.exception
        assert done.success, [(one.node.name, one.message) for one in done.result.results if one.status == "error"]
        return Built(list(done.result.results), {}, warehouse)

    return build


def periods(built: Built, mart: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
    query = f"select {columns}, known_from_at, known_before_at from marts.{mart} where {where} order by known_from_at"
    days = [
        {**row, **{k: row[k] and row[k].day for k in ("known_from_at", "known_before_at")}} for row in built.rows(query)
    ]
    return [tuple(row.values()) for row in days]


def test_a_price_that_comes_back_is_a_third_period(history: Callable[..., Built]) -> None:
    built = history("first")
    prices = periods(built, "dim_product_history", "cast(list_price as integer) as price")
    assert prices == [(10, 1, 3), (12, 3, 5), (10, 5, None)]
    assert periods(built, "dim_supplier_history", "grade") == [("B", 1, 4), ("A", 4, None)]
    terms = "cast(unit_price as integer) as price, cast(stated_lead_time_days as integer) as days, day(valid_from) as d"
    assert periods(built, "dim_supplier_product_history", terms) == [(7, 14, 1, 1, 6), (8, 21, 1, 6, None)]


def test_a_policy_that_goes_and_comes_back_leaves_a_gap(history: Callable[..., Built]) -> None:
    found = periods(history("first"), "dim_policy_history", "parameter", "parameter = 'review_days'")
    assert found == [("review_days", 1, 3), ("review_days", 4, None)]


def test_the_past_knows_no_later_load_and_a_new_warehouse_says_the_same(history: Callable[..., Built]) -> None:
    past = history("past", day(4))
    prices = periods(past, "dim_product_history", "cast(list_price as integer) as price")
    assert prices == [(10, 1, 3), (12, 3, None)]
    first, second = (history(name).rows("select * from marts.dim_product_history order by all") for name in ("a", "b"))
    assert first == second


def test_a_deleted_row_ends_and_a_new_one_begins(build: Callable[..., Built]) -> None:
    rows = dict(company())
    moments = [(datetime(2026, 1, n), n == 2) for n in (1, 2, 3)]
    rows["tables.suppliers"] = [
        {"supplier_id": "s", "supplier_code": "NORDVIK", "name": "Nordvik", "grade": "A", "_is_deleted": gone,
         "_loaded_at": moment, "_load_id": moment.isoformat()}
        for moment, gone in moments
    ]  # fmt: skip
    built = build(rows, "--select", "+dim_supplier_history", command="run")
    found = periods(built, "dim_supplier_history", "is_current", "source = 'wms'")
    assert found == [(False, 1, 2), (True, 3, None)]
