"""Netting of the whole plan: planned orders, messages, pegs, what was set aside, and what it means for others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planning.adjustments import Outlook
from planning.netting_inputs import KEYS, Given, netting_inputs
from planning.promotion_risks import with_risks

if TYPE_CHECKING:
    import pandas as pd

    from planning.netting.engine import Netted
    from planning.netting.problem import Problem


@dataclass(frozen=True)
class Phased:
    """A time-phased plan: planned_orders, plan_messages, plan_pegs and plan_holds by name (columns: docs/contracts.md,
    `raw_planning`), the coded problem with its result, and what was open to arrive, planned or not."""

    frames: "dict[str, pd.DataFrame]"
    problem: "Problem"
    netted: "Netted"
    supply: "pd.DataFrame"


def time_phased_plan(given: Given, expected: Outlook, levels: "pd.DataFrame") -> Phased:
    """Nets all items through BOM, stock, receipts and lead times, as many weeks ahead as are forecast.

    Items, `expected` and `levels` are row for row the same products and locations.
    """
    from planning.netting.engine import net
    from planning.netting.prepare import prepare

    inputs = netting_inputs(given, expected, levels)
    problem = prepare(inputs, given.as_of)
    netted = net(problem)
    return Phased(phased_frames(problem, netted), problem, netted, inputs.supply)


def phased_frames(problem: "Problem", netted: "Netted", last_demand: int | None = None) -> "dict[str, pd.DataFrame]":
    """The frames of `Phased`; `last_demand` as of `planning.netting.messages.messages`."""
    from planning.netting.messages import messages

    return {
        "planned_orders": _orders(problem, netted),
        "plan_messages": _messages(messages(problem, netted, last_demand=last_demand)),
        "plan_pegs": _pegs(problem, netted),
        "plan_holds": problem.held.rename(columns={"key": "part_key"}).astype({"part_key": "string"}).drop_duplicates(),
    }


def outcome_frames(given: Given, phased: Phased, expected: Outlook) -> "dict[str, pd.DataFrame]":
    """What the planned orders mean for others: promotion_uplifts, order_promises, expected_receipts and plan_offers
    (columns: docs/contracts.md, `raw_planning`)."""
    from planning.netting.offers import offers
    from planning.order_promises import order_promises

    return {
        "plan_offers": _offers(offers(phased.problem, phased.netted, given.facts.substitutes)),
        "promotion_uplifts": with_risks(phased.problem, phased.netted, expected.uplift),
        "order_promises": order_promises(phased.problem, phased.netted, given.as_of, given.facts.promise_share),
        "expected_receipts": _expected(phased.supply),
    }


def _expected(supply: "pd.DataFrame") -> "pd.DataFrame":
    """Open order lines of `_supply`, as they are landed."""
    lines = supply[supply["purchase_order_line_id"].notna()]
    days = {name: lines[name].dt.date for name in ("expected_on", "reliable_on")}
    columns = ["purchase_order_line_id", *KEYS, *days, "expected_basis", "sentence"]
    return lines.assign(**days)[columns].reset_index(drop=True)


def _orders(problem: "Problem", netted: "Netted") -> "pd.DataFrame":
    from planning.netting.frames import orders_frame

    frame = orders_frame(problem, netted)
    days = {f"{name}_on": frame[f"{name}_at"].dt.date for name in ("release", "due", "usable", "need", "expected")}
    columns = ["planned_order", *KEYS, "kind", "supplier_id", *days, "order_qty", "is_past_due", "hold_reason"]
    return frame.rename(columns={"order": "planned_order", "qty": "order_qty"}).assign(**days)[columns]


def _messages(found: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    names = {"kind": "message_kind", "order": "planned_order", "qty": "quantity", "text": "sentence"}
    days = {"about_on": pd.to_datetime(found["at"]).dt.date, "to_on": pd.to_datetime(found["to_at"]).dt.date}
    numbered = found.rename(columns=names).assign(message=range(1, len(found) + 1), **days)
    return numbered.drop(columns=["at", "to_at"])


def _offers(found: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    names = {"kind": "offer_kind", "order": "planned_order", "qty": "quantity", "text": "sentence"}
    numbered = found.rename(columns=names).assign(
        offer=range(1, len(found) + 1), needed_on=pd.to_datetime(found["need_at"]).dt.date
    )
    return numbered.drop(columns="need_at")


def _pegs(problem: "Problem", netted: "Netted") -> "pd.DataFrame":
    """What planned orders serve; of the rest, stock and receipts, the projection tells."""
    from planning.netting.pegging import pegs_frame

    chosen = np.zeros(problem.items, bool)
    chosen[netted.orders.item] = True
    pegs = pegs_frame(problem, netted, chosen, only_planned=True)
    days = {"usable_on": pegs["usable_at"].dt.date, "due_on": pegs["due_at"].dt.date}
    columns = ["planned_order", *KEYS, "demand_kind", "demand_id", "parent_order", "due_on", "usable_on", "quantity"]
    return pegs.rename(columns={"order": "planned_order", "qty": "quantity"}).assign(**days)[columns]
