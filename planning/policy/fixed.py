"""Levels that are not computed: set by the policy by hand, or the ERP's own where no demand is on record."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def put_fixed_levels(levels: "pd.DataFrame", items: "pd.DataFrame") -> "pd.DataFrame":
    """`levels` with fixed ones in the place of computed or held ones.

    A level set by policy wins over all (`level_basis` 'policy'); one that is set alone leaves the other computed. Where
    no demand was measured the ERP's own reorder point holds, if it has one ('erp'): a component's demand is often not
    on record. The order-up-to level is never below the reorder point.

    Args:
        levels: what `policy_levels` gives.
        items: same rows; policy_reorder_point, policy_order_up_to, erp_reorder_point, erp_order_up_to (units; NaN:
            none), demand_days (days with demand in the window).
    """
    by_hand = items[["policy_reorder_point", "policy_order_up_to"]].to_numpy(float)
    by_erp = items[["erp_reorder_point", "erp_order_up_to"]].to_numpy(float)
    has_policy = ~np.isnan(by_hand).all(axis=1)
    has_erp = ~has_policy & ~np.isnan(by_erp[:, 0]) & (items["demand_days"].to_numpy() == 0)
    chosen = np.where(has_erp[:, None], by_erp, levels[["reorder_point", "order_up_to"]].to_numpy(float))
    chosen = np.where(np.isnan(by_hand), chosen, by_hand)
    basis = np.select([has_policy, has_erp], ["policy", "erp"], levels["level_basis"].to_numpy().astype(str))
    said = np.select(
        [has_policy, has_erp],
        ["The policy sets this level by hand.", "No demand in the window: the ERP's own levels hold."],
        "",
    ).astype(object)
    return levels.assign(
        safety_stock=levels["safety_stock"].mask(has_erp),
        reorder_point=chosen[:, 0],
        order_up_to=np.fmax(chosen[:, 1], chosen[:, 0]),
        level_basis=basis,
        reason=np.where(said == "", levels["reason"].to_numpy(object), said),
    )
