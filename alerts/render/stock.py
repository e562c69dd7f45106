"""Messages about stock: shortage, oversell, excess (the promotion brief), late receipt."""

from alerts.render.causes import why_short
from alerts.render.page import Page
from alerts.render.parts import (
    changes,
    facts,
    footer,
    labelled,
    lead_time,
    listed,
    location,
    marked,
    next_receipt,
    product,
    stale,
    title,
    where,
)
from alerts.render.say import Say
from alerts.render.text import Safe, user_text
from alerts.render.values import number


def shortage(page: Page, say: Say) -> Safe:
    """Stock that does not last until more can arrive; with what is already on order (P13)."""
    at = {"product": product(say), "location": location(say)}
    title(page, say, "shortage.title", **at)
    stale(page, say)
    page.lines([where(say), *changes(say), say.word("shortage.lead"), *why_short(say)])
    quantities = ("on_hand_qty", "reserved_qty", "available_qty", "backorder_qty", "in_transit_qty")
    expected = {"next_receipt": next_receipt(say), "stockout_on": say.day("stockout_on")}
    facts(page, say, {name: say.quantity(name) for name in quantities} | expected)
    levels = {
        "mean_daily_demand": say.counted("per_day", "mean_daily_demand"),
        "days_of_cover": say.counted("days", "days_of_cover"),
        "reorder_point": say.quantity("reorder_point"),
        "safety_stock": say.quantity("safety_stock"),
        "lead_time": lead_time(say),
    }
    facts(page, say, levels)
    footer(page, say)
    said = {"available": say.quantity("available_qty"), "in_transit": say.quantity("in_transit_qty")}
    return marked(say, say.word("shortage.text", **at, **said, stockout=say.day("stockout_on")))


def oversell(page: Page, say: Say) -> Safe:
    """More promised than there is; the orders at risk, oldest first (R27)."""
    at = {"product": product(say), "location": location(say)}
    title(page, say, "oversell.title", **at)
    stale(page, say)
    page.lines([where(say), *changes(say), say.word("oversell.lead")])
    values = {name: say.quantity(name) for name in ("on_hand_qty", "committed_qty", "oversold_qty")}
    facts(page, say, values | {"next_receipt": next_receipt(say), "oldest_ordered_on": say.day("oldest_ordered_on")})
    orders = [name.strip() for name in str(say.row.get("orders_at_risk") or "").split(",")]
    label = say.word("orders_at_risk", number=say.number("order_count", 0))
    page.lines([say.word("label", label=label, value=listed(say, orders, 30))])
    footer(page, say)
    said = {"oversold": say.quantity("oversold_qty"), "orders": listed(say, orders, 5)}
    return marked(say, say.word("oversell.text", **at, **said))


def excess(page: Page, say: Say) -> Safe:
    """The promotion brief: quantity over, age, cost tied up, margin floor, discount range, end date (R31)."""
    at = {"product": product(say), "location": location(say)}
    title(page, say, "excess.title", **at)
    stale(page, say)
    discount, ends = say.range("discount_low_rate", "discount_high_rate"), say.day("promotion_ends_on")
    page.lines([where(say), *changes(say), _advice(say, discount, ends)])
    stock = {
        "excess_qty": say.quantity("excess_qty"),
        "capital_tied_amount": say.money("capital_tied_amount"),
        "age_days": say.counted("days", "age_days"),
        "margin_floor_price": say.money("margin_floor_price"),
        "discount": discount,
        "promotion_ends_on": ends,
    }
    facts(page, say, stock)
    behind = {
        "on_hand_qty": say.quantity("on_hand_qty"),
        "order_up_to": say.quantity("order_up_to"),
        "mean_daily_demand": say.counted("per_day", "mean_daily_demand"),
        "days_of_cover": say.counted("days", "days_of_cover"),
        "unit_cost_amount": say.money("unit_cost_amount", places=4),
        "list_price_amount": say.money("list_price_amount"),
    }
    facts(page, say, behind)
    footer(page, say)
    said = {"excess": say.quantity("excess_qty"), "capital": say.money("capital_tied_amount")}
    return marked(say, say.word("excess.text", **at, **said, discount=discount, ends=ends))


def _advice(say: Say, discount: Safe, ends: Safe) -> Safe:
    highest = number(say.row.get("discount_high_rate"))
    if highest is None or highest <= 0:
        return say.word("excess.no_discount")
    return say.word("excess.lead", discount=discount, ends=ends, floor=say.money("margin_floor_price"))


def late_receipt(page: Page, say: Say) -> Safe:
    """A promised date that has passed without the goods."""
    order = user_text(say.row, "purchase_order_number", 60)
    title(page, say, "late_receipt.title", order=order, product=product(say))
    stale(page, say)
    page.lines([where(say), *changes(say), say.word("late_receipt.lead")])
    fields = {
        "purchase_order_number": say.text("purchase_order_number", 60),
        "supplier": say.text("supplier_name", 120),
        "promised_on": say.day("promised_on"),
        "days_late": say.counted("days", "days_late"),
        "open_qty": say.quantity("open_qty"),
        "on_hand_qty": say.quantity("on_hand_qty"),
        "days_of_cover": say.counted("days", "days_of_cover"),
    }
    page.fields([labelled(say, label, value) for label, value in fields.items()])
    footer(page, say)
    said = {"order": order, "supplier": fields["supplier"], "open": fields["open_qty"], "days": fields["days_late"]}
    return marked(say, say.word("late_receipt.text", **said, product=product(say)))
