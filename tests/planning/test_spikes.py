"""Entry errors are found, said and left out; steps, promotions and lumps are not taken for them."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from planning.facts import Facts
from planning.forecasting.spikes import without_spikes
from planning.replenish import make_plan
from tests.planning.test_replenish import AS_OF, history, item

MADE = np.random.default_rng(4)
USUAL = (MADE.poisson(10, 200) + 1.0).tolist()


def found(sizes: list[float]) -> list[float]:
    return [float(size) for size in without_spikes(history(sizes))[1]["quantity"]]


def with_days(changes: dict[int, float]) -> list[float]:
    return [changes.get(day, size) for day, size in enumerate(USUAL)]


def test_an_error_is_found_and_two_do_not_hide_each_other() -> None:
    assert found(with_days({150: 10_000})) == [10_000]
    assert sorted(found(with_days({50: 9_000, 150: 10_000}))) == [9_000, 10_000]


@pytest.mark.parametrize(
    "sizes",
    [
        USUAL,
        with_days({150: 110, 151: 120, 152: 90}),
        with_days({150: 900, 151: 1_000}),
        USUAL[:150] + [1_000.0] * 50,
        [10.0, 12.0, 10_000.0],
        np.exp(MADE.normal(2, 1.2, 200)).tolist(),
        [1.0] * 12 + [12.0],
    ],
    ids=["usual", "promotion", "two days that confirm each other", "step", "too few days", "lumps", "one dozen"],
)
def test_what_happened_is_no_error(sizes: list[float]) -> None:
    assert found(sizes) == []


def test_the_plan_leaves_it_out_of_level_and_spread_and_says_so() -> None:
    def plan(sizes: list[float]) -> Any:
        return make_plan(pd.DataFrame([item()]), history(sizes), Facts(), AS_OF)

    usual, wrong = plan(USUAL), plan(with_days({150: 10_000}))
    for column in ("mean_daily_demand", "demand_std_daily", "error_std"):
        assert wrong.expected.forecast[column].iloc[0] == pytest.approx(
            usual.expected.forecast[column].iloc[0], rel=0.05
        )
    (hold,) = wrong.time_phased["plan_holds"].to_dict("records")
    assert hold["part"] == "demand" and "10,000 were asked for, the usual is 11" in hold["reason"]
    assert usual.time_phased["plan_holds"].empty


def test_the_customers_part_and_other_products_stay_as_they_are() -> None:
    both = pd.concat([history(with_days({150: 10_000})).assign(customer_qty=lambda rows: rows["quantity"] / 2),
                      history(USUAL, "p2")], ignore_index=True)  # fmt: skip
    clean, errors = without_spikes(both)
    assert errors["product_id"].tolist() == ["p1"]
    assert clean.loc[150, ["quantity", "customer_qty"]].tolist() == [11.0, 5.5]
    assert clean.drop(index=150).equals(both.drop(index=150))
