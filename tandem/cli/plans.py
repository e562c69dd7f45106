"""`tandem plans`: the plans that are kept, what one says otherwise than another, and what overrides would change."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tandem.cli.app import COMPANY_FILE, AsJson, AsOf, CompanyFile, KnownAt, app, cycle_of, err, grouped, out, show
from tandem.errors import TandemError
from tandem.plans import compare_plans, plans
from tandem.what_if import plan_in_memory, saved, what_if

if TYPE_CHECKING:
    import pandas as pd

    from planning.replenish import WholePlan

LOOK_SECONDS = 0.2
"""Between two looks at a followed file."""

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Plans that are kept, and what one says otherwise than another.",
)  # fmt: skip
app.add_typer(group, name="plans")
command = grouped(group)

Before = Annotated[str, typer.Argument(help="A version, or how it begins; default: the plan before the newest.")]
After = Annotated[str, typer.Argument(help="Another; default: the newest plan.")]


@command
def list_(company: CompanyFile = COMPANY_FILE, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Every plan that is kept, newest first."""
    rows: list[dict[str, Any]] = [
        {"version": one.version, "as_of": one.as_of, "known_at": one.known_at, "items": one.manifest.get("items"),
         "policy_version": one.manifest.get("policy_version")}
        for one in plans(cycle_of(company, known_at=known_at))
    ]  # fmt: skip

    def words() -> None:
        table = Table("version", "planned from", "known at", "items", "policy", box=None, header_style="bold")
        for row in rows:
            known = f"{row['known_at']:%Y-%m-%d %H:%M:%S} UTC"
            table.add_row(row["version"], str(row["as_of"]), known, str(row["items"]), row["policy_version"])
        out.print(table if rows else "nothing is planned yet")

    show(rows, as_json, words)


@command
def compare(
    before: Before = "",
    after: After = "",
    company: CompanyFile = COMPANY_FILE,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Where two plans differ: method, demand a day, order-up-to level, and units planned to be ordered."""
    old, new, found = compare_plans(cycle_of(company, known_at=known_at), before or None, after or None)

    def words() -> None:
        out.print(f"{old.version} -> {new.version}", markup=False)
        out.print(_table(found) if len(found) else "they say the same")

    show({"before": old.version, "after": new.version, "items": _records(found)}, as_json, words)


@command
def preview(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX as `forecasts.overrides`; taken in its place.")],
    follow: Annotated[
        bool, typer.Option("--follow", help="Stay, and say it again each time the file is saved.")
    ] = False,
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """What a file of forecast overrides would change, against the warehouse as it is. Nothing is stored."""
    whole = plan_in_memory(cycle_of(company, as_of))
    if not follow:
        _say(whole, file, as_json)
        return
    for one in saved(file, lambda: time.sleep(LOOK_SECONDS)):
        try:
            _say(whole, one, as_json)
        except TandemError as error:
            err.print(str(error), style="red", markup=False)


def _say(whole: "WholePlan", file: Path, as_json: bool) -> None:
    began = time.monotonic()
    found = what_if(whole, file)
    took = time.monotonic() - began

    def words() -> None:
        out.print(_table(found) if len(found) else "the plan stays as it is")
        out.print(f"planned anew in {took:.1f} s")

    show({"seconds": round(took, 3), "items": _records(found)}, as_json, words)
    sys.stdout.flush()


def _records(found: "pd.DataFrame") -> list[dict[Any, Any]]:
    return found.astype(object).where(found.notna(), None).to_dict("records")


def _table(found: "pd.DataFrame") -> Table:
    table = Table("product", "location", "method", "demand a day", "order up to", "planned", "change", box=None)
    for row in found.to_dict("records"):
        method = " -> ".join(dict.fromkeys(_text(row[f"{age}_method"]) for age in ("before", "after")))
        figures = [_pair(row, name) for name in ("mean_daily_demand", "order_up_to", "planned_qty")]
        change = f"{row['change_qty']:+,.6g}" if row["change_qty"] else "0"
        table.add_row(row["product_code"], row["location_code"], method, *figures, change)
    return table


def _pair(row: Mapping[Any, Any], name: str) -> str:
    return " -> ".join(dict.fromkeys(_number(row[f"{age}_{name}"]) for age in ("before", "after")))


def _number(value: float) -> str:
    return f"{value:,.6g}" if value == value else "-"  # noqa: PLR0124  NaN differs from itself


def _text(value: object) -> str:
    return value if isinstance(value, str) else "-"
