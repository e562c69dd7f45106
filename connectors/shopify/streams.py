"""What Tandem reads of a Shopify shop (Admin GraphQL). Ids are GraphQL ids (`gid://shopify/Order/1`), as text."""

from lake.stream import Stream, System

PRODUCT_VARIANTS = Stream(
    "product_variants",
    {
        "variant_id": "text",
        "product_id": "text",
        "inventory_item_id": "text",
        "sku": "text",
        "barcode": "text",
        "product_title": "text",
        "variant_title": "text",
        "product_type": "text",
        "vendor": "text",
        "status": "text",
        "price": "decimal",
        "currency": "text",
        "unit_cost": "decimal",
        "unit_cost_currency": "text",
        "is_tracked": "boolean",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    key=("variant_id",),
    cursor="updated_at",
    non_negative=frozenset({"price", "unit_cost"}),
    keeps_history=True,
)
CUSTOMERS = Stream(
    "customers",
    {
        "customer_id": "text",
        "person": "text",
        "country_code": "text",
        "tags": "text",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    key=("customer_id",),
    cursor="updated_at",
)
LOCATIONS = Stream(
    "locations",
    {"location_id": "text", "name": "text", "country_code": "text", "is_active": "boolean"},
    key=("location_id",),
    disposition="snapshot",
)
ORDERS = Stream(
    "orders",
    {
        "order_id": "text",
        "name": "text",
        "customer_id": "text",
        "location_id": "text",
        "currency": "text",
        "financial_status": "text",
        "fulfillment_status": "text",
        "tags": "text",
        "is_test": "boolean",
        "created_at": "timestamp",
        "processed_at": "timestamp",
        "cancelled_at": "timestamp",
        "updated_at": "timestamp",
    },
    key=("order_id",),
    cursor="updated_at",
    required=frozenset({"created_at"}),
    not_in_future=frozenset({"created_at"}),
)
ORDER_LINES = Stream(
    "order_lines",
    {
        "line_id": "text",
        "order_id": "text",
        "variant_id": "text",
        "sku": "text",
        "title": "text",
        "quantity": "decimal",
        "current_quantity": "decimal",
        "unfulfilled_quantity": "decimal",
        "unit_price": "decimal",
        "discount_amount": "decimal",
        "currency": "text",
        "updated_at": "timestamp",
    },
    key=("line_id",),
    cursor="updated_at",
    required=frozenset({"order_id", "quantity"}),
    non_negative=frozenset({"quantity", "current_quantity", "unfulfilled_quantity", "unit_price"}),
)
REFUND_LINES = Stream(
    "refund_lines",
    {
        "refund_line_id": "text",
        "refund_id": "text",
        "order_id": "text",
        "line_id": "text",
        "location_id": "text",
        "quantity": "decimal",
        "restock_type": "text",  # RETURN, CANCEL, NO_RESTOCK, LEGACY_RESTOCK
        "subtotal_amount": "decimal",
        "currency": "text",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    key=("refund_line_id",),
    cursor="updated_at",
    required=frozenset({"line_id", "quantity"}),
    non_negative=frozenset({"quantity"}),
)
INVENTORY_LEVELS = Stream(
    "inventory_levels",
    {
        "inventory_item_id": "text",
        "location_id": "text",
        "variant_id": "text",
        "sku": "text",
        "available": "decimal",
        "on_hand": "decimal",
        "committed": "decimal",
        "incoming": "decimal",
        "reserved": "decimal",
        "damaged": "decimal",
        "quality_control": "decimal",
        "safety_stock": "decimal",
        "updated_at": "timestamp",
    },
    key=("inventory_item_id", "location_id"),
    disposition="snapshot",
    required=frozenset({"on_hand"}),
)

SYSTEM = System(
    "shopify",
    (PRODUCT_VARIANTS, CUSTOMERS, LOCATIONS, ORDERS, ORDER_LINES, REFUND_LINES, INVENTORY_LEVELS),
)
