"""The whole arithmetic of one item in words, so that anybody can check it by hand: `tandem why`."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def explain(row: Row) -> list[str]:
    """Lines from demand to order, or to why nothing is ordered.

    Args:
        row: one item with the columns of `plan_items`, `forecast`, `levels` and `requirements` (docs/contracts.md), its
            `planned_orders`, each with what it `serves`, its `promotions` and `overrides`, its `order_promises` (short
            or late ones first), the sentences of its `plan_offers` and `plan_messages` and of what was `set_aside` of
            it, and its row of `fct_level_changes` as `level_change` where the old levels were kept (None: they were
            not).
    """
    arithmetic = [*_stock(row), *_demand(row), *_lead_time(row), *_levels(row), *_decision(row)]
    told = {"Offer": row["plan_offers"], "Note": row["plan_messages"], "Set aside": row["set_aside"]}
    said = [f"{label:<20}{sentence}" for label, sentences in told.items() for sentence in sentences]
    return [*arithmetic, *_planned(row), *_promised(row), *said]


FIRST_ORDERS, FIRST_NEEDS, FIRST_PROMISES = 4, 4, 4
"""How many planned orders, how many needs of each, and how many promises are shown; the rest is counted."""


def _planned(row: Row) -> list[str]:
    """What the plan proposes week by week, and for which need each order stands."""
    orders = row["planned_orders"]
    lines = [_order(order, row["uom"]) for order in orders[:FIRST_ORDERS]]
    rest = sum(order["order_qty"] for order in orders[FIRST_ORDERS:])
    more = [f"                    and {len(orders) - FIRST_ORDERS} later ones of {number(rest)} in all"] if rest else []
    return [line for lines_of_one in lines for line in lines_of_one] + more


def _order(order: Row, uom: str) -> list[str]:
    does = {"buy": f"order from {order['supplier_name']}", "make": "make", "transfer": "transfer"}[order["kind"]]
    late = f", should have been by {order['release_on']}" if order["is_past_due"] else ""
    day = "now" if order["is_past_due"] else order["release_on"]
    first = f"Planned             {number(order['order_qty'])} {uom}: {does} {day}, usable {order['expected_on']}{late}"
    if order["hold_reason"]:
        first += f". Held: {order['hold_reason']}"
    serves = order["serves"] or []
    said = [f"{number(need['quantity'])} {_need(need)}" for need in serves[:FIRST_NEEDS]]
    more = [f"{len(serves) - FIRST_NEEDS} more"] if len(serves) > FIRST_NEEDS else []
    return [first, f"                    for {', '.join(said + more)}"] if said else [first]


def _need(need: Row) -> str:
    if need["demand_kind"] == "stock":
        return "safety stock and lot size"
    if need["demand_kind"] == "component":
        return f"component of a planned order on {need['due_on']}"
    if need["demand_id"].startswith("forecast "):
        return f"of the {need['demand_id'].replace(' ', ' for the week from ')}"
    return f"of order line {need['demand_id']} due {need['due_on']}"


def _promised(row: Row) -> list[str]:
    """What can be promised to the customers who wait."""
    promises = row["order_promises"]
    first = [
        f"Promise             order {one['order_number']} due {one['due_on']}: {one['sentence']}"
        for one in promises[:FIRST_PROMISES]
    ]
    rest = promises[FIRST_PROMISES:]
    troubled = sum(one["short_qty"] + one["late_qty"] > 0 for one in rest)
    return first + ([f"                    and {len(rest)} more, {troubled} of them short or late"] if rest else [])


def _stock(row: Row) -> list[str]:
    parts = (
        f"{number(row['on_hand_qty'])} on hand - {number(row['reserved_qty'])} reserved"
        f" - {number(row['backorder_qty'])} backordered + {number(row['in_transit_qty'])} in transit"
        f" + {number(row['approved_requisition_qty'])} approved and not yet ordered"
    )
    return [f"Inventory position  {number(row['inventory_position'])} {row['uom']}  = {parts}"]


def _demand(row: Row) -> list[str]:
    spread = row["demand_std_daily"]
    said = f", standard deviation {number(spread)}" if known(spread) else ", too little history for a spread"
    first = (
        f"Demand              {number(row['mean_daily_demand'])} a day{said}"
        f"  ({row['method']}, {row['demand_class']}: {row['demand_days']} days with demand in {row['history_days']})"
    )
    return [
        first,
        *_stands_on(row),
        *_past_errors(row),
        *(line for one in row["promotions"] for line in _promotion(one)),
        *(f"Override            {_override(one)}" for one in row["overrides"]),
    ]


def _stands_on(row: Row) -> list[str]:
    """What a reader must know about the figures, unless it is why nothing is ordered."""
    said = row["reason"]
    return [f"Mind                {said}"] if isinstance(said, str) and not known(row["successor_code"]) else []


def _past_errors(row: Row) -> list[str]:
    """How wrong the forecast was until now."""
    if not known(row["wape"]):
        return []
    added = f", {number(row['value_added'])} points better than naive" if known(row["value_added"]) else ""
    return [
        f"Forecast error      WAPE {number(row['wape'] * 100)} %, bias {number(row['bias'] * 100)} %{added}"
        f"  (one week ahead, {row['error_weeks']} weeks)"
    ]


def _promotion(one: Row) -> list[str]:
    """What a promotion adds to its days, on what that stands, and what of it comes too late."""
    said = [
        f"Promotion           {one['name'] or one['promotion_id']}, {one['first_on']} to {one['last_on']}: "
        f"{number(one['uplift_qty'])} on top of {number(one['base_qty'])}. {one['sentence']}"
    ]
    if one["is_at_risk"]:
        said.append(
            f"                    At risk: {number(one['short_qty'])} cannot be there in time, the first on "
            f"{one['first_short_on']}; {one['limiting_code']} comes too late"
        )
    return said


def _override(one: Row) -> str:
    return (
        f"week from {one['week_from_on']}: {number(one['before_qty'])} becomes {number(one['after_qty'])}"
        f"  ({one['author']}: {one['reason']})"
    )


def _lead_time(row: Row) -> list[str]:
    basis = {
        "measured": f"measured over {number(row['lead_time_receipts'])} receipts, "
        f"standard deviation {number(row['lead_time_std_days'])}",
        "stated": f"stated by the supplier; {number(row['lead_time_receipts'])} receipts are too few to measure",
        "policy": "of the policy; nothing is measured or stated",
    }[row["lead_time_basis"]]
    return [f"Lead time           {number(row['lead_time_days'])} days, {basis}{_safety_lead(row)}"]


def _safety_lead(row: Row) -> str:
    """Of which days by policy."""
    named = {"hard_safety_lead_days": "until it may be used", "soft_safety_lead_days": "of safety"}
    said = [f"{number(row[key])} {what}" for key, what in named.items() if known(row[key]) and row[key]]
    return f"; among them {' and '.join(said)}, by policy" if said else ""


def _levels(row: Row) -> list[str]:
    """The levels; where old ones were kept, the arithmetic of the new ones and then what became of them."""
    change = row["level_change"]
    if change is None:
        return _arithmetic(row)
    new = {name: change[f"new_{name}"] for name in ("safety_stock", "reorder_point", "order_up_to", "level_basis")}
    kept = (
        f"Levels kept         safety stock {number(row['safety_stock'])}, reorder point "
        f"{number(row['reorder_point'])}, order up to {number(row['order_up_to'])}: {change['reason']}"
    )
    item = f"{row['product_code']} {row['location_code']}"
    return [
        *_arithmetic({**row, **new}),
        kept,
        f"                    to decide: {' or '.join(_commands(item, change))}",
    ]


def _commands(item: str, change: Row) -> list[str]:
    says = [f"`tandem levels approve {item}`", f"`tandem levels reject {item} --reason ...`"]
    return says if change["outcome"] == "waits" else says[:1]


def _arithmetic(row: Row) -> list[str]:
    if row["level_basis"] == "policy":
        return [f"Levels              set by policy: reorder point {number(row['reorder_point'])}, "
                f"order up to {number(row['order_up_to'])}"]  # fmt: skip
    if row["level_basis"] == "erp":
        return [
            f"Levels              the ERP's own, as no demand is measured: "
            f"reorder point {number(row['reorder_point'])}, order up to {number(row['order_up_to'])}"
        ]
    horizon, safety = number(row["horizon_demand"]), number(row["safety_stock"])
    return [
        f"Service level       {number(row['service_level'] * 100)} %, "
        f"from {row.get('service_level_source', 'default')}; review every {number(row['review_days'])} days",
        f"Expected demand     {horizon} over {number(row['horizon_days'])} days of lead time and review",
        _safety(row),
        f"Reorder point       {number(row['reorder_point'])}  = {horizon} + {safety}",
        f"Order up to         {number(row['order_up_to'])}  = {number(row['reorder_point'])}"
        f" + {number(row['mean_daily_demand'])} x {number(row['review_days'])} of a review",
    ]


SPREADS = {
    "forecast_error": "of the forecast's own error and of the lead time",
    "demand": "of demand and of the lead time",
}


def _safety(row: Row) -> str:
    """What the safety stock stands on."""
    first = f"Safety stock        {number(row['safety_stock'])}"
    if row["spread_basis"] == "simulated":
        return f"{first}  = what simulated demand of that time needs above its mean, in {_share(row)} % of draws"
    if row["spread_basis"] not in SPREADS:
        return f"{first}  as too little is known for a spread"
    spread, over = number(row["horizon_std"]), SPREADS[row["spread_basis"]]
    return f"{first}  = z {number(row['z_value'])} x {spread}, the spread {over} over those days"


def _share(row: Row) -> str:
    return number(row["service_level"] * 100)


def _decision(row: Row) -> list[str]:
    position, point = number(row["inventory_position"]), number(row["reorder_point"])
    signed = f"({position})" if position.startswith("-") else position
    if known(row["successor_code"]):
        return [f"Not ordered         {row['reason']}"]
    if not row["order_qty"] and not row["order_up_to"]:
        return ["Not ordered         no stock is kept (order up to 0); what orders with a day need is planned below"]
    if not row["order_qty"]:
        return [f"Not ordered         position {position} is above the reorder point {point}"]
    by_level = row["is_below_reorder_point"] and row["net_requirement"] > row["dated_qty"]
    lines = [
        f"Net requirement     {number(row['net_requirement'])}  = {number(row['order_up_to'])} - {signed}"
        f"  (position {position} is at or below {point})"
        if by_level
        else f"Net requirement     {number(row['net_requirement'])}  must leave before the next review, planned below "
        "for needs with a day of their own",
        f"Order quantity      {number(row['order_qty'])} {row['uom']}  (minimum {number(row['min_order_qty'])}, "
        f"multiple {number(row['order_multiple'])})  = {number(row['purchase_qty'])} {row['purchase_uom']}",
        f"Needed on           {row['required_on']}, to be ordered by {row['order_by_on']}",
    ]
    if row["supplier_reason"]:
        lines.append(f"Supplier            {row['supplier_reason']}")
    if row["hold_reason"]:
        lines.append(f"Held                {row['hold_reason']}")
    return lines


def known(value: Any) -> bool:
    """Whether there is a number."""
    return value is not None and value == value  # noqa: PLR0124  NaN is the one value that differs from itself


def number(value: Any) -> str:
    """A number as people write it: at most four places, no trailing zeros, thousands apart; `-` for none."""
    if not known(value):
        return "-"
    text = f"{float(value):,.4f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
