"""The reader brings the whole shop, what changed, and no person's name. Over real HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from shopify_world import DAY, START, TITLES, TOKEN, Shop, all_rows, make_world, running

from connectors.errors import NotAllowed, RateLimited
from connectors.shopify.reader import ShopifyReader
from connectors.shopify.streams import SYSTEM
from sandbox.shopify.engine import answer
from sandbox.shopify.resolvers import SCOPES
from sandbox.shopify.server import create_app
from sandbox.world import World, simulate

ReaderOf = Callable[..., ShopifyReader]


def instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize("stream", [stream.name for stream in SYSTEM.streams])
def test_rows_have_the_declared_columns_and_no_person(shop: Shop, reader_of: ReaderOf, stream: str) -> None:
    declared = SYSTEM.stream(stream)
    rows = all_rows(reader_of(shop), stream)
    assert rows
    for row in rows:
        assert set(row) == set(declared.columns)
        assert all(row[column] is not None for column in {*declared.key, *declared.required})
        assert "example." not in str(row) and "小明" not in str(row)


def test_full_read_equals_a_simulated_world(reader_of: ReaderOf) -> None:
    world = simulate(seed=3, products=20, days=90)
    with running(create_app(world)) as shop:
        reader = reader_of(shop)
        found = {stream.name: all_rows(reader, stream.name) for stream in reader.streams()}
    orders = world.orders[world.orders.in_shop]
    lines = world.order_lines[world.order_lines.order_no.isin(orders.order_no)]
    returns = world.returns[world.returns.line_no.isin(lines.line_no)]
    assert {row["name"] for row in found["orders"]} == set(orders.number)
    assert len(found["orders"]) == len(orders) and len(found["order_lines"]) == len(lines)
    assert sum(row["quantity"] for row in found["order_lines"]) == int(lines.quantity.sum())
    assert sum(row["discount_amount"] for row in found["order_lines"]) == Decimal(f"{lines.discount_amount.sum():.2f}")
    gross = sum(row["quantity"] * row["unit_price"] for row in found["order_lines"])
    assert gross == Decimal(f"{(lines.quantity * lines.unit_price).sum():.2f}")
    back = [row for row in found["refund_lines"] if row["restock_type"] != "CANCEL"]
    assert sum(row["quantity"] for row in back) == int(returns.quantity.sum()) and len(back) == len(returns)
    undone = [row for row in found["refund_lines"] if row["restock_type"] == "CANCEL"]
    assert sum(row["quantity"] for row in undone) == int(lines.cancelled_qty.sum())
    assert len(found["product_variants"]) == (world.products.is_sold & world.products.shop_sku.notna()).sum()
    assert {row["customer_id"] for row in found["customers"]} == {row["customer_id"] for row in found["orders"]}
    _check_stock(world, found["inventory_levels"])


def _check_stock(world: World, levels: list[dict[str, Any]]) -> None:
    balances = world.balances().merge(
        world.products[world.products.shop_sku.notna() & world.products.is_sold], on="product_no"
    )
    assert len(levels) == len(balances)
    assert sum(row["on_hand"] for row in levels) == int((balances.on_hand + balances.damaged).sum())
    assert all(row["available"] == row["on_hand"] - row["committed"] - row["damaged"] for row in levels)


def test_titles_arrive_as_they_are(shop: Shop, reader_of: ReaderOf) -> None:
    rows = all_rows(reader_of(shop), "product_variants")
    assert tuple(row["product_title"] for row in rows) == TITLES
    assert rows[0] | {"price": Decimal("19.90"), "unit_cost": Decimal("7.25"), "currency": "EUR"} == rows[0]
    assert rows[0]["updated_at"] == instant(START + DAY)


def test_only_what_changed_is_read(shop: Shop, reader_of: ReaderOf) -> None:
    reader, since = reader_of(shop), instant(START + 60 * 5)
    assert {row["name"] for row in all_rows(reader, "orders", since)} == {"#1001", "#1005", "#1006"}
    assert len(all_rows(reader, "order_lines", since)) == 6
    assert [row["restock_type"] for row in all_rows(reader, "refund_lines", since)] == ["RETURN"]
    assert all_rows(reader, "customers", instant(START + 60 * 7)) == []
    assert [row["sku"] for row in all_rows(reader, "product_variants", instant(START + 2 * DAY))] == [
        "SHOP-2",
        "SHOP-3",
    ]


def test_a_refund_brings_its_order_back(reader_of: ReaderOf) -> None:
    late = instant(START + DAY)
    with running(create_app(make_world(returns=0))) as shop:
        assert all_rows(reader_of(shop), "orders", late) == []
    with running(create_app(make_world(returns=1))) as shop:
        reader = reader_of(shop)
        assert [row["name"] for row in all_rows(reader, "orders", late)] == ["#1001"]
        assert [row["quantity"] for row in all_rows(reader, "refund_lines", late)] == [Decimal(1)]


@pytest.mark.parametrize("orders", [5, 20, 21, 250, 251])
def test_page_boundaries_lose_and_repeat_nothing(reader_of: ReaderOf, orders: int) -> None:
    with running(create_app(make_world(orders=orders, lines=1))) as shop:
        reader = reader_of(shop, page_size=20)
        names = [row["name"] for row in all_rows(reader, "orders")]
        assert sorted(names) == sorted(f"#{1000 + no}" for no in range(1, orders + 1))
        assert len(all_rows(reader, "order_lines")) == orders
        keys = [key for page in reader.keys(SYSTEM.stream("orders")) or () for key in page]
        assert len(keys) == len(set(keys)) == orders


def test_an_order_with_more_lines_and_refunds_than_fit_is_complete(reader_of: ReaderOf) -> None:
    with running(create_app(make_world(orders=3, lines=130, returns=9))) as shop:
        reader = reader_of(shop)
        all_rows(reader, "orders")
        lines, refunds = all_rows(reader, "order_lines"), all_rows(reader, "refund_lines")
    assert len(lines) == len({row["line_id"] for row in lines}) == 390
    assert sum(row["restock_type"] == "CANCEL" for row in refunds) == 130
    assert sum(row["restock_type"] != "CANCEL" for row in refunds) == 9
    assert len({row["refund_line_id"] for row in refunds}) == 139


def test_lines_can_be_read_without_orders_and_from_earlier(shop: Shop, reader_of: ReaderOf) -> None:
    assert len(all_rows(reader_of(shop), "order_lines")) == 12
    reader = reader_of(shop)
    assert len(all_rows(reader, "orders", instant(START + 60 * 5))) == 3
    assert len(all_rows(reader, "order_lines", instant(START + 60 * 4))) == 8
    refunds = all_rows(reader, "refund_lines", None)
    assert sorted(row["restock_type"] for row in refunds) == ["CANCEL", "CANCEL", "RETURN"]
    assert len({row["line_id"] for row in all_rows(reader, "order_lines", None)}) == 12


def test_one_pass_serves_three_streams(shop: Shop, reader_of: ReaderOf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(*args: Any) -> dict[str, Any]:
        asked.append(str(args[4]["query"]).split("(")[0].strip())
        return answer(*args)

    monkeypatch.setattr("sandbox.shopify.server.answer", counted)
    reader = reader_of(shop, page_size=20)
    for stream in ("orders", "order_lines", "refund_lines"):
        all_rows(reader, stream)
    assert asked == ["query Orders", "query Refunds"]


def test_a_small_bucket_is_waited_for(reader_of: ReaderOf) -> None:
    moment = [datetime(2026, 11, 1, tzinfo=UTC)]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moment[0] += timedelta(seconds=seconds)

    app = create_app(make_world(orders=40), clock=lambda: moment[0], bucket=(1000, 50))
    with running(app) as shop:
        assert len(all_rows(reader_of(shop, sleep=sleep), "orders")) == 40
    # 26 orders cost almost the whole bucket, so the next page has to wait for what the first used up.
    assert slept and all(0 < seconds <= 20 for seconds in slept)


def test_a_bucket_below_one_page_makes_the_page_smaller(reader_of: ReaderOf) -> None:
    clock = [datetime(2026, 11, 1, tzinfo=UTC)]
    app = create_app(make_world(), clock=lambda: clock[0], bucket=(90, 10))

    def sleep(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)

    with running(app) as shop:
        assert len(all_rows(reader_of(shop, sleep=sleep, page_size=250), "customers")) == 1


def test_points_that_never_come_back_end_the_read(reader_of: ReaderOf, waits: list[float]) -> None:
    app = create_app(make_world(), clock=lambda: datetime(2026, 11, 1, tzinfo=UTC), bucket=(400, 50))
    app.state.buckets[TOKEN].available = 1
    with running(app) as shop, pytest.raises(RateLimited, match="no points for a query after 30 waits"):
        all_rows(reader_of(shop), "locations")
    assert len(waits) == 30


def test_check_names_missing_scopes(shop: Shop, reader_of: ReaderOf) -> None:
    reader_of(shop).check()
    app = create_app(make_world(), tokens={TOKEN: SCOPES - {"read_all_orders"}})
    with running(app) as other, pytest.raises(NotAllowed, match="lacks the scopes read_all_orders"):
        reader_of(other).check()


def test_keys_are_offered_where_a_sweep_makes_sense(shop: Shop, reader_of: ReaderOf) -> None:
    reader = reader_of(shop)
    found = {stream.name: reader.keys(stream) for stream in reader.streams()}
    counts = {name: sum(map(len, pages)) for name, pages in found.items() if pages is not None}
    assert counts == {"product_variants": 3, "customers": 1, "orders": 6}
