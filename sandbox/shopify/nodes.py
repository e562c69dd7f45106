"""Rows as GraphQL objects: dicts under the schema's field names.

What is nested is a function, called only when a query asks for it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLError

from sandbox.shopify.paging import page
from sandbox.shopify.rows import Row, ShopRows

Node = dict[str, Any]
EPOCH = "1970-01-01T00:00:00Z"
QUANTITIES = ("available", "on_hand", "committed", "incoming", "reserved", "damaged", "quality_control", "safety_stock")


def gid(kind: str, number: object) -> str:
    """Shopify's global id."""
    return f"gid://shopify/{kind}/{number}"


def by_number(row: Mapping[str, Any]) -> tuple[int]:
    """The order by id."""
    return (row["id"],)


class Nodes:
    """Builds the objects of one shop. Those that many others point to are built once."""

    def __init__(self, rows: ShopRows, name: str) -> None:
        self.rows = rows
        self._name = name
        self._variants: dict[int, Node] = {}
        self._places: dict[int, Node] = {}

    def shop(self) -> Node:
        return {
            "__typename": "Shop",
            "id": gid("Shop", 1),
            "name": self._name,
            "currencyCode": self.rows.currency,
            "ianaTimezone": "Etc/UTC",
            "timezoneAbbreviation": "UTC",
            "myshopifyDomain": "sandbox.myshopify.com",
        }

    def money(self, amount: float, currency: str | None = None) -> Node:
        """A MoneyV2."""
        return {"amount": f"{amount:.2f}", "currencyCode": currency or self.rows.currency}

    def bag(self, amount: float, currency: str) -> Node:
        """A MoneyBag; the shop sells in one currency, so both sides are the same."""
        money = self.money(amount, currency)
        return {"shopMoney": money, "presentmentMoney": money}

    def location(self, row: Row) -> Node:
        return {
            "__typename": "Location",
            "id": gid("Location", row["id"]),
            "name": row["name"],
            "isActive": True,
            "address": {"countryCode": row["country"]},
        }

    def product(self, row: Row) -> Node:
        return {
            "__typename": "Product",
            **_dated("Product", row),
            "title": row["shop_title"],
            "productType": row["category"] or "",
            "vendor": self._name,
            "status": "ACTIVE",
            "variants": self._children([row], self.variant),
        }

    def variant(self, row: Row) -> Node:
        """The one variant of a product; Shopify calls it `Default Title`."""
        return {
            "__typename": "ProductVariant",
            **_dated("ProductVariant", row),
            "sku": row["shop_sku"],
            "barcode": row["barcode"],
            "title": "Default Title",
            "displayName": f"{row['shop_title']} - Default Title",
            "price": f"{row['list_price']:.2f}",
            "inventoryQuantity": lambda _info: sum(map(_available, self.rows.levels_of.get(row["id"], ()))),
            "product": lambda _info: self.product(row),
            "inventoryItem": lambda _info: self.inventory_item(row),
        }

    def inventory_item(self, row: Row) -> Node:
        cost = row["unit_cost"]
        return {
            "__typename": "InventoryItem",
            **_dated("InventoryItem", row),
            "sku": row["shop_sku"],
            "tracked": True,
            "requiresShipping": True,
            "unitCost": None if cost is None else self.money(cost),
            "inventoryLevels": self._children(self.rows.levels_of.get(row["id"], []), self.level),
        }

    def level(self, row: Row) -> Node:
        item = gid("InventoryItem", row["product_no"])
        return {
            "__typename": "InventoryLevel",
            "id": f"{gid('InventoryLevel', row['id'])}?inventory_item_id={row['product_no']}",
            "isActive": True,
            "canDeactivate": False,
            "createdAt": EPOCH,
            "updatedAt": row["updated_at"] or EPOCH,
            "location": lambda _info: self._place(row["id"]),
            "item": lambda _info: self.inventory_item(self.rows.by_id["Product", row["product_no"]]),
            "quantities": lambda _info, names: [_quantity(item, row, name) for name in names],
        }

    def customer(self, row: Row) -> Node:
        first, _, last = row["name"].partition(" ")
        email = {"emailAddress": row["email"], "marketingState": "NOT_SUBSCRIBED", "validFormat": True}
        return {
            "__typename": "Customer",
            **_dated("Customer", row),
            "displayName": row["name"],
            "firstName": first,
            "lastName": last,
            "email": row["email"],
            "tags": [row["customer_class"]] if row["customer_class"] else [],
            "defaultEmailAddress": email if row["email"] else None,
            "defaultAddress": {
                "id": gid("MailingAddress", row["id"]),
                "countryCodeV2": row["country"],
                "country": row["country"],
            },
        }

    def order(self, row: Row) -> Node:
        number = row["id"]
        customer = self.rows.by_id.get(("Customer", row["customer_no"]))
        refunds = self.rows.refunds_of.get(number, [])
        return {
            "__typename": "Order",
            **_dated("Order", row),
            "name": row["number"],
            "processedAt": row["processed_at"],
            "cancelledAt": row["cancelled_at"],
            "currencyCode": row["currency"],
            "displayFinancialStatus": row["financial_status"],
            "displayFulfillmentStatus": row["fulfillment_status"],
            "tags": [],
            "test": False,
            "email": customer["email"] if customer else None,
            "customer": lambda _info: customer and self.customer(customer),
            "retailLocation": None,
            "lineItems": self._children(self.rows.lines_of[number], self.line),
            "refunds": lambda _info, first=None: [self.refund(refund) for refund in refunds[:first]],
            "fulfillmentOrders": self._children([row], self.fulfillment_order),
            "fulfillments": lambda _info, first=None, query=None: self._fulfillments(row)[:first],
        }

    def fulfillment_order(self, row: Row) -> Node:
        place = self._place(row["location_no"])
        status = {"FULFILLED": "CLOSED", "UNFULFILLED": "OPEN"}.get(row["fulfillment_status"], "IN_PROGRESS")
        return {
            "__typename": "FulfillmentOrder",
            "id": gid("FulfillmentOrder", row["id"]),
            "status": "CANCELLED" if row["cancelled_at"] else status,
            "assignedLocation": {"name": place["name"], "location": place},
        }

    def _fulfillments(self, order: Row) -> list[Node]:
        """One for each moment at which lines of the order left."""
        moments = sorted({line["shipped_at"] for line in self.rows.lines_of[order["id"]] if line["shipped_at"]})
        place = self._place(order["location_no"])
        return [
            {
                "__typename": "Fulfillment",
                "id": gid("Fulfillment", f"{order['id']}{index:02d}"),
                "status": "SUCCESS",
                "createdAt": at,
                "updatedAt": at,
                "location": place,
            }
            for index, at in enumerate(moments)
        ]

    def line(self, row: Row) -> Node:
        product = self.rows.by_id.get(("Product", row["product_no"]))
        order = self.rows.by_id["Order", row["order_no"]]
        currency, discount = order["currency"], row["discount_amount"]
        allocations = [{"allocatedAmountSet": self.bag(discount, currency)}] if discount else []
        return {
            "__typename": "LineItem",
            "id": gid("LineItem", row["id"]),
            "title": product["shop_title"] if product else "",
            "name": product["shop_title"] if product else "",
            "sku": product["shop_sku"] if product else None,
            "quantity": row["quantity"],
            "currentQuantity": row["quantity"] - row["cancelled_qty"] - row["returned_qty"],
            "unfulfilledQuantity": row["quantity"] - row["shipped_qty"] - row["cancelled_qty"],
            "originalUnitPriceSet": self.bag(row["unit_price"], currency),
            "discountedTotalSet": self.bag(row["unit_price"] * row["quantity"] - discount, currency),
            "totalDiscountSet": self.bag(discount, currency),
            "discountAllocations": allocations,
            "variant": lambda _info: product and self._variant_of(product),
            "product": lambda _info: product and self.product(product),
        }

    def refund(self, row: Row) -> Node:
        order = self.rows.by_id["Order", row["order_no"]]
        return {
            "__typename": "Refund",
            **_dated("Refund", row),
            "processedAt": row["created_at"],
            "note": None,
            "order": lambda _info: self.order(order),
            "refundLineItems": self._children(row["items"], self.refund_line),
            "totalRefundedSet": self.bag(sum(item["amount"] for item in row["items"]), order["currency"]),
        }

    def refund_line(self, row: Row) -> Node:
        order = self.rows.by_id["Order", row["order_no"]]
        restocked = row["restock"] != "NO_RESTOCK"
        return {
            "__typename": "RefundLineItem",
            "id": gid("RefundLineItem", row["id"]),
            "quantity": row["quantity"],
            "restockType": row["restock"],
            "restocked": restocked,
            "subtotalSet": self.bag(row["amount"], order["currency"]),
            "lineItem": lambda _info: self.line(self.rows.by_id["LineItem", row["line_no"]]),
            # Goods that went nowhere have no place: Shopify leaves it empty then.
            "location": lambda _info: self._place(order["location_no"]) if restocked else None,
        }

    def _variant_of(self, product: Row) -> Node:
        if product["id"] not in self._variants:
            self._variants[product["id"]] = self.variant(product)
        return self._variants[product["id"]]

    def _place(self, number: int) -> Node:
        if number not in self._places:
            self._places[number] = self.location(self.rows.by_id["Location", number])
        return self._places[number]

    def _children(self, rows: list[Row], node: Callable[[Row], Node]) -> Callable[..., Node]:
        def connection(_info: Any, **args: Any) -> Node:
            if args.get("query"):
                raise GraphQLError("this double does not search nested lists", extensions={"code": "BAD_REQUEST"})
            return page(rows, by_number, lambda _row: True, node, args)

        return connection


def _dated(kind: str, row: Row) -> Node:
    created = row["created_at"]
    return {
        "id": gid(kind, row["id"]),
        "legacyResourceId": str(row["id"]),
        "createdAt": created,
        "updatedAt": row.get("updated_at") or created,
    }


def _available(level: Row) -> int:
    return int(level["on_hand"] - level["damaged"] - level["committed"])


def _quantity(item: str, level: Row, name: str) -> Node:
    if name not in QUANTITIES:
        raise GraphQLError(f"The quantity name {name!r} is not valid", extensions={"code": "BAD_REQUEST"})
    value = _available(level) if name == "available" else level.get(name, 0)
    return {"id": f"{item}/{level['id']}/{name}", "name": name, "quantity": value, "updatedAt": level["updated_at"]}
