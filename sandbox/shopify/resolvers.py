"""The roots of the query type: lists with search, sort and paging, single objects by id, and the scopes they need."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphql import GraphQLError

from sandbox.shopify.nodes import Node, Nodes, by_number
from sandbox.shopify.paging import page
from sandbox.shopify.rows import Row
from sandbox.shopify.search import parse_search

RECENT_DAYS = 60
"""Orders older than this need the scope `read_all_orders`."""

SCOPES = frozenset(
    {
        "read_products",
        "read_inventory",
        "read_locations",
        "read_customers",
        "read_orders",
        "read_all_orders",
        "read_merchant_managed_fulfillment_orders",
    }
)
"""Everything that the sandbox's tokens can be given."""

_DATES = {"id": "id", "created_at": "created_at", "updated_at": "updated_at"}


@dataclass(frozen=True)
class _Listing:
    """A root list: rows, what may be searched (search field -> row key), and its default sort."""

    rows: Sequence[Row]
    node: Callable[[Row], Node]
    scope: str
    search: Mapping[str, str]
    sort: str = "ID"


class Roots:
    """The values of the query type's fields, each bound to one request's scopes."""

    def __init__(self, nodes: Nodes, clock: Callable[[], datetime]) -> None:
        rows = nodes.rows
        self._nodes, self._clock = nodes, clock
        products = {**_DATES, "product_type": "category", "barcode": "barcode", "sku": "shop_sku"}
        self._listings = {
            "orders": _Listing(
                rows.orders,
                nodes.order,
                "read_orders",
                {**_DATES, "processed_at": "processed_at", "name": "number"},
                "PROCESSED_AT",
            ),
            "customers": _Listing(rows.customers, nodes.customer, "read_customers", {**_DATES, "email": "email"}),
            "products": _Listing(rows.products, nodes.product, "read_products", products),
            "productVariants": _Listing(
                rows.products, nodes.variant, "read_products", {**products, "product_id": "id"}
            ),
            "inventoryItems": _Listing(rows.products, nodes.inventory_item, "read_inventory", products),
            "locations": _Listing(rows.locations, nodes.location, "read_locations", {"id": "id", "name": "name"}),
        }
        self._single: dict[str, tuple[str, Callable[[Row], Node], str]] = {
            "Order": ("Order", nodes.order, "read_orders"),
            "LineItem": ("LineItem", nodes.line, "read_orders"),
            "Refund": ("Refund", nodes.refund, "read_orders"),
            "Customer": ("Customer", nodes.customer, "read_customers"),
            "Product": ("Product", nodes.product, "read_products"),
            "ProductVariant": ("Product", nodes.variant, "read_products"),
            "InventoryItem": ("Product", nodes.inventory_item, "read_inventory"),
            "Location": ("Location", nodes.location, "read_locations"),
        }
        self._sorted: dict[tuple[str, str], list[Row]] = {}

    def root(self, scopes: Collection[str], warnings: list[dict[str, Any]]) -> Node:
        """The root value for one request. Search terms that were left out are added to `warnings`."""
        installed = {"accessScopes": [{"handle": scope} for scope in sorted(scopes)]}
        found: Node = {"shop": lambda _info: self._nodes.shop(), "currentAppInstallation": installed}
        for name in self._listings:
            found[name] = self._lister(name, scopes, warnings)
        for kind in self._single:
            found[kind[0].lower() + kind[1:]] = lambda _info, id, kind=kind: self._one(id, scopes, kind)
        found["node"] = lambda _info, id: self._one(id, scopes)
        found["nodes"] = lambda _info, ids: [self._one(one, scopes) for one in ids]
        return found

    def _lister(self, name: str, scopes: Collection[str], warnings: list[dict[str, Any]]) -> Callable[..., Node]:
        listing = self._listings[name]

        def resolve(_info: Any, **args: Any) -> Node:
            _demand(listing.scope, scopes, name)
            search = parse_search(args.get("query"), listing.search)
            if search.warnings:
                warnings.append({"path": [name], "query": args["query"], "warnings": search.warnings})
            sort = args.get("sortKey") or listing.sort
            oldest = self._oldest(name, scopes)

            def keep(row: Mapping[str, Any]) -> bool:
                return search.matches(row) and row.get("created_at", "") >= oldest

            return page(self._in_order(name, sort), _order(sort), keep, listing.node, args)

        return resolve

    def _in_order(self, name: str, sort: str) -> list[Row]:
        if (name, sort) not in self._sorted:
            self._sorted[name, sort] = sorted(self._listings[name].rows, key=_order(sort))
        return self._sorted[name, sort]

    def _oldest(self, name: str, scopes: Collection[str]) -> str:
        if name != "orders" or "read_all_orders" in scopes:
            return ""
        return (self._clock() - timedelta(days=RECENT_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _one(self, gid: str, scopes: Collection[str], kind: str | None = None) -> Node | None:
        named, _, number = gid.removeprefix("gid://shopify/").partition("/")
        if named not in self._single or (kind and named != kind) or not number.isdigit():
            raise GraphQLError(f"Invalid global id '{gid}'", extensions={"code": "INVALID_ID"})
        stored, node, scope = self._single[named]
        _demand(scope, scopes, named)
        row = self._nodes.rows.by_id.get((stored, int(number)))
        if row is None or (named == "Order" and row["created_at"] < self._oldest("orders", scopes)):
            return None
        return node(row)


def _order(sort: str) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if sort == "ID":
        return by_number
    if sort not in {"CREATED_AT", "UPDATED_AT", "PROCESSED_AT", "NAME"}:
        raise GraphQLError(f"this double does not sort by {sort}", extensions={"code": "BAD_REQUEST"})
    column = sort.lower()
    return lambda row: (row[column], row["id"])


def _demand(scope: str, scopes: Collection[str], field: str) -> None:
    if scope not in scopes:
        needed = f"`{scope}` access scope."
        raise GraphQLError(
            f"Access denied for {field} field. Required access: {needed}",
            extensions={
                "code": "ACCESS_DENIED",
                "documentation": "https://shopify.dev/api/usage/access-scopes",
                "requiredAccess": needed,
            },
        )
