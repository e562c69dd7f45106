"""The hand-made company: ERP and shop and warehouse list, one product under three names, one short, one in excess."""

# ruff: noqa: E501  the rows are tables, to be read in columns

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from raw_company import table

HOT = "爆款A"
SHOP_TENT, SHOP_MUG, SHOP_LAMP, SHOP_GHOST = (f"gid://shopify/ProductVariant/{n}" for n in (1, 2, 3, 4))

Rows = Mapping[str, list[dict[str, Any]]]


def company() -> Rows:
    """Rows by raw table. The business day is 2026-03-01, everything arrived on 2026-03-02 at six."""
    return {
        **_operations(),
        **_erp_masters(),
        **_erp_documents(),
        **_shop(),
        **_suppliers(),
        **_warehouse(),
        **_loads(),
    }


def _operations() -> Rows:
    defaults = {
        "service_level": "0.95",
        "review_days": "7",
        "demand_window_days": "90",
        "excess_horizon_days": "180",
        "lead_time_days": "14",
        "min_lead_time_receipts": "3",
        "margin_floor_rate": "0.10",
        "max_months_of_cover": "12",
        "late_tolerance_days": "0",
        "slow_mover_days": "60",
    }
    policies = [{"scope": "default", "scope_value": "", "parameter": k, "value": v} for k, v in defaults.items()]
    policies += table(
        "scope            | scope_value | product_code | location_code | parameter     | value",
        "class            | A           |              |               | service_level | 0.98",
        "category         | Tents       |              |               | review_days   | 14",
        "product_location |             | SKU-10002    | HAM           | service_level | 0.90",
    )
    return {
        "operations.policies": [
            {"policy_version": "p1", "product_code": "", "location_code": "", **p} for p in policies
        ],
        "operations.sources": table(
            "source | system         | freshness_hours | is_enabled",
            "erp    | odoo           | 24              | true",
            "shop   | shopify        | 24              | true",
            "drop   | supplier_files | 168             | true",
            "wms    | tables         | 24              | true",
        ),
        "operations.stock_records": table("location_code | source", "* | erp", "SHA | wms"),
        "operations.masters": table(
            "entity | source | priority",
            "product | erp | 1",
            "supplier | erp | 1",
            "customer | erp | 1",
            "customer | shop | 2",
            "location | erp | 1",
            "location | wms | 2",
        ),
        "operations.product_links": table(
            "kind       | product_code | other_code | units_per | valid_from | reason",
            "substitute | SKU-10086    | SKU-10002  | 1         | 2026-01-01 | same shelf",
        ),
        "operations.aliases": table(
            "entity   | source | source_id | code      | pack_factor | decided_by",
            "product  | shop   | HOT-A     | SKU-10086 |             | anna",
            "product  | wms    | WH-7781   | SKU-10086 |             | anna",
            "location | shop   | Hamburg   | HAM       |             | anna",
        ),
    }


def _erp_masters() -> Rows:
    return {
        "odoo.product_template": table(
            "id | name      | categ_id | uom_id | uom_po_id | list_price | purchase_ok | sale_ok | active",
            "11 | Tent      | 1        | 1      | 1         | 300        | true        | true    | true",
            "12 | Mug       | 2        | 1      | 2         | 10         | true        | true    | true",
            "13 | Lamp      | 2        | 1      | 1         | 40         | true        | true    | true",
            "14 | Pole      | 3        | 1      | 1         |            | true        | false   | true",
            "15 | Camp kit  | 1        | 1      | 1         | 500        | false       | true    | true",
        ),
        "odoo.product_product": table(
            "id | product_tmpl_id | default_code | barcode       | standard_price | active",
            "1  | 11              | SKU-10086    | 4012340000861 | 150            | true",
            "2  | 12              | SKU-10002    | 4012340000021 | 4              | true",
            "3  | 13              | SKU-10003    | 4012340000038 | 15             | true",
            "4  | 14              | POLE-1       |               | 3              | true",
            "5  | 15              | KIT-1        |               | 200            | true",
        ),
        "odoo.product_category": table("id | name", "1 | Tents", "2 | Cooking", "3 | Components"),
        "odoo.uom_uom": table(
            "id | name       | category_id | factor   | uom_type  | active",
            "1  | Units      | 1           | 1        | reference | true",
            "2  | Case of 12 | 1           | 0.083333 | bigger    | true",
        ),
        "odoo.product_packaging": table("id | product_id | qty | purchase", "1 | 2 | 24 | true"),
        "odoo.res_partner": table(
            "id | name            | ref     | is_company | person  | country_code | supplier_rank | customer_rank | category",
            "21 | Nordvik AB      | NORDVIK | true       |         | SE           | 1             | 0             | Grade A",
            "22 | Guangda Outdoor | GUANGDA | true       |         | CN           | 1             | 0             | B",
            "31 |                 |         | false      | p_anna  | DE           | 0             | 1             |",
            "32 | Bergladen       | C-32    | true       |         | DE           | 0             | 1             | retailer",
        ),
        "odoo.res_currency": table("id | name", "1 | EUR", "2 | CNY"),
        "odoo.res_currency_rate": table(
            "id | currency_id | name       | rate",
            "1  | 1           | 2025-01-01 | 1",
            "2  | 2           | 2025-01-01 | 8",
            "3  | 2           | 2026-02-01 | 10",
        ),
        "odoo.product_supplierinfo": table(
            "id | partner_id | product_tmpl_id | product_id | product_code | sequence | min_qty | price | currency_id | date_start | delay",
            "1  | 21         | 11              |            | NO-1         | 1        | 2       | 140   | 1           | 2025-01-01 | 15",
            "2  | 22         | 12              |            | GU-2         | 1        | 2       | 480   | 2           | 2025-01-01 | 30",
            "3  | 21         | 13              |            | NO-3         | 1        | 10      | 15    | 1           | 2025-01-01 | 12",
            "4  | 21         | 14              |            | NO-4         | 1        | 50      | 3     | 1           | 2025-01-01 | 12",
        ),
        "odoo.mrp_bom": table("id | product_tmpl_id | product_qty | product_uom_id | active", "1 | 15 | 1 | 1 | true"),
        "odoo.mrp_bom_line": table(
            "id | bom_id | product_id | product_qty | product_uom_id", "1 | 1 | 1 | 1 | 1", "2 | 1 | 4 | 3 | 1"
        ),
        "odoo.stock_warehouse": table("id | name | code | lot_stock_id", "1 | Hamburg warehouse | HAM | 101"),
        "odoo.stock_picking_type": table("id | name | code | warehouse_id", "1 | Receipts | incoming | 1"),
        "odoo.stock_location": table(
            "id  | name      | usage     | warehouse_id | scrap_location",
            "101 | HAM/Stock | internal  | 1            | false",
            "102 | Damaged   | internal  | 1            | false",
            "103 | Vendors   | supplier  |              | false",
            "104 | Customers | customer  |              | false",
            "105 | Inventory | inventory |              | false",
            "106 | Scrap     | inventory |              | true",
        ),
    }


def _erp_documents() -> Rows:
    return {
        "odoo.sale_order": table(
            "id | name   | state | partner_id | client_order_ref | date_order          | warehouse_id | currency_id",
            "1  | S00001 | sale  | 31         | #1001            | 2026-02-10 09:00:00 | 1            | 1",
            "2  | S00002 | sale  | 32         |                  | 2026-02-20 23:30:00 | 1            | 1",
            "3  | S00003 | draft | 32         |                  | 2026-02-21 10:00:00 | 1            | 1",
        ),
        "odoo.sale_order_line": table(
            "id | order_id | product_id | product_uom_qty | product_uom | qty_delivered | price_unit | discount | price_subtotal",
            "1  | 1        | 1          | 2               | 1           | 1             | 300        | 0        | 600",
            "2  | 2        | 2          | 30              | 1           | 3             | 9          | 10       | 243",
            "3  | 3        | 2          | 500             | 1           | 0             | 9          | 0        | 4500",
        ),
        "odoo.purchase_order": table(
            "id | name   | state    | partner_id | date_order          | date_approve        | currency_id | picking_type_id",
            "1  | P00001 | done     | 21         | 2026-01-02 10:00:00 | 2026-01-05 10:00:00 | 1           | 1",
            "2  | P00002 | purchase | 22         | 2026-01-20 10:00:00 | 2026-01-20 10:00:00 | 2           | 1",
            "3  | P00003 | purchase | 21         | 2026-02-01 10:00:00 | 2026-02-02 10:00:00 | 1           | 1",
            "4  | P00004 | purchase | 21         | 2026-03-20 10:00:00 | 2026-03-20 10:00:00 | 1           | 1",
        ),
        "odoo.purchase_order_line": table(
            "id | order_id | product_id | product_qty | product_uom | price_unit | date_planned        | qty_received",
            "1  | 1        | 1          | 10          | 1           | 140        | 2026-01-20 12:00:00 | 9",
            "2  | 2        | 2          | 2           | 2           | 480        | 2026-02-20 12:00:00 | 1",
            "3  | 3        | 3          | 20          | 1           | 15         | 2026-02-15 12:00:00 | 0",
            "4  | 4        | 3          | 20          | 1           | 15         | 2026-04-15 12:00:00 | 0",
        ),
        "odoo.stock_move": table(
            "id | product_id | product_uom | quantity_done | location_id | location_dest_id | state    | date                | "
            "sale_line_id | purchase_line_id | origin_returned_move_id | to_refund",
            "1  | 1 | 1 | 4   | 103 | 101 | done     | 2026-01-17 10:00:00 |   | 1 |   | false",
            "2  | 1 | 1 | 6   | 103 | 101 | done     | 2026-01-22 10:00:00 |   | 1 |   | false",
            "3  | 1 | 1 | 1   | 101 | 103 | done     | 2026-01-23 10:00:00 |   | 1 | 2 | true",
            "4  | 2 | 2 | 1   | 103 | 101 | done     | 2026-02-19 10:00:00 |   | 2 |   | false",
            "5  | 1 | 1 | 2   | 101 | 104 | done     | 2026-02-12 10:00:00 | 1 |   |   | false",
            "6  | 1 | 1 | 1   | 104 | 101 | done     | 2026-02-20 10:00:00 | 1 |   | 5 | true",
            "7  | 2 | 1 | 3   | 101 | 104 | done     | 2026-02-22 10:00:00 | 2 |   |   | false",
            "8  | 3 | 1 | 900 | 105 | 101 | done     | 2025-12-01 10:00:00 |   |   |   | false",
            "9  | 1 | 1 | 1   | 101 | 102 | done     | 2026-02-25 10:00:00 |   |   |   | false",
            "10 | 2 | 1 | 27  | 101 | 104 | assigned | 2026-03-01 10:00:00 | 2 |   |   | false",
            "11 | 3 | 1 | 1   | 104 | 101 | done     | 2026-02-21 10:00:00 |   |   |   | true",
        ),
        "odoo.stock_quant": table(
            "id | product_id | location_id | quantity | reserved_quantity",
            "1  | 1          | 101         | 7        | 0",
            "2  | 1          | 102         | 1        | 0",
            "3  | 2          | 101         | 9        | 9",
            "4  | 3          | 101         | 900      | 0",
            "5  | 1          | 104         | 1        | 0",
        ),
    }


def _shop() -> Rows:
    return {
        "shopify.product_variants": [
            {"variant_id": SHOP_TENT, "sku": "HOT-A", "product_title": HOT, "price": 299, "currency": "EUR"},
            {"variant_id": SHOP_MUG, "sku": "sku-10002 ", "product_title": "Mug", "price": 10, "currency": "EUR"},
            {"variant_id": SHOP_LAMP, "sku": "LAMP", "barcode": "4012340000038", "product_title": "Lamp", "price": 40},
            {"variant_id": SHOP_GHOST, "sku": "GHOST", "product_title": "Ghost", "price": 5, "currency": "EUR"},
        ],
        "shopify.customers": table("customer_id | person | country_code", "c1 | p_anna | DE", "c2 | p_bob | FR"),
        "shopify.locations": table("location_id | name | is_active", "l1 | Hamburg | true"),
        "shopify.orders": table(
            "order_id | name  | customer_id | location_id | currency | created_at          | cancelled_at        | is_test",
            "o1       | #1001 | c1          | l1          | EUR      | 2026-02-10 08:00:00 |                     | false",
            "o2       | #1002 | c2          | l1          | EUR      | 2026-02-15 08:00:00 | 2026-02-15 09:00:00 | false",
            "o3       | #1003 | c2          | l1          | EUR      | 2026-02-28 23:30:00 |                     | false",
            "o4       | #1004 | c2          | l1          | EUR      | 2026-02-27 08:00:00 |                     | true",
        ),
        "shopify.order_lines": [
            _line("1", "o1", SHOP_TENT, 2, 0, 299, 20),
            _line("2", "o2", SHOP_MUG, 5, 5, 10, 0),
            _line("3", "o3", SHOP_MUG, 4, 3, 10, 0),
            _line("4", "o3", SHOP_GHOST, 1, 1, 5, 0),
            _line("5", "o3", SHOP_LAMP, 1, 1, 40, 0),
            _line("6", "o4", SHOP_MUG, 9, 9, 10, 0),
        ],
        "shopify.refund_lines": table(
            "refund_line_id | order_id | line_id | location_id | quantity | restock_type | subtotal_amount | currency | created_at",
            "r1             | o1       | 1       | l1          | 1        | RETURN       | 289             | EUR      | 2026-02-20 09:00:00",
            "r2             | o3       | 3       |             | 1        | CANCEL       | 10              | EUR      | 2026-03-01 05:00:00",
        ),
    }


def _line(  # noqa: PLR0917  one line of the shop, in the order of its columns
    line_id: str, order_id: str, variant: str, quantity: int, waiting: int, price: int, discount: int
) -> dict[str, Any]:
    return {
        "line_id": line_id,
        "order_id": order_id,
        "variant_id": variant,
        "quantity": quantity,
        "unfulfilled_quantity": waiting,
        "unit_price": price,
        "discount_amount": discount,
        "currency": "EUR",
    }


def _suppliers() -> Rows:
    return {
        "supplier_files.price_list_lines": table(
            "supplier_code | supplier_item_code | buyer_item_code | unit_price | currency | uom        | units_per_uom | "
            "min_order_qty | order_multiple | lead_time_days | valid_from",
            "GUANGDA       | GU-2               | SKU-10002       | 500        | CNY      | Case of 12 | 12            | "
            "3             | 1              | 35             | 2026-01-01",
        ),
        "supplier_files.confirmations": table(
            "supplier_code | purchase_order_number | supplier_item_code | buyer_item_code | confirmed_qty | uom        | "
            "promised_on | unit_price | currency | confirmed_at",
            "GUANGDA       | P00002                | GU-2               | SKU-10002       | 2             | Case of 12 | "
            "2026-03-10  | 490        | CNY      | 2026-01-21 09:00:00",
        ),
    }


def _warehouse() -> Rows:
    return {
        "tables.locations": table(
            "location_id | location_code | name | time_zone",
            "SHA | SHA | 上海仓 | Asia/Shanghai",
            "HAM | HAM | | Europe/Berlin",
        ),
        "tables.inventory_levels": table(
            "product_id | location_id | on_hand_qty | reserved_qty | damaged_qty | counted_at",
            "WH-7781    | SHA         | 5           | 0            | 0           | 2026-03-01 16:00:00",
            "WH-0000    | SHA         | 8           | 0            | 0           | 2026-03-01 16:00:00",
            "WH-7781    | HAM         | 6           | 0            | 0           | 2026-03-01 16:00:00",
        ),
        "tables.promotions": table(
            "promotion_id | name | product_id | starts_on | ends_on | discount_rate | expected_uplift_qty",
            "spring | Spring | WH-7781 | 2026-02-20 | 2026-03-10 | 0.1 | 20",
        ),
    }


def _loads() -> Rows:
    return {
        "tandem.loads": table(
            "source     | system         | load_id | stream | disposition | rows | total_rows | accepted_at",
            "erp        | odoo           | 1       | all    | incremental | 10   | 10         | 2026-03-02 06:00:00",
            "shop       | shopify        | 1       | all    | incremental | 10   | 10         | 2026-03-02 06:00:00",
            "drop       | supplier_files | 1       | all    | incremental | 10   | 10         | 2026-02-27 06:00:00",
            "wms        | tables         | 1       | all    | snapshot    | 10   | 10         | 2026-02-28 06:00:00",
            "operations | operations     | 1       | all    | snapshot    | 10   | 10         | 2026-03-02 06:00:00",
        )
    }
