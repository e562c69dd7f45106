"""What holds for every company: agreement with the slow reference, conservation, independence of order, monotony."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.netting.pegging import pegs_frame
from planning.netting.projection import balances
from tests.planning import slow_mrp
from tests.planning.netting_companies import by_part, companies, comparable, frames, planned
from tests.planning.slow_mrp import Part

MANY = settings(max_examples=150, deadline=None)


@MANY
@given(companies())
def test_equals_the_slow_reference(parts: dict[str, Part]) -> None:
    found = by_part(*planned(frames(parts)))
    assert found == {name: sorted(orders) for name, orders in slow_mrp.plan(parts).items()}


@MANY
@given(companies())
def test_nothing_is_created_or_lost(parts: dict[str, Part]) -> None:
    """Opening + receipts + planned - demand - components = closing, at every item; and pegs use each side once."""
    problem, netted = planned(frames(parts))
    closing = balances(problem, netted).groupby("item")["balance"].last()
    planned_qty = np.bincount(netted.orders.item, netted.orders.qty, problem.items)
    taken = np.bincount(netted.needs.item, netted.needs.qty, problem.items)
    for item, part in enumerate(parts.values()):
        moved = sum(qty for _, qty in part.receipts) - sum(qty for _, qty in part.demand)
        assert closing[item] == pytest.approx(part.on_hand + moved + planned_qty[item] - taken[item])
    pegs = pegs_frame(problem, netted, np.ones(problem.items, bool))
    served = pegs[pegs["supply_kind"] == "planned order"].groupby("order")["qty"].sum()
    assert served.to_dict() == pytest.approx(dict(enumerate(netted.orders.qty)))
    asked = pegs[pegs["demand_kind"] == "component"]["qty"].sum()
    assert asked == pytest.approx(taken.sum())


@MANY
@given(companies(), st.randoms(use_true_random=False))
def test_order_of_rows_and_products_does_not_matter(parts: dict[str, Part], random: np.random.Generator) -> None:
    inputs = frames(parts)

    def mixed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.sample(frac=1, random_state=random.randint(0, 999), ignore_index=True)

    other = replace(
        inputs, items=mixed(inputs.items), sources=mixed(inputs.sources), demand=mixed(inputs.demand),
        supply=mixed(inputs.supply), bom=mixed(inputs.bom),
    )  # fmt: skip
    pd.testing.assert_frame_equal(comparable(*planned(inputs)), comparable(*planned(other)))


@MANY
@given(companies(lot_for_lot=True), st.integers(0, 40), st.integers(1, 50))
def test_lot_for_lot_is_monotone(parts: dict[str, Part], day: int, more: int) -> None:
    def totals() -> dict[str, float]:
        found = by_part(*planned(frames(parts)))
        return {name: sum(qty for _, _, qty in orders) for name, orders in found.items()}

    before = totals()
    parts["p0"].demand.append((day, float(more)))
    after = totals()
    assert all(after[name] >= before[name] for name in parts)


@MANY
@given(companies(lot_for_lot=True), st.data())
def test_splitting_a_bucket_changes_no_total(parts: dict[str, Part], data: st.DataObject) -> None:
    whole = by_part(*planned(frames(parts)))
    for part in parts.values():
        cut = [data.draw(st.integers(0, int(qty))) for _, qty in part.demand]
        part.demand = [
            (day, float(one))
            for (day, qty), first in zip(part.demand, cut, strict=True)
            for one in (first, qty - first)
            if one
        ]
    assert by_part(*planned(frames(parts))) == whole
