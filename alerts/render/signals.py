"""Messages about what changed: a sales surge, a rule to review, stock that was counted otherwise than documents say."""

import shlex
from decimal import Decimal

from alerts.render.page import Page
from alerts.render.parts import (
    changes,
    facts,
    footer,
    lead_time,
    listed,
    location,
    marked,
    pairs,
    product,
    stale,
    title,
    where,
)
from alerts.render.say import Say
from alerts.render.text import Safe, clean, escape, user_text
from alerts.render.values import number, plain_number


def surge(page: Page, say: Say) -> Safe:
    """Sales far above the usual, with stock, what comes when, cover at the new rate, and advice (R55)."""
    at = {"product": product(say), "location": location(say)}
    advice = say.named("advice", say.row.get("advice"))
    title(page, say, "surge.title", **at)
    stale(page, say)
    lines = [where(say), *changes(say), say.word("surge.lead", advice=advice)]
    if name := user_text(say.row, "promotion_name", 80):
        lines.append(say.word("surge.promotion", name=name))
    page.lines(lines)
    sales = {name: say.quantity(name) for name in ("last_week_qty", "usual_week_qty", "limit_week_qty")}
    facts(page, say, sales | {"surge_cover_days": say.counted("days", "surge_cover_days")})
    stock = {name: say.quantity(name) for name in ("on_hand_qty", "available_qty", "backorder_qty", "in_transit_qty")}
    expected = {"incoming_receipts": _receipts(say), "lead_time": lead_time(say)}
    facts(page, say, stock | expected | {"surge_stockout_on": say.day("surge_stockout_on")})
    footer(page, say)
    said = {"last_week": sales["last_week_qty"], "usual": sales["usual_week_qty"]}
    return marked(say, say.word("surge.text", **at, **said, advice=advice))


def review_rule(page: Page, say: Say) -> Safe:
    """A rule to look at: a level has left its control limits for good (R72), or levels wait for approval (R19)."""
    if say.row.get("signal") == "levels":
        return _waiting_levels(page, say)
    signal = "lead_time" if say.row.get("signal") == "lead_time" else "demand"
    at = {"product": product(say), "location": location(say)}
    title(page, say, f"review_rule.title.{signal}", **at)
    stale(page, say)
    page.lines([where(say), *changes(say), say.word(f"review_rule.lead.{signal}", rule=_rule(say))])
    unit = "days" if signal == "lead_time" else "per_week"
    levels = {name: say.counted(unit, name) for name in ("usual_level", "recent_level")}
    limits = say.word("range", low=say.counted(unit, "control_low"), high=say.counted(unit, "control_high"))
    facts(page, say, levels | {"control_limits": limits, "sample_size": say.number("sample_size", 0)})
    values = {name: say.quantity(name) for name in ("safety_stock", "reorder_point")}
    facts(page, say, values | {"lead_time_days": say.counted("days", "lead_time_days")})
    footer(page, say)
    said = {"usual": levels["usual_level"], "recent": levels["recent_level"]}
    return marked(say, say.word(f"review_rule.text.{signal}", **at, **said))


def _waiting_levels(page: Page, say: Say) -> Safe:
    """A change of levels above the limit: the old ones hold until somebody decides."""
    at = {"product": product(say), "location": location(say)}
    title(page, say, "review_rule.title.levels", **at)
    stale(page, say)
    lead = say.word("review_rule.lead.levels", reason=say.text("change_reason"))
    page.lines([where(say), *changes(say), lead, say.word("review_rule.hint.levels", item=_item(say))])
    pairs = {
        "order_up_to": ("usual_level", "recent_level"),
        "reorder_point": ("reorder_point", "new_reorder_point"),
        "safety_stock": ("safety_stock", "new_safety_stock"),
    }
    levels = {
        name: say.word("from_to", before=say.quantity(old), after=say.quantity(new))
        for name, (old, new) in pairs.items()
    }
    facts(page, say, levels | {"change_amount": say.money("change_amount")})
    footer(page, say)
    said = {"before": say.quantity("usual_level"), "after": say.quantity("recent_level")}
    return marked(say, say.word("review_rule.text.levels", **at, **said))


def _item(say: Say) -> str:
    """Product and location as the command line takes them."""
    return shlex.join(user_text(say.row, name, 60) for name in ("product_code", "location_code"))


def stock_residual(page: Page, say: Say) -> Safe:
    """A count that documents do not explain, with the document that is probably missing."""
    at = {"product": product(say), "location": location(say)}
    cause = say.named("cause", say.row.get("residual_cause"))
    title(page, say, "stock_residual.title", **at)
    stale(page, say)
    page.lines([where(say), *changes(say), say.word("stock_residual.lead", cause=cause)])
    quantities = {name: say.quantity(name) for name in ("counted_qty", "ledger_qty", "residual_qty")}
    facts(page, say, quantities | {"residual_amount": say.money("residual_amount")})
    document = {"document_reference": say.text("document_reference", 80), "since_on": say.day("since_on")}
    facts(page, say, document | {"counted_at": say.instant("counted_at")})
    footer(page, say)
    said = {"residual": quantities["residual_qty"], "cause": cause, "document": document["document_reference"]}
    return marked(say, say.word("stock_residual.text", **at, **said))


def _rule(say: Say) -> Safe:
    """Where the rule's value comes from: `class A`, `category Tents`, `row` or `default`."""
    scope, _, value = user_text(say.row, "rule_source", 60).partition(" ")
    return say.word(f"rule.{scope}", value=value) if say.known(f"rule.{scope}") else say.none


def _receipts(say: Say) -> Safe:
    """`2026-11-20 120.000000; ...` as a list of quantity and day."""
    told = [
        say.plain("next_receipt.value", quantity=plain_number(number(quantity) or Decimal(0)), day=clean(day, 10))
        for day, quantity in pairs(say, "incoming_receipts")
    ]
    return listed(say, told, 8) if told else escape(say.words["next_receipt.none"])
