"""Candidate rows as `reconcile` uses them: grouped, checked and measured."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from operations.errors import BadCandidate
from operations.values import as_decimal, names, plain

Row = dict[str, Any]
Found = dict[str, dict[str, Row]]
"""Kind -> candidate key -> row."""


def read_candidates(candidates: Mapping[str, Sequence[Mapping[str, Any]]]) -> Found:
    """The candidates by kind and key. Tables may be named `shortage` or `cnd_shortage`.

    Raises:
        BadCandidate: no key, the same key twice, or a requisition without product, location or quantity.
    """
    found: Found = {}
    for table, rows in candidates.items():
        kind = table.removeprefix("cnd_")
        if kind != "evaluation":
            found[kind] = _by_key(kind, rows)
    return found


def _by_key(kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
    by_key: dict[str, Row] = {}
    for position, given in enumerate(rows, start=1):
        row = plain(given)
        key = row.get("candidate_key")
        if not key:
            raise BadCandidate(f"cnd_{kind} row {position}: candidate_key is empty; nothing was stored.")
        if key in by_key:
            raise BadCandidate(f"cnd_{kind}: {key!r} is there twice; the model's grain is broken, nothing was stored.")
        if kind == "requisition":
            _check_requisition(key, row)
        by_key[key] = row
    return by_key


def _check_requisition(key: str, row: Row) -> None:
    for column in ("product_id", "location_id"):
        if not row.get(column):
            raise BadCandidate(f"cnd_requisition {key!r}: {column} is empty; nothing was stored.")
    quantity = as_decimal(row.get("quantity"))
    if quantity is None or quantity <= 0:
        raise BadCandidate(
            f"cnd_requisition {key!r}: quantity {row.get('quantity')!r} is not above 0; nothing was stored."
        )


def is_stale(row: Row) -> bool:
    """Whether some source behind the row is older than its limit."""
    return bool(row.get("is_stale"))


def sources_of(kind: str, row: Row) -> str | None:
    """The sources behind the row where the candidate says so (`sources`); a stale source is its own."""
    said = row.get("source") if kind == "stale_source" else row.get("sources")
    return ", ".join(sorted(names(said))) or None


def depth(kind: str, row: Row) -> Decimal | None:
    """How far beyond its threshold a cause is, as a share of the threshold; None where there is no threshold."""
    pairs = {
        "requisition": (("inventory_position", "reorder_point"),),
        "shortage": (("available_qty", "reorder_point"), ("days_of_cover", "lead_time_days")),
    }
    below = [_below(row, value, threshold) for value, threshold in pairs.get(kind, ())]
    if kind == "surge":
        below = [_beyond(row, "last_week_qty", "limit_week_qty")]
    if kind == "excess":
        below = [_share(as_decimal(row.get("excess_qty")), as_decimal(row.get("order_up_to")))]
    return max((share for share in below if share is not None and share >= 0), default=None)


def _below(row: Row, value: str, threshold: str) -> Decimal | None:
    limit, actual = as_decimal(row.get(threshold)), as_decimal(row.get(value))
    return None if limit is None or actual is None else _share(limit - actual, limit)


def _beyond(row: Row, value: str, threshold: str) -> Decimal | None:
    limit, actual = as_decimal(row.get(threshold)), as_decimal(row.get(value))
    return None if limit is None or actual is None else _share(actual - limit, limit)


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or whole is None or whole <= 0 else part / whole


_MEASURES = {"oversell": "oversold_qty", "excess": "excess_qty", "surge": "last_week_qty"}


def measure(kind: str, row: Row) -> Decimal | None:
    """The number whose growth makes an open alert worth saying again. Others speak again when severity rises."""
    return as_decimal(row.get(_MEASURES[kind])) if kind in _MEASURES else None


def is_swing(before: Decimal | None, after: Decimal | None, hysteresis: float) -> bool:
    """Whether the change is larger than `hysteresis` allows for nothing."""
    if before is None or after is None:
        return before is not after
    return abs(after - before) > abs(before) * Decimal(str(hysteresis))


_SEVERITIES = ("low", "medium", "high")


def severity_rank(severity: str | None) -> int:
    """0 for none, 1 low, 2 medium, 3 high."""
    return _SEVERITIES.index(severity) + 1 if severity in _SEVERITIES else 0
