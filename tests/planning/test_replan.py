"""Planning anew what a changed override touches equals planning all anew, to the last number and sentence."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.planning import AS_OF, generate
from planning import part
from planning.facts import Facts
from planning.plan_difference import plan_difference
from planning.policy.changes import ChangeLimits, levels_in_force
from planning.replan import difference, replan
from planning.replenish import WholePlan, plan_basis, plan_whole

SIZE = 60
LIMITS = {"budget_left": 2_000.0, "level_limits": ChangeLimits(share=0.02)}


@cache
def company(is_limited: bool) -> WholePlan:
    """Shared components on two levels, a cycle, open orders; with limits also a budget, smallest orders, old levels."""
    items, history, facts = generate(SIZE)
    stock = {name: items[name] * 0.05 for name in ("on_hand_qty", "inventory_position")}
    items, products, random = items.assign(**stock), items["product_id"], np.random.default_rng(3)
    bom = pd.concat([facts.bom, facts.bom.assign(product_id=products[4], component_id=products[5]).head(1)])
    bom = pd.concat([bom, facts.bom.assign(product_id=products[5], component_id=products[4]).head(1)])
    orders = pd.DataFrame(
        {"order_line_id": [f"l{n}" for n in range(20)], "product_id": products.sample(20, random_state=1)}
    )
    orders = orders.assign(location_id="main", quantity=random.integers(1, 90, 20).astype(float))
    orders["due_on"] = [AS_OF + timedelta(days=int(days)) for days in [*random.integers(-5, 60, 19), 400]]
    facts = replace(
        facts, bom=bom.drop_duplicates(["product_id", "component_id"], ignore_index=True), open_orders=orders
    )
    if not is_limited:
        return plan_whole(plan_basis(items, history, facts, AS_OF))
    suppliers = pd.DataFrame({"supplier_id": facts.sources["supplier_id"].unique(), "min_order_amount": 400.0})
    facts = replace(facts, suppliers=suppliers.reindex(columns=facts.suppliers.columns), **LIMITS)
    prices = {"currency": "EUR", "base_unit_price": items["unit_price"]}
    first = plan_whole(plan_basis(items.assign(**prices), history, facts, AS_OF))
    force = levels_in_force(first.plan.levels, first.plan.expected.forecast, first.plan.level_changes)
    return plan_whole(replace(first.basis, facts=replace(facts, levels_in_force=force)))


def overrides(whole: WholePlan, rows: list[tuple[int, int, int, str, float]]) -> pd.DataFrame:
    """Of item, first day, days, mode and quantity each; an item that is not there is nobody's."""
    products = [*whole.basis.items["product_id"], "nobody"]
    said = [
        {"override_id": f"o{place}", "product_id": products[item], "location_id": "main", "mode": mode,
         "from_on": AS_OF + timedelta(days=first), "to_on": AS_OF + timedelta(days=first + days), "quantity": quantity,
         "decided_at": pd.Timestamp(AS_OF)}
        for place, (item, first, days, mode, quantity) in enumerate(rows)
    ]  # fmt: skip
    return pd.DataFrame(said, columns=list(whole.basis.facts.overrides.columns))


def anew(whole: WholePlan, said: pd.DataFrame) -> WholePlan:
    return plan_whole(replace(whole.basis, facts=replace(whole.basis.facts, overrides=said)))


def assert_same(one: WholePlan, other: WholePlan) -> None:
    frames = other.plan.tables()
    for name, frame in one.plan.tables().items():
        pd.testing.assert_frame_equal(frame, frames[name], obj=name, check_exact=True)
    for mine, theirs in zip(one.needed, other.needed, strict=True):
        pd.testing.assert_frame_equal(mine, theirs, check_exact=True)
    for mine, theirs in zip(one.network.needs, other.network.needs, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    for name in ("orders", "latest", "level"):
        np.testing.assert_array_equal(getattr(one.network, name), getattr(other.network, name))


SAID = st.tuples(
    st.integers(0, SIZE), st.integers(-10, 170), st.integers(0, 60), st.sampled_from(["add", "set"]),
    st.integers(0, 900).map(float),
)  # fmt: skip


@pytest.mark.parametrize("is_limited", [False, True])
@settings(max_examples=12, deadline=None)
@given(first=st.lists(SAID, max_size=4), second=st.lists(SAID, max_size=2))
def test_equals_planning_all_anew_and_goes_on_from_there(is_limited: bool, first: Any, second: Any) -> None:
    whole = company(is_limited)
    for rows in (first, second):
        said = overrides(whole, rows)
        again = replan(whole, said)
        assert_same(again, anew(whole, said))
        whole = again


def test_an_assembly_orders_more_of_its_components_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, planned = company(False), []
    monkeypatch.setattr(part, "net_beside", _noting(planned, part.net_beside))
    again = replan(whole, overrides(whole, [(0, 20, 6, "add", 500.0)]))
    below = set(whole.basis.facts.bom.query("product_id == @whole.basis.items.product_id[0]")["component_id"])
    found = difference(whole, again)
    assert 1 < sum(planned) < SIZE
    assert found["change_qty"].gt(0).any()
    assert set(found["product_id"]) & below
    frames = [
        {name: one.plan.tables()[name] for name in ("forecast", "levels", "planned_orders")} for one in (whole, again)
    ]
    pd.testing.assert_frame_equal(found, plan_difference(*frames))


def _noting(planned: list[int], net_beside: Any) -> Any:
    def noting(problem: Any, *given: Any) -> Any:
        planned.append(problem.items)
        return net_beside(problem, *given)

    return noting


def test_the_horizon_of_yearly_needs_moves_with_the_last_demand() -> None:
    """Without any forecast one override is all the demand there is, and every message on minimums hangs on its day."""
    items, history, facts = generate(SIZE)
    facts = replace(facts, open_orders=Facts().open_orders)
    whole = plan_whole(plan_basis(items, history.head(0), facts, AS_OF))
    said = overrides(whole, [(30, 100, 3, "add", 5.0)])
    assert whole.network.last_demand() is None
    assert_same(replan(whole, said), anew(whole, said))
    again = replan(whole, said)
    assert_same(replan(again, overrides(whole, [])), whole)


def test_saying_the_same_in_other_words_plans_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = company(False)
    again = replan(whole, overrides(whole, [(3, 20, 6, "add", 0.0), (SIZE, 20, 6, "add", 9.0)]))
    assert len(again.plan.time_phased["planned_orders"]) == len(whole.plan.time_phased["planned_orders"])
    assert "nobody" in set(again.plan.time_phased["plan_holds"]["product_id"])
    assert_same(again, anew(whole, again.basis.facts.overrides))
