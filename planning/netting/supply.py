"""Firm supply that counts: a need is supplied once at every step of the hand-over (F3), at re-estimated dates (F2)."""

from typing import TYPE_CHECKING

import numpy as np

from planning.netting.inputs import datetimes, instants, seconds, texts

if TYPE_CHECKING:
    import pandas as pd

STEPS = ("quotation", "requisition", "approved", "order", "shipped")
"""Steps of the hand-over, first to last."""


def counted(supply: "pd.DataFrame") -> "pd.DataFrame":
    """The rows that supply; the others name the same need at an earlier step, or are a second quotation for it.

    Args:
        supply: the frame of `planning.netting.inputs` with need_key (what the documents of one need share; empty: the
            row stands alone) and step (of STEPS). qty is what is still open at that step: a requisition of 100 of which
            60 were ordered counts only if the rest of 40 has a key of its own.

    Of one need the furthest step counts, all its rows; of quotations only the earliest.
    """
    import pandas as pd

    key, step = texts(supply, "need_key"), texts(supply, "step")
    rank = np.array([STEPS.index(name) if name in STEPS else len(STEPS) for name in step], np.int64)
    frame = supply.assign(_rank=rank, _key=key)
    furthest = frame.groupby("_key")["_rank"].transform("max").to_numpy() == rank
    offers = frame.sort_values(["due_at", "supply_id"])
    second = offers["_rank"].eq(0) & offers["_key"].notna() & offers.duplicated(["_key", "_rank"])
    keep = (furthest | np.array([one is None for one in key], bool)) & ~second.reindex(frame.index).to_numpy()
    kept: pd.DataFrame = supply[keep]
    return kept


def re_estimated(supply: "pd.DataFrame", as_of: object, typical_delay_days: float = 0.0) -> "pd.DataFrame":
    """Receipts that are overdue at as_of are due again, for nothing is supply in the past: `stated_due_at` keeps the
    date that was promised.

    Args:
        supply: due_at (promised, or re-estimated by the supplier's own record), optional stated_due_at.
        as_of: the instant of planning.
        typical_delay_days: what an overdue receipt still takes where nothing better is known.
    """
    now = seconds(as_of)
    due = instants(supply, "due_at", now)
    later = np.where(due < now, now + int(typical_delay_days * 86_400), due)
    stated = supply["stated_due_at"] if "stated_due_at" in supply else supply["due_at"]
    return supply.assign(stated_due_at=stated, due_at=datetimes(later))
