"""Commands of those who decide and ask: approve, reject, withdraw, pending, why, status."""

import getpass
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tandem import steps
from tandem.approval_settings import Approver
from tandem.cli.app import COMPANY_FILE, AsJson, AsOf, CompanyFile, DryRun, KnownAt, command, cycle_of, err, out, show
from tandem.cycle import Cycle, local_day, now
from tandem.stores import open_store

if TYPE_CHECKING:
    from operations.requisitions import Decision

Press = Callable[[Cycle, str, str, str, datetime], "Decision"]

Number = Annotated[str, typer.Argument(help="The requisition's number, such as REQ-000001.")]
By = Annotated[str, typer.Option("--by", help="Who decides; one of `approvers` in the company file.")]
Me = Annotated[str, typer.Option("--by", help="An approver: what waits for them comes first, then the rest.")]
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
    _decide(steps.approve, number, by, reason, company, dry_run, as_json)


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
    _decide(steps.reject, number, by, reason, company, dry_run, as_json)


@command
def withdraw(
    number: Number,
    by: By = "",
    reason: Reason = "",
    company: CompanyFile = COMPANY_FILE,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Takes back a requisition that is not ordered yet. If the need is still there, the next cycle asks anew."""
    _decide(steps.withdraw, number, by, reason, company, dry_run, as_json)


@command
def reassign(
    number: Number,
    to: Annotated[str, typer.Option("--to", help="The approver who is asked instead.")],
    by: By = "",
    reason: Reason = "",
    company: CompanyFile = COMPANY_FILE,
) -> None:
    """Hands a waiting requisition over to another approver; give the reason with it."""
    cycle = cycle_of(company)
    out.print(steps.reassign(cycle, number, to, by or getpass.getuser(), reason, now()), markup=False)


def _decide(
    press: "Press", number: str, by: str, reason: str, company: CompanyFile, dry_run: bool, as_json: bool
) -> None:
    from operations.requisitions import get

    cycle = cycle_of(company)
    if dry_run:
        row = get(open_store(cycle), number)
        show(row, as_json, lambda: out.print(f"would {press.__name__} {number}, which is {row['state']}"))
        return
    decision = press(cycle, number, by or getpass.getuser(), reason, now())
    show(decision, as_json, lambda: out.print(decision.sentence, markup=False))


@command
def pending(by: Me = "", company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Requisitions that wait for a decision, oldest first; with --by, first those that wait for this approver."""
    from operations.requisitions import pending as waiting
    from operations.rights import waits_for

    cycle = cycle_of(company)
    rows, approvers = waiting(open_store(cycle)), cycle.company.approvers
    mine, others = waits_for(rows, by, approvers, local_day(cycle.company, now()))

    def words() -> None:
        if by:
            out.print(f"For {by}", style="bold")
            out.print(_waiting_table(mine, approvers) if mine else "  none")
            out.print("For others", style="bold")
        out.print(_waiting_table(others if by else rows, approvers))

    show(mine if by else rows, as_json, words)


def _waiting_table(rows: list[dict[str, Any]], approvers: Sequence[Approver]) -> Table:
    from operations.rights import asked_of
    from operations.snooze import is_asleep

    table = Table("number", "product", "location", "quantity", "supplier", "amount", "state", "waits for", box=None)
    for row in rows:
        amount = f"{row['base_amount']:,.2f}" if row["base_amount"] is not None else "-"
        quantity = f"{row['purchase_quantity']:g} {row['purchase_uom']}"
        cells = (row["number"], row["product_name"], row["location_code"], quantity, row["supplier_name"], amount)
        names = ", ".join(asked_of(row, approvers)) or "nobody"
        asleep = f", snoozed until {row['snoozed_until']:%Y-%m-%d %H:%M} UTC" if is_asleep(row, now()) else ""
        table.add_row(*(str(cell or "-") for cell in cells), row["state"] + asleep, names)
    return table


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
            out.print(f"data as of {item['data_as_of']:%Y-%m-%d %H:%M} UTC, plan {item['plan_version']}", style="dim")
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
