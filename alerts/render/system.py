"""Messages about Tandem's own work: stale source, missing cycle, digest, closed alert."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from alerts.render.page import Page
from alerts.render.parts import SEVERITY, facts, footer, labelled, location, marked, product, stale, title
from alerts.render.say import Say
from alerts.render.text import Safe, escape, user_text
from alerts.render.values import number, truth

DIGEST_ITEMS = 20
DIGEST_ORDER = (
    "requisition", "shortage", "oversell", "surge", "late_receipt", "excess", "stock_residual", "review_rule",
    "stale_source", "heartbeat",
)  # fmt: skip


def stale_source(page: Page, say: Say) -> Safe:
    """A source older than its limit, and what follows from that (R26)."""
    source = user_text(say.row, "source", 60)
    title(page, say, "stale_source.title", source=source)
    page.lines([say.word("stale_source.lead", source=source)])
    hours = {name: say.counted("hours", name) for name in ("hours_old", "freshness_hours")}
    facts(page, say, {"last_accepted_at": say.instant("last_accepted_at"), **hours})
    footer(page, say)
    said = {"hours": hours["hours_old"], "limit": hours["freshness_hours"]}
    return say.word("stale_source.text", source=source, **said)


def heartbeat(page: Page, say: Say) -> Safe:
    """No cycle has finished in time."""
    last, limit = say.instant("last_finished_at"), say.counted("hours", "limit_hours")
    known = say.word("heartbeat.never") if last == say.none else last
    page.header(say.plain("heartbeat.title"))
    page.lines([say.word("heartbeat.lead")])
    times = {"last_finished_at": known, "hours_late": say.counted("hours", "hours_late"), "limit_hours": limit}
    facts(page, say, times)
    footer(page, say)
    return say.word("heartbeat.text", last=known, limit=limit)


def digest(page: Page, say: Say) -> Safe:
    """Many items in one message: how many of each kind, the first of them, money tied up (R32).

    They are new in one cycle, were held since `held_since`, or are the supply risks of a `week` (R43).
    """
    top = say.row.get("top")
    items = [item for item in top if isinstance(item, Mapping)] if isinstance(top, Sequence) else []
    counts, total = _counts(say, items), number(say.row.get("total"))
    shown = say.figure(sum(counts.values(), Decimal(0)) if total is None else total, 0)
    said = [say.word("digest.count", kind=say.named("kind", kind), number=say.figure(n)) for kind, n in counts.items()]
    how, when = _occasion(say)
    page.header(say.plain(f"digest.title{how}", number=shown, **when))
    stale(page, say)
    lead = say.word(f"digest.lead{'_first' if truth(say.row.get('is_first')) else how}")
    page.lines([lead, Safe(say.words["list"].join(said)) or say.none])
    page.fields(_capital(say, items))
    lines = [_item(Say(say.words, item)) for item in items[:DIGEST_ITEMS]]
    page.lines([*lines, *_rest(say, len(lines), total)])
    footer(page, say)
    return marked(say, say.word(f"digest.text{how}", number=shown, counts=Safe(say.words["list"].join(said)), **when))


def _occasion(say: Say) -> tuple[str, dict[str, Safe]]:
    """Which wording of the digest, and what it names."""
    if say.row.get("week"):
        return "_week", {"week": say.text("week", 20)}
    if say.row.get("held_since"):
        return "_held", {"since": say.instant("held_since")}
    return "", {}


def closed(page: Page, say: Say) -> Safe:
    """An alert that a complete look at fresh data no longer finds."""
    kind = user_text(say.row, "kind") or user_text(say.row, "alert_kind")
    subject = _subject(say)
    said = say.words.get(f"kind.{kind}", kind)
    page.header(say.plain("closed.title", kind=said, subject=subject))
    page.lines([say.word("closed.lead")])
    times = {name: say.instant(name) for name in ("opened_at", "closed_at")}
    facts(page, say, {**times, "episode": say.number("episode", 0)})
    footer(page, say)
    return say.word("closed.text", kind=said, subject=subject)


def _counts(say: Say, items: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Kind -> how many, in a fixed order; counted from the items where the row does not say."""
    given = say.row.get("counts")
    kinds = [str(item.get("kind")) for item in items]
    counts = given if isinstance(given, Mapping) else {kind: kinds.count(kind) for kind in kinds}
    known = [kind for kind in DIGEST_ORDER if kind in counts]
    return {kind: number(counts[kind]) or Decimal(0) for kind in [*known, *sorted(set(counts) - set(known))]}


def _rest(say: Say, shown: int, total: Decimal | None) -> list[Safe]:
    left = 0 if total is None else int(total) - shown
    return [say.word("more", number=Safe(str(left)))] if shown and left > 0 else []


def _capital(say: Say, items: Sequence[Mapping[str, Any]]) -> list[Safe]:
    """The money tied up in excess stock, as far as the row says it."""
    amounts = say.row.get("amounts")
    excess = amounts.get("excess") if isinstance(amounts, Mapping) else None
    if number(excess) is None:
        return []
    currencies = [one.get("base_currency") for one in (say.row, *items) if user_text(one, "base_currency")]
    money = Say(say.words, {"amount": excess, "currency": currencies[0] if currencies else None})
    return [labelled(say, "digest.capital", money.money("amount", "currency"))]


def _item(say: Say) -> Safe:
    severity, kind = SEVERITY.get(user_text(say.row, "severity"), ""), user_text(say.row, "kind")
    said = {"kind": Safe(severity + say.named("kind", kind)), "subject": escape(_subject(say))}
    detail = _detail(say, kind)
    item = (
        say.word("digest.item", **said) if detail == say.none else say.word("digest.item_detail", **said, detail=detail)
    )
    name = user_text(say.row, "owner", 60)
    return say.word("digest.item_owner", item=item, name=name) if name else item


def _detail(say: Say, kind: str) -> Safe:
    """The one number that says how bad it is."""
    if kind in ("requisition", "excess"):
        return say.money("amount")
    if kind == "oversell":
        return say.quantity("oversold_qty")
    wordings = {"shortage": ("digest.cover", "days_of_cover"), "late_receipt": ("digest.late", "days_late")}
    wording, column = wordings.get(kind, ("", ""))
    return say.none if number(say.row.get(column)) is None else say.word(wording, days=say.counted("days", column))


def _subject(say: Say) -> str:
    """What an item is about, not escaped: product and place, or the source or flow."""
    own = user_text(say.row, "source", 60) or user_text(say.row, "flow", 60)
    if own:
        return own
    about = say.plain("digest.subject", product=product(say), location=location(say))
    first = user_text(say.row, "requisition_number", 60) or user_text(say.row, "purchase_order_number", 60)
    return f"{first} · {about}" if first else about
