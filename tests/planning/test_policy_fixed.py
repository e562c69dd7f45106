"""Levels by hand and the ERP's levels over computed ones."""

import numpy as np
import pandas as pd

from planning.policy.fixed import put_fixed_levels


def test_hand_over_erp_over_computed() -> None:
    levels = pd.DataFrame(
        {
            "product_id": list("abcdef"),
            "safety_stock": 5.0,
            "reorder_point": [20.0, 20, 20, 20, 0, np.nan],
            "order_up_to": [30.0, 30, 30, 30, 0, np.nan],
            "level_basis": ["computed"] * 5 + ["held"],
            "reason": [None] * 5 + ["The lead time is unknown."],
        }
    )
    none = np.nan
    items = pd.DataFrame(
        {
            "policy_reorder_point": [none, 50, none, none, 7, none],
            "policy_order_up_to": [none, none, 25, none, 9, none],
            "erp_reorder_point": [8, 8, 8, 8, 8, none],
            "erp_order_up_to": [12, 12, 12, 12, 12, none],
            "demand_days": [9, 9, 9, 0, 0, 3],
        }
    )
    got = put_fixed_levels(levels, items)
    assert got["level_basis"].tolist() == ["computed", "policy", "policy", "erp", "policy", "held"]
    assert got["reorder_point"].tolist()[:5] == [20, 50, 20, 8, 7]
    assert got["order_up_to"].tolist()[:5] == [30, 50, 25, 12, 9]  # never below the reorder point
    assert got["order_up_to"].isna().tolist() == [False] * 5 + [True]
    assert got["safety_stock"].isna().tolist() == [False, False, False, True, False, False]
    assert got["reason"].iloc[0] is None
    assert got["reason"].iloc[5] == "The lead time is unknown."
    assert "ERP's own levels" in got["reason"].iloc[3]
