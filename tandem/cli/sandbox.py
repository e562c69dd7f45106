"""Commands around the sandbox company: the demo, its servers, and companies of any size."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.app import COMPANY_FILE, AsJson, CompanyFile, app, command, out
from tandem.cycle import on_standard_error
from tandem.server import prefect_settings
from tandem.settings import current_environment, environment, load_company

PORT = 8765

sandbox_app = typer.Typer(no_args_is_help=True, help="A company to try things on.", rich_markup_mode=None)
app.add_typer(sandbox_app, name="sandbox")


@command
def demo(company: CompanyFile = COMPANY_FILE, as_json: AsJson = False) -> None:
    """Starts the sandbox company and runs one whole cycle on it."""
    from tandem.cli.steps import run

    started = time.monotonic()
    folder = load_company(company).path(".tandem")
    with environment(**prefect_settings(folder)):
        from flows.warm import warm_up

        on_standard_error("1/2 Prefect and the sandbox company ...")
        warm_up()
        with environment(**start(folder, parent=os.getpid())):
            on_standard_error("2/2 one cycle ...")
            run(company=company, as_json=as_json)
    on_standard_error(f"Everything, the sandbox included, took {time.monotonic() - started:.1f} s")


def start(folder: Path, parent: int | None = None) -> dict[str, str]:
    """Starts the sandbox's servers, or finds them running; gives the environment with their (public) credentials."""
    from sandbox.credentials import ENVIRONMENT
    from sandbox.serve import start_sandbox

    start_sandbox(folder / "sandbox", port=PORT, parent_pid=parent, say=on_standard_error)
    return {**ENVIRONMENT, **{name: said for name, said in current_environment().items() if name in ENVIRONMENT}}


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
