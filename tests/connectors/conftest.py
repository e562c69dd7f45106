"""Fixtures of the connector tests."""

from pathlib import Path

import pytest
from sync_helpers import ToyReader

from lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> ToyReader:
    """The reader that every source of the test is opened with."""
    toy = ToyReader()
    monkeypatch.setattr("connectors.sync.open_reader", lambda config, context, transport: toy)
    return toy
