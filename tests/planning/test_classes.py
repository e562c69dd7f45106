"""Classes by value, spread and rhythm."""

import numpy as np

from planning.forecasting.classes import abc, demand_class, xyz


def test_the_first_80_percent_of_value_are_a() -> None:
    assert abc([70, 20, 6, 4, 0]).tolist() == ["A", "A", "B", "C", "C"]
    assert abc([4, 70, np.nan, 20, 6]).tolist() == ["C", "A", "C", "A", "B"], "by value, wherever they stand"
    assert abc([0, 0]).tolist() == ["C", "C"]


def test_spread_makes_x_y_and_z() -> None:
    assert xyz([[10, 10, 11, 9], [10, 20, 5, 5], [0, 0, 0, 40], [3, np.nan, np.nan, np.nan]]).tolist() == list("XYZZ")


def test_rhythm_and_size_make_the_class() -> None:
    smooth, erratic = [5, 6, 5, 4, 5, 5], [1, 9, 1, 20, 2, 1]
    intermittent, lumpy = [0, 5, 0, 0, 5, 0], [0, 1, 0, 0, 30, 0]
    found = demand_class([smooth, erratic, intermittent, lumpy, [0] * 6, [np.nan] * 5 + [3]])
    assert found.tolist() == ["smooth", "erratic", "intermittent", "lumpy", "none", "smooth"]
