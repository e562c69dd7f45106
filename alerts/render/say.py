"""Words of one language filled with a row's values. What is not `Safe` is escaped on the way in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from alerts.render.text import LONG, Safe, clean, escape, user_text
from alerts.render.values import (
    Row,
    day,
    instant,
    number,
    plain_instant,
    plain_money,
    plain_number,
    plain_rate,
)


class Say:
    """Says things about one row in one language. Every method gives `Safe` text for mrkdwn, except `plain`."""

    def __init__(self, words: Mapping[str, str], row: Row) -> None:
        self.words = words
        self.row = row

    def word(self, key: str, **values: object) -> Safe:
        """The wording `key`, filled."""
        filled = {name: _safe(value) for name, value in values.items()}
        return Safe(self.words[key].format(**filled))

    def plain(self, key: str, **values: object) -> str:
        """The wording `key`, filled with user text as it is: for `plain_text` objects, where nothing is obeyed."""
        return self.words[key].format(**values)

    def known(self, key: str) -> bool:
        """Whether there is a wording `key`."""
        return key in self.words

    @property
    def none(self) -> Safe:
        """What is said where nothing is known."""
        return self.word("none")

    def absent(self, name: str) -> Safe:
        """What is said where the row has nothing under `name`: hidden from this reader, or not known."""
        return self.word("hidden") if name in self.row.get("hidden", ()) else self.none

    def text(self, name: str, limit: int = LONG) -> Safe:
        """The row's text."""
        return escape(user_text(self.row, name, limit)) or self.absent(name)

    def number(self, name: str, places: int = 2) -> Safe:
        """The row's number."""
        return self.figure(number(self.row.get(name)), places)

    def figure(self, value: Decimal | None, places: int = 2) -> Safe:
        """A number that is already read."""
        return self.none if value is None else Safe(plain_number(value, places))

    def quantity(self, name: str, uom: str = "uom") -> Safe:
        """The row's number with its unit."""
        value = number(self.row.get(name))
        if value is None:
            return self.none
        unit = user_text(self.row, uom, 20)
        return self.word("quantity", number=self.figure(value), uom=unit) if unit else self.figure(value)

    def money(self, name: str, currency: str = "base_currency", places: int = 2) -> Safe:
        """The row's amount with its currency."""
        value = number(self.row.get(name))
        if value is None:
            return self.absent(name)
        return escape(plain_money(value, user_text(self.row, currency, 10), places))

    def rate(self, name: str) -> Safe:
        """The row's rate (0 to 1) in per cent."""
        value = number(self.row.get(name))
        return self.none if value is None else Safe(plain_rate(value))

    def counted(self, key: str, name: str) -> Safe:
        """The row's number inside the wording `key` (`days`, `hours`, `per_day`)."""
        value = number(self.row.get(name))
        places = 4 if key == "per_day" else 1
        return self.none if value is None else self.word(key, number=self.figure(value, places))

    def day(self, name: str) -> Safe:
        """The row's date, ISO."""
        value = self.date(name)
        return self.none if value is None else Safe(value.isoformat())

    def date(self, name: str) -> date | None:
        """The row's date, to compare."""
        return day(self.row.get(name))

    def instant(self, name: str) -> Safe:
        """The row's instant in UTC, with the label."""
        value = instant(self.row.get(name))
        return self.none if value is None else Safe(plain_instant(value))

    def named(self, prefix: str, value: Any) -> Safe:
        """The wording `<prefix>.<value>`, or the value itself where there is none."""
        key = f"{prefix}.{value}"
        return self.word(key) if self.known(key) else escape(clean(value, 40)) or self.none

    def range(self, low: str, high: str) -> Safe:
        """Two rates of the row, from low to high; one when they are the same."""
        first, last = self.rate(low), self.rate(high)
        return last if first == last else self.word("range", low=first, high=last)


def _safe(value: object) -> Safe:
    return value if isinstance(value, Safe) else escape(clean(value, LONG))
