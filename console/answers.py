"""Answers to who asks: the lines of `tandem why`, `tandem stock` and `tandem pending`, as Slack shows them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alerts.discretion import without_cost
from alerts.message import MAX_SECTION
from alerts.render import arithmetic_lines
from alerts.render.page import Page
from alerts.render.text import Safe, clean, clip, clip_safe, escape, units
from operations.reads import pending
from operations.rights import asked_of, waits_for
from operations.shown import requisition_row
from operations.snooze import is_asleep
from operations.values import as_decimal, said
from tandem.approval_settings import Approver
from tandem.cycle import Cycle, local_day, now
from tandem.errors import TandemError
from tandem.stores import open_store

Row = Mapping[str, Any]

MAX_LINE, MAX_LINES, MAX_TEXT = 300, 200, 12_000
_GAPS = re.compile(r"( {2,})")
UNTOLD = "for a reason that people with the right to cost can read"
HELP = "Say `/tandem why SKU`, `/tandem stock SKU` or `/tandem pending`."


def answer(cycle: Cycle, text: str, member: str, by: str) -> dict[str, Any]:
    """What `/tandem <text>` says to a Slack member, the approver `by`: `text` and `blocks`."""
    verb, _, name = text.strip().partition(" ")
    name = clean(name)
    if verb == "pending" and not name:
        waiting = pending_lines(cycle, by, cycle.company.sees_cost(member))
        return preformatted("Waiting for a decision", waiting or ["Nothing waits."])
    if verb not in ("why", "stock") or not name:
        return spoken([Safe(HELP)])
    try:
        lines = stock_lines(cycle, name) if verb == "stock" else why_lines(cycle, name, member)
    except TandemError as error:
        return spoken([escape(clean(str(error), MAX_LINE))])
    return preformatted(f"{verb} {name}", lines or [f"No system calls a product {name!r}."])


def arithmetic(cycle: Cycle, record: Row, member: str) -> dict[str, Any]:
    """How a requisition's quantity came to be: as `tandem why` tells it, else from the inputs that are kept with it."""
    try:
        lines = why_lines(cycle, record["product_id"], member, record["location_id"])
    except TandemError:
        lines = []
    if lines:
        return preformatted(f"{record['number']}: the plan as it is now", lines)
    row = requisition_row({**record})
    return spoken(arithmetic_lines(row if cycle.company.sees_cost(member) else without_cost(row), "en"))


def why_lines(cycle: Cycle, name: str, member: str, location_id: str | None = None) -> list[str]:
    """The lines of `tandem why` for a Slack member. Raises a TandemError when the warehouse cannot be asked."""
    from planning.explain import explain
    from tandem.cli.lookup import find_items

    items = [item for item in find_items(cycle, name) if location_id in (None, item["location_id"])]
    if not cycle.company.sees_cost(member):
        told = ("hold_reason", "supplier_reason")
        items = [{**item, **{name: item[name] and UNTOLD for name in told}} for item in items]
    return [line for item in items for line in (*_headed(item), *explain(item), "")]


def stock_lines(cycle: Cycle, name: str) -> list[str]:
    """The rows of `tandem stock`, a line each."""
    from tandem.cli.stock import stock_of

    return [
        line
        for product in stock_of(cycle, name)
        for title, rows in product.items()
        for line in ([rows, ""] if title == "product" else _table(title, rows))
    ]


def pending_lines(cycle: Cycle, by: str, with_cost: bool) -> list[str]:
    """What waits for this person, then what waits for others and for whom; oldest first."""
    approvers, today = cycle.company.approvers, local_day(cycle.company, now())
    mine, others = waits_for(pending(open_store(cycle)), by, approvers, today)
    return [*(summary(row, with_cost) for row in mine), *(for_others(row, approvers, with_cost) for row in others)]


def for_others(row: Row, approvers: Sequence[Approver], with_cost: bool = True) -> str:
    """A requisition on one line, and whom it waits for."""
    names = ", ".join(asked_of(dict(row), approvers)) or "nobody"
    return f"{summary(row, with_cost)}; waits for {names}"


def summary(row: Row, with_cost: bool = True) -> str:
    """A requisition on one line."""
    quantity = f"{said(as_decimal(row['quantity']))} {clean(row['uom'], 20)}".strip()
    is_known = with_cost and row["base_amount"] is not None
    amount = f", {row['base_amount']:,.2f} {row['base_currency'] or ''}".rstrip() if is_known else ""
    product = clean(row["product_name"] or row["product_code"] or row["product_id"], 60)
    place, supplier = clean(row["location_code"], 30), clean(row["supplier_name"], 60)
    until = f"{row['snoozed_until']:%Y-%m-%d %H:%M} UTC" if is_asleep(row, now()) else ""
    asleep = f", snoozed until {until} by {clean(row['snoozed_by'], 60)}" if until else ""
    return f"{row['number']}  {quantity} of {product} for {place} from {supplier}{amount}{asleep}"


def spoken(lines: Iterable[Safe]) -> dict[str, Any]:
    """Lines as they are, already `Safe`."""
    page, kept = Page(), list(lines)
    page.lines(kept)
    return page.message(kept[0]).as_json()


def preformatted(title: str, lines: Sequence[str]) -> dict[str, Any]:
    """Lines in a fixed-width font, as many as Slack takes; how many more there are is said."""
    page, left, part = Page(), MAX_TEXT, ""
    head = Safe(f"*{escape(clean(title, 120))}*")
    page.lines([head])
    shown = [_line(line) for line in lines[:MAX_LINES]]
    for position, line in enumerate(shown):
        left -= units(line) + 1
        if left < 0:
            shown[position:] = [Safe("…")]
            break
    for line in shown:
        if units(part) + units(line) + 8 > MAX_SECTION:
            page.lines([_fenced(part)])
            part = ""
        part = f"{part}\n{line}" if part else str(line)
    page.lines([_fenced(part)])
    return page.message(head).as_json()


def _fenced(text: str) -> Safe:
    return Safe(f"```{text or ' '}```")


def _line(text: str) -> Safe:
    """User text in it shown as it is, columns kept."""
    parts = (part if part.isspace() else clean(part, MAX_LINE) for part in _GAPS.split(text))
    return clip_safe(escape(clip("".join(parts), MAX_LINE)), MAX_LINE * 2)


def _headed(item: Row) -> tuple[str, str]:
    as_of = f"data as of {item['data_as_of']:%Y-%m-%d %H:%M} UTC, plan {item['plan_version']}"
    return f"{item['product_code']} {item['product_name']} at {item['location_code']}", as_of


def _table(title: str, rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    cells = [list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return [title, *lines, ""]


def _cell(value: Any) -> str:
    exact = as_decimal(value) if hasattr(value, "normalize") else value
    return "-" if exact is None else clean(said(exact), 40)
