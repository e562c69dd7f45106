"""Cost and margin stay with those who have the right (R80): in every kind of message, whatever column holds them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from alert_rows import DIGEST, EXCESS, REQUISITION, ROWS
from outbox_in_memory import NOW, MemoryOutbox

from alerts.channels.channel import Receipt
from alerts.deliver import deliver
from alerts.discretion import COST, REASONS, without_cost
from alerts.message import Message
from alerts.render import render

SECRET = "7717.31"
SHOWN = "7,717.31"
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


def marked(value: Any, name: str = "") -> Any:
    """The row with one figure in every column of cost, and text that names it in every reason."""
    if isinstance(value, dict):
        filled = {**dict.fromkeys(COST - {"amounts"}, None), **dict.fromkeys(REASONS, None)} if not name else {}
        return {key: marked(inner, key) for key, inner in {**filled, **value}.items()}
    if isinstance(value, list | tuple):
        return [marked(inner, name) for inner in value]
    if name in REASONS:
        return f"too dear: {SHOWN}"
    return SECRET if name in COST else value


def row(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = marked(ROWS[kind])
    return found | {"changes": {"unit_price": ["1", SECRET], "amount": [SECRET, "2"]}}


def said(message: Message) -> str:
    return json.dumps(message.as_json(), ensure_ascii=False)


@LANGUAGES
@pytest.mark.parametrize("kind", ROWS)
def test_no_message_tells_a_figure_of_cost(kind: str, language: Any) -> None:
    shown = said(render(kind, without_cost(row(kind)), language))
    assert not [digits for digits in (SHOWN, SECRET, "7717") if digits in shown]


@pytest.mark.parametrize("kind", ["requisition", "requisition_decided", "excess", "digest", "stock_residual"])
def test_whoever_has_the_right_reads_it(kind: str) -> None:
    assert SHOWN in said(render(kind, row(kind), "en"))


def test_what_is_hidden_is_said_to_be_hidden_and_not_to_be_missing() -> None:
    shown = said(render("excess", without_cost(EXCESS), "en"))
    assert "(hidden)" in shown
    assert "no data" not in shown
    assert "no data" in said(render("excess", without_cost({**EXCESS, "unit_cost_amount": None}), "en"))
    assert "（不显示）" in said(render("requisition", without_cost(REQUISITION), "zh"))


def names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def test_nothing_is_left_in_the_row_at_any_depth() -> None:
    assert not set(names(without_cost(marked(DIGEST)))) & COST
    assert without_cost({"a": ({"unit_price": 1, "b": 2},)})["a"] == [{"b": 2}]


@LANGUAGES
def test_the_sentence_of_a_hold_that_made_a_shortage_is_hidden_and_an_order_is_not(language: Any) -> None:
    hold = {**ROWS["shortage"], "shortage_cause": "rule", "cause_reference": f"Of the budget {SHOWN} is left."}
    assert SHOWN in said(render("shortage", hold, language))
    assert SHOWN not in said(render("shortage", without_cost(hold), language))
    late = {**ROWS["shortage"], "shortage_cause": "supplier_late", "cause_reference": "PO00417"}
    assert "PO00417" in said(render("shortage", without_cost(late), language))


class Reader:
    """A channel that keeps what it is sent."""

    can_be_asked = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.read: list[str] = []

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        self.read.append(said(message))
        return Receipt(self.name)

    def find(self, dedupe_key: str, since: Any) -> None: ...

    def check(self) -> None: ...


def test_only_discreet_channels_hide_it() -> None:
    outbox, readers = MemoryOutbox(), {name: Reader(name) for name in ("buyers", "sales")}
    for name in readers:
        outbox.add(name, name, {"template": "excess", "language": "en", "row": row("excess")})
    assert len(deliver(outbox, readers, NOW, discreet=["sales"]).sent) == 2
    assert SHOWN in readers["buyers"].read[0]
    assert SHOWN not in readers["sales"].read[0]
