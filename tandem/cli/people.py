"""Commands of those who decide and ask: approve, reject, pending, why, status."""

import getpass
from typing import Annotated

import typer
from rich.table import Table

from tandem.cli.app import COMPANY_FILE, AsJson, AsOf, CompanyFile, DryRun, KnownAt, command, cycle_of, err, out, show
from tandem.cycle import now

Number = Annotated[str, typer.Argument(help="The requisition's number, such as REQ-000001.")]
By = Annotated[str, typer.Option("--by", help="Who decides; one of `approvers` in the company file.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record.")]
Product = Annotated[str, typer.Argument(help="A code, barcode, name or id of the product, in any system.")]


@command
def approve(
    number: Number,
    by: By = "",
    reason: Reason = "",
    company: CompanyFile = COMPANY_FILE,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Approves a requisition. With write-back switched on it then becomes a draft order in the ERP."""
    _decide("approve", number, by, reason, company, dry_run, as_json)


@command
def reject(
    number: Number,
    by: By = "",
    reason: Reason = "",
    company: CompanyFile = COMPANY_FILE,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Rejects a requisition. The need stays rejected until it grows."""
    _decide("reject", number, by, reason, company, dry_run, as_json)


def _decide(
    what: str, number: str, by: str, reason: str, company: CompanyFile, dry_run: bool, as_json: bool
) -> None:
    from operations import requisitions
    from tandem.steps.decide import decide

    cycle = cycle_of(company, dry_run=dry_run)
    if dry_run:
        row = requisitions.get(_store(cycle), number)
        show(row, as_json, lambda: out.print(f"would {what} {number}, now {row['state']}"))
        return
    said = decide(cycle, what, number, by or getpass.getuser(), reason, now())
    show(said, as_json, lambda: out.print(f"{number}: {said['state']} by {said['decided_by']} at {said['decided_at']}"))


@command
def pending(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Requisitions that wait for a decision, dearest first."""
    from operations import requisitions

    rows = requisitions.pending(_store(cycle_of(company)))
    table = Table("number", "product", "location", "quantity", "supplier", "amount", "state", box=None)
    for row in rows:
        amount = f"{row['base_amount']:,.2f}" if row["base_amount"] is not None else "-"
        quantity = f"{row['purchase_quantity']:g} {row['purchase_uom']}"
        cells = (row["number"], row["product_name"], row["location_code"], quantity, row["supplier_name"], amount)
        table.add_row(*(str(cell or "-") for cell in cells), row["state"])
    show(rows, as_json, lambda: out.print(table))


@command
def why(
    product: Product,
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """The whole arithmetic behind a product: from demand to order, or why nothing is ordered."""
    from planning.explain import explain
    from tandem.cli.lookup import find_items

    items = find_items(cycle_of(company, as_of, known_at), product)
    if not items:
        err.print(f"{product}: no planned product goes by that name or code. `tandem status` counts what is held.")
        raise typer.Exit(1)

    def words() -> None:
        for item in items:
            out.print(f"\n{item['product_code']} {item['product_name']} at {item['location_code']}", style="bold")
            out.print(f"data as of {item['data_as_of']}, plan {item['plan_version']}", style="dim")
            out.print("\n".join(explain(item)), markup=False)

    show(items, as_json, words)


@command
def status(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Where things stand: sources and their age, held rows, requisitions, alerts, outbox, last cycle."""
    from tandem.cli.lookup import standing

    said = standing(cycle_of(company))

    def words() -> None:
        for title, rows in said.items():
            out.print(f"\n{title}", style="bold")
            if not rows:
                out.print("  none")
                continue
            table = Table(*rows[0], box=None)
            for row in rows:
                table.add_row(*(str(value) for value in row.values()))
            out.print(table)

    show(said, as_json, words)


def _store(cycle: "Cycle") -> "Store":
    from operations.store import Store

    store = Store(cycle.company.operations_url)
    store.migrate()
    return store
