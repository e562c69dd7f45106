"""Every planted story is really in the data, not only in the list of stories."""

from typing import Any

import pandas as pd
import pytest

from sandbox.simulation.catalogue import HAM
from sandbox.world import World, simulate

HAMBURG = HAM + 1


@pytest.fixture(scope="module", params=[7, 11])
def told(request: pytest.FixtureRequest, world: World) -> World:
    """The default company, and one of another seed: stories may not depend on luck."""
    return world if request.param == 7 else simulate(seed=request.param, products=60, days=250)


def _story(world: World, name: str) -> Any:
    found = world.stories[world.stories["story"] == name]
    assert len(found) == 1
    return found.iloc[0]


def _stock(world: World, product: int, location: int) -> Any:
    balances = world.balances().set_index(["product_no", "location_no"])
    return balances.loc[(product, location)]


def _open_units(world: World, product: int, location: int) -> int:
    lines = world.purchase_order_lines.merge(world.purchase_orders, on="po_no").merge(world.products, on="product_no")
    lines = lines[lines["status"].isin(["confirmed", "pending"])]
    lines = lines[(lines["product_no"] == product) & (lines["location_no"] == location)]
    return int(((lines["quantity"] - lines["received_qty"]) * lines["units_per_purchase_uom"]).sum())


def _daily_demand(world: World, product: int, location: int, days: int = 90) -> float:
    lines = world.order_lines.merge(world.orders, on="order_no")
    lines = lines[(lines["product_no"] == product) & (lines["location_no"] == location)]
    recent = lines["ordered_at"] >= pd.Timestamp(world.end_on) - pd.Timedelta(days=days - 1)
    return float((lines["quantity"] - lines["cancelled_qty"])[recent].sum()) / days


def test_three_names(told: World) -> None:
    product = told.products.set_index("product_no").loc[_story(told, "three_names")["product_no"]]
    names = (product["sku"], product["shop_sku"], product["shop_title"], product["wms_code"])
    assert names == ("SKU-10086", "HOT-A", "爆款A", "WH-7781")
    assert product["barcode"]
    wms = told.locations.set_index("record").loc["wms", "location_no"]
    assert ((told.movements["product_no"] == product.name) & (told.movements["location_no"] == wms)).any()


def test_below_reorder_point(told: World) -> None:
    story = _story(told, "below_reorder_point")
    stock = _stock(told, story["product_no"], story["location_no"])
    terms = told.supplier_products[told.supplier_products["product_no"] == story["product_no"]]
    demand = _daily_demand(told, story["product_no"], story["location_no"])
    position = stock["on_hand"] - stock["reserved"] + _open_units(told, story["product_no"], story["location_no"])
    assert demand > 0
    assert position <= demand * (terms["lead_time_days"].min() + 7)


def test_oversold(told: World) -> None:
    story = _story(told, "oversold")
    stock = _stock(told, story["product_no"], story["location_no"])
    assert stock["reserved"] > stock["on_hand"]
    lines = told.order_lines.merge(told.orders[told.orders["status"] == "confirmed"], on="order_no")
    here = (lines["product_no"] == story["product_no"]) & (lines["location_no"] == story["location_no"])
    assert lines[here]["order_no"].nunique() >= 5
    assert _open_units(told, story["product_no"], story["location_no"]) > 0


def test_overstocked_slow(told: World) -> None:
    story = _story(told, "overstocked_slow")
    stock = _stock(told, story["product_no"], story["location_no"])
    assert stock["on_hand"] > 2 * 365 * _daily_demand(told, story["product_no"], story["location_no"])
    assert stock["on_hand"] > 150


def test_overdue_receipt(told: World) -> None:
    story = _story(told, "overdue_receipt")
    lines = told.purchase_order_lines.merge(told.purchase_orders, on="po_no")
    line = lines[lines["number"] == story["detail"].split()[0]].iloc[0]
    assert (line["status"], line["received_qty"]) == ("confirmed", 0)
    assert (pd.Timestamp(told.end_on) - line["promised_on"]).days == 9
    assert line["confirmed_at"] < line["promised_on"]


def test_order_in_two_systems(told: World) -> None:
    shop = told.orders[told.orders["in_shop"]]
    assert 0.02 < shop["in_erp"].mean() < 0.04
    assert _story(told, "order_in_two_systems")["detail"].split()[-1] in set(shop.loc[shop["in_erp"], "number"])
    assert not told.orders.loc[told.orders["channel"] == "wholesale", "in_shop"].any()
    assert (told.orders["in_shop"] | told.orders["in_erp"]).all()


def test_pack_of_12(told: World) -> None:
    product = told.products.set_index("product_no").loc[_story(told, "pack_of_12")["product_no"]]
    assert (product["uom"], product["purchase_uom"], product["units_per_purchase_uom"]) == ("Units", "Case of 12", 12)
    lines = told.purchase_order_lines[told.purchase_order_lines["product_no"] == product.name]
    assert (lines["uom"] == "Case of 12").all()
    assert len(lines) > 0


def test_unknown_sku(told: World) -> None:
    story = _story(told, "unknown_sku")
    product = told.products.set_index("product_no").loc[story["product_no"]]
    assert (product["shop_sku"], product["sku"], product["barcode"]) == (story["detail"], None, None)
    lines = told.order_lines.merge(told.orders, on="order_no")
    lines = lines[lines["product_no"] == story["product_no"]]
    assert len(lines) == 3
    assert lines["in_shop"].all()
    assert not (told.movements["product_no"] == story["product_no"]).any()
    assert not (told.supplier_products["product_no"] == story["product_no"]).any()


def test_damaged_return(told: World) -> None:
    story = _story(told, "damaged_return")
    returned = told.returns.set_index("return_no").loc[int(story["detail"].split()[1])]
    assert returned["disposition"] == "damaged"
    assert _stock(told, story["product_no"], story["location_no"])["damaged"] >= 1


def test_stories_are_about_different_products(told: World) -> None:
    named = told.stories.loc[told.stories["story"] != "damaged_return", "product_no"].dropna()
    assert named.is_unique


def test_hamburg_is_the_first_location(told: World) -> None:
    assert told.locations.set_index("location_no").loc[HAMBURG, "code"] == "HAM"
