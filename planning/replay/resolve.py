"""Policies resolved by item in Python, as `int_policies__resolved` does it in the warehouse (a test compares them)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ANYWHERE = "*"
WHOLE = ("demand_window_days", "min_lead_time_receipts")
"""Parameters that are whole numbers."""


def resolve_policies(
    items: "pd.DataFrame", rows: Sequence[Mapping[str, Any]], parameters: Sequence[str]
) -> "pd.DataFrame":
    """`items` with the values that the policies give them: row, row of every location, category, class, default.

    Args:
        items: product_code, location_code, category, abc_class, and a column for each parameter.
        rows: scope ('default', 'class', 'category', 'product_location'), scope_value, product_code, location_code,
            parameter, value.
        parameters: which columns; null where no policy sets one.
    """
    said: dict[tuple[str, ...], float] = {
        (row["parameter"], row["scope"], *_scope(row)): float(row["value"]) for row in rows
    }
    keys = [items[name].map(code_key) for name in ("product_code", "location_code", "category", "abc_class")]
    return items.assign(**{name: _values(items, said, name, list(zip(*keys, strict=True))) for name in parameters})


def code_key(said: Any) -> str:
    """A code as it is compared: trimmed, upper case; empty for none."""
    return said.strip().upper() if isinstance(said, str) else ""


def _scope(row: Mapping[str, Any]) -> tuple[str, str]:
    if row["scope"] == "product_location":
        return code_key(row["product_code"]), code_key(row["location_code"]) or ANYWHERE
    return code_key(row["scope_value"]), ""


def _values(
    items: "pd.DataFrame", said: Mapping[tuple[str, ...], float], name: str, keys: Sequence[tuple[str, ...]]
) -> "pd.Series":
    import pandas as pd

    def value(key: tuple[str, ...]) -> float | None:
        product, location, category, abc = key
        scopes = (
            ("product_location", product, location), ("product_location", product, ANYWHERE),
            ("category", category, ""), ("class", abc, ""), ("default", "", ""),
        )  # fmt: skip
        return next((said[name, *scope] for scope in scopes if (name, *scope) in said), None)

    found = pd.Series([value(key) for key in keys], index=items.index, dtype=float)
    return found.astype("int64") if name in WHOLE else found


def changed_values(live: "pd.DataFrame", proposed: "pd.DataFrame", parameters: Sequence[str]) -> dict[str, int]:
    """For each parameter that differs, at how many items. Both frames: the same items in the same order."""
    pairs = {name: (live[name].astype(float), proposed[name].astype(float)) for name in parameters}
    counts = {name: int((~((old == new) | (old.isna() & new.isna()))).sum()) for name, (old, new) in pairs.items()}
    return {name: count for name, count in counts.items() if count}
