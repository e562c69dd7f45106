"""Messages about requisitions: the proposal with its arithmetic, and what was decided."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from alerts.render.arithmetic import arithmetic
from alerts.render.page import Page
from alerts.render.parts import (
    changes,
    decision_buttons,
    decision_links,
    facts,
    footer,
    listed,
    location,
    marked,
    order_by,
    pairs,
    product,
    stale,
    title,
    where,
)
from alerts.render.say import Say
from alerts.render.text import Safe, user_text
from alerts.render.values import number, plain_number

WAITING = frozenset({"proposed", "pending", "held", "changed", ""})


def requisition(page: Page, say: Say, interactive: bool, links: Mapping[str, str]) -> Safe:
    """Waits for approval, with everything an approver needs to check it."""
    number, state = user_text(say.row, "requisition_number", 60), _state(say)
    title(page, say, "requisition.title", number=number, state=say.words.get(_state_key(say), state))
    stale(page, say)
    held = say.text("hold_reason")
    why = [say.word("requisition.held", reason=held)] if held != say.none else []
    page.lines([where(say), *changes(say), *why, *_asked(say), *_instead(say)])
    facts(page, say, _order(say))
    page.lines(arithmetic(say))
    if user_text(say.row, "state") in WAITING:
        if interactive:
            decision_buttons(page, say, number)
        if links:
            decision_links(page, say, links)
        page.lines([say.word("requisition.hint", number=number)])
    elif user_text(say.row, "decided_by"):
        facts(page, say, _decision(say))
    footer(page, say)
    return marked(say, say.word("requisition.text", number=number, state=state, **_summary(say)))


def decided(page: Page, say: Say) -> Safe:
    """What somebody decided, who and why."""
    number, state = user_text(say.row, "requisition_number", 60), _state(say)
    page.header(say.plain("decided.title", number=number, state=say.words.get(_state_key(say), state)))
    page.lines([where(say)])
    ordered = {"order_quantity": _ordered(say), "amount": _amount(say), "supplier": say.text("supplier_name", 120)}
    facts(page, say, ordered | _decision(say))
    footer(page, say)
    by = user_text(say.row, "decided_by", 120)
    key = "decided.text" if by else "decided.text_alone"
    return say.word(key, number=number, state=state, by=by, **_summary(say))


def reminded(page: Page, say: Say) -> Safe:
    """Has waited for as long as the rules allow; its approvers are reminded."""
    return _waits(page, say, "reminded")


def escalated(page: Page, say: Say) -> Safe:
    """Has waited longer still; somebody else may decide too."""
    return _waits(page, say, "escalated")


def _waits(page: Page, say: Say, what: str) -> Safe:
    number = user_text(say.row, "requisition_number", 60)
    page.header(say.plain(f"{what}.title", number=number))
    page.lines([where(say), *_asked(say)])
    ordered = {"order_quantity": _ordered(say), "amount": _amount(say), "supplier": say.text("supplier_name", 120)}
    facts(page, say, ordered | {"waiting_since": say.instant("waiting_since"), "required_on": say.day("required_on")})
    page.lines([say.word("requisition.hint", number=number)])
    footer(page, say)
    return say.word(f"{what}.text", number=number, asked=listed(say, _names(say)), **_summary(say))


def _names(say: Say) -> list[Any]:
    """Those asked, each with who decides in their name if they are away."""
    names, away = say.row.get("asked"), say.row.get("stand_ins")
    stand_ins = away if isinstance(away, Mapping) else {}
    told = ((name, stand_ins.get(name)) for name in (names if isinstance(names, list) else ()))
    return [say.plain("requisition.away", name=name, delegate=one) if one else name for name, one in told]


def _asked(say: Say) -> list[Safe]:
    """Whom the rules ask and at which step, and who has decided the steps before; nothing where any approver may."""
    if not _names(say):
        return []
    decided = say.row.get("steps_decided")
    steps = [_step(say, place, one) for place, one in enumerate(decided if isinstance(decided, list) else (), 1)]
    key = "requisition.asked" if say.row.get("steps") == 1 else "requisition.asked_step"
    numbers = {"step": say.number("step"), "steps": say.number("steps")}
    return [*steps, say.word(key, asked=listed(say, _names(say)), **numbers)]


def _step(say: Say, place: int, decided: Any) -> Safe:
    by, name = (user_text(decided, column, 120) for column in ("decided_by", "in_name_of"))
    key = "requisition.step_decided" if by == name else "requisition.step_decided_for"
    return say.word(key, step=Safe(str(place)), by=by, name=name)


def _instead(say: Say) -> list[Safe]:
    """What could be used instead of buying: stock that another location does not need, products in stock here."""
    told = []
    for column in ("transfer_offers", "substitute_offers"):
        offers = [
            say.plain("requisition.offer", name=name, quantity=plain_number(number(quantity) or Decimal(0)))
            for quantity, name in pairs(say, column)
        ]
        told += [say.word(f"requisition.{column}", offers=listed(say, offers, 8))] if offers else []
    return told


def _decision(say: Say) -> dict[str, Safe]:
    why = "reason" if user_text(say.row, "reason") else "decision_reason"
    who = {"decided_by": say.text("decided_by", 120), "decided_at": say.instant("decided_at")}
    told = who if user_text(say.row, "decided_by") else {}
    return {**told, "reason": say.text(why)}


def _order(say: Say) -> dict[str, Safe]:
    has_own = number(say.row.get("supplier_lead_days")) is not None
    return {
        "order_quantity": _ordered(say),
        "supplier": say.text("supplier_name", 120),
        "unit_price": _price(say),
        "amount": _amount(say),
        "required_on": say.day("required_on"),
        "order_by_on": order_by(say),
        "category": say.text("category", 120),
        "lead_time": say.counted("days", "supplier_lead_days" if has_own else "lead_time_days"),
    }


def _summary(say: Say) -> dict[str, object]:
    named = {"product": product(say), "location": location(say), "supplier": say.text("supplier_name", 120)}
    return {**named, "quantity": say.quantity("quantity"), "amount": say.money("amount", "currency")}


def _state_key(say: Say) -> str:
    return f"requisition.state.{user_text(say.row, 'state') or 'pending'}"


def _state(say: Say) -> Safe:
    return say.named("requisition.state", user_text(say.row, "state") or "pending")


def _ordered(say: Say) -> Safe:
    stock, purchase = say.quantity("quantity"), say.quantity("purchase_quantity", "purchase_uom")
    if purchase in (stock, say.none):
        return stock
    return say.word("order_quantity.value", quantity=stock, purchase=purchase)


def _price(say: Say) -> Safe:
    price, uom = say.money("unit_price", "currency", 4), user_text(say.row, "purchase_uom", 20)
    return price if price == say.absent("unit_price") or not uom else say.word("per_unit", price=price, uom=uom)


def _amount(say: Say) -> Safe:
    amount, base = say.money("amount", "currency"), say.money("base_amount", "base_currency")
    if base in (amount, say.absent("base_amount")):
        return amount
    return say.word("amount.value", amount=amount, base=base)
