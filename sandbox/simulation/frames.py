"""The frames of a World: their columns and types, in one place.

Numbers of rows (`product_no`, ...) are whole and start at 1. Instants are UTC without zone, dates are instants at
midnight; both are `datetime64[ns]`. Money has two decimals. Quantities are in the stock unit, except on purchase order
lines and supplier terms: there in the row's `uom`.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["number", "reference", "quantity", "amount", "text", "flag", "at", "on"]
"""`number`: never null; `reference`: whole number or null (`Int64`); `quantity`: whole; `amount`: float;
`at` and `on`: given as seconds since 1970-01-01 UTC, or None."""

FRAMES: dict[str, dict[str, Kind]] = {
    "locations": {
        "location_no": "number",
        "code": "text",
        "name": "text",
        "country": "text",
        "time_zone": "text",
        "record": "text",
    },
    "suppliers": {
        "supplier_no": "number",
        "code": "text",
        "name": "text",
        "country": "text",
        "currency": "text",
        "grade": "text",
    },
    "products": {
        "product_no": "number",
        "sku": "text",
        "shop_sku": "text",
        "shop_title": "text",
        "wms_code": "text",
        "name": "text",
        "name_zh": "text",
        "barcode": "text",
        "category": "text",
        "uom": "text",
        "purchase_uom": "text",
        "units_per_purchase_uom": "quantity",
        "list_price": "amount",
        "unit_cost": "amount",
        "is_sold": "flag",
        "is_purchased": "flag",
        "is_assembled": "flag",
        "created_at": "at",
        "updated_at": "at",
    },
    "supplier_products": {
        "supplier_no": "number",
        "product_no": "number",
        "item_code": "text",
        "unit_price": "amount",
        "currency": "text",
        "uom": "text",
        "min_order_qty": "quantity",
        "order_multiple": "quantity",
        "lead_time_days": "quantity",
        "valid_from": "on",
        "valid_to": "on",
    },
    "bom_lines": {"parent_no": "number", "component_no": "number", "quantity_per": "quantity"},
    "customers": {
        "customer_no": "number",
        "name": "text",
        "email": "text",
        "country": "text",
        "customer_class": "text",
        "is_company": "flag",
        "created_at": "at",
    },
    "orders": {
        "order_no": "number",
        "number": "text",
        "channel": "text",
        "in_shop": "flag",
        "in_erp": "flag",
        "customer_no": "number",
        "location_no": "number",
        "ordered_at": "at",
        "status": "text",
        "currency": "text",
        "cancelled_at": "at",
        "updated_at": "at",
    },
    "order_lines": {
        "line_no": "number",
        "order_no": "number",
        "product_no": "number",
        "quantity": "quantity",
        "unit_price": "amount",
        "discount_amount": "amount",
        "shipped_qty": "quantity",
        "shipped_at": "at",
        "cancelled_qty": "quantity",
    },
    "returns": {
        "return_no": "number",
        "line_no": "number",
        "quantity": "quantity",
        "returned_at": "at",
        "disposition": "text",
        "refund_amount": "amount",
    },
    "purchase_orders": {
        "po_no": "number",
        "number": "text",
        "supplier_no": "number",
        "location_no": "number",
        "ordered_at": "at",
        "confirmed_at": "at",
        "currency": "text",
        "status": "text",
        "updated_at": "at",
    },
    "purchase_order_lines": {
        "po_line_no": "number",
        "po_no": "number",
        "product_no": "number",
        "quantity": "quantity",
        "uom": "text",
        "unit_price": "amount",
        "requested_on": "on",
        "promised_on": "on",
        "received_qty": "quantity",
    },
    "receipts": {
        "receipt_no": "number",
        "po_line_no": "number",
        "received_at": "at",
        "quantity": "quantity",
        "rejected_qty": "quantity",
    },
    "movements": {
        "movement_no": "number",
        "product_no": "number",
        "location_no": "number",
        "moved_at": "at",
        "quantity": "quantity",
        "movement_type": "text",
        "stock_status": "text",
        "line_no": "reference",
        "po_line_no": "reference",
        "return_no": "reference",
        "production_no": "reference",
    },
    "promotions": {
        "promotion_no": "number",
        "product_no": "number",
        "name": "text",
        "starts_on": "on",
        "ends_on": "on",
        "discount_rate": "amount",
        "expected_uplift_qty": "quantity",
    },
    "currency_rates": {"currency": "text", "rate_on": "on", "rate": "amount"},
    "stories": {"story": "text", "product_no": "reference", "location_no": "reference", "detail": "text"},
}


def frame(name: str, rows: Iterable[Sequence[Any]]) -> "pd.DataFrame":
    """The frame called `name` from its rows, values in column order. An empty frame keeps its types."""
    import pandas as pd

    kinds = FRAMES[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return pd.DataFrame(
        {column: _typed(values, kind) for (column, kind), values in zip(kinds.items(), columns, strict=True)}
    )


def _typed(values: Sequence[Any], kind: Kind) -> "pd.Series[Any]":
    import numpy as np
    import pandas as pd

    if kind in ("at", "on"):
        never = np.iinfo(np.int64).min
        nanoseconds = [never if value is None else value * 1_000_000_000 for value in values]
        return pd.Series(np.array(nanoseconds, dtype=np.int64).view("datetime64[ns]"))
    dtypes = {"number": "int64", "quantity": "int64", "reference": "Int64", "amount": "float64", "flag": "bool"}
    return pd.Series(list(values), dtype=dtypes.get(kind, "object"))
