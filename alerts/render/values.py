"""From a row's values to text: numbers, money, dates. Rows come from a warehouse or from JSON; both give the same text.

None, NaN, NaT and what cannot be read are None here, and `no data` in the message.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from alerts.render.text import is_nothing

Row = Mapping[str, Any]

WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "HUF", "TWD", "IDR"})
"""Currencies whose amounts are written without decimals."""


def number(value: Any) -> Decimal | None:
    """`value` as a finite Decimal."""
    if value is None or isinstance(value, bool):
        return None
    try:
        read = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def instant(value: Any) -> datetime | None:
    """`value` as an aware UTC datetime; without a zone it is taken as UTC, as everywhere in the lake."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if not isinstance(value, datetime) or is_nothing(value):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def day(value: Any) -> date | None:
    """`value` as a date; of an instant, its UTC day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    at = instant(value)
    return at.date() if at else None


def plain_number(value: Decimal, places: int = 2, at_least: int = 0) -> str:
    """Thousands separated by commas, at most `places` decimals, no zeros at the end beyond `at_least` decimals."""
    rounded = round_to(value, places)
    whole, _, part = f"{rounded:,f}".partition(".")
    part = part.rstrip("0").ljust(at_least, "0")
    text = f"{whole}.{part}" if part else whole
    return "0" if text == "-0" else text


def round_to(value: Decimal, places: int) -> Decimal:
    """Half away from zero, as people round by hand; numbers too long for that stay as they are."""
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return value


def plain_money(value: Decimal, currency: str, places: int = 2) -> str:
    """`1,234.50 EUR`; currencies without cents have none."""
    cents = 0 if currency in WITHOUT_CENTS else 2
    return f"{plain_number(value, max(places, cents) if cents else 0, cents)} {currency}".strip()


def plain_rate(value: Decimal) -> str:
    """`0.125` as `12.5%`."""
    return f"{plain_number(value * 100, 1)}%"


def plain_instant(value: datetime) -> str:
    """`2026-10-31 06:00 UTC`."""
    return f"{value:%Y-%m-%d %H:%M} UTC"


def truth(value: Any) -> bool:
    """Whether `value` says yes, also as text from JSON or CSV."""
    return value is True or str(value).strip().lower() in ("true", "1", "t", "yes")
