"""Commands that keep a company's data, and let go of a person's: backup, restore, compact, forget."""

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, command, cycle_of, err, out, show
from tandem.cycle import now

if TYPE_CHECKING:
    from tandem.keeping.forget import Forgotten

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a company that is there already.")]


@command
def backup(
    target: Annotated[str, typer.Argument(help="An empty folder, or a URL such as s3://bucket/backup.")],
    company: CompanyFile = COMPANY_FILE,
    as_json: AsJson = False,
) -> None:
    """Copies lake, decisions and company file into one folder, while everything runs on. No secret is copied."""
    from tandem.keeping import back_up

    made = back_up(cycle_of(company), company, target, now())
    said = {"target": target, "made_at": made.made_at, "loads": made.loads, "bytes": made.bytes}
    words = f"{target}: {made.loads} loads, {len(made.files)} files, {made.bytes / 1e6:,.1f} MB"
    show({**said, "files": len(made.files)}, as_json, lambda: out.print(words, markup=False))


@command
def restore(
    source: Annotated[str, typer.Argument(help="A folder or URL that `tandem backup` wrote.")],
    company: CompanyFile = COMPANY_FILE,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Puts a company back from a backup, whole or not at all. The next `tandem run` builds the tables."""
    from tandem.keeping import restore as put_back

    done = put_back(company, source, overwrite=overwrite)

    def words() -> None:
        out.print(f"As of {done.made_at}: {done.loads} loads, {done.rows} rows of decisions.", markup=False)
        if done.is_file_kept:
            out.print(f"{company} was there and stayed as it is.", markup=False)
        out.print("Next: tandem run")

    show(done, as_json, words)


@command
def compact(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Folds row versions older than `keeping.retention_days` and joins small files, while everything runs on."""
    from tandem.keeping import compact as fold

    done = fold(cycle_of(company), now())
    words = (
        f"{done.loads} loads and {done.files} files folded, {done.rows} superseded rows left out, "
        f"{done.plans} plans dropped, {done.removed} files removed"
    )
    show(done, as_json, lambda: out.print(words))


@command
def forget(
    person: Annotated[str, typer.Argument(help="An e-mail address, or a customer's id or code in any system.")],
    source: Annotated[str | None, typer.Option("--source", help="Whose customer, when the id is not enough.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who asks for it; default: the user of this machine.")] = "",
    company: CompanyFile = COMPANY_FILE,
    as_json: AsJson = False,
) -> None:
    """Deletes what leads from a person to their name in the lake. Afterwards nobody can find them there again."""
    from tandem.keeping import forget as let_go

    done = let_go(cycle_of(company), person, by or getpass.getuser(), now(), source)
    show(done, as_json, lambda: _tell(done))
    for target, reason in done.unreached.items():
        err.print(f"Not reached: {target}: {reason} Run this again when it is there.", style="red", markup=False)


def _tell(done: "Forgotten") -> None:
    """What was done, and what a person who asks for it has to know besides."""
    out.print("Forgotten: the entry is deleted." if done.had_name else "Was forgotten before; nothing was left here.")
    for target in done.reached:
        out.print(f"Forgotten in the backup {target} too.", markup=False)
    out.print(
        "Rows in the lake stay, under a name that now leads nowhere, and with the customer's number in its own system: "
        "delete the person there. From the next sync on the person comes without a name.\n"
        "Out of reach: copies of backups elsewhere, tables that were copied out of the published ones, and what people "
        "wrote into other columns, such as a customer's name in a spreadsheet."
    )
    if done.is_derived:
        out.print(
            "This name was made before 0.2, from the address and the key: who has both can make it again. "
            "docs/decisions/0081 says how such names leave the lake."
        )
