"""Reads one Shopify shop through its GraphQL Admin API.

What this connector relies on, and where Shopify is weak:
- An order changes when it is paid, shipped, cancelled or refunded: orders, lines and refunds share its `updatedAt`.
- A variant's `updatedAt` need not tell of a new product title or unit cost; a full read now and then does.
- Variants cannot be sorted by change and stock has no cursor at all: a window is read whole, stock is a snapshot.
- Without the scope `read_all_orders` Shopify hides orders older than 60 days without saying so; `check` asks for it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import httpx

from connectors.config import ShopifyConfig
from connectors.errors import NotAllowed
from connectors.http import HttpSeam
from connectors.reader import Page, Reader, ReaderContext
from connectors.shopify import orders, queries, rows
from connectors.shopify.client import Node, ShopifyClient
from connectors.shopify.streams import SYSTEM
from lake.stream import Stream

SCOPES = (
    "read_products",
    "read_inventory",
    "read_locations",
    "read_customers",
    "read_orders",
    "read_all_orders",
    "read_merchant_managed_fulfillment_orders",
)
"""What the app's token must be allowed."""


def open_reader(
    config: Any,
    context: ReaderContext,
    transport: httpx.BaseTransport | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Reader:
    """Opens the shop that `config` (a ShopifyConfig) names; nothing is sent yet. Raises SecretMissing."""
    settings: ShopifyConfig = config
    token = context.secrets(settings.token).get_secret_value()
    http = HttpSeam(
        context.source,
        str(settings.url),
        headers={"X-Shopify-Access-Token": token},
        timeout_seconds=settings.timeout_seconds,
        transport=transport,
        sleep=sleep,
    )
    return ShopifyReader(http, settings, context)


class ShopifyReader:
    """One shop, open for reading."""

    system = SYSTEM

    def __init__(self, http: HttpSeam, config: ShopifyConfig, context: ReaderContext) -> None:
        self._http, self._context = http, context
        self._client = ShopifyClient(http, config.api_version, config.page_size)
        self._orders = orders.OrderPass(self._client)
        self._reads: dict[str, Callable[[datetime | None], Iterator[Page]]] = {
            "product_variants": self._variants,
            "customers": self._customers,
            "locations": self._locations,
            "inventory_levels": self._levels,
        }

    def check(self) -> None:
        """Authenticates and compares scopes. Raises NotAllowed naming those that are missing."""
        data = self._client.ask(queries.ACCESS)
        given = {scope["handle"] for scope in data["currentAppInstallation"]["accessScopes"]}
        if missing := [scope for scope in SCOPES if scope not in given]:
            raise NotAllowed(
                f"{self._context.source}: the app lacks the scopes {', '.join(missing)}. Add them in Shopify and "
                "install it again; without read_all_orders, orders older than 60 days stay hidden."
            )

    def streams(self) -> Sequence[Stream]:
        """All streams: orders come before their lines and refunds, which are read along."""
        return self.system.streams

    def read(self, stream: Stream, since: datetime | None) -> Iterator[Page]:
        """Pages of what changed at or after `since`."""
        if stream.name in orders.STREAMS:
            return self._orders.read(stream.name, since)
        return self._reads[stream.name](since)

    def keys(self, stream: Stream) -> Iterator[Sequence[tuple[str, ...]]] | None:
        """All ids of variants, customers and orders. Lines go with their order; snapshots need no sweep."""
        query = queries.KEYS.get(stream.name)
        if query is None:
            return None
        root = {"product_variants": "productVariants"}.get(stream.name, stream.name)
        pages = self._client.pages(query, root, size=queries.KEY_PAGE)
        return ([(str(node["id"]),) for node in page] for page in pages)

    def close(self) -> None:
        """Closes connections and forgets what was put aside."""
        self._orders.close()
        self._http.close()

    def _variants(self, since: datetime | None) -> Iterator[Page]:
        currency = str(self._client.ask(queries.SHOP)["shop"]["currencyCode"])
        for page in self._client.pages(queries.VARIANTS, "productVariants", search=orders.search(since)):
            yield [rows.variant_row(node, currency) for node in page]

    def _customers(self, since: datetime | None) -> Iterator[Page]:
        for page in self._client.pages(queries.CUSTOMERS, "customers", search=orders.search(since)):
            yield rows.customer_rows(page, self._context.pseudonyms)

    def _locations(self, _since: datetime | None) -> Iterator[Page]:
        for page in self._client.pages(queries.LOCATIONS, "locations"):
            yield [rows.location_row(node) for node in page]

    def _levels(self, _since: datetime | None) -> Iterator[Page]:
        for page in self._client.pages(queries.LEVELS, "productVariants"):
            yield [row for variant in page for row in self._levels_of(variant)]

    def _levels_of(self, variant: Node) -> Iterator[rows.Row]:
        item = variant["inventoryItem"]
        levels, after = self._client.page_of(item, "inventoryLevels")
        yield from (rows.level_row(level, variant) for level in levels)
        while after is not None:
            data = self._client.ask(queries.MORE_LEVELS, id=item["id"], after=after)
            levels, after = self._client.page_of(data.get("inventoryItem") or {}, "inventoryLevels")
            yield from (rows.level_row(level, variant) for level in levels)
