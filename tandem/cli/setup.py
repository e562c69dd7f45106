"""Commands that set things up: doctor, up, down."""

from pathlib import Path
from typing import Annotated

import typer

from tandem import server
from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, command, cycle_of, out, plain, show
from tandem.doctor import examine
from tandem.settings import current_environment, load_company

PROJECT = Path(__file__).resolve().parents[2]


@command
def doctor(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Says what is missing in the set-up, in words. Exit code 1 when something is."""
    findings = examine(cycle_of(company))
    lines = [("ok    " if finding.ok else "FIX   ") + finding.text for finding in findings]
    show([plain(finding) for finding in findings], as_json, lambda: out.print("\n".join(lines), markup=False))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@command
def up(
    company: CompanyFile = COMPANY_FILE,
    port: Annotated[int, typer.Option(help="Port of Prefect's UI and API.")] = server.PORT,
    with_sandbox: Annotated[bool, typer.Option("--sandbox/--no-sandbox", help="Start the sandbox company too.")] = True,
) -> None:
    """Starts a lasting Prefect server, a worker with the deployments of prefect.yaml, and the sandbox."""
    folder = load_company(company).path(".tandem")
    folder.mkdir(parents=True, exist_ok=True)
    settings = current_environment()
    if with_sandbox:
        from tandem.cli.sandbox import start

        settings |= start(folder)
    out.print("Prefect's UI: " + server.start(folder, settings, PROJECT, port))
    out.print("Stop it with `tandem down` (`make down`).")


@command
def down(company: CompanyFile = COMPANY_FILE) -> None:
    """Stops what `up` started."""
    from sandbox.serve import stop_sandbox

    folder = load_company(company).path(".tandem")
    stopped = [server.stop(folder), stop_sandbox(folder / "sandbox")]
    out.print("stopped" if any(stopped) else "nothing was running")
