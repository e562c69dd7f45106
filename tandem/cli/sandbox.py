"""Commands around the sandbox company: the demo, its servers, and companies of any size."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.app import COMPANY_FILE, CompanyFile, app, command, out, progress
from tandem.settings import environment, load_company

PORT = 8765

sandbox_app = typer.Typer(no_args_is_help=True, help="A company to try things on.", rich_markup_mode=None)
app.add_typer(sandbox_app, name="sandbox")


@command
def demo(company: CompanyFile = COMPANY_FILE) -> None:
    """Starts the sandbox company and runs one whole cycle on it."""
    from tandem.cli.steps import run

    started = time.monotonic()
    progress("1/2 the sandbox company ...")
    with environment(**start(load_company(company).path(".tandem"), parent=os.getpid())):
        progress("2/2 one cycle: sync, build, plan, evaluate, publish, notify ...")
        run(company=company)
    out.print(f"Everything, the sandbox included, took {time.monotonic() - started:.1f} s")


def start(folder: Path, parent: int | None = None) -> dict[str, str]:
    """Starts the sandbox's servers, or finds them running; gives the environment with their (public) credentials."""
    from sandbox.credentials import ENVIRONMENT
    from sandbox.serve import start_sandbox

    start_sandbox(folder / "sandbox", port=PORT, parent_pid=parent, say=progress)
    return {name: os.environ.get(name, value) for name, value in ENVIRONMENT.items()}


@sandbox_app.command("up")
def sandbox_up(company: CompanyFile = COMPANY_FILE) -> None:
    """Starts the sandbox's servers and prints the environment they need."""
    for name, value in start(load_company(company).path(".tandem")).items():
        out.print(f"export {name}={value}", markup=False)


@sandbox_app.command("generate")
def sandbox_generate(
    folder: Annotated[Path, typer.Argument(help="Where the company file and the lake go.")],
    products: Annotated[int, typer.Option(min=1)] = 1000,
    locations: Annotated[int, typer.Option(min=1)] = 3,
    days: Annotated[int, typer.Option(min=1)] = 365,
    seed: int = 7,
) -> None:
    """Writes a company of any size straight to a lake, to measure with."""
    from sandbox.generate import generate, write_company_file

    folder.mkdir(parents=True, exist_ok=True)
    counts = generate(str(folder / ".tandem" / "lake"), products, locations, days, seed, datetime.now(UTC))
    write_company_file(folder / "tandem.yaml")
    for stream, rows in counts.items():
        out.print(f"{stream:24} {rows:>14,}")
