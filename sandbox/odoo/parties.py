"""Companies, people, warehouses and their locations as Odoo keeps them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.odoo import ids
from sandbox.odoo.columns import Columns, filled, plain, rows, stacked, written
from sandbox.odoo.masters import Tables, currency_ids
from sandbox.odoo.users import User

if TYPE_CHECKING:
    import pandas as pd

    from sandbox.world import World


def party_tables(world: "World", base_currency: str, users: Sequence[User]) -> Tables:
    """Partners, countries, users, warehouses, locations and operation types."""
    since = str(min(written(world.products["created_at"])))
    countries = _numbers(world.suppliers["country"], world.customers["country"], world.locations["country"])
    tags = _numbers(world.customers["customer_class"], "Grade " + world.suppliers["grade"].dropna())
    return {
        "res.country": _named(countries, since) | {"code": list(countries)},
        "res.partner.category": _named(tags, since) | {"active": filled(True, len(tags))},
        "res.partner": stacked(
            {"id": [ids.COMPANY], "name": ["Ridgeline"], "is_company": [True], "active": [True], "write_date": [since]},
            _suppliers(world, countries, tags, currency_ids(world, base_currency), since),
            _customers(world, countries, tags),
        ),
        "res.company": rows(("id", "name", "currency_id", "partner_id", "write_date"), [(1, "Ridgeline", 1, 1, since)]),
        "res.users": rows(
            ("id", "name", "login", "email", "active", "write_date"),
            [(user.uid, user.name, user.login, user.email or False, True, since) for user in users],
        ),
        **_warehouses(world.locations, since),
        "stock.location": _locations(world.locations, since),
    }


def _numbers(*series: "pd.Series[Any]") -> dict[str, int]:
    names = sorted({name for each in series for name in each.dropna()})
    return {name: number for number, name in enumerate(names, 1)}


def _named(numbers: dict[str, int], since: str) -> Columns:
    return {"id": list(numbers.values()), "name": list(numbers), "write_date": filled(since, len(numbers))}


def _suppliers(
    world: "World", countries: dict[str, int], tags: dict[str, int], currencies: dict[str, int], since: str
) -> Columns:
    suppliers = world.suppliers
    return {
        "id": [ids.supplier(n) for n in suppliers["supplier_no"]],
        "name": plain(suppliers["name"]),
        "ref": plain(suppliers["code"]),
        "is_company": filled(True, len(suppliers)),
        "email": [f"orders@{code.lower()}.example" for code in suppliers["code"]],
        "country_id": [countries.get(code, False) for code in suppliers["country"]],
        "supplier_rank": filled(1, len(suppliers)),
        "customer_rank": filled(0, len(suppliers)),
        "category_id": [[tags[f"Grade {grade}"]] if grade else [] for grade in plain(suppliers["grade"])],
        "property_purchase_currency_id": [currencies[code] for code in suppliers["currency"]],
        "active": filled(True, len(suppliers)),
        "write_date": filled(since, len(suppliers)),
    }


def _customers(world: "World", countries: dict[str, int], tags: dict[str, int]) -> Columns:
    """Only those who have an order in the ERP."""
    known = world.orders.loc[world.orders["in_erp"], "customer_no"]
    customers = world.customers[world.customers["customer_no"].isin(known)]
    return {
        "id": [ids.customer(n) for n in customers["customer_no"]],
        "name": plain(customers["name"]),
        "is_company": plain(customers["is_company"]),
        "email": plain(customers["email"]),
        "country_id": [countries.get(code, False) for code in customers["country"]],
        "supplier_rank": filled(0, len(customers)),
        "customer_rank": filled(1, len(customers)),
        "category_id": [[tags[name]] if name else [] for name in plain(customers["customer_class"])],
        "active": filled(True, len(customers)),
        "write_date": written(customers["created_at"]),
    }


def _warehouses(locations: "pd.DataFrame", since: str) -> Tables:
    numbers, codes = plain(locations["location_no"]), plain(locations["code"])
    warehouse = {
        "id": numbers,
        "name": plain(locations["name"]),
        "code": codes,
        "view_location_id": [ids.view(n) for n in numbers],
        "lot_stock_id": [ids.stock(n) for n in numbers],
        "company_id": filled(ids.COMPANY, len(numbers)),
        "write_date": filled(since, len(numbers)),
    }
    types = (
        ("incoming", "Receipts", "IN"),
        ("outgoing", "Delivery Orders", "OUT"),
        ("internal", "Internal Transfers", "INT"),
    )
    names = ("id", "name", "code", "warehouse_id", "sequence_code", "write_date")
    values = [(ids.picking_type(n, code), name, code, n, mark, since) for n in numbers for code, name, mark in types]
    return {"stock.warehouse": warehouse, "stock.picking.type": rows(names, values)}


def _locations(locations: "pd.DataFrame", since: str) -> Columns:
    """The virtual locations of every database, then view, stock and quality location of each warehouse."""
    fixed = [
        (ids.PHYSICAL, "Physical Locations", "Physical Locations", "view", False, False, False),
        (ids.PARTNERS, "Partner Locations", "Partner Locations", "view", False, False, False),
        (ids.VIRTUAL, "Virtual Locations", "Virtual Locations", "view", False, False, False),
        (ids.VENDORS, "Vendors", "Partner Locations/Vendors", "supplier", ids.PARTNERS, False, False),
        (ids.CUSTOMERS, "Customers", "Partner Locations/Customers", "customer", ids.PARTNERS, False, False),
        (
            ids.LOSS,
            "Inventory adjustment",
            "Virtual Locations/Inventory adjustment",
            "inventory",
            ids.VIRTUAL,
            False,
            False,
        ),
        (ids.PRODUCTION, "Production", "Virtual Locations/Production", "production", ids.VIRTUAL, False, False),
        (ids.SCRAP, "Scrap", "Virtual Locations/Scrap", "inventory", ids.VIRTUAL, False, True),
        (
            ids.TRANSIT,
            "Inter-warehouse transit",
            "Virtual Locations/Inter-warehouse transit",
            "transit",
            ids.VIRTUAL,
            False,
            False,
        ),
    ]
    values = fixed + [row for each in locations.itertuples() for row in _of_warehouse(each)]
    names = (
        "id",
        "name",
        "complete_name",
        "usage",
        "location_id",
        "warehouse_id",
        "scrap_location",
        "active",
        "write_date",
    )
    return rows(names, [(*row, True, since) for row in values])


def _of_warehouse(warehouse: Any) -> list[tuple[Any, ...]]:
    number, code = warehouse.location_no, warehouse.code
    view = ids.view(number)
    return [
        (view, code, code, "view", ids.PHYSICAL, number, False),
        (ids.stock(number), "Stock", f"{code}/Stock", "internal", view, number, False),
        (ids.quality(number), "Quality", f"{code}/Quality", "internal", view, number, True),
    ]
