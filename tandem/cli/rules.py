"""`tandem rules`: who is asked to approve what. The file is a draft; what was applied last is in force."""

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, app, cycle_of, grouped, out, show
from tandem.cycle import now
from tandem.stores import open_store

if TYPE_CHECKING:
    from operations.rule_preview import Reach

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="Approval rules: versions, preview, apply, roll back.",
)  # fmt: skip
app.add_typer(group, name="rules")
command = grouped(group)

By = Annotated[str, typer.Option("--by", help="Who changes the rules; default: the user of this machine.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record.")]
Version = Annotated[str | None, typer.Argument(help="From `tandem rules list`; default: the one before.")]
_LATER = "New requisitions are routed by it; what waits already, with the next cycle."


@command
def list_(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Every version that was ever in force, newest first, and whether the file says something else."""
    from operations.rule_file import NO_RULES, read_draft
    from operations.rule_versions import versions

    cycle = cycle_of(company)
    rows = versions(open_store(cycle))

    def words() -> None:
        table = Table("version", "applied at", "author", "rules", "reason", header_style="bold", box=None)
        for place, row in enumerate(rows):
            version = f"{row['version']} (in force)" if place == 0 else row["version"]
            cells = (f"{row['applied_at']:%Y-%m-%d %H:%M} UTC", row["author"], str(row["rules"]), row["reason"])
            table.add_row(version, *cells)
        out.print(table if rows else "No rules are in force: any approver decides within the limit.")
        draft = read_draft(cycle.company)
        if draft.version != (rows[0]["version"] if rows else NO_RULES):
            file = cycle.company.approvals.rules or "no file"
            out.print(f"{file}: {draft.version}, not in force. See `tandem rules preview`.")

    show(rows, as_json, words)


@command
def preview(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Who is asked about what waits at the moment, and who would be under the file. Nothing is changed."""
    from operations.rule_file import read_draft
    from operations.rule_preview import preview as compare

    cycle = cycle_of(company)
    draft = read_draft(cycle.company)
    rows = compare(open_store(cycle), draft, cycle.company.approvers, now())

    def words() -> None:
        table = Table("number", "amount", "asked", "under the file", header_style="bold", box=None)
        for row in rows:
            amount = f"{row.base_amount:,.2f}" if row.base_amount is not None else "-"
            table.add_row(row.number, amount, row.asked, row.would_ask if row.is_other else "the same")
        out.print(table if rows else "Nothing waits.")
        out.print(f"{draft.version}: {len(draft.rules)} rules; {_count(rows)} of {len(rows)} would be asked otherwise.")

    show(rows_of(rows), as_json, words)


def _count(rows: "list[Reach]") -> int:
    return sum(row.is_other for row in rows)


def rows_of(rows: "list[Reach]") -> list[dict[str, Any]]:
    """The preview as plain rows."""
    names = ("number", "base_amount", "asked", "would_ask", "is_other")
    return [{name: getattr(row, name) for name in names} for row in rows]


@command
def apply(reason: Reason, by: By = "", company: CompanyFile = COMPANY_FILE) -> None:
    """Puts the rules of the file in force, as a new version; without a file, no rules."""
    from operations.rule_file import read_draft
    from operations.rule_versions import apply as put_in_force

    cycle = cycle_of(company)
    draft = read_draft(cycle.company)
    is_new = put_in_force(open_store(cycle), draft, by or getpass.getuser(), reason, now())
    said = f"{draft.version} is in force: {len(draft.rules)} rules. {_LATER}"
    out.print(said if is_new else f"{draft.version} is in force already.")


@command
def rollback(reason: Reason, version: Version = None, by: By = "", company: CompanyFile = COMPANY_FILE) -> None:
    """Puts an earlier version in force again. The file stays as it is."""
    from operations.rule_versions import roll_back

    store = open_store(cycle_of(company))
    out.print(f"{roll_back(store, version, by or getpass.getuser(), reason, now())} is in force again. {_LATER}")
