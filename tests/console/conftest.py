"""The double of tests/alerts and the candidates of tests/operations, for the console."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("alerts", "operations")]

from slack_company import Office, open_office
from slack_live import LiveSlack, doorman, serve, slack

__all__ = ["doorman", "serve", "slack"]


@pytest.fixture
def office(slack: LiveSlack, tmp_path: Path) -> Iterator[Office]:
    """A company of its own, and Slack beside it."""
    with ThreadPoolExecutor(10) as workers:  # what is still being worked on ends before the next test begins
        yield open_office(tmp_path, slack, workers)
