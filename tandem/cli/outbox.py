"""`tandem outbox`: what has not been delivered, and sending again what was given up."""

import getpass
from typing import Annotated

import typer
from rich.table import Table

from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, app, cycle_of, grouped, out, show
from tandem.cycle import now
from tandem.stores import open_store

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="Messages and write-backs that have not been delivered.",
)  # fmt: skip
app.add_typer(group, name="outbox")
command = grouped(group)

Item = Annotated[int, typer.Argument(help="The item's id, from `tandem outbox list`.")]
By = Annotated[str, typer.Option("--by", help="Who sends it again; default: the user of this machine.")]


@command
def list_(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """What waits for its channel and what was given up (dead), with the reason, oldest first."""
    from operations.outbox import Outbox

    rows = Outbox(open_store(cycle_of(company))).undelivered()

    def words() -> None:
        table = Table(
            "id", "channel", "kind", "state", "attempts", "not before", "reason", header_style="bold", box=None
        )
        for row in rows:
            until = f"{row['not_before']:%Y-%m-%d %H:%M} UTC" if row["not_before"] else ""
            cells = (row["channel"], row["kind"], row["state"], str(row["attempts"]), until, row["reason"] or "")
            table.add_row(str(row["id"]), *cells)
        out.print(table if rows else "everything is delivered")

    show(rows, as_json, words)


@command
def resend(item: Item, by: By = "", company: CompanyFile = COMPANY_FILE) -> None:
    """Lets a dead item be tried again by the next `tandem notify`."""
    from operations.outbox import Outbox

    Outbox(open_store(cycle_of(company))).resend(item, by or getpass.getuser(), now())
    out.print(f"{item} is tried again by the next `tandem notify`.")
