"""Each way in which a shop can fail has its named error, a sentence that says what to do, and no secret in it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from shopify_world import TOKEN, Shop, all_rows

from connectors.errors import (
    BadReply,
    ConnectorError,
    NotAllowed,
    NotThere,
    RateLimited,
    SchemaDrift,
    ServerFailed,
    Unreachable,
    WrongCredential,
)
from connectors.shopify.reader import ShopifyReader
from sandbox.shopify.faults import Fault
from sandbox.shopify.resolvers import SCOPES
from sandbox.shopify.server import create_app

ReaderOf = Callable[..., ShopifyReader]
CASES: list[tuple[Fault, type[ConnectorError], str]] = [
    (Fault("status", status=401), WrongCredential, "Check the secret"),
    (Fault("status", status=403), NotAllowed, "the right to read"),
    (Fault("status", status=404), NotThere, "Check `url`"),
    (Fault("status", times=5, status=429, retry_after=2), RateLimited, "429 5 times"),
    (Fault("status", times=5, status=500), ServerFailed, "500 5 times"),
    (Fault("half_page"), BadReply, "not whole JSON"),
    (Fault("rename_field", field_name="updatedAt", value="changedAt"), SchemaDrift, "field `updatedAt` is missing"),
    (Fault("retype_field", field_name="updatedAt", value=17), SchemaDrift, "`updatedAt` should be timestamp"),
    (Fault("retype_field", field_name="name", value=["x"]), SchemaDrift, "`name` should be text"),
    (Fault("retype_field", field_name="test", value="no"), SchemaDrift, "`test` should be boolean"),
    (Fault("retype_field", field_name="lineItems", value="none"), BadReply, "no list `lineItems`"),
]


@pytest.mark.parametrize(("fault", "error", "said"), CASES, ids=lambda case: getattr(case, "kind", None))
def test_fault_has_a_name_and_a_sentence(
    shop: Shop, reader_of: ReaderOf, fault: Fault, error: type[ConnectorError], said: str
) -> None:
    shop.faults.add(fault)
    with pytest.raises(error, match=said) as raised:
        all_rows(reader_of(shop), "orders")
    assert TOKEN not in str(raised.value)
    assert not shop.faults.waiting


def test_a_reply_that_does_not_come_is_unreachable(shop: Shop, reader_of: ReaderOf) -> None:
    shop.faults.add(Fault("hang", times=5, seconds=0.4))
    with pytest.raises(Unreachable, match="did not answer in time"):
        all_rows(reader_of(shop, timeout_seconds=0.1), "locations")


def test_a_closed_port_is_unreachable(shop: Shop, reader_of: ReaderOf) -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        reader_of(shop, url="http://127.0.0.1:9").check()


def test_a_short_outage_is_survived_and_the_servers_wish_is_followed(
    shop: Shop, reader_of: ReaderOf, waits: list[float]
) -> None:
    shop.faults.add(Fault("status", status=429, retry_after=2), Fault("status", status=500))
    assert len(all_rows(reader_of(shop), "orders")) == 6
    assert waits[0] == 2 and len(waits) == 2


def test_an_empty_page_that_promises_more_is_refused(shop: Shop, reader_of: ReaderOf) -> None:
    shop.faults.add(Fault("empty_page"))
    with pytest.raises(BadReply, match="empty page of `orders`"):
        all_rows(reader_of(shop, page_size=2), "orders")


def test_a_null_key_and_a_repeated_row_are_handed_on(shop: Shop, reader_of: ReaderOf) -> None:
    """Landing decides about rows: it quarantines the one and drops the other."""
    shop.faults.add(Fault("null_field"), Fault("duplicate"))
    reader = reader_of(shop)
    assert all_rows(reader, "locations")[0]["location_id"] is None
    assert len(all_rows(reader, "locations")) == 3


def test_a_wrong_token_is_not_repeated_in_the_message(shop: Shop, reader_of: ReaderOf) -> None:
    with pytest.raises(WrongCredential) as raised:
        reader_of(shop, token="shpat_very_secret").check()
    assert "shpat_very_secret" not in str(raised.value)


def test_a_missing_scope_is_named(reader_of: ReaderOf) -> None:
    from shopify_world import make_world, running

    app = create_app(make_world(), tokens={TOKEN: SCOPES - {"read_customers"}})
    with running(app) as shop, pytest.raises(NotAllowed, match="read_customers"):
        all_rows(reader_of(shop), "customers")


def test_a_query_that_the_schema_refuses_says_why(shop: Shop, reader_of: ReaderOf) -> None:
    with pytest.raises(BadReply, match="Field 'nmae' doesn't exist on type 'Shop'"):
        reader_of(shop)._client.ask("{ shop { nmae } }")


def test_a_search_that_shopify_ignores_is_not_taken_for_everything(shop: Shop, reader_of: ReaderOf) -> None:
    with pytest.raises(BadReply, match="did not understand the search 'colour:red'"):
        reader_of(shop)._client.ask('{ orders(first: 1, query: "colour:red") { nodes { id } } }')


@pytest.mark.parametrize("reply", [[], {"data": None}, {"errors": "Unavailable Shop"}, {"data": {"shop": None}}])
def test_a_reply_without_shape_is_a_bad_reply(shop: Shop, reader_of: ReaderOf, reply: Any) -> None:
    from connectors.http import HttpSeam
    from connectors.shopify.client import ShopifyClient

    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json=reply))
    client = ShopifyClient(HttpSeam("shop", "http://shop.test", transport=transport), "2026-07", 10)
    with pytest.raises(BadReply):
        list(client.pages("{ x }", "orders"))


def test_faults_can_be_queued_from_another_process(shop: Shop, reader_of: ReaderOf) -> None:
    address = f"{shop.url}/_control/faults"
    queued = httpx.post(address, json=[{"kind": "status", "status": 401, "root": "locations"}])
    assert [fault["kind"] for fault in queued.json()] == ["status"]
    assert httpx.post(address, json=[{"knd": "status"}]).status_code == 400
    assert all_rows(reader_of(shop), "product_variants")
    with pytest.raises(WrongCredential):
        all_rows(reader_of(shop), "locations")
    assert httpx.delete(address).json() == []
