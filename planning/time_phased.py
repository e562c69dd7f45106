"""From the plan's inputs to netting and back: planned orders, messages, pegs and what had to be set aside."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from planning.adjustments import Outlook
from planning.facts import Facts
from planning.supplier_days import calendar_frames
from planning.suppliers import lead_days

if TYPE_CHECKING:
    import pandas as pd

    from planning.netting.engine import Netted
    from planning.netting.problem import Problem

KEYS = ["product_id", "location_id"]


def netted_items(
    items: "pd.DataFrame", expected: Outlook, levels: "pd.DataFrame", facts: Facts, as_of: date
) -> "tuple[Problem, Netted]":
    """Nets all items through BOM, stock, receipts and lead times, as many weeks ahead as are forecast.

    `items`, `expected` and `levels` are row for row the same products and locations.
    """
    from planning.netting.engine import net
    from planning.netting.inputs import Inputs
    from planning.netting.prepare import prepare

    calendars, holidays = calendar_frames(facts.suppliers)
    sources = _sources(items, levels, facts.sources, facts.bom, calendars)
    inputs = Inputs(
        items=_stocks(items, levels, facts.open_orders),
        sources=sources,
        price_breaks=_price_breaks(sources, facts.price_breaks),
        calendars=calendars,
        holidays=holidays,
        demand=_demand(_buckets(expected, facts.bom, as_of), facts.open_orders, as_of),
        supply=_supply(items, levels, facts.supply, as_of),
        bom=_components(facts.bom),
    )
    problem = prepare(inputs, as_of)
    return problem, net(problem)


def time_phased_plan(problem: "Problem", netted: "Netted", substitutes: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    """What netting says, as frames: planned_orders, plan_messages, plan_pegs, plan_holds and plan_offers (columns:
    docs/contracts.md, `raw_planning`)."""
    from planning.netting.messages import messages
    from planning.netting.offers import offers

    return {
        "planned_orders": _orders(problem, netted),
        "plan_messages": _messages(messages(problem, netted)),
        "plan_pegs": _pegs(problem, netted),
        "plan_holds": problem.held.rename(columns={"key": "part_key"}).astype({"part_key": "string"}).drop_duplicates(),
        "plan_offers": _offers(offers(problem, netted, substitutes)),
    }


def _stocks(items: "pd.DataFrame", levels: "pd.DataFrame", open_orders: "pd.DataFrame") -> "pd.DataFrame":
    """What is reserved beyond the open orders we know is promised to somebody all the same: no stock to plan with.

    Levels set by policy or by the ERP keep their meaning: at the level, order up to the other. Everything else is held
    at its safety stock, and one order covers the needs of a review period. A receipt that comes within lead time and
    review is waited for, not ordered again from somebody faster: what was approved yesterday is on its way.
    """
    import pandas as pd

    known = open_orders.groupby(KEYS)["quantity"].sum().rename("ordered_qty").reset_index()
    ordered = items[KEYS].merge(known, on=KEYS, how="left")["ordered_qty"].astype(float).fillna(0).to_numpy()
    promised = np.maximum(items["reserved_qty"].astype(float).to_numpy() - ordered, 0)
    fixed = levels["level_basis"].isin(["policy", "erp"]).to_numpy()
    safety = np.where(fixed, levels["reorder_point"], levels["safety_stock"].fillna(0)).astype(float)
    return pd.DataFrame(
        {
            **{key: items[key] for key in KEYS},
            **{code: items[code] for code in ("product_code", "location_code") if code in items},
            "on_hand_qty": items["on_hand_qty"].astype(float) - promised,
            "safety_stock_qty": safety,
            "order_up_to_qty": np.where(fixed, levels["order_up_to"], np.nan).astype(float),
            "cover_days": levels["review_days"].astype(float),
            "firm_fence_days": np.ceil(levels["lead_time_days"].astype(float)) + levels["review_days"].astype(float),
            "last_buy_on": pd.to_datetime(items["replaced_from_on"]),
        }
    )


def _sources(
    items: "pd.DataFrame",
    levels: "pd.DataFrame",
    terms: "pd.DataFrame",
    bom: "pd.DataFrame",
    calendars: "pd.DataFrame",
) -> "pd.DataFrame":
    """Every supplier's terms wherever the product is kept, and making it where it has components."""
    import pandas as pd

    places = items[[*KEYS, "is_purchased", "is_assembled", "min_lead_time_receipts"]].assign(
        policy_days=levels["lead_time_days"].to_numpy(float)
    )
    bought = places[places["is_purchased"].fillna(False).astype(bool)].merge(terms, on="product_id")
    bought = bought.merge(calendars[["supplier_id", "calendar_id", "open_share"]], on="supplier_id", how="left")
    days = lead_days(bought, bought["min_lead_time_receipts"].to_numpy(float))
    days = np.where(np.isnan(days), bought["policy_days"].to_numpy(float), days)
    buys = pd.DataFrame(
        {
            "source_id": bought["supplier_product_id"] + "@" + bought["location_id"],
            **{key: bought[key] for key in KEYS},
            "kind": "buy",
            "supplier_product_id": bought["supplier_product_id"],
            "supplier_id": bought["supplier_id"],
            "supplier_name": bought["supplier_name"],
            "calendar_id": bought["calendar_id"],
            "lead_time_days": days * bought["open_share"].astype(float).fillna(1).to_numpy(),
            "min_qty": bought["min_order_qty"].astype(float),
            "multiple_qty": bought["order_multiple"].astype(float),
            "unit_cost": bought["landed_unit_price"].astype(float),
            "score": bought["on_time_rate"].astype(float),
            "priority": bought["priority"].fillna(1).astype(float),
            "terms_from": pd.to_datetime(bought["valid_from"]),
            "terms_to": pd.to_datetime(bought["valid_to"]) + pd.Timedelta(days=1),
        }
    )
    made = places[places["is_assembled"].fillna(False).astype(bool) & places["product_id"].isin(bom["product_id"])]
    makes = made[KEYS].assign(source_id="make " + made["product_id"] + "@" + made["location_id"], kind="make")
    return pd.concat([buys, makes], ignore_index=True)


def _price_breaks(sources: "pd.DataFrame", breaks: "pd.DataFrame") -> "pd.DataFrame":
    """The price breaks of each source: its list's, wherever the product is kept."""
    import pandas as pd

    found = sources[["supplier_product_id", "source_id"]].merge(breaks, on="supplier_product_id")
    costs = {"from_qty": found["from_qty"].astype(float), "unit_cost": found["landed_unit_price"].astype(float)}
    return pd.DataFrame({"source_id": found["source_id"], **costs})


def _demand(buckets: "pd.DataFrame", orders: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """Open orders as they are due, and of every week's forecast what they do not consume."""
    import pandas as pd

    from planning.netting.consume import net_forecast

    due = orders.rename(columns={"quantity": "qty", "due_on": "due_at", "order_line_id": "demand_id"})
    due = due.assign(qty=due["qty"].astype(float), due_at=pd.to_datetime(due["due_at"]), kind="order")
    left = net_forecast(buckets, due, as_of)
    left = left[left["net_qty"] > 0]
    weeks = left.assign(
        demand_id="forecast " + left["bucket_start"].dt.strftime("%Y-%m-%d"), qty=left["net_qty"], kind="forecast"
    )
    columns = ["demand_id", *KEYS, "due_at", "qty", "kind"]
    parts = [part[columns] for part in (due, weeks) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else due[columns]


def _buckets(expected: Outlook, bom: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """The forecast by week, from tomorrow on. Of a component only what customers ask for, as what production uses comes
    through the BOM."""
    import pandas as pd

    forecast, weeks = expected.forecast, expected.weeks
    is_component = forecast["product_id"].isin(bom["component_id"]).to_numpy()
    own = weeks * np.where(is_component, forecast["independent_share"].to_numpy(float), 1.0)[:, None]
    row, week = np.nonzero(own > 0)
    starts = (pd.Timestamp(as_of) + pd.to_timedelta(1 + 7 * np.arange(weeks.shape[1]), unit="D")).to_numpy()
    return pd.DataFrame(
        {
            **{key: forecast[key].to_numpy()[row] for key in KEYS},
            "bucket_start": starts[week],
            "bucket_end": starts[week] + np.timedelta64(7, "D"),
            "qty": own[row, week],
        }
    )


def _supply(items: "pd.DataFrame", levels: "pd.DataFrame", supply: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """Open purchases at the day they can be counted on; what has no day yet, when a new order would come."""
    import pandas as pd

    lead = items[KEYS].assign(lead=np.ceil(levels["lead_time_days"].to_numpy(float)))
    named = supply.merge(lead, on=KEYS, how="left")
    new = pd.Timestamp(as_of) + pd.to_timedelta(named["lead"].fillna(0), unit="D")
    expected = pd.to_datetime(named["expected_on"])
    return pd.DataFrame(
        {
            "supply_id": named["document_number"].fillna(named["supply_id"]),
            **{key: named[key] for key in KEYS},
            "due_at": expected.fillna(new),
            "stated_due_at": pd.to_datetime(named["promised_on"]).fillna(expected).fillna(new),
            "qty": named["quantity"].astype(float),
        }
    )


def _components(bom: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(
        {
            "product_id": bom["product_id"],
            "component_id": bom["component_id"],
            "qty_per": bom["quantity_per"].astype(float),
            "scrap": bom["scrap_rate"].astype(float),
            "effective_from": pd.to_datetime(bom["valid_from"]),
            "effective_to": pd.to_datetime(bom["valid_to"]) + pd.Timedelta(days=1),
        }
    )


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
    pegs = pegs_frame(problem, netted, chosen)
    pegs = pegs[pegs["order"] >= 0]
    days = {"usable_on": pegs["usable_at"].dt.date, "due_on": pegs["due_at"].dt.date}
    columns = ["planned_order", *KEYS, "demand_kind", "demand_id", "parent_order", "due_on", "usable_on", "quantity"]
    return pegs.rename(columns={"order": "planned_order", "qty": "quantity"}).assign(**days)[columns]
