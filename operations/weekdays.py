"""Days as people write them in a cell: `Mon-Fri`, `周一,周三`, `1-5`; `2026-10-01..2026-10-07, 2027-01-01`."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_NAMES = (
    ("mon", "monday", "周一", "1"), ("tue", "tuesday", "周二", "2"), ("wed", "wednesday", "周三", "3"),
    ("thu", "thursday", "周四", "4"), ("fri", "friday", "周五", "5"), ("sat", "saturday", "周六", "6"),
    ("sun", "sunday", "周日", "7"),
)  # fmt: skip
_NUMBER = {name: number for number, names in enumerate(_NAMES) for name in names}
_LONGEST = timedelta(days=366)
_APART = re.compile(r"[,;，；、\s]+")


def weekdays(column: str, said: str) -> str:
    """Seven marks from Monday on, `1` for a day that is meant (`1111100`). Raises ValueError with what to write."""
    days: set[int] = set()
    for part in filter(None, _APART.split(said.strip().lower())):
        first, dash, last = part.partition("-")
        if first not in _NUMBER or (dash and last not in _NUMBER):
            raise ValueError(f"{column} {said!r} are no weekdays; write them as Mon-Fri or Mon,Thu")
        start, end = _NUMBER[first], _NUMBER[last or first]
        days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return "".join("1" if day in days else "0" for day in range(7))


def days(column: str, said: str) -> list[date]:
    """The days, each once, ascending. Raises ValueError with what to write."""
    found: set[date] = set()
    for part in filter(None, _APART.split(said.strip())):
        first, _, last = part.partition("..")
        try:
            found |= set(_from_to(date.fromisoformat(first), date.fromisoformat(last or first)))
        except ValueError as error:
            raise ValueError(
                f"{column} {part!r} are no days; write one as 2026-10-01, a row of at most a year of them as "
                "2026-10-01..2026-10-07"
            ) from error
    return sorted(found)


def _from_to(first: date, last: date) -> Iterator[date]:
    if not timedelta() <= last - first <= _LONGEST:
        raise ValueError(last)
    return (first + timedelta(days=step) for step in range((last - first).days + 1))
