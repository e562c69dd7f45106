"""Values as they come from a candidate row (DuckDB, pandas, JSON), brought to plain Python."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from operations.errors import OperationsError

_PLAIN = (str, int, Decimal, date, type(None))
_PLAIN_TYPES = frozenset({str, int, bool, date, datetime, type(None)})


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row` with every kind of "nothing" (NaN, NaT, pandas' NA) as None and numpy's numbers as Python's."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN_TYPES:
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, float | Decimal):
        return value if _is_finite(value) else None
    if isinstance(value, _PLAIN):
        return value
    return [_plain(item) for item in value] if isinstance(value, Collection) else str(value)


def _is_finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else value - value == 0


def as_decimal(value: Any) -> Decimal | None:
    """An exact number without needless zeros; a float by its shortest text. None stays None."""
    if value is None or value == "":
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        if not number.is_finite():
            return None
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    except InvalidOperation:
        return None


def as_instant(value: Any) -> datetime | None:
    """An aware UTC moment; one without zone is UTC, as the lake writes it."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if value is None:
        return None
    moment: datetime = value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def as_date(value: Any) -> date | None:
    """A calendar day."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else value


def names(value: Any) -> frozenset[str]:
    """Names from a list, or from text with commas."""
    parts = value.split(",") if isinstance(value, str) else value or ()
    return frozenset(str(part).strip() for part in parts if str(part).strip())


def said(value: Any) -> str:
    """A value as people read it: `12`, `12.5`, `nothing`."""
    if value is None:
        return "nothing"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise OperationsError(f"{value!r} ({type(value).__name__}) cannot be stored as JSON.")


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_as_text)


def dumps(value: Any) -> str:
    """JSON with decimals, dates and instants as text, so that nothing is rounded; readable Chinese."""
    return _ENCODER.encode(value)
