"""`tandem alerts`: what is open, and who wants to hear no more of it until when."""

import getpass
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from tandem import steps
from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, app, cycle_of, err, grouped, out, show
from tandem.cycle import Cycle, now
from tandem.stores import open_store

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="Open alerts; snooze one, or a requisition that waits.",
)  # fmt: skip
app.add_typer(group, name="alerts")
command = grouped(group)

Subject = Annotated[str, typer.Argument(help="The alert's key, from `tandem alerts list`, or a requisition's number.")]
Until = Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Told again from this day on.")]
Days = Annotated[int | None, typer.Option("--days", min=1, max=366, help="Told again after so many nights.")]
By = Annotated[str, typer.Option("--by", help="Who; an approver, or an owner of alerts. Default: this machine's user.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record.")]


@command
def list_(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Open alerts, the most severe and oldest first, whose they are and until when they are snoozed."""
    from operations.overview import open_alerts
    from operations.routes import route

    cycle = cycle_of(company)
    owners = cycle.company.alerts.owners
    rows = [
        {**row, "owner": route(row["kind"], row["numbers"], owners).owner} for row in open_alerts(open_store(cycle))
    ]

    def words() -> None:
        names = ("alert", "severity", "product", "location", "opened", "owner", "snoozed until")
        table = Table(*names, header_style="bold", box=None)
        for row in rows:
            numbers = row["numbers"]
            product = numbers.get("product_name") or numbers.get("product_code") or numbers.get("source")
            cells = (row["severity"], product, numbers.get("location_code"), _at(row["opened_at"]), row["owner"])
            table.add_row(row["alert_key"], *(str(cell or "-") for cell in cells), _asleep(row))
        out.print(table if rows else "no alert is open")

    show(rows, as_json, words)


@command
def snooze(
    subject: Subject,
    until: Until = None,
    days: Days = None,
    reason: Reason = "",
    by: By = "",
    company: CompanyFile = COMPANY_FILE,
    as_json: AsJson = False,
) -> None:
    """Nothing more is said of it until a day, unless an alert gets worse. It stays open and can be decided."""
    if (until is None) is (days is None) or not reason:
        err.print("Say until when, by either --until or --days, and why, by --reason.", style="red")
        raise typer.Exit(2)
    cycle = cycle_of(company)
    day = until.date() if until else steps.days_ahead(cycle, days or 1, now())
    _settle(cycle, subject, day, reason, by, as_json)


@command
def wake(
    subject: Subject, reason: Reason = "", by: By = "", company: CompanyFile = COMPANY_FILE, as_json: AsJson = False
) -> None:
    """Ends a snooze: the next cycle tells it again if it is still there."""
    _settle(cycle_of(company), subject, None, reason, by, as_json)


def _settle(cycle: Cycle, subject: str, day: date | None, reason: str, by: str, as_json: bool) -> None:
    done = steps.snooze(cycle, subject, day, by or getpass.getuser(), reason, now())
    show(done, as_json, lambda: out.print(done.sentence, markup=False))


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _asleep(row: dict[str, Any]) -> str:
    from operations.snooze import is_asleep

    until = row["snoozed_until"]
    return f"{_at(until)} by {row['snoozed_by']}" if is_asleep(row, now()) else ""
