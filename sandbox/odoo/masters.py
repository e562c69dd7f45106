"""Products, units, terms, currencies and bills of materials as Odoo keeps them."""

from typing import TYPE_CHECKING

from sandbox.odoo import ids
from sandbox.odoo.columns import Columns, dates, filled, plain, rows, written

if TYPE_CHECKING:
    import pandas as pd

    from sandbox.world import World

Tables = dict[str, Columns]


def master_tables(world: "World", base_currency: str) -> Tables:
    """Everything about goods and their terms; ids as in `sandbox.odoo.ids`."""
    return {
        **_units(world),
        **_categories(world),
        **_products(world),
        "product.packaging": _packagings(world),
        "product.supplierinfo": _terms(world, base_currency),
        **_currencies(world, base_currency),
        **_boms(world),
    }


def uom_ids(world: "World") -> dict[str, int]:
    """Unit name -> id; the stock unit is `ids.UNITS`."""
    names = dict.fromkeys([*world.products["uom"], *world.products["purchase_uom"].dropna()])
    return {name: number for number, name in enumerate(names, ids.UNITS)}


def uom_sizes(world: "World") -> dict[str, float]:
    """Unit name -> how many stock units it holds."""
    products = world.products.dropna(subset=["purchase_uom"])
    sizes = dict(zip(products["purchase_uom"], products["units_per_purchase_uom"].astype(float), strict=True))
    return {**sizes, **dict.fromkeys(world.products["uom"].unique(), 1.0)}


def currency_ids(world: "World", base_currency: str) -> dict[str, int]:
    """Currency code -> id; the company's own is 1."""
    others = sorted({*world.currency_rates["currency"], *world.suppliers["currency"]} - {base_currency})
    return {code: number for number, code in enumerate([base_currency, *others], 1)}


def _since(world: "World") -> str:
    """When the database was set up."""
    return str(min(written(world.products["created_at"])))


def _units(world: "World") -> Tables:
    sizes, since = uom_sizes(world), _since(world)
    names = ("id", "name", "category_id", "factor", "factor_inv", "rounding", "uom_type", "active", "write_date")
    values = [
        (
            number,
            name,
            1,
            1 / sizes[name],
            sizes[name],
            0.01,
            "reference" if number == ids.UNITS else "bigger",
            True,
            since,
        )
        for name, number in uom_ids(world).items()
    ]
    return {
        "uom.uom": rows(names, values),
        "uom.category": {"id": [1], "name": ["Unit"], "write_date": [since]},
    }


def _categories(world: "World") -> Tables:
    names = sorted(world.products["category"].dropna().unique())
    since = _since(world)
    columns = ("id", "name", "complete_name", "parent_id", "write_date")
    values = [(1, "All", "All", False, since)]
    return {"product.category": rows(columns, values + [_category(i, name, since) for i, name in enumerate(names, 2)])}


def _category(number: int, name: str, since: str) -> tuple[object, ...]:
    return (number, name, f"All / {name}", 1, since)


def _products(world: "World") -> Tables:
    products = world.products
    number, size = products["product_no"], len(products)
    categories = {name: i for i, name in enumerate(sorted(products["category"].dropna().unique()), 2)}
    units = uom_ids(world)
    changed = written(products["updated_at"])
    created = written(products["created_at"])
    template = {
        "id": [ids.template(n) for n in number],
        "name": plain(products["name"]),
        "categ_id": [categories.get(name, 1) for name in products["category"]],
        "uom_id": [units[name] for name in products["uom"]],
        "uom_po_id": [units.get(name, ids.UNITS) for name in products["purchase_uom"]],
        "list_price": plain(products["list_price"]),
        "purchase_ok": plain(products["is_purchased"]),
        "sale_ok": plain(products["is_sold"]),
        "detailed_type": filled("product", size),
        "type": filled("product", size),
        "tracking": filled("none", size),
        "active": filled(True, size),
        "create_date": created,
        "write_date": changed,
    }
    variant = {
        "id": plain(number),
        "product_tmpl_id": template["id"],
        "default_code": plain(products["sku"]),
        "barcode": plain(products["barcode"]),
        "standard_price": plain(products["unit_cost"]),
        "active": filled(True, size),
        "create_date": created,
        "write_date": created,
    }
    return {"product.template": template, "product.product": variant}


def _packagings(world: "World") -> Columns:
    """A carton for what is bought in multiples of the stock unit."""
    terms = world.supplier_products.drop_duplicates("product_no")
    bought = terms[(terms["order_multiple"] > 1) & (terms["uom"] == world.products["uom"].iloc[0])]
    since = written(bought["valid_from"])
    return {
        "id": list(range(1, len(bought) + 1)),
        "name": [f"Carton of {multiple}" for multiple in bought["order_multiple"]],
        "product_id": plain(bought["product_no"]),
        "qty": [float(multiple) for multiple in bought["order_multiple"]],
        "purchase": filled(True, len(bought)),
        "sales": filled(False, len(bought)),
        "write_date": since,
    }


def _terms(world: "World", base_currency: str) -> Columns:
    """Prices and minimums are stated in the purchase unit and the supplier's currency. Odoo has no multiple here."""
    terms = world.supplier_products
    currencies = currency_ids(world, base_currency)
    return {
        "id": list(range(1, len(terms) + 1)),
        "partner_id": [ids.supplier(n) for n in terms["supplier_no"]],
        "product_tmpl_id": [ids.template(n) for n in terms["product_no"]],
        "product_code": plain(terms["item_code"]),
        "sequence": _ranks(terms),
        "min_qty": [float(quantity) for quantity in terms["min_order_qty"]],
        "price": plain(terms["unit_price"]),
        "currency_id": [currencies[code] for code in terms["currency"]],
        "date_start": dates(terms["valid_from"]),
        "date_end": dates(terms["valid_to"]),
        "delay": plain(terms["lead_time_days"]),
        "write_date": written(terms["valid_from"]),
    }


def _ranks(terms: "pd.DataFrame") -> list[int]:
    """1 for the supplier that a product's terms name first, 2 for the next."""
    ranks: dict[int, dict[int, int]] = {}
    for product, supplier in zip(terms["product_no"], terms["supplier_no"], strict=True):
        known = ranks.setdefault(product, {})
        known.setdefault(supplier, len(known) + 1)
    return [ranks[p][s] for p, s in zip(terms["product_no"], terms["supplier_no"], strict=True)]


def _currencies(world: "World", base_currency: str) -> Tables:
    """Odoo states how much foreign money the company's own buys; the world states the reverse."""
    codes, rates = currency_ids(world, base_currency), world.currency_rates
    since = _since(world)
    names = ("id", "name", "symbol", "active", "write_date")
    return {
        "res.currency": rows(names, [(number, code, code, True, since) for code, number in codes.items()]),
        "res.currency.rate": {
            "id": list(range(1, len(rates) + 1)),
            "currency_id": [codes[code] for code in rates["currency"]],
            "name": dates(rates["rate_on"]),
            "rate": [1 / rate for rate in rates["rate"]],
            "inverse_company_rate": plain(rates["rate"]),
            "write_date": written(rates["rate_on"]),
        },
    }


def _boms(world: "World") -> Tables:
    lines = world.bom_lines
    parents = list(dict.fromkeys(lines["parent_no"]))
    numbers = {parent: number for number, parent in enumerate(parents, 1)}
    created = dict(zip(world.products["product_no"], written(world.products["created_at"]), strict=True))
    heads = {
        "id": list(numbers.values()),
        "type": filled("normal", len(parents)),
        "product_tmpl_id": [ids.template(parent) for parent in parents],
        "product_qty": filled(1.0, len(parents)),
        "product_uom_id": filled(ids.UNITS, len(parents)),
        "active": filled(True, len(parents)),
        "write_date": [created[parent] for parent in parents],
    }
    parts = {
        "id": list(range(1, len(lines) + 1)),
        "bom_id": [numbers[parent] for parent in lines["parent_no"]],
        "product_id": plain(lines["component_no"]),
        "product_qty": [float(quantity) for quantity in lines["quantity_per"]],
        "product_uom_id": filled(ids.UNITS, len(lines)),
        "write_date": [created[parent] for parent in lines["parent_no"]],
    }
    return {"mrp.bom": heads, "mrp.bom.line": parts}
