"""What a flow run is given: the company file, the two times, and secrets from the environment or Prefect blocks."""

from datetime import UTC, date, datetime
from pathlib import Path

from prefect.blocks.system import Secret
from prefect.logging import get_run_logger
from pydantic import SecretStr

from tandem.cycle import Cycle, business_day, now, on_standard_error
from tandem.settings import SecretMissing, environment_secret, load_company


def given(
    company_file: str = "tandem.yaml",
    as_of: str | None = None,
    known_at: str | None = None,
    dry_run: bool = False,
    on_terminal: bool = False,
) -> Cycle:
    """The cycle that a flow's parameters describe. Dates are ISO; a `known_at` without zone is UTC.

    Progress goes to Prefect's log, or to the terminal of who started the run there.
    """
    company = load_company(Path(company_file))
    known = datetime.fromisoformat(known_at) if known_at else None
    if known is not None and known.tzinfo is None:
        known = known.replace(tzinfo=UTC)
    return Cycle(
        company=company,
        as_of=date.fromisoformat(as_of) if as_of else business_day(company, known or now()),
        known_at=known,
        secrets=any_secret,
        say=on_standard_error if on_terminal else get_run_logger().info,
        dry_run=dry_run,
    )


def any_secret(reference: str) -> SecretStr:
    """The secret behind `env:NAME` or `block:name`. Raises SecretMissing, naming the place and never a value."""
    kind, _, name = reference.partition(":")
    if kind == "env":
        return environment_secret(reference)
    try:
        return SecretStr(str(Secret.load(name, _sync=True).get()))  # type: ignore[call-arg, union-attr]
    except ValueError as error:
        raise SecretMissing(f"{reference}: Prefect has no secret block {name!r}. Make one in the UI.") from error
