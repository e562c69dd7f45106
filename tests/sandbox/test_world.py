"""The simulated company holds together: same seed same world, balances follow movements, every key resolves."""

from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from sandbox.simulation.frames import FRAMES, frame
from sandbox.simulation.words import check_digit
from sandbox.world import World, simulate

KEYS = {
    "supplier_no": "suppliers",
    "product_no": "products",
    "location_no": "locations",
    "customer_no": "customers",
    "order_no": "orders",
    "line_no": "order_lines",
    "return_no": "returns",
    "po_no": "purchase_orders",
    "po_line_no": "purchase_order_lines",
}
OWN_KEY = {"locations", "suppliers", "products", "customers", "orders", "order_lines", "returns", "receipts"}
OWN_KEY |= {"purchase_orders", "purchase_order_lines", "movements", "promotions"}


def test_same_seed_same_world(small_world: World) -> None:
    again = simulate(seed=3, products=40, days=120)
    for name, rows in small_world.frames().items():
        assert_frame_equal(rows, again.frames()[name])


def test_other_seed_other_world(small_world: World) -> None:
    other = simulate(seed=4, products=40, days=120)
    assert not small_world.orders.equals(other.orders)
    assert not small_world.movements.equals(other.movements)


def test_the_default_company_has_the_promised_size(world: World) -> None:
    assert (len(world.suppliers), len(world.locations)) == (8, 3)
    assert world.products["sku"].nunique() == 200
    assert set(world.purchase_orders["currency"]) == {"EUR", "CNY"}
    assert 20_000 <= len(world.orders) <= 25_000
    assert 38_000 <= len(world.order_lines) <= 50_000
    assert (world.locations["record"] == "wms").sum() == 1
    span = world.orders["ordered_at"].max() - world.orders["ordered_at"].min()
    assert span.days in (729, 730)


@pytest.mark.parametrize("name", FRAMES)
def test_frames_have_the_declared_columns(small_world: World, name: str) -> None:
    rows = small_world.frames()[name]
    assert list(rows.columns) == list(FRAMES[name])
    assert rows.dtypes.equals(frame(name, []).dtypes)


@pytest.mark.parametrize("name", sorted(OWN_KEY))
def test_numbers_run_from_one(world: World, name: str) -> None:
    numbers = world.frames()[name].iloc[:, 0]
    assert numbers.tolist() == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", [name for name in FRAMES if name != "customers"])
def test_every_foreign_key_resolves(world: World, name: str) -> None:
    rows = world.frames()[name]
    for column, target in KEYS.items():
        if column in rows:
            assert rows[column].dropna().isin(world.frames()[target][column]).all(), column
    for column in ("parent_no", "component_no"):
        if column in rows:
            assert rows[column].isin(world.products["product_no"]).all()


def test_balances_are_sums_of_movements(world: World) -> None:
    place = ["product_no", "location_no"]
    balances = world.balances().set_index(place)
    sellable = world.movements[world.movements["stock_status"] == "sellable"].groupby(place)["quantity"].sum()
    damaged = world.movements[world.movements["stock_status"] == "damaged"].groupby(place)["quantity"].sum()
    assert balances["on_hand"].sum() == sellable.sum()
    assert (balances["on_hand"].reindex(sellable.index) == sellable).all()
    assert (balances["damaged"].reindex(damaged.index) == damaged).all()
    assert balances.index.is_unique


def test_stock_is_never_below_zero_at_any_moment(world: World) -> None:
    ordered = world.movements.sort_values(["moved_at", "movement_no"])
    running = ordered.groupby(["product_no", "location_no", "stock_status"])["quantity"].cumsum()
    assert running.min() >= 0


def test_nothing_happens_after_the_end(world: World) -> None:
    end = pd.Timestamp(world.end_on) + pd.Timedelta(hours=22)
    for name, column in (
        ("orders", "updated_at"),
        ("order_lines", "shipped_at"),
        ("returns", "returned_at"),
        ("receipts", "received_at"),
        ("movements", "moved_at"),
        ("purchase_orders", "updated_at"),
        ("products", "updated_at"),
        ("customers", "created_at"),
    ):
        assert world.frames()[name][column].max() <= end, name


def test_opening_comes_first(world: World) -> None:
    opening = world.movements[world.movements["movement_type"] == "opening"]
    assert opening["moved_at"].max() <= world.movements["moved_at"].min()
    assert not opening.duplicated(["product_no", "location_no"]).any()


def test_sale_movements_equal_what_was_shipped(world: World) -> None:
    sold = -world.movements[world.movements["movement_type"] == "sale"].groupby("line_no")["quantity"].sum()
    shipped = world.order_lines.set_index("line_no")["shipped_qty"]
    assert shipped[shipped > 0].to_dict() == sold.to_dict()


def test_order_lines_add_up_and_states_agree(world: World) -> None:
    lines = world.order_lines.merge(world.orders, on="order_no")
    waiting = lines["quantity"] - lines["shipped_qty"] - lines["cancelled_qty"]
    assert (waiting >= 0).all()
    assert (waiting[lines["status"].isin(["done", "cancelled"])] == 0).all()
    assert (waiting.groupby(lines["order_no"]).sum()[world.orders["status"].eq("confirmed").to_numpy()] > 0).all()
    assert (lines.loc[lines["status"].isin(["cancelled", "draft"]), "shipped_qty"] == 0).all()
    assert (lines["shipped_at"].dropna() > lines.loc[lines["shipped_at"].notna(), "ordered_at"]).all()
    assert world.orders["cancelled_at"].notna().equals(world.orders["status"] == "cancelled")
    assert world.orders["number"].is_unique


def test_every_state_of_an_order_occurs(world: World) -> None:
    assert set(world.orders["status"]) == {"draft", "confirmed", "done", "cancelled"}
    assert {"pending", "confirmed", "done", "cancelled"} >= set(world.purchase_orders["status"])
    lines = world.purchase_order_lines.merge(world.purchase_orders, on="po_no")
    waiting = lines[lines["status"].isin(["confirmed", "pending"])]
    assert ((waiting["received_qty"] > 0) & (waiting["received_qty"] < waiting["quantity"])).any()


def test_returns_are_no_more_than_was_shipped(world: World) -> None:
    back = world.returns.groupby("line_no")["quantity"].sum()
    shipped = world.order_lines.set_index("line_no")["shipped_qty"].reindex(back.index)
    assert (back <= shipped).all()
    returned = world.returns.merge(world.order_lines[["line_no", "shipped_at"]], on="line_no")
    assert set(world.returns["disposition"]) == {"sellable", "damaged"}
    assert (returned["returned_at"] > returned["shipped_at"]).mean() > 0.95


def test_receipts_are_no_more_than_was_ordered(world: World) -> None:
    lines = world.purchase_order_lines.merge(world.products[["product_no", "units_per_purchase_uom"]], on="product_no")
    lines = lines.set_index("po_line_no")
    received = world.receipts.groupby("po_line_no")["quantity"].sum().reindex(lines.index, fill_value=0)
    assert (received == lines["received_qty"] * lines["units_per_purchase_uom"]).all()
    assert (lines["received_qty"] <= lines["quantity"]).all()
    assert (world.receipts["rejected_qty"] <= world.receipts["quantity"]).all()
    confirmed = world.receipts.merge(world.purchase_order_lines, on="po_line_no").merge(
        world.purchase_orders, on="po_no"
    )
    assert (confirmed["received_at"] > confirmed["confirmed_at"]).all()


def test_receipt_movements_equal_receipts(world: World) -> None:
    moved = world.movements[world.movements["movement_type"] == "receipt"].groupby("po_line_no")["quantity"].sum()
    received = world.receipts.groupby("po_line_no")["quantity"].sum()
    assert moved.to_dict() == received.to_dict()


def test_production_takes_what_the_recipe_says(world: World) -> None:
    made = world.movements[world.movements["movement_type"] == "production_in"].set_index("production_no")
    used = world.movements[world.movements["movement_type"] == "production_out"]
    recipe = world.bom_lines.merge(made.reset_index(), left_on="parent_no", right_on="product_no")
    recipe["needed"] = recipe["quantity"] * recipe["quantity_per"]
    both = used.merge(recipe, left_on=["production_no", "product_no"], right_on=["production_no", "component_no"])
    assert len(both) == len(used) == len(recipe) > 0
    assert (both["needed"] == -both["quantity_x"]).all()


def test_boms_have_two_levels_and_no_cycle(world: World) -> None:
    parts = world.bom_lines.groupby("parent_no")["component_no"].apply(list).to_dict()

    def depth(product: int, above: tuple[int, ...] = ()) -> int:
        assert product not in above
        return 1 + max((depth(part, (*above, product)) for part in parts.get(product, [])), default=-1)

    assert max(depth(parent) for parent in parts) == 2
    assert set(parts) == set(world.products.loc[world.products["is_assembled"], "product_no"])


def test_barcodes_are_valid_and_unique(world: World) -> None:
    barcodes = world.products["barcode"].dropna()
    assert barcodes.is_unique
    for barcode in barcodes:
        digits = [int(digit) for digit in barcode]
        assert len(digits) == 13
        assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def test_the_check_digit_of_a_well_known_barcode() -> None:
    assert check_digit("400638133393") == "1"


def test_codes_are_unique(world: World) -> None:
    for column in ("sku", "shop_sku", "wms_code", "name", "name_zh"):
        assert world.products[column].dropna().is_unique, column
    assert world.customers["email"].is_unique


def test_suppliers_differ_in_time_price_and_quality(world: World) -> None:
    ordered = world.purchase_order_lines.drop(columns="quantity").merge(world.purchase_orders, on="po_no")
    lines = world.receipts.merge(ordered, on="po_line_no").merge(world.suppliers, on="supplier_no")
    late = (lines["received_at"].dt.normalize() > lines["promised_on"]).groupby(lines["code"]).mean()
    assert late["NINGBO"] > 0.3
    assert late["ALPINA"] < 0.15
    quality = lines.groupby("code")["rejected_qty"].sum() / lines.groupby("code")["quantity"].sum()
    assert quality["SHENLIANG"] == quality.max() > 0.005
    assert quality["NORDVIK"] == 0
    spread = lines.groupby(["code", "product_no"])["unit_price"].agg(lambda prices: prices.std() / prices.mean())
    assert spread["BALTIC"].mean() > spread["ALPINA"].mean() > 0


def test_the_company_is_mostly_healthy(world: World) -> None:
    balances = world.balances()
    assert (balances["reserved"] > balances["on_hand"]).sum() < 0.05 * len(balances)
    assert (balances["on_hand"] == 0).sum() < 0.1 * len(balances)


def test_demand_has_week_and_season(world: World) -> None:
    planted_on = pd.Timestamp(world.end_on)  # a Saturday
    wholesale = world.orders[(world.orders["channel"] == "wholesale") & (world.orders["ordered_at"] < planted_on)]
    assert (wholesale["ordered_at"].dt.dayofweek < 5).all()
    lines = world.order_lines.merge(world.orders, on="order_no").merge(world.products, on="product_no")
    tents = lines[lines["category"] == "Tents"].groupby(lines["ordered_at"].dt.quarter)["quantity"].sum()
    assert tents[3] > 1.5 * tents[1]


def test_too_small_a_company_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        simulate(products=3)


@pytest.mark.parametrize("locations", [1, 4])
def test_other_numbers_of_locations(locations: int) -> None:
    made = simulate(seed=1, products=20, locations=locations, days=90, end_on=date(2025, 3, 1))
    assert len(made.locations) == locations
    assert set(made.stories["story"]) >= {"oversold", "three_names", "overdue_receipt"}
    assert made.movements["moved_at"].max() < pd.Timestamp(2025, 3, 2)
