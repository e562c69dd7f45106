"""The command line. `app` is the entry point; each module holds the commands of one kind of user."""

from tandem.cli import (  # noqa: F401  registers the commands
    alerts,
    chat,
    keeping,
    levels,
    match,
    outbox,
    people,
    plans,
    replay,
    rules,
    sandbox,
    setup,
    spark,
    steps,
    stock,
)  # fmt: skip
from tandem.cli.app import app

__all__ = ["app"]
