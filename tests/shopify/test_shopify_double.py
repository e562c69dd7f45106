"""The sandbox shop answers as Shopify does. Asked in process, without a network."""

import asyncio
import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from shopify_world import START, TITLES, TOKEN, make_world
from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.shopify.resolvers import SCOPES
from sandbox.shopify.server import create_app

PATH = "/admin/api/2026-07/graphql.json"
IDS = "nodes { id } pageInfo { hasNextPage endCursor }"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def asker(clock: Clock | None = None, scopes: Collection[str] = SCOPES, **settings: Any) -> Starlette:
    return create_app(make_world(), tokens={TOKEN: scopes}, clock=clock or Clock(), **settings)


def post(app: Starlette, query: str, path: str = PATH, token: str = TOKEN, **variables: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        transport, headers = httpx.ASGITransport(app), {"X-Shopify-Access-Token": token}
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test", headers=headers) as client:
            return await client.post(path, json={"query": query, "variables": variables})

    return asyncio.run(send())


def ask(app: Starlette, query: str, **variables: Any) -> dict[str, Any]:
    reply = post(app, query, **variables)
    assert reply.status_code == 200
    return dict(reply.json())


def test_wrong_token_is_refused_with_shopifys_words() -> None:
    reply = post(asker(), "{ shop { name } }", token="other")
    assert reply.status_code == 401
    assert reply.json() == {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}


def test_unknown_version_is_not_found() -> None:
    assert post(asker(), "{ shop { name } }", path="/admin/api/2019-04/graphql.json").status_code == 404


def test_unknown_field_is_refused_in_shopifys_shape() -> None:
    error = ask(asker(), "{ shop { nmae } }")["errors"][0]
    assert error["message"] == "Field 'nmae' doesn't exist on type 'Shop'"
    assert error["extensions"] == {"code": "undefinedField", "typeName": "Shop", "fieldName": "nmae"}
    assert error["locations"] == [{"line": 1, "column": 10}]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ orders(first: 1, colour: 3) { nodes { id } } }", "argumentNotAccepted"),
        ("{ shop { name }", "syntaxError"),
        ("{ orders(first: 251) { nodes { id } } }", "BAD_REQUEST"),
        ("{ orders { nodes { id } } }", "BAD_REQUEST"),
        ('{ orders(first: 1, after: "zz") { nodes { id } } }', "BAD_REQUEST"),
        ('{ orders(first: 1, query: "a OR b") { nodes { id } } }', "BAD_REQUEST"),
        ('{ order(id: "gid://shopify/Product/1") { id } }', "INVALID_ID"),
    ],
)
def test_what_is_not_allowed_has_a_code(query: str, code: str) -> None:
    assert ask(asker(), query)["errors"][0]["extensions"]["code"] == code


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    client, seen, after = asker(), [], None
    for _ in range(3):
        page = ask(
            client,
            f"query($after: String) {{ orders(first: 2, after: $after, sortKey: UPDATED_AT) {{ {IDS} }} }}",
            after=after,
        )
        found = page["data"]["orders"]
        seen += [node["id"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
    assert not found["pageInfo"]["hasNextPage"]
    assert len(seen) == len(set(seen)) == 6
    assert seen[-1] == "gid://shopify/Order/1"  # its return changed it last


def test_search_by_change_is_inclusive_and_terms_add_up() -> None:
    at = datetime.fromtimestamp(START + 120 + 30, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # order 2 was cancelled then
    client = asker()

    def found(search: str) -> list[str]:
        data = ask(client, f"query($q: String) {{ orders(first: 9, sortKey: ID, query: $q) {{ {IDS} }} }}", q=search)[
            "data"
        ]
        return [node["id"].rpartition("/")[2] for node in data["orders"]["nodes"]]

    assert found(f"updated_at:>='{at}'") == ["1", "2", "3", "4", "5", "6"]
    assert found(f"updated_at:>'{at}'") == ["1", "3", "4", "5", "6"]
    assert found(f"updated_at:>='{at}' AND id:<4") == ["1", "2", "3"]
    assert found(f"updated_at:<={at}") == ["2"]


def test_unknown_search_field_is_left_out_with_a_warning() -> None:
    reply = ask(asker(), '{ orders(first: 9, query: "colour:red") { nodes { id } } }')
    assert len(reply["data"]["orders"]["nodes"]) == 6
    assert reply["extensions"]["search"][0]["warnings"][0]["field"] == "colour"


def test_orders_older_than_sixty_days_need_their_own_scope() -> None:
    clock = Clock()
    clock.now = datetime.fromtimestamp(START + 60 * 3, UTC) + timedelta(days=60)
    query = '{ orders(first: 9) { nodes { id } } order(id: "gid://shopify/Order/1") { id } }'
    assert len(ask(asker(clock), query)["data"]["orders"]["nodes"]) == 6
    data = ask(asker(clock, SCOPES - {"read_all_orders"}), query)["data"]
    assert [node["id"][-1] for node in data["orders"]["nodes"]] == ["3", "4", "5", "6"]
    assert data["order"] is None


def test_missing_scope_is_access_denied() -> None:
    error = ask(asker(scopes=SCOPES - {"read_customers"}), "{ customers(first: 1) { nodes { id } } }")["errors"][0]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["path"] == ["customers"]
    assert "`read_customers` access scope" in error["message"]


def test_empty_bucket_throttles_and_refills_with_time() -> None:
    clock = Clock()
    client, query = asker(clock, bucket=(110, 50)), "{ products(first: 100) { nodes { id } } }"
    cost = ask(client, query)["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (102, 5)
    assert cost["throttleStatus"] == {"maximumAvailable": 110.0, "currentlyAvailable": 105, "restoreRate": 50.0}
    ask(client, query)
    refused = ask(client, query)
    assert refused["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in refused and refused["extensions"]["cost"]["actualQueryCost"] is None
    clock.now += timedelta(seconds=1)
    assert "errors" not in ask(client, query)


def test_too_dear_query_is_refused_before_it_runs() -> None:
    error = ask(asker(), "{ orders(first: 250) { nodes { lineItems(first: 10) { nodes { id } } } } }")["errors"][0]
    assert error["extensions"] | {"documentation": ""} == {
        "code": "MAX_COST_EXCEEDED",
        "cost": 3252,
        "maxCost": 1000,
        "documentation": "",
    }
    assert re.match(r"Query cost is 3252, which exceeds the single query max cost limit \(1000\)", error["message"])


def test_shop_sells_only_what_is_sold_under_its_own_names() -> None:
    nodes = ask(asker(), "{ productVariants(first: 9) { nodes { sku product { title } } } }")["data"][
        "productVariants"
    ]["nodes"]
    assert nodes == [{"sku": f"SHOP-{no}", "product": {"title": title}} for no, title in enumerate(TITLES, 1)]


def test_stock_states_add_up_to_on_hand() -> None:
    query = """{ inventoryItem(id: "gid://shopify/InventoryItem/1") { unitCost { amount } inventoryLevels(first: 5) {
      nodes { quantities(names: ["available", "on_hand", "committed", "damaged"]) { name quantity } } } } }"""
    item = ask(asker(), query)["data"]["inventoryItem"]
    quantities = {q["name"]: q["quantity"] for q in item["inventoryLevels"]["nodes"][0]["quantities"]}
    # 40 sellable and 2 damaged by the movements; order 3 waits for 3.
    assert quantities == {"on_hand": 42, "damaged": 2, "committed": 3, "available": 37}
    assert item["unitCost"] == {"amount": "7.25"}


def test_edges_and_fulfilments_are_served_too() -> None:
    query = """{ order(id: "gid://shopify/Order/1") { fulfillments { status location { name } }
      lineItems(first: 1) { edges { cursor node { id } } } } }"""
    order = ask(asker(), query)["data"]["order"]
    assert order["fulfillments"] == [{"status": "SUCCESS", "location": {"name": "Hamburg"}}]
    assert order["lineItems"]["edges"][0]["node"] == {"id": "gid://shopify/LineItem/1"}


def test_it_answers_below_a_prefix() -> None:
    """So it shares one port with the other vendors' doubles."""
    app = Starlette(routes=[Mount("/shopify", asker())])
    assert post(app, "{ shop { name } }", path=f"/shopify{PATH}").json()["data"] == {"shop": {"name": "Tandem Outdoor"}}
