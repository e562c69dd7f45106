"""The canonical streams: the one shape that every system's staging is brought to.

`tables` lands these directly from files and SQL tables with a declared mapping; every other system has staging
models that end in the same columns. Ids are ids *of that source*; the crosswalk turns them into conformed ones.
Quantities are in the row's `uom` (null: the product's own unit); money is in the row's `currency`, per that unit.
"""

from lake.stream import Stream, System

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
ORDER_LINES = Stream(
    "order_lines",
    {
        "order_line_id": "text",
        "order_id": "text",
        "order_number": "text",
        "origin_reference": "text",  # the number that another system gave the same order (an ERP's client reference)
        "channel": "text",  # online, wholesale, store, ...
        "status": "text",  # draft, confirmed, done, cancelled
        "customer_id": "text",
        "product_id": "text",
        "location_id": "text",
        "ordered_at": "timestamp",
        "requested_on": "date",
        "promised_on": "date",
        "shipped_at": "timestamp",
        "quantity": "decimal",
        "shipped_qty": "decimal",
        "cancelled_qty": "decimal",
        "uom": "text",
        "unit_price": "decimal",  # before discount
        "discount_amount": "decimal",
        "net_amount": "decimal",  # of the whole line, without tax
        "currency": "text",
        "updated_at": "timestamp",
    },
    key=("order_line_id",),
    cursor="updated_at",
    required=frozenset({"order_id", "product_id", "ordered_at", "quantity"}),
    non_negative=frozenset({"quantity", "shipped_qty", "cancelled_qty"}),
    not_in_future=frozenset({"ordered_at"}),
)
RETURNS = Stream(
    "returns",
    {
        "return_id": "text",
        "order_line_id": "text",
        "product_id": "text",
        "location_id": "text",
        "returned_at": "timestamp",
        "quantity": "decimal",
        "uom": "text",
        "disposition": "text",  # sellable, damaged, not_returned
        "refund_amount": "decimal",
        "currency": "text",
        "updated_at": "timestamp",
    },
    key=("return_id",),
    cursor="updated_at",
    required=frozenset({"product_id", "returned_at", "quantity"}),
    non_negative=frozenset({"quantity"}),
    not_in_future=frozenset({"returned_at"}),
)
PURCHASE_ORDER_LINES = Stream(
    "purchase_order_lines",
    {
        "purchase_order_line_id": "text",
        "purchase_order_id": "text",
        "purchase_order_number": "text",
        "origin_reference": "text",  # our requisition number, where the order came from one
        "status": "text",  # draft, pending, confirmed, done, cancelled, rejected
        "supplier_id": "text",
        "product_id": "text",
        "location_id": "text",
        "ordered_at": "timestamp",
        "confirmed_at": "timestamp",
        "requested_on": "date",
        "promised_on": "date",
        "quantity": "decimal",
        "received_qty": "decimal",
        "rejected_qty": "decimal",
        "cancelled_qty": "decimal",
        "uom": "text",
        "unit_price": "decimal",
        "currency": "text",
        "updated_at": "timestamp",
    },
    key=("purchase_order_line_id",),
    cursor="updated_at",
    required=frozenset({"purchase_order_id", "supplier_id", "product_id", "quantity"}),
    non_negative=frozenset({"quantity", "received_qty", "rejected_qty", "cancelled_qty", "unit_price"}),
    not_in_future=frozenset({"ordered_at"}),
)
RECEIPTS = Stream(
    "receipts",
    {
        "receipt_id": "text",
        "purchase_order_line_id": "text",
        "product_id": "text",
        "location_id": "text",
        "received_at": "timestamp",
        "quantity": "decimal",  # received, accepted and rejected alike
        "inspected_qty": "decimal",
        "rejected_qty": "decimal",
        "uom": "text",
        "updated_at": "timestamp",
    },
    key=("receipt_id",),
    cursor="updated_at",
    required=frozenset({"purchase_order_line_id", "quantity"}),
    non_negative=frozenset({"quantity", "inspected_qty", "rejected_qty"}),
    not_in_future=frozenset({"received_at"}),
)
INVENTORY_MOVEMENTS = Stream(
    "inventory_movements",
    {
        "movement_id": "text",
        "product_id": "text",
        "location_id": "text",
        "moved_at": "timestamp",
        "quantity": "decimal",  # signed: into the location is positive
        "uom": "text",
        "movement_type": "text",  # opening, sale, sale_return, receipt, supplier_return, production_in,
        # production_out, transfer_in, transfer_out, scrap, adjustment
        "stock_status": "text",  # sellable or damaged
        "document_reference": "text",
        "document_line_id": "text",  # the order line or purchase order line that it carries out
        "updated_at": "timestamp",
    },
    key=("movement_id",),
    cursor="updated_at",
    required=frozenset({"product_id", "location_id", "moved_at", "quantity", "movement_type"}),
    not_in_future=frozenset({"moved_at"}),
)
INVENTORY_LEVELS = Stream(
    "inventory_levels",
    {
        "product_id": "text",
        "location_id": "text",
        "on_hand_qty": "decimal",  # sellable, reserved included; may be negative
        "reserved_qty": "decimal",
        "damaged_qty": "decimal",
        "uom": "text",
        "counted_at": "timestamp",
    },
    key=("product_id", "location_id"),
    disposition="snapshot",
    required=frozenset({"on_hand_qty"}),
    non_negative=frozenset({"reserved_qty", "damaged_qty"}),
)
PROMOTIONS = Stream(
    "promotions",
    {
        "promotion_id": "text",
        "name": "text",
        "product_id": "text",
        "starts_on": "date",
        "ends_on": "date",
        "discount_rate": "decimal",
        "expected_uplift_qty": "decimal",
    },
    key=("promotion_id", "product_id"),
    disposition="snapshot",
    non_negative=frozenset({"discount_rate"}),
)

ORDER_CHARGES = Stream(
    "order_charges",
    {
        "charge_id": "text",
        "order_id": "text",
        "order_number": "text",
        "customer_id": "text",
        "charge_type": "text",  # postage, discount, adjustment, fee, bad_debt, sample, test, other
        "description": "text",
        "charged_at": "timestamp",
        "amount": "decimal",  # without tax; positive asks the customer for more
        "currency": "text",
        "updated_at": "timestamp",
    },
    key=("charge_id",),
    cursor="updated_at",
    required=frozenset({"charge_type", "charged_at", "amount"}),
    not_in_future=frozenset({"charged_at"}),
)

SYSTEM = System(
    "tables",
    (
        PRODUCTS,
        SUPPLIERS,
        CUSTOMERS,
        LOCATIONS,
        SUPPLIER_PRODUCTS,
        BOM_LINES,
        UNITS,
        CURRENCY_RATES,
        ORDER_LINES,
        RETURNS,
        PURCHASE_ORDER_LINES,
        RECEIPTS,
        INVENTORY_MOVEMENTS,
        INVENTORY_LEVELS,
        PROMOTIONS,
        ORDER_CHARGES,
    ),
)
