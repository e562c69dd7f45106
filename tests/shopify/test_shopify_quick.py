"""The compiled plan and graphql-core give the same answer; what the plan cannot vouch for is left to graphql-core."""

from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import parse
from shopify_world import make_world

from connectors.shopify import queries
from sandbox.shopify.engine import run_by_graphql_core
from sandbox.shopify.nodes import Nodes
from sandbox.shopify.quick import Unsure, plan_of
from sandbox.shopify.resolvers import SCOPES, Roots
from sandbox.shopify.rows import shop_rows

VERSION = "2026-07"
IDS = {"MORE_LEVELS": "gid://shopify/InventoryItem/1", "REFUND_LINES": "gid://shopify/Refund/1"}
TEXTS = {name: text for name, text in vars(queries).items() if isinstance(text, str) and "query " in text[:10]}
TEXTS |= {f"KEYS_{stream}": text for stream, text in queries.KEYS.items()}


@pytest.fixture(scope="module")
def root() -> dict[str, Any]:
    nodes = Nodes(shop_rows(make_world(orders=8, lines=5, returns=4)), "Shop")
    return Roots(nodes, lambda: datetime(2026, 11, 1, tzinfo=UTC)).root(SCOPES, [])


@pytest.mark.parametrize("name", TEXTS)
def test_plan_answers_as_graphql_core_does(root: dict[str, Any], name: str) -> None:
    plan = plan_of(VERSION, TEXTS[name])
    ids = [f"gid://shopify/Order/{number}" for number in (1, 2, 99)]
    said = {"first": 5, "after": None, "search": None, "id": IDS.get(name, ids[0]), "ids": ids}
    variables = {key: value for key, value in said.items() if f"${key}:" in TEXTS[name]}
    assert plan is not None
    found = plan.run(root, variables)
    assert {"data": found} == run_by_graphql_core(root, VERSION, parse(TEXTS[name]), variables)
    assert all(found.values())


@pytest.mark.parametrize(
    "query",
    [
        "query($x: Boolean!) { shop { name @include(if: $x) } }",
        "fragment N on Shop { name } query { shop { ...N } }",
        "{ shop { __typename } }",
        "{ nodes(ids: []) { ... on Node { id } } }",
        "{ shop { name name } }",
    ],
)
def test_unusual_queries_have_no_plan(query: str) -> None:
    assert plan_of(VERSION, query) is None


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ orders(first: 999) { nodes { id } } }", {}),
        ("query($n: Int!) { orders(first: $n) { nodes { id } } }", {"n": "many"}),
        ("{ shop { email } }", {}),
    ],
    ids=["error", "variable", "null"],
)
def test_what_goes_wrong_is_left_to_graphql_core(root: dict[str, Any], query: str, variables: dict[str, Any]) -> None:
    plan = plan_of(VERSION, query)
    assert plan is not None
    with pytest.raises(Unsure):
        plan.run(root, variables)
    assert run_by_graphql_core(root, VERSION, parse(query), variables)["errors"]
