"""`tandem match`: the queue of records that may be a known member, and what people say of them."""

import getpass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, app, cycle_of, err, grouped, out, show
from tandem.cycle import now
from tandem.settings import Entity
from tandem.stores import open_store

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="Records that may be a known product, supplier, customer or location.",
)  # fmt: skip
app.add_typer(group, name="match")
command = grouped(group)

Number = Annotated[int, typer.Argument(help="The proposal's number, from `tandem match queue`.")]
By = Annotated[str, typer.Option("--by", help="Who decides; default: the user of this machine.")]
File = Annotated[Path, typer.Argument(help="A CSV file.")]


@command
def queue(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """What waits, with the best candidates and how sure each is."""
    from operations.crosswalk import queue as waiting

    rows = waiting(open_store(cycle_of(company)))

    def words() -> None:
        table = Table("number", "entity", "source", "code", "name", "perhaps", box=None, header_style="bold")
        for row in rows:
            offered = "\n".join(f"{c['confidence']} {c['code']} {c['name'] or ''}" for c in row["candidates"])
            cells = (row["entity"], row["source"], row["code"] or row["source_id"], row["name"] or "-", offered)
            table.add_row(str(row["id"]), *cells)
        out.print(table if rows else "nothing waits")

    show(rows, as_json, words)


@command
def accept(
    number: Number,
    code: Annotated[str, typer.Argument(help="Which candidate; default: the surest.")] = "",
    pack: Annotated[str, typer.Option("--pack", help="Units of the member in one of the record, such as 12.")] = "",
    by: By = "",
    company: CompanyFile = COMPANY_FILE,
) -> None:
    """Says that a record is that candidate, from the next build on."""
    from operations.crosswalk import accept as say

    factor = Decimal(pack) if pack else None
    store = open_store(cycle_of(company))
    out.print(say(store, number, code or None, by or getpass.getuser(), now(), factor), markup=False)


@command
def reject(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the record.")] = "",
    by: By = "",
    company: CompanyFile = COMPANY_FILE,
) -> None:
    """Says that a record is none of its candidates; they are not proposed again."""
    from operations.crosswalk import reject as say

    store = open_store(cycle_of(company))
    out.print(say(store, number, by or getpass.getuser(), now(), reason or None), markup=False)


@command
def undo(
    source: Annotated[str, typer.Argument(help="Source of the record.")],
    source_id: Annotated[str, typer.Argument(help="The record's id there.")],
    entity: Annotated[Entity, typer.Option("--entity", help="What it is.")] = "product",
    anyway: Annotated[bool, typer.Option("--anyway", help="Although requisitions rest on it.")] = False,
    by: By = "",
    company: CompanyFile = COMPANY_FILE,
) -> None:
    """Takes a record out of the member it was merged into; everything downstream follows at the next build."""
    from operations.crosswalk import undo as say

    store = open_store(cycle_of(company))
    said = say(store, entity, source, source_id, by or getpass.getuser(), now(), anyway=anyway)
    out.print(said, markup=False)


@command
def history(source: str, source_id: str, company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Who decided what of a record, and when."""
    from operations.crosswalk import history as told

    rows = told(open_store(cycle_of(company)), source, source_id)

    def words() -> None:
        for row in rows:
            out.print(
                f"{row['happened_at']:%Y-%m-%d %H:%M} {row['actor']}: {row['what']} {row['details']}", markup=False
            )

    show(rows, as_json, words)


@command
def export(file: File, company: CompanyFile = COMPANY_FILE) -> None:
    """Writes the queue as a CSV to be filled in: `decision` is a candidate's code, `no`, or empty."""
    from operations.queue_file import write_queue

    count = write_queue(open_store(cycle_of(company)), file)
    out.print(f"{file}: {count} proposals", markup=False)


@command
def import_(file: File, by: By = "", company: CompanyFile = COMPANY_FILE) -> None:
    """Takes the decisions of a filled-in CSV; a row that cannot be taken is said, the others are."""
    from operations.queue_file import read_queue

    taken, refused = read_queue(open_store(cycle_of(company)), file, by or getpass.getuser(), now())
    for sentence in taken:
        out.print(sentence, markup=False)
    for sentence in refused:
        err.print(sentence, style="red", markup=False)
    if refused:
        raise typer.Exit(1)
