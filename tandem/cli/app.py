"""What every command shares: the application, options, output as words or JSON, errors as sentences."""

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console

from tandem.cycle import Cycle, business_day, now, on_standard_error
from tandem.errors import TandemError
from tandem.settings import CompanyFileError, load_company

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Tandem keeps purchasing and sales in step.",
)  # fmt: skip

WIDTH = None if sys.stdout.isatty() else 140  # tables of a log or a pipe need not be squeezed into 80 columns
out = Console(soft_wrap=True, highlight=False, width=WIDTH)
err = Console(stderr=True, soft_wrap=True, highlight=False)

CompanyFile = Annotated[Path, typer.Option("--company", help="The company file.", envvar="TANDEM_COMPANY")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Business day planned from.")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="Only loads accepted up to this moment (ISO, UTC).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Nothing is decided or sent; what would be, is shown.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
COMPANY_FILE = Path("tandem.yaml")

P = ParamSpec("P")
R = TypeVar("R")


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Registers a command of `tandem` itself."""
    return grouped(app)(function)


def grouped(group: typer.Typer) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Registers commands of `group`. A TandemError is printed as its sentence; code 2 for the company file, or 1."""
    return lambda function: _registered(group, function)


def _registered(group: typer.Typer, function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except TandemError as error:
            err.print(str(error), style="red", markup=False)
            raise typer.Exit(2 if isinstance(error, CompanyFileError) else 1) from error

    group.command(function.__name__.rstrip("_"))(guarded)
    return guarded


def cycle_of(
    company_file: Path, as_of: datetime | None = None, known_at: str | None = None, *, dry_run: bool = False
) -> Cycle:
    """The cycle that the common options describe. Raises CompanyFileError, BadParameter."""
    company = load_company(company_file)
    known = moment(known_at)
    day: date = as_of.date() if as_of else business_day(company, known or now())
    return Cycle(company, as_of=day, known_at=known, say=on_standard_error, dry_run=dry_run)


def moment(text: str | None) -> datetime | None:
    """An ISO moment, UTC when it names no zone."""
    if text is None:
        return None
    try:
        said = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not an ISO moment such as 2026-10-31T06:00:00Z") from error
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def show(value: Any, as_json: bool, words: Callable[[], None]) -> None:
    """Prints `value` as JSON, or lets `words` print it for people."""
    if as_json:
        sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        words()


def plain(value: Any) -> Any:
    """Dataclasses as dicts, all the way down; the company and functions are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plain(item) for key, item in asdict(value).items() if key != "cycle"}
    return value
