"""One small and one default world for all tests of the sandbox."""

import pytest

from sandbox.world import World, simulate


@pytest.fixture(scope="session")
def world() -> World:
    """The company that `make run` starts."""
    return simulate(seed=7)


@pytest.fixture(scope="session")
def small_world() -> World:
    """The same kind of company, quick to make."""
    return simulate(seed=3, products=40, days=120)
