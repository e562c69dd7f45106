"""The command line. `app` is the entry point; each module holds the commands of one kind of user."""

from tandem.cli import chat, keeping, match, people, sandbox, setup, spark, steps, stock  # noqa: F401  registers the commands
from tandem.cli.app import app

__all__ = ["app"]
