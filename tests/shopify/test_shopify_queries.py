"""What the connector sends is what Shopify's own schema allows, and never dearer than one query may be."""

import pytest
from graphql import NoDeprecatedCustomRule, parse, validate

from connectors.shopify import queries
from sandbox.shopify.cost import Price
from sandbox.shopify.schema import checked, load_schema

VERSION = "2026-07"
TEXTS = {name: text for name, text in vars(queries).items() if isinstance(text, str) and "query " in text[:10]}
TEXTS |= {f"KEYS_{stream}": text for stream, text in queries.KEYS.items()}
FIXED = {"id": "gid://shopify/Order/1", "after": None, "ids": ["gid://shopify/Order/1"] * queries.BATCH}


def test_all_queries_are_found() -> None:
    assert len(TEXTS) == 15


@pytest.mark.parametrize("name", TEXTS)
def test_query_is_valid_and_uses_nothing_deprecated(name: str) -> None:
    document, errors = checked(VERSION, TEXTS[name])
    assert document is not None and not errors
    assert not validate(load_schema(VERSION), document, [NoDeprecatedCustomRule])


@pytest.mark.parametrize("name", TEXTS)
def test_query_is_affordable_at_the_smallest_useful_page(name: str) -> None:
    first = queries.KEY_PAGE if name.startswith("KEYS") else 20
    assert Price(parse(TEXTS[name]), {**FIXED, "first": first}).requested() <= 1000


def test_price_follows_the_published_rule() -> None:
    text = "{ products(first: 10) { edges { node { title variants(first: 5) { nodes { price } } } } } }"
    assert Price(parse(text), {}).requested() == 2 + 10 * (1 + 2 + 5 * 1)
    assert Price(parse("{ shop { name } }"), {}).requested() == 1


def test_what_did_not_come_back_is_not_charged() -> None:
    text = "{ products(first: 10) { nodes { title variants(first: 5) { nodes { price } } } } }"
    data = {"products": {"nodes": [{"title": "a", "variants": {"nodes": [{"price": "1"}]}}]}}
    assert Price(parse(text), {}).actual(data) == 2 + 1 + 2 + 1
