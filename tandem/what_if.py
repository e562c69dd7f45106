"""What a file of forecast overrides would change, said from a plan that is kept in memory; nothing is stored."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle
from tandem.stores import open_lake

if TYPE_CHECKING:
    import pandas as pd

    from planning.replenish import WholePlan

_CODES = ["product_code", "location_code"]


def plan_in_memory(cycle: Cycle) -> "WholePlan":
    """The plan of the warehouse as it is now, with the overrides that are in force."""
    from lake import chosen_plan
    from planning.replenish import plan_whole
    from tandem.steps.plan import basis_after

    lake = open_lake(cycle)
    return plan_whole(basis_after(cycle, lake, chosen_plan(lake, cycle.known())))


def what_if(whole: "WholePlan", file: Path) -> "pd.DataFrame":
    """Where the plan would differ (`planning.plan_difference`, with product_code and location_code), were `file` the
    company's forecast overrides.

    Raises:
        BadTable: every wrong row, and every code that names no planned item.
    """
    from planning.replan import difference, replan

    found = difference(whole, replan(whole, _overrides(whole, file)))
    codes = whole.basis.items[["product_id", "location_id", *_CODES]]
    return found.merge(codes, on=["product_id", "location_id"]).sort_values(_CODES, ignore_index=True)


def saved(file: Path, wait: Callable[[], None]) -> Iterator[Path]:
    """`file` at once and whenever it was saved since; `wait` passes the time between two looks."""
    seen: float | None = None
    while True:
        stamp = file.stat().st_mtime_ns if file.exists() else 0
        if stamp != seen:
            seen = stamp
            yield file
        wait()


def _overrides(whole: "WholePlan", file: Path) -> "pd.DataFrame":
    import pandas as pd

    from operations.errors import BadTable
    from operations.export_files import read_overrides_file

    rows = read_overrides_file(file)
    said = pd.DataFrame(
        rows, columns=[*_CODES, "from_on", "to_on", "mode", "quantity", "author", "reason", "decided_at"]
    )
    items = whole.basis.items
    known = items[["product_id", "location_id"]].assign(**_keys(items)).drop_duplicates(_CODES, keep=False)
    named = said.assign(**_keys(said)).merge(known, on=_CODES, how="left")
    if mistakes := [_unknown(file, row) for row in said[named["product_id"].isna()].to_dict("records")]:
        raise BadTable("\n".join(mistakes))
    typed = named.assign(
        override_id=[f"row {number}" for number in range(2, len(named) + 2)],
        quantity=named["quantity"].astype(float),
        decided_at=pd.to_datetime(named["decided_at"], utc=True).dt.tz_localize(None),
    )
    return typed.reindex(columns=whole.basis.facts.overrides.columns)


def _keys(frame: "pd.DataFrame") -> dict[str, Any]:
    """Codes as the warehouse compares them."""
    return {name: frame[name].astype("string").str.strip().str.upper() for name in _CODES}


def _unknown(file: Path, row: dict[Any, Any]) -> str:
    product, location = (row[name] for name in _CODES)
    return f"{file}: {product!r} at {location!r} names no item, or several, that are planned. Correct the codes."
