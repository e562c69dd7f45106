"""Small companies for the properties of netting, drawn by Hypothesis, in both forms: frames and `slow_mrp.Part`."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from planning.netting.engine import Netted, net
from planning.netting.frames import orders_frame
from planning.netting.inputs import Inputs
from planning.netting.prepare import prepare
from planning.netting.problem import Problem
from tests.planning.slow_mrp import Part

AS_OF = np.datetime64("2026-01-05", "s")
KINDS = ["source_id", "kind", "supplier_id", "lead_time_days", "fixed_hours", "soft_days", "min_qty", "multiple_qty"]
MOVES = ["product_id", "location_id", "due_at", "qty"]


@st.composite
def companies(draw: st.DrawFn, lot_for_lot: bool = False) -> dict[str, Part]:
    """Up to seven parts; a part may be made of parts that come after it."""
    count = draw(st.integers(1, 7))
    names = [f"p{number}" for number in range(count)]
    moves = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60).map(float)), max_size=6)
    parts = {}
    for place, name in enumerate(names):
        later = names[place + 1 :]
        bom = draw(st.dictionaries(st.sampled_from(later), st.integers(1, 3).map(float), max_size=3)) if later else {}
        parts[name] = Part(
            on_hand=float(draw(st.integers(0, 80))),
            safety=float(draw(st.integers(0, 20))),
            lead_days=draw(st.integers(0, 9)),
            moq=0.0 if lot_for_lot else float(draw(st.sampled_from([0, 0, 25, 60]))),
            multiple=1.0 if lot_for_lot else float(draw(st.sampled_from([1, 1, 6, 10]))),
            soft_days=draw(st.sampled_from([0, 0, 3])),
            demand=draw(moves),
            receipts=draw(moves),
            bom=bom,
        )
    return parts


def frames(parts: dict[str, Part]) -> Inputs:
    keys = [{"product_id": name, "location_id": "l"} for name in parts]
    items = [{"on_hand_qty": p.on_hand, "safety_stock_qty": p.safety, "firm_fence_days": 0} for p in parts.values()]
    sources = [_source(name, part) for name, part in parts.items()]
    bom = [
        {"product_id": name, "component_id": other, "qty_per": per}
        for name, part in parts.items()
        for other, per in part.bom.items()
    ]
    return Inputs(
        pd.DataFrame([key | item for key, item in zip(keys, items, strict=True)]),
        pd.DataFrame([key | source for key, source in zip(keys, sources, strict=True)]),
        _moves({name: part.demand for name, part in parts.items()}, "demand_id"),
        _moves({name: part.receipts for name, part in parts.items()}, "supply_id"),
        pd.DataFrame(bom, columns=["product_id", "component_id", "qty_per"]),
    )


def _source(name: str, part: Part) -> dict[str, Any]:
    kind = {"kind": "make", "fixed_hours": 24 * part.lead_days} if part.bom else {"kind": "buy", "supplier_id": "v"}
    lot = {"min_qty": part.moq, "multiple_qty": part.multiple, "soft_days": part.soft_days}
    return {"source_id": f"s-{name}", "lead_time_days": part.lead_days, "unit_cost": 1.0} | kind | lot


def _moves(moves: dict[str, list[tuple[int, float]]], key: str) -> pd.DataFrame:
    rows = [
        {"product_id": name, "location_id": "l", "due_at": AS_OF + np.timedelta64(day, "D"), "qty": qty}
        for name, listed in moves.items()
        for day, qty in listed
    ]
    frame = pd.DataFrame(rows, columns=MOVES)
    return frame.assign(**{key: [f"{key[0]}{number}" for number in range(len(frame))]})


def planned(inputs: Inputs) -> tuple[Problem, Netted]:
    problem = prepare(inputs, AS_OF)
    return problem, net(problem)


def by_part(problem: Problem, netted: Netted) -> dict[str, list[tuple[int, int, float]]]:
    """As `slow_mrp.plan` gives it."""
    frame = orders_frame(problem, netted)
    days = [((frame[name] - pd.Timestamp(AS_OF)).dt.days).tolist() for name in ("release_at", "usable_at")]
    found: dict[str, list[tuple[int, int, float]]] = {name: [] for name in problem.inputs.items["product_id"]}
    for name, release, usable, qty in zip(frame["product_id"], *days, frame["qty"], strict=True):
        found[name].append((release, usable, qty))
    return found


def comparable(problem: Problem, netted: Netted) -> pd.DataFrame:
    """The orders without what depends on the numbering of a run."""
    return orders_frame(problem, netted).drop(columns="order")
