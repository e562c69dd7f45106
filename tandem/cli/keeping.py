"""Commands that keep a company's data: backup, restore."""

from typing import Annotated

import typer

from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, command, cycle_of, out, show
from tandem.cycle import now

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
