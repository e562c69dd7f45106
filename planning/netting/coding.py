"""Item numbers for rows that name a product and a location."""

from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
UNKNOWN = -1


def item_numbers(items: "pd.DataFrame", frame: "pd.DataFrame", product: str, location: str) -> Array:
    """The row of `items` that each row of `frame` means by its two columns, UNKNOWN where there is none (int64)."""
    import pandas as pd

    if not len(frame) or product not in frame or location not in frame:
        return np.full(len(frame), UNKNOWN, np.int64)
    index = pd.MultiIndex.from_frame(items[KEYS])
    return index.get_indexer(pd.MultiIndex.from_frame(frame[[product, location]])).astype(np.int64)


def own_numbers(items: "pd.DataFrame", frame: "pd.DataFrame") -> Array:
    """As `item_numbers`, or the column `item` as it stands where the caller gave the numbers."""
    if "item" in frame:
        given = frame["item"].to_numpy(np.int64)
        return np.where((given >= 0) & (given < len(items)), given, UNKNOWN)
    return item_numbers(items, frame, *KEYS)


def offsets(rows: int, owner: Array) -> Array:
    """CSR offsets (int64, rows + 1) of entries whose `owner` row is ascending."""
    return np.searchsorted(owner, np.arange(rows + 1)).astype(np.int64)
