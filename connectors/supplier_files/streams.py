"""What suppliers put in their drop folder: price lists (XLSX) and order confirmations (CSV)."""

from lake.stream import Stream, System

PRICE_LIST_LINES = Stream(
    "price_list_lines",
    {
        "supplier_code": "text",
        "supplier_item_code": "text",
        "buyer_item_code": "text",  # our code, as the supplier knows it
        "barcode": "text",
        "description": "text",
        "unit_price": "decimal",
        "currency": "text",
        "uom": "text",  # the unit of price, minimum and multiple, for example Case of 12
        "units_per_uom": "decimal",
        "min_order_qty": "decimal",
        "order_multiple": "decimal",
        "lead_time_days": "decimal",
        "valid_from": "date",
        "valid_to": "date",
        "file_name": "text",
        "row_number": "integer",
        "file_modified_at": "timestamp",
    },
    key=("supplier_code", "supplier_item_code", "min_order_qty", "valid_from"),
    cursor="file_modified_at",
    required=frozenset({"unit_price", "currency"}),
    non_negative=frozenset({"unit_price", "units_per_uom", "min_order_qty", "order_multiple", "lead_time_days"}),
    keeps_history=True,
)
CONFIRMATIONS = Stream(
    "confirmations",
    {
        "supplier_code": "text",
        "purchase_order_number": "text",
        "supplier_item_code": "text",
        "buyer_item_code": "text",
        "confirmed_qty": "decimal",
        "uom": "text",
        "promised_on": "date",
        "unit_price": "decimal",
        "currency": "text",
        "confirmed_at": "timestamp",
        "file_name": "text",
        "row_number": "integer",
        "file_modified_at": "timestamp",
    },
    key=("supplier_code", "purchase_order_number", "supplier_item_code"),
    cursor="file_modified_at",
    required=frozenset({"confirmed_qty"}),
    non_negative=frozenset({"confirmed_qty", "unit_price"}),
)

SYSTEM = System("supplier_files", (PRICE_LIST_LINES, CONFIRMATIONS))
