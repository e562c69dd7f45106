"""Sandbox servers, started once, and a company after its first cycle, which tests copy instead of running it again."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from whole_company import ORDER, Whole, found_company

from sandbox.credentials import ENVIRONMENT
from sandbox.serve import RunningSandbox, start_sandbox


@pytest.fixture(scope="session", autouse=True)
def _credentials() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


def _start(folder: Path) -> RunningSandbox:
    return start_sandbox(folder, order=ORDER, parent_pid=os.getpid(), max_hours=1, say=lambda _: None)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """The servers that nobody changes."""
    with _start(tmp_path_factory.mktemp("servers")) as running:
        yield running


@pytest.fixture(scope="module")
def own_sandbox(
    sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], RunningSandbox]]:
    """Starts servers of the same company that a test may change or break; no second simulation."""
    running: list[RunningSandbox] = []

    def another() -> RunningSandbox:
        folder = tmp_path_factory.mktemp("own")
        shutil.copytree(sandbox.folder / "worlds", folder / "worlds")
        running.append(_start(folder))
        return running[-1]

    yield another
    for one in running:
        one.stop()


@pytest.fixture(scope="session")
def first(sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The company after its first cycle. Not to be changed: `copy` it."""
    whole = found_company(tmp_path_factory.mktemp("first"), sandbox)
    whole.run()
    return whole
