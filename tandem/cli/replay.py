"""`tandem replay` and `tandem shadow`: another policy over the past, and beside the live one today."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tandem.cli.app import COMPANY_FILE, AsJson, AsOf, CompanyFile, command, cycle_of, out, show
from tandem.replay import Costs
from tandem.replay import replay as run_replay
from tandem.replay import shadow as run_shadow

Proposed = Annotated[
    Path | None, typer.Option("--policy", help="A YAML file with a section `policies`; without it the live one twice.")
]
Days = Annotated[int, typer.Option("--days", min=1, help="How many days of the past.")]
Folder = Annotated[Path, typer.Option("--out", help="Where replay.html and replay.csv go.")]
Fee = Annotated[float, typer.Option("--order-fee", min=0, help="What an order costs, base currency.")]
Rate = Annotated[
    float, typer.Option("--holding-rate", min=0, help="What holding stock costs, share of its value a year.")
]


@command
def replay(
    policy: Proposed = None,
    days: Days = 180,
    folder: Folder = Path(".tandem/replay"),
    order_fee: Fee = 0.0,
    holding_rate: Rate = 0.0,
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Runs the live policy, and a proposed one, day by day over what was really asked for. Decides nothing."""
    from tandem.replay_report import FIGURES, totals, write_report

    found = run_replay(cycle_of(company, as_of), policy, days, Costs(order_fee, holding_rate))
    rows, page = totals(found), write_report(found, folder)

    def words() -> None:
        for note in found.notes:
            out.print(note, markup=False)
        table = Table("figure", "live", "proposed", "difference", box=None, header_style="bold")
        for figure, *values in rows.itertuples(index=False):
            table.add_row(FIGURES[figure], *(f"{value:,.3f}" for value in values))
        out.print(table)
        out.print(f"Page with plots: {page}", markup=False)

    show({"notes": found.notes, "totals": rows.to_dict("records"), "page": str(page)}, as_json, words)


@command
def shadow(
    policy: Annotated[Path, typer.Option("--policy", help="A YAML file with a section `policies`.")],
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """What a proposed policy would order today beside the live one. Decides nothing."""
    found = run_shadow(cycle_of(company, as_of), policy)
    moved = found[found["outcome"] != "same"].sort_values(["product_code", "location_code"])
    columns = ["product_code", "location_code", "live_order_qty", "shadow_order_qty", "order_qty_difference", "amount"]
    rows = moved[[*columns, "reason"]].to_dict("records")

    def words() -> None:
        table = Table("product", "location", "live", "proposed", "difference", "amount", box=None, header_style="bold")
        for row in rows:
            table.add_row(row["product_code"], row["location_code"], *(_said(row[name]) for name in columns[2:]))
        out.print(table)
        out.print(f"{len(rows)} of {len(found)} differ; {moved['amount'].sum():+,.2f} in base currency.")

    show(rows, as_json, words)


def _said(value: float) -> str:
    return f"{value:,.2f}" if value == value else "-"  # noqa: PLR0124  NaN differs from itself
