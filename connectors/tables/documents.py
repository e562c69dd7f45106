"""Canonical streams of what happened: orders, deliveries, stock, promotions, charges. The rules: `streams`."""

from lake.stream import Stream

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

PURCHASE_CHARGES = Stream(
    "purchase_charges",
    {
        "charge_id": "text",
        "purchase_order_id": "text",
        "purchase_order_line_id": "text",  # null: shared by the order's lines in proportion to their value
        "charge_type": "text",  # freight, duty, insurance, handling, other
        "description": "text",
        "charged_at": "timestamp",
        "amount": "decimal",  # without recoverable tax; negative takes back
        "currency": "text",
        "updated_at": "timestamp",
    },
    key=("charge_id",),
    cursor="updated_at",
    required=frozenset({"purchase_order_id", "charge_type", "charged_at", "amount"}),
    not_in_future=frozenset({"charged_at"}),
)
