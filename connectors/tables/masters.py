"""Canonical streams of what there is: products, parties, places, terms, units, rates. The rules: `streams`."""

from lake.stream import Stream

PRODUCTS = Stream(
    "products",
    {
        "product_id": "text",  # the source's own id
        "product_code": "text",  # the code people use (SKU); may equal product_id
        "barcode": "text",
        "name": "text",
        "category": "text",
        "uom": "text",  # stock unit
        "list_price": "decimal",
        "unit_cost": "decimal",
        "currency": "text",
        "is_active": "boolean",
        "is_sold": "boolean",
        "is_purchased": "boolean",
        "is_assembled": "boolean",
        "erp_reorder_point": "decimal",
        "erp_order_up_to": "decimal",
        "updated_at": "timestamp",
    },
    key=("product_id",),
    cursor="updated_at",
    non_negative=frozenset({"list_price", "unit_cost"}),
    keeps_history=True,
)
SUPPLIERS = Stream(
    "suppliers",
    {
        "supplier_id": "text",
        "supplier_code": "text",
        "name": "text",
        "country": "text",
        "currency": "text",
        "grade": "text",  # A, B, C or D; null when the source has none
        "is_active": "boolean",
        "updated_at": "timestamp",
    },
    key=("supplier_id",),
    cursor="updated_at",
    required=frozenset({"name"}),
    keeps_history=True,
)
CUSTOMERS = Stream(
    "customers",
    {
        "customer_id": "text",
        "customer_code": "text",
        "person": "text",  # pseudonym of the e-mail address, never the address itself
        "name": "text",  # companies only; null for persons
        "country": "text",
        "customer_class": "text",  # consumer, retailer, wholesale, internal
        "is_active": "boolean",
        "updated_at": "timestamp",
    },
    key=("customer_id",),
    cursor="updated_at",
)
LOCATIONS = Stream(
    "locations",
    {
        "location_id": "text",
        "location_code": "text",
        "name": "text",
        "country": "text",
        "time_zone": "text",
        "is_active": "boolean",
    },
    key=("location_id",),
    disposition="snapshot",
)
SUPPLIER_PRODUCTS = Stream(
    "supplier_products",
    {
        "supplier_product_id": "text",
        "supplier_id": "text",
        "product_id": "text",
        "supplier_item_code": "text",
        "unit_price": "decimal",
        "currency": "text",
        "uom": "text",  # the unit that price, minimum and multiple are stated in
        "min_order_qty": "decimal",
        "order_multiple": "decimal",
        "lead_time_days": "decimal",
        "priority": "integer",  # 1 is asked first
        "valid_from": "date",
        "valid_to": "date",
        "updated_at": "timestamp",
    },
    key=("supplier_product_id",),
    cursor="updated_at",
    required=frozenset({"supplier_id", "product_id"}),
    non_negative=frozenset({"unit_price", "min_order_qty", "order_multiple", "lead_time_days"}),
    keeps_history=True,
)
BOM_LINES = Stream(
    "bom_lines",
    {
        "bom_line_id": "text",
        "product_id": "text",  # null: the component is itself what is sold, part of nothing
        "component_id": "text",
        "quantity_per": "decimal",  # of the component's `uom`, for one stock unit of the product
        "uom": "text",
        "scrap_rate": "decimal",  # 0.02 = 2 % of the component is lost
        "valid_from": "date",
        "valid_to": "date",
    },
    key=("bom_line_id",),
    disposition="snapshot",
    required=frozenset({"component_id"}),
    non_negative=frozenset({"quantity_per", "scrap_rate"}),
)
UNITS = Stream(
    "units",
    {
        "unit_id": "text",
        "uom": "text",
        "product_id": "text",  # null: holds for every product
        "base_uom": "text",
        "factor": "decimal",  # one `uom` is `factor` of `base_uom`
    },
    key=("unit_id",),
    disposition="snapshot",
    required=frozenset({"uom", "base_uom", "factor"}),
    non_negative=frozenset({"factor"}),
)
CURRENCY_RATES = Stream(
    "currency_rates",
    {
        "currency": "text",
        "base_currency": "text",
        "rate_on": "date",
        "rate": "decimal",  # one `currency` is `rate` of `base_currency`
    },
    key=("currency", "base_currency", "rate_on"),
    disposition="snapshot",
    required=frozenset({"rate"}),
    non_negative=frozenset({"rate"}),
)
