"""Every case of the netting oracle: exact where any correct MRP must agree, our stated choice where it is policy."""

import pytest

from tests.planning.oracle_cases import CASES, expected_sums, planned, sums

pytestmark = pytest.mark.skipif(not CASES, reason="../shared/oracles is not here")
EXACT = ["N1", "N2", "N3", "N4", "N5", "N7", "N8", "N10"]


@pytest.mark.parametrize("name", EXACT)
def test_planned_orders_are_exact(name: str) -> None:
    assert sums(*planned(CASES[name])) == expected_sums(CASES[name]["expected"]["planned_orders"])
