"""Domains mean what Odoo means by them."""

from datetime import UTC, datetime

import pytest
from odoo_doors import InProcess, config_for, context_for, open_client

from connectors.odoo.client import OdooClient
from sandbox.odoo.domain import compile_domain, lowest_id
from sandbox.odoo.errors import InvalidField
from sandbox.odoo.records import count, read, search
from sandbox.odoo.table import Database

NOON = "2026-01-01 12:00:00.400000"
TABLES = {
    "product.template": {
        "id": [11, 12],
        "name": ["Tent", "Lamp"],
        "write_date": ["2026-03-01 00:00:00.000001", "2025-01-01 00:00:00.000001"],
    },
    "product.product": {
        "id": [1, 2, 3, 5],
        "default_code": ["SKU-1", "sku-2", False, "帐篷-5"],
        "product_tmpl_id": [11, 12, 12, 11],
        "active": [True, True, True, False],
        "write_date": [NOON, NOON, "2026-01-01 12:00:01.000000", "2025-06-01 00:00:00.000001"],
    },
}


@pytest.fixture
def database() -> Database:
    return Database(TABLES, lambda: datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("domain", "hits"),
    [
        ([], [1, 2, 3]),
        ([["active", "in", [True, False]]], [1, 2, 3, 5]),
        ([["active", "=", False]], [5]),
        ([["id", "in", [1, 3]]], [1, 3]),
        ([["id", "not in", [1, 3]]], [2]),
        ([["default_code", "=", "SKU-1"]], [1]),
        ([["default_code", "!=", "SKU-1"]], [2, 3]),
        ([["default_code", "=", False]], [3]),
        ([["default_code", "!=", False]], [1, 2]),
        ([["default_code", "in", ["SKU-1", False]]], [1, 3]),
        ([["default_code", "like", "SKU"]], [1]),
        ([["default_code", "ilike", "SKU"]], [1, 2]),
        ([["default_code", "not ilike", "SKU"]], [3]),
        ([["default_code", "=?", False]], [1, 2, 3]),
        ([["default_code", "=?", "SKU-1"]], [1]),
        (["|", ["id", "=", 1], ["id", "=", 3]], [1, 3]),
        (["|", ["id", "=", 1], "&", ["id", ">", 1], ["default_code", "=", False]], [1, 3]),
        (["!", ["id", "=", 1]], [2, 3]),
        (["!", "|", ["id", "=", 1], ["id", "=", 2]], [3]),
        (["|", ["id", "=", 1], ["id", "=", 3], ["id", ">", 1]], [3]),
        (["|", ["id", "=", 1], ["id", ">", 2]], [1, 3]),
        ([["product_tmpl_id.name", "=", "Lamp"]], [2, 3]),
        ([["product_tmpl_id.write_date", ">=", "2026-03-01 00:00:00"]], [1]),
        ([["write_date", ">=", "2026-01-01 12:00:00"]], [1, 2, 3]),
        ([["write_date", ">", "2026-01-01 12:00:00"]], [1, 2, 3]),  # its own shown value: the microseconds are above
        ([["write_date", "=", "2026-01-01 12:00:00"]], []),
        ([["write_date", ">", "2026-01-01 12:00:01"]], []),
        ([["write_date", "<", "2026-01-01 12:00:00.4"]], []),
        ([["write_date", "<=", "2026-01-01"]], []),
    ],
)
def test_search(database, domain, hits):
    assert search(database, "product.product", domain) == hits
    assert count(database, "product.product", domain) == len(hits)


@pytest.mark.parametrize(
    "domain",
    [[["colour", "=", 1]], [["qty_available", ">", 0]], [["id", "~", 1]], ["|", ["id", "=", 1]], [["id", "="]], ["x"]],
)
def test_what_cannot_be_read_is_refused(database, domain):
    with pytest.raises(InvalidField):
        compile_domain(database, database["product.product"], domain)


@pytest.mark.parametrize(
    ("domain", "lowest"),
    [
        ([["id", ">", 5]], 5),
        (["|", ["id", "=", 1], ["id", "=", 2], ["id", ">", 5]], 5),
        (["|", ["id", "=", 1], ["id", ">", 5]], 0),
        (["!", ["id", ">", 5]], 0),
        ([["id", ">", 5], ["active", "=", True]], 0),
    ],
)
def test_only_a_free_last_term_narrows_the_scan(domain, lowest):
    assert lowest_id(domain) == lowest


def test_order_offset_limit_and_context(database):
    assert search(database, "product.product", [], order="write_date desc, id desc") == [3, 2, 1]
    assert search(database, "product.product", [], order="product_tmpl_id desc, id desc") == [3, 2, 1]
    assert search(database, "product.product", [], order="default_code", limit=1, offset=2) == [3]  # empty comes last
    assert search(database, "product.product", [], offset=1, limit=1) == [2]
    assert search(database, "product.product", [], active_test=False) == [1, 2, 3, 5]


def test_zero_is_a_number_and_not_empty(database):
    database["stock.quant"].columns.update(id=[1, 2, 3], quantity=[0.0, 2.5, -3.0], write_date=[NOON] * 3)
    assert search(database, "stock.quant", [["quantity", "=", 0]]) == [1]
    assert search(database, "stock.quant", [["quantity", "<", 1], ["quantity", ">=", -3]]) == [1, 3]
    assert search(database, "stock.quant", [], order="quantity desc") == [2, 1, 3]


def test_read_shows_values_as_odoo_does(database):
    names = ["default_code", "product_tmpl_id", "write_date"]
    assert read(database, "product.product", [3, 99], names) == [
        {"id": 3, "default_code": False, "product_tmpl_id": [12, "Lamp"], "write_date": "2026-01-01 12:00:01"}
    ]
    assert read(database, "product.product", [3], names, bare=True)[0]["product_tmpl_id"] == 12


def test_json2_gives_the_same_answers(calm_app, monkeypatch):
    wire = InProcess(calm_app)
    client = OdooClient(config_for("tandem-reader"), context_for("tandem-reader"), wire)
    asked = {"domain": [["id", "<", 4]], "fields": ["default_code"], "order": "id", "load": None}
    before = client.call("product.product", "search_read", [], asked)
    monkeypatch.setitem(__import__("sandbox.odoo.service").odoo.service.VERSION, "server_version_info", [19, 0])
    later = OdooClient(config_for("tandem-reader"), context_for("tandem-reader"), wire)
    assert later.call("product.product", "search_read", [], asked) == before
    assert later.call("product.product", "read", [[1]], {"fields": ["id"]}) == [{"id": 1}]
    assert later.uid == open_client(calm_app).call("res.users", "search", [[["login", "=", "tandem-reader"]]])[0]
