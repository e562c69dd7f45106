"""The plan's facts as netting reads them: stocks, sources, demand and supply by day, components."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from planning.adjustments import Outlook
from planning.arrivals import Arrivals, expected_supply
from planning.facts import Facts
from planning.requirements import safety_days
from planning.supplier_days import calendar_frames
from planning.suppliers import has_measured_lead_time, lead_days

if TYPE_CHECKING:
    import pandas as pd

    from planning.netting.inputs import Inputs

KEYS = ["product_id", "location_id"]
CODES = ["product_code", "location_code"]
SAFETY = ["hard_safety_lead_days", "soft_safety_lead_days"]


@dataclass(frozen=True)
class Given:
    """What netting is made from beside levels and what is expected: items and facts (docs/contracts.md,
    `planning_inputs`), the business day, and how late what is ordered comes."""

    items: "pd.DataFrame"
    facts: Facts
    as_of: date
    arrivals: Arrivals


def netting_inputs(given: Given, expected: Outlook, levels: "pd.DataFrame") -> "Inputs":
    """The plan's inputs as netting reads them."""
    from planning.netting.inputs import Inputs

    items, facts, as_of = given.items, given.facts, given.as_of
    calendars, holidays = calendar_frames(facts.suppliers)
    sources = _sources(items, levels, facts.sources, facts.bom, calendars)
    slip = given.arrivals.slip_days(sources["supplier_id"], sources["is_measured"].eq(True), facts.promise_share)
    return Inputs(
        items=_stocks(items, levels, facts.open_orders),
        sources=sources.assign(slip_days=np.where(sources["kind"] == "buy", slip, 0)),
        price_breaks=_price_breaks(sources, facts.price_breaks),
        calendars=calendars,
        holidays=holidays,
        demand=_demand(_buckets(expected, facts.bom, as_of), facts.open_orders, as_of),
        supply=_supply(given, levels),
        bom=_components(facts.bom),
    )


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
            **{key: items[key] for key in (*KEYS, *CODES) if key in items},
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

    policy = ["is_purchased", "is_assembled", "min_lead_time_receipts", "max_order_qty", *SAFETY]
    places = items[[*KEYS, *policy]].assign(policy_days=levels["lead_time_days"].to_numpy(float) - safety_days(items))
    bought = places[places["is_purchased"].fillna(False).astype(bool)].merge(terms, on="product_id")
    bought = bought.merge(calendars[["supplier_id", "calendar_id", "open_share"]], on="supplier_id", how="left")
    least = bought["min_lead_time_receipts"].to_numpy(float)
    days, is_measured = lead_days(bought, least), has_measured_lead_time(bought, least)
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
            "is_measured": is_measured,
            "lead_time_days": days * bought["open_share"].astype(float).fillna(1).to_numpy(),
            "hard_days": bought["hard_safety_lead_days"].astype(float),
            "soft_days": bought["soft_safety_lead_days"].astype(float),
            "min_qty": bought["min_order_qty"].astype(float),
            "max_qty": bought["max_order_qty"].astype(float),
            "multiple_qty": bought["order_multiple"].astype(float),
            "unit_cost": bought["landed_unit_price"].astype(float),
            "score": bought["on_time_rate"].astype(float),
            "priority": bought["priority"].fillna(1).astype(float),
            "terms_from": pd.to_datetime(bought["valid_from"]),
            "terms_to": pd.to_datetime(bought["valid_to"]) + pd.Timedelta(days=1),
        }
    )
    return pd.concat([buys, _makes(places, bom)], ignore_index=True)


def _makes(places: "pd.DataFrame", bom: "pd.DataFrame") -> "pd.DataFrame":
    made = places[places["is_assembled"].fillna(False).astype(bool) & places["product_id"].isin(bom["product_id"])]
    return made[KEYS].assign(source_id="make " + made["product_id"] + "@" + made["location_id"], kind="make")


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
    week, starts = pd.factorize(left["bucket_start"])
    names = ("forecast " + pd.Series(starts).dt.strftime("%Y-%m-%d")).to_numpy(object)
    weeks = left.assign(demand_id=names[week], qty=left["net_qty"], kind="forecast")
    columns = ["demand_id", *KEYS, "due_at", "qty", "kind"]
    parts = [part[columns] for part in (due, weeks) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else due[columns]


def _buckets(expected: Outlook, bom: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """The forecast by week, from tomorrow on. Of a component only what customers ask for, as what production uses comes
    through the BOM."""
    import pandas as pd

    forecast, weeks = expected.forecast, expected.weeks
    is_component = forecast["product_id"].isin(bom["component_id"]).to_numpy()
    promoted = np.minimum(expected.uplift.weeks, weeks)
    share = np.where(is_component, forecast["independent_share"].to_numpy(float), 1.0)[:, None]
    own = (weeks - promoted) * share + promoted
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


def _supply(given: Given, levels: "pd.DataFrame") -> "pd.DataFrame":
    """Open purchases, when they come (`expected_on`, `reliable_on`) and from when on they can be used (`due_at`,
    `reliable_at`); what has no day yet, when a new order would."""
    import pandas as pd

    items, facts, as_of = given.items, given.facts, given.as_of
    lead = np.ceil(levels["lead_time_days"].to_numpy(float) - safety_days(items))
    named = facts.supply.merge(items[[*KEYS, "hard_safety_lead_days"]].assign(lead=lead), on=KEYS, how="left")
    new = pd.Timestamp(as_of) + pd.to_timedelta(named["lead"], unit="D")
    expected = expected_supply(named, new, given.arrivals, as_of, facts.promise_share)
    until_usable = pd.to_timedelta(named["hard_safety_lead_days"].astype(float).fillna(0), unit="D")
    promised = pd.to_datetime(named["promised_on"])
    return named.assign(
        supply_id=named["document_number"].fillna(named["supply_id"]),
        due_at=expected["expected_on"] + until_usable,
        reliable_at=expected["reliable_on"] + until_usable,
        stated_due_at=promised.fillna(expected["expected_on"]),
        qty=named["quantity"].astype(float),
        **expected,
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
