"""`tandem levels`: changes of safety stock and levels that wait, and what approvers say of them."""

import getpass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tandem import steps
from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, app, cycle_of, grouped, out, show
from tandem.cycle import now

if TYPE_CHECKING:
    from operations.level_decisions import State

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Changes of levels above the limit, which wait for approval.",
)  # fmt: skip
app.add_typer(group, name="levels")
command = grouped(group)

Product = Annotated[str, typer.Argument(help="The product's code.")]
Location = Annotated[str, typer.Argument(help="The location's code.")]
By = Annotated[str, typer.Option("--by", help="Who decides; one of `approvers` in the company file.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record; a rejection needs one.")]


@command
def list_(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Changes that wait or were rejected, with old and new levels; the old ones hold."""
    rows = steps.waiting_levels(cycle_of(company))

    def words() -> None:
        table = Table("product", "location", "safety stock", "reorder point", "order up to", "state", box=None)
        for row in rows:
            pairs = [
                f"{_short(row[f'old_{name}'])} -> {_short(row[f'new_{name}'])}"
                for name in ("safety_stock", "reorder_point", "order_up_to")
            ]
            table.add_row(row["product_code"], row["location_code"], *pairs, _state(row))
        out.print(table if rows else "nothing waits")
        for row in rows:
            out.print(f"{row['product_code']} at {row['location_code']}: {row['reason']}", markup=False)

    show(rows, as_json, words)


@command
def approve(
    product: Product,
    location: Location,
    by: By = "",
    reason: Reason = "",
    company: CompanyFile = COMPANY_FILE,
    as_json: AsJson = False,
) -> None:
    """Puts the new levels in force, from the next plan on."""
    _decide(product, location, "approved", by, reason, company, as_json)


@command
def reject(
    product: Product,
    location: Location,
    by: By = "",
    reason: Reason = "",
    company: CompanyFile = COMPANY_FILE,
    as_json: AsJson = False,
) -> None:
    """Keeps the old levels, until the computed ones move again."""
    _decide(product, location, "rejected", by, reason, company, as_json)


def _decide(
    product: str, location: str, state: "State", by: str, reason: str, company: CompanyFile, as_json: bool
) -> None:
    said = steps.decide_levels(cycle_of(company), product, location, state, by or getpass.getuser(), reason, now())
    show(said, as_json, lambda: out.print(said.sentence, markup=False))


def _state(row: dict[str, object]) -> str:
    """What holds in the plan, and what was decided since."""
    decision = row["decision"]
    return f"{decision} by {row['decided_by']}" if decision else str(row["outcome"])


def _short(quantity: float | None) -> str:
    return "-" if quantity is None else f"{quantity:,.6g}"
