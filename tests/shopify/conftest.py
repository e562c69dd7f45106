"""The shop, and readers for it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from shopify_world import TOKEN, Shop, make_world, running

from connectors.config import ShopifyConfig
from connectors.reader import ReaderContext
from connectors.shopify.reader import ShopifyReader, open_reader
from sandbox.shopify.server import create_app


@pytest.fixture(scope="module")
def _running_shop() -> Iterator[Shop]:
    with running(create_app(make_world())) as one:
        yield one


@pytest.fixture
def shop(_running_shop: Shop) -> Iterator[Shop]:
    """The shop of `make_world()`, without faults."""
    yield _running_shop
    _running_shop.faults.waiting.clear()


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a reader of `reader_of` was told to sleep; it does not."""
    return []


@pytest.fixture
def reader_of(waits: list[float]) -> Iterator[Callable[..., ShopifyReader]]:
    opened: list[ShopifyReader] = []

    def open_one(
        shop: Shop, token: str = TOKEN, sleep: Callable[[float], None] = waits.append, **config: Any
    ) -> ShopifyReader:
        context = ReaderContext(
            source="shop",
            secrets=lambda _reference: SecretStr(token),
            root=Path(),
            now=datetime(2026, 11, 1, tzinfo=UTC),
            pseudonyms=lambda persons: [person and f"person-{len(person)}" for person in persons],
        )
        settings = ShopifyConfig(**{"system": "shopify", "url": shop.url, "token": "env:SHOP_TOKEN", **config})
        reader = open_reader(settings, context, sleep=sleep)
        assert isinstance(reader, ShopifyReader)
        opened.append(reader)
        return reader

    yield open_one
    for reader in opened:
        reader.close()
