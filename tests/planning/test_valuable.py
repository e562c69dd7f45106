"""statsforecast's models for valuable items: who is tried, what is taken, and what becomes of a model that fails."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bench.series import generated
from planning import forecast
from planning.forecast import demand_forecast
from planning.forecasting import valuable
from planning.forecasting.choose import Chosen, choose
from planning.forecasting.fitted import DAMPING, Fitted
from planning.forecasting.library import COMBINED, combined
from planning.forecasting.pooled import FEWEST_SERIES
from planning.forecasting.seasons import AHEAD, seasons
from planning.forecasting.shapes import choose_shape, year_errors
from planning.forecasting.valuable import choose_library

AS_OF = date(2026, 6, 29)
WEEKS = 104


def shifting(count: int, weeks: int = WEEKS + 4) -> Any:
    """Levels that step now and then, as when a customer comes or goes."""
    return generated("level shifts", 60)[:count, :weeks]


def with_library(units: Any) -> tuple[Chosen, Chosen]:
    regular = np.ones(len(units), bool)
    own = choose_shape(units, choose(units), regular)
    return own, choose_library(units, own, regular)


class Said:
    """A model that says the same at every origin; with one number it is that number, whatever it is given."""

    def __init__(self, path: Any) -> None:
        self.path = path

    def fit(self, y: Any) -> "Said":
        if self.path is None:
            raise Exception("no model able to be fitted")  # noqa: TRY002 as statsforecast does
        return self

    def forward(self, y: Any, h: int) -> dict[str, Any]:
        return {"mean": np.full(h, self.path, dtype=float)}


def test_the_median_is_taken_where_it_errs_less_over_all() -> None:
    units = shifting(60)
    own, chosen = with_library(units[:, :WEEKS])
    assert (chosen.method == COMBINED).mean() > 0.5
    ours, theirs = (year_errors(units[:, :WEEKS], one.fitted, 52).mean() for one in (own, chosen))
    assert theirs < ours
    assert np.isfinite(chosen.fitted.path(AHEAD)).all()


def test_few_series_leave_their_own_choice_only_for_a_clearly_better_one() -> None:
    units = shifting(FEWEST_SERIES - 1)[:, :WEEKS]
    own, chosen = with_library(units)
    left = chosen.method != own.method
    assert 0 < left.sum() < len(left)
    before, after = (year_errors(units, one.fitted, 52)[left] for one in (own, chosen))
    assert (after < 0.9 * before).all()


def test_a_model_that_raises_or_says_nothing_finite_is_no_candidate_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    models = {"raises": lambda: Said(None), "infinite": lambda: Said(np.inf), "right": lambda: Said(80.0)}
    monkeypatch.setattr(valuable, "steady_models", lambda: models)
    units = 80 + 20 * np.random.default_rng(2).standard_normal((40, WEEKS))
    units[:, ::7] = 80.0
    own = Chosen(np.array(["naive"] * 40, object), units[:, -1], naive_of(units), np.full(40, 50.0),
                 np.full(40, 50.0), np.full(40, 100))  # fmt: skip
    chosen = choose_library(units, own, np.ones(40, bool))
    assert set(chosen.method) == {"right, without raises, without infinite"}
    assert chosen.level == pytest.approx(80)


def naive_of(units: Any) -> Fitted:
    return Fitted(np.column_stack([np.full(len(units), np.nan), units]))


def test_where_every_model_fails_our_own_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valuable, "steady_models", lambda: {"raises": lambda: Said(None)})
    own, chosen = with_library(shifting(3)[:, :WEEKS])
    assert chosen.method.tolist() == [f"{name}, without raises" for name in own.method]
    assert np.array_equal(chosen.fitted.path(AHEAD), own.fitted.path(AHEAD))


def test_weeks_without_stock_and_before_the_first_sale_are_borne() -> None:
    units = shifting(40)[:, :WEEKS]
    units[:5, 60:64], units[5:10, :3] = np.nan, np.nan
    _, chosen = with_library(units)
    assert not any("without" in name for name in chosen.method)
    assert np.isfinite(chosen.level).all()


def test_a_season_stays_on_a_models_forecast() -> None:
    made, at = np.random.default_rng(4), np.arange(WEEKS + AHEAD)
    truth = made.uniform(40, 90, (40, 1)) * (1 + 0.5 * np.sin(2 * np.pi * at / 52))
    units, regular = made.poisson(truth[:, :WEEKS]).astype(float), np.ones(40, bool)
    found = seasons(units, np.full(40, "tents", object), regular)
    chosen = choose_library(units, choose_shape(units, choose(units), regular, found), regular, found)
    modelled = np.array([name.startswith(COMBINED) for name in chosen.method])
    assert modelled.any() and all("season" in name for name in chosen.method[modelled])
    said = chosen.fitted.path(AHEAD)[modelled]
    assert np.abs(said - truth[modelled, WEEKS:]).sum() < 0.1 * truth[modelled, WEEKS:].sum()


def test_rare_series_are_tried_with_models_of_rare_demand() -> None:
    made = np.random.default_rng(5)
    units = (made.random((40, WEEKS)) < 0.25) * (1.0 + made.poisson(5, (40, WEEKS)))
    chosen = choose_library(units, choose(units), np.zeros(40, bool))
    assert not any("without" in name for name in chosen.method)
    assert chosen.level == pytest.approx(choose(units).level, abs=3), "a model of the same demand"


def test_the_median_goes_the_middle_way_bucket_by_bucket() -> None:
    flat, none = np.array([[10.0, 10.0]]), np.zeros((1, 2))
    steep = Fitted(flat, np.array([[0.0, 1e6]]))
    middle = combined(Fitted(flat), [Fitted(flat + 2, none), steep])
    assert middle.path(3)[0] == pytest.approx([12, 12, 12]), "one that runs away is not followed"
    damped = combined(Fitted(flat, none + 1, None, DAMPING), [Fitted(flat, none + 1), Fitted(flat, none + 1)])
    assert damped.path(AHEAD)[0] == pytest.approx(Fitted(flat, none + 1).path(AHEAD)[0])


def company(classes: list[str], costs: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = [f"p{place}" for place in range(len(classes))]
    items = pd.DataFrame({"product_id": names, "location_id": "l", "demand_window_days": 90, "abc_class": classes,
                          "unit_cost_amount": costs})  # fmt: skip
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=7 * WEEKS)
    made = np.random.default_rng(6)
    rows = [pd.DataFrame({"product_id": name, "location_id": "l", "demand_on": days, "returned_qty": 0.0,
                          "quantity": made.poisson(9, len(days)) + 1.0}) for name in names]  # fmt: skip
    return items, pd.concat(rows)


@pytest.mark.parametrize(("most", "tried"), [(0, 0), (1, 1), (2, 2), (50, 3)])
def test_only_the_most_valuable_of_class_a_are_tried(monkeypatch: pytest.MonkeyPatch, most: int, tried: int) -> None:
    seen: list[Any] = []

    def spy(units: Any, chosen: Any, *rest: Any) -> Any:
        seen.append(units.sum(axis=1))
        return chosen

    monkeypatch.setattr(forecast, "choose_library", spy)
    items, history = company(["A", "B", "A", "A", "C"], [3.0, 90.0, 9.0, 1.0, 90.0])
    table, _ = demand_forecast(items, history, np.full(5, 21.0), AS_OF, library_items=most)
    plain, _ = demand_forecast(items, history, np.full(5, 21.0), AS_OF)
    assert sum(len(one) for one in seen) == tried
    pd.testing.assert_frame_equal(table, plain)
    if most == 1:
        assert seen[0] == history.loc[history["product_id"] == "p2", "quantity"].sum(), "the dearest of class A"


def test_the_plan_does_the_same_twice() -> None:
    items, history = company(["A"] * 4, [1.0, 2.0, 3.0, 4.0])
    one, other = (demand_forecast(items, history, np.full(4, 21.0), AS_OF, library_items=4) for _ in range(2))
    pd.testing.assert_frame_equal(one[0], other[0])
    assert np.array_equal(one[1], other[1])


def test_measures_by_hand() -> None:
    """Twenty weeks of 10, but 20 in the last but one: the mean said 10 before it and 200 / 19 after it."""
    weeks = np.array([10.0] * 18 + [20.0, 10.0])
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=140)
    history = pd.DataFrame({"product_id": "p", "location_id": "l", "demand_on": days, "returned_qty": 0.0,
                            "quantity": np.repeat(weeks / 7, 7)})  # fmt: skip
    items = pd.DataFrame({"product_id": ["p"], "location_id": "l", "demand_window_days": 90})
    found = demand_forecast(items, history, [7.0], AS_OF)[0].iloc[0]
    over = 200 / 19 - 10
    assert (found["method"], found["demand_class"]) == ("mean", "smooth")
    assert found["wape"] == pytest.approx((10 + over) / 200)
    assert found["bias"] == pytest.approx((over - 10) / 200)
    assert found["mase"] == pytest.approx((10 + over) / 20), "two steps of 10 among 19"
    assert found["value_added"] == pytest.approx(100 * (20 - 10 - over) / 200), "naive errs by 10 twice"
    spread = np.sqrt((100 + over**2) / 19)
    tails = 0.1 * 1.281552 + 0.05 * 1.644854 + 0.01 * 2.326348
    assert found["pinball"] == pytest.approx((5 * spread * tails + 0.66 * over) / 20, rel=1e-5), "5 weeks, 4 quantiles"
