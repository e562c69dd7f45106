"""Shopify's nodes as rows of the declared streams: money as Decimal, instants aware in UTC, no name or address."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.errors import SchemaDrift
from connectors.reader import Pseudonyms
from connectors.shopify import streams
from lake.stream import ColumnType, Stream

Node = Mapping[str, Any]
Row = dict[str, Any]
Paths = Mapping[str, tuple[str, ...]]

_VARIANT: Paths = {
    "variant_id": ("id",),
    "product_id": ("product", "id"),
    "inventory_item_id": ("inventoryItem", "id"),
    "sku": ("sku",),
    "barcode": ("barcode",),
    "product_title": ("product", "title"),
    "variant_title": ("title",),
    "product_type": ("product", "productType"),
    "vendor": ("product", "vendor"),
    "status": ("product", "status"),
    "price": ("price",),
    "unit_cost": ("inventoryItem", "unitCost", "amount"),
    "unit_cost_currency": ("inventoryItem", "unitCost", "currencyCode"),
    "is_tracked": ("inventoryItem", "tracked"),
    "created_at": ("createdAt",),
    "updated_at": ("updatedAt",),
}
_CUSTOMER: Paths = {
    "customer_id": ("id",),
    "country_code": ("defaultAddress", "countryCodeV2"),
    "created_at": ("createdAt",),
    "updated_at": ("updatedAt",),
}
_LOCATION: Paths = {
    "location_id": ("id",),
    "name": ("name",),
    "country_code": ("address", "countryCode"),
    "is_active": ("isActive",),
}
_ORDER: Paths = {
    "order_id": ("id",),
    "name": ("name",),
    "customer_id": ("customer", "id"),
    "currency": ("currencyCode",),
    "financial_status": ("displayFinancialStatus",),
    "fulfillment_status": ("displayFulfillmentStatus",),
    "is_test": ("test",),
    "created_at": ("createdAt",),
    "processed_at": ("processedAt",),
    "cancelled_at": ("cancelledAt",),
    "updated_at": ("updatedAt",),
}
_LINE: Paths = {
    "line_id": ("id",),
    "variant_id": ("variant", "id"),
    "sku": ("sku",),
    "title": ("title",),
    "quantity": ("quantity",),
    "current_quantity": ("currentQuantity",),
    "unfulfilled_quantity": ("unfulfilledQuantity",),
    "unit_price": ("originalUnitPriceSet", "shopMoney", "amount"),
    "currency": ("originalUnitPriceSet", "shopMoney", "currencyCode"),
}
_REFUND_LINE: Paths = {
    "refund_line_id": ("id",),
    "line_id": ("lineItem", "id"),
    "location_id": ("location", "id"),
    "quantity": ("quantity",),
    "restock_type": ("restockType",),
    "subtotal_amount": ("subtotalSet", "shopMoney", "amount"),
    "currency": ("subtotalSet", "shopMoney", "currencyCode"),
}


def variant_row(node: Node, currency: str) -> Row:
    """A row of `product_variants`; `currency` is the shop's, in which `price` is."""
    return _row(streams.PRODUCT_VARIANTS, _VARIANT, node) | {"currency": currency}


def customer_rows(nodes: Sequence[Node], pseudonyms: Pseudonyms) -> list[Row]:
    """Rows of `customers`, with pseudonyms for the e-mail addresses."""
    persons = pseudonyms([_at(streams.CUSTOMERS, node, ("defaultEmailAddress", "emailAddress")) for node in nodes])
    return [
        _row(streams.CUSTOMERS, _CUSTOMER, node) | {"person": person, "tags": _tags(streams.CUSTOMERS, node)}
        for node, person in zip(nodes, persons, strict=True)
    ]


def location_row(node: Node) -> Row:
    """A row of `locations`."""
    return _row(streams.LOCATIONS, _LOCATION, node)


def order_row(node: Node) -> Row:
    """A row of `orders`. Its location is the one that its first fulfilment order is assigned to."""
    stream = streams.ORDERS
    found = _at(stream, node, ("fulfillmentOrders", "nodes")) or [{"assignedLocation": None}]
    place = _at(stream, found[0], ("assignedLocation", "location", "id"))
    return _row(stream, _ORDER, node) | {"location_id": place, "tags": _tags(stream, node)}


def line_row(node: Node, order: Row) -> Row:
    """A row of `order_lines`; it changes with its order. The discount is the line's and its share of the order's."""
    stream = streams.ORDER_LINES
    allocated = _at(stream, node, ("discountAllocations",)) or ()
    path = ("allocatedAmountSet", "shopMoney", "amount")
    discount = sum((_decimal(_at(stream, one, path)) or Decimal(0) for one in allocated), Decimal(0))
    more = {"order_id": order["order_id"], "updated_at": order["updated_at"], "discount_amount": discount}
    return _row(stream, _LINE, node) | more


def refund_row(node: Node, refund: Node, order: Row) -> Row:
    """A row of `refund_lines`; it carries its order's time of change, by which it is found again."""
    stream = streams.REFUND_LINES
    more = {
        "refund_id": _at(stream, refund, ("id",)),
        "created_at": _instant(_at(stream, refund, ("createdAt",))),
        "order_id": order["order_id"],
        "updated_at": order["updated_at"],
    }
    return _row(stream, _REFUND_LINE, node) | more


def level_row(node: Node, variant: Node) -> Row:
    """A row of `inventory_levels`: one item at one location."""
    stream = streams.INVENTORY_LEVELS
    quantities = {q["name"]: q["quantity"] for q in _at(stream, node, ("quantities",)) or ()}
    row: Row = {name: _decimal(value) for name, value in quantities.items() if name in stream.columns}
    return row | {
        "inventory_item_id": _at(stream, variant, ("inventoryItem", "id")),
        "location_id": _at(stream, node, ("location", "id")),
        "variant_id": _at(stream, variant, ("id",)),
        "sku": _at(stream, variant, ("sku",)),
        "updated_at": _instant(_at(stream, node, ("updatedAt",))),
    }


def _row(stream: Stream, paths: Paths, node: Node) -> Row:
    row: Row = {}
    for column, path in paths.items():
        value = _at(stream, node, path)
        try:
            row[column] = None if value is None else _READ[stream.columns[column]](value)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise SchemaDrift(
                f"shopify, stream {stream.name}: `{'.'.join(path)}` should be {stream.columns[column]}, not what "
                f"Shopify sends ({type(value).__name__}). Check `api_version` against Shopify's release notes; nothing "
                "was taken over."
            ) from error
    return row


def _at(stream: Stream, node: Any, path: tuple[str, ...]) -> Any:
    """What lies at `path`; None where something on the way is null. Raises SchemaDrift where a field is missing."""
    for name in path:
        if node is None:
            return None
        if not isinstance(node, Mapping) or name not in node:
            raise SchemaDrift(
                f"shopify, stream {stream.name}: the field `{'.'.join(path)}` is missing from Shopify's reply. "
                "Check `api_version` against Shopify's release notes; nothing was taken over."
            )
        node = node[name]
    return node


def _tags(stream: Stream, node: Node) -> str:
    return ",".join(_at(stream, node, ("tags",)) or ())


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise TypeError(value)
    return None if value is None else Decimal(str(value))


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    at = datetime.fromisoformat(_text(value))
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


_READ: Mapping[ColumnType, Callable[[Any], Any]] = {
    "text": _text,
    "decimal": _decimal,
    "boolean": _boolean,
    "timestamp": _instant,
}
